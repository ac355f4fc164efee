"""By what a page's entries can be filtered."""

from __future__ import annotations

import pytest
from tests.sample import NOW, Sample

from broadsheet import building, pipeline
from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.facets import filters


def offered(sample: Sample, edition: str) -> dict[str, dict[str, list[str]]]:
    """What each page offers to filter by, and the values."""
    settings = sample.settings()
    findings = building.collector(settings)
    content = pipeline.read(settings, findings, now=NOW)
    project = pipeline.lay_out(content, settings, edition, findings)
    return {
        page.src_uri.removeprefix("changelog/").removesuffix("index.md"): {
            facet.name: [title for _, title in facet.choices]
            for facet in filters(page.item, content, project.edition)
        }
        for page in project.pages
        if isinstance(page.item, Listing)
    }


def test_a_facet_is_offered_where_entries_differ_in_it(sample: Sample) -> None:
    pages = offered(sample, "internal")
    assert pages[""] == {
        "type": ["Added", "Changed", "Fixed"],
        "product": ["API", "Reports & charts", "Ledger"],
        "audience": ["Customers", "Support", "Engineers"],
    }
    assert pages["2026/03/"] == {}  # one entry, for everybody
    assert "product" not in pages["product/api/"]
    assert "audience" not in pages["audience/support/"]


def test_an_edition_for_one_audience_offers_no_audiences_and_no_product_that_it_lacks(sample: Sample) -> None:
    assert offered(sample, "public")[""] == {
        "type": ["Added", "Changed", "Fixed"],
        "product": ["API", "Reports & charts"],
    }


@pytest.mark.parametrize(("edition", "path", "forms"), [("public", "", 1), ("public", "2025/", 0)])
def test_few_entries_have_no_filter(sample: Sample, edition: str, path: str, forms: int) -> None:
    page = sample.html(f"changelog/{path}index.html", edition)
    assert len(page.find_class("bs-filter")) == forms


def test_entries_say_what_the_filter_looks_at(sample: Sample) -> None:
    [row] = sample.html("changelog/product/reports/index.html", "internal").xpath(
        "//li[p/a='Export to Parquet']"
    )
    assert dict(row.attrib) == {
        "data-type": "added",
        "data-product": "reports api",
        "data-audience": "customers support",
    }
