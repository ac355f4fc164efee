"""What a search costs: the documentation says what was measured, and that is little enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.bench import search_cost
from tests.bench.corpus import Size, make
from tests.bench.search_cost import LIMIT, MEASURED, PAGE, QUERIES, page, read


def test_documentation_says_what_was_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read()), (
        "docs/explanation/search-cost.md is old: run `python -m tests.bench.search_cost --page`"
    )


@pytest.mark.parametrize("size", MEASURED)
def test_the_first_results_take_little(size: str) -> None:
    cost = read().costs[size]
    assert [query.kind for query in cost.queries] == [query.kind for query in QUERIES]
    assert all(query.first.bytes <= LIMIT and query.count for query in cost.queries)
    assert cost.first < cost.compressed
    assert cost.pages >= {"S": 1_000, "XL": 10_000}[size]


def test_it_is_measured_as_the_page_says(browser: Browser, tmp_path: Path) -> None:
    corpus = make(Size(documents=3, entries=8))
    site = search_cost.build(corpus, tmp_path / "broadsheet")
    found = search_cost.search(browser, site, search_cost.Query("a word that every entry has", "?q=document"))
    assert found.count == 11
    assert 80_000 < found.first.bytes <= found.all.bytes < 150_000  # the program itself is most of it
    assert 10 < found.first.requests <= found.all.requests
    index = search_cost.material_index(corpus, tmp_path / "material")
    assert b"Entry 7" in index
    assert len(index) > 8_000
