"""How an edition is cut into shards, what of a page is indexed, and what leads to the shards."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import random
from datetime import date, timedelta
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.outputs.search import LIMIT, Card, Searched, Shard, directory, index_shard, shards, slim

PAGE = b"""\
<!doctype html><html lang="en" class="no-js"><head><title>x</title></head><body><nav>Around it</nav>
<article class="md-content"><div class="bs-page" data-pagefind-body>%b</div></article>
<footer>Behind it</footer></body></html>
"""


def documents(count: int) -> list[Searched]:
    return [Searched(f"docs/{number}.html") for number in range(count)]


def entries(count: int, first: date, last: date) -> list[Searched]:
    """So many entries, one after the other over a time."""
    step = (last - first) / count
    return [Searched(f"log/{number}.html", first + number * step) for number in range(count)]


def sizes(pages: list[Searched], limit: int = LIMIT) -> dict[str, int]:
    return {name: len(paths) for name, paths in shards(pages, limit).items()}


def test_a_small_site_is_one_shard() -> None:
    pages = documents(100) + entries(300, date(2020, 1, 1), date(2026, 1, 1))
    assert sizes(pages) == {"all": 400}
    assert sizes([*pages, Searched("one-more.html")]) == {"docs": 101, "entries": 300}


def test_documents_come_first_then_the_newest_entries() -> None:
    pages = documents(100) + entries(1200, date(2022, 1, 1), date(2026, 1, 1))
    assert sizes(pages) == {"docs": 100, "2024-2031": 600, "2016-2023": 600}


@pytest.mark.parametrize(
    ("limit", "names"),
    [
        (365, ["2025"]),
        (200, ["2025-h2", "2025-h1"]),
        (100, ["2025-q4", "2025-q3", "2025-q2", "2025-q1"]),
        (31, [f"2025-{month:02}" for month in range(12, 0, -1)]),
    ],
)
def test_a_year_is_cut_into_ever_shorter_periods(limit: int, names: list[str]) -> None:
    first = date(2025, 1, 1)
    pages = [Searched(f"log/{number}.html", first + timedelta(number)) for number in range(365)]
    older = Searched("log/old.html", date(2024, 12, 31))
    assert [name for name in sizes([*pages, older], limit) if name != "2024"] == names


def test_what_came_on_one_day_is_cut_too() -> None:
    pages = [Searched(f"log/{number}.html", date(2026, 11, 20)) for number in range(5000)]
    found = sizes(pages)
    assert max(found.values()) <= LIMIT
    assert all(name.startswith("2026-11-") for name in found)
    assert len(found) < 30


@given(
    st.lists(st.one_of(st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31))), max_size=60),
    st.integers(1, 9),
    st.randoms(use_true_random=False),
)
def test_each_page_is_in_one_shard_whatever_the_order(
    days: list[date | None], limit: int, order: random.Random
) -> None:
    pages = [Searched(f"{number}.html", day) for number, day in enumerate(days)]
    found = shards(pages, limit)
    assert sorted(path for paths in found.values() for path in paths) == sorted(page.path for page in pages)
    assert all(paths == sorted(paths) for paths in found.values())
    order.shuffle(pages)
    assert list(shards(pages, limit).items()) == list(found.items())


@given(
    st.lists(st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2026, 12, 31))), min_size=1, max_size=60),
    st.integers(3, 12),
)
def test_a_further_page_moves_no_page_of_another_shard(days: list[date | None], limit: int) -> None:
    pages = [Searched(f"{number}.html", day) for number, day in enumerate(days)]
    before, after = shards(pages[:-1], limit), shards(pages, limit)
    assert sum(after.get(name) != paths for name, paths in before.items()) <= 1


def test_a_page_is_cut_down_to_what_is_indexed() -> None:
    page = slim(PAGE % b"<h1>One</h1>")
    assert page is not None
    assert page.startswith(b'<!doctype html><html lang="en" class="no-js"><body><div class="bs-page" data-')
    assert b"<h1>One</h1></div>" in page
    assert b"Around it" not in page
    assert b"Behind it" not in page


def test_a_page_without_a_mark_is_not_indexed() -> None:
    assert slim(b"<!doctype html><html><body><article>Not found</article></body></html>") is None


@pytest.mark.parametrize(
    "page",
    [
        (PAGE % b"text").replace(b"article", b"section"),
        (PAGE % b"text").replace(b"<footer>", b"<footer data-pagefind-meta='foot'>"),
        b"<p data-pagefind-body>text</p>",
    ],
    ids=["no article", "something behind it", "no page around it"],
)
def test_a_page_of_another_build_is_indexed_whole(page: bytes) -> None:
    assert slim(page) == page


def test_an_article_within_the_text_does_not_end_it() -> None:
    page = slim(PAGE % b"<article>inner</article> and more")
    assert page is not None
    assert b"and more</div>" in page


def test_a_slim_page_is_indexed_as_the_whole_one_is() -> None:
    page = (PAGE % b"<h1 id='a'>One</h1><p>Some words <code>in_code</code></p>").replace(
        b"<nav>", b'<nav data-pagefind-filter="area">'
    )
    cut = slim(page)
    assert cut is not None
    assert cut != page
    assert index_shard([("a.html", page)]) == index_shard([("a.html", cut)])


def made(number: int) -> Shard:
    pages = [
        (f"{page}/index.html", PAGE % b"<h1>%d</h1>word%d common" % (page, page)) for page in range(number)
    ]
    return index_shard(reversed(pages))


def test_shards_can_be_indexed_in_several_processes() -> None:
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(made, [40, 1, 40]) == [made(40), made(1), made(40)]


def words_of(files: dict[str, bytes]) -> dict[str, list[int]]:
    """Each word in a directory, and the numbers of the shards that hold it."""
    found: dict[str, list[int]] = {}
    for path, data in files.items():
        if path.startswith("index/"):
            for word, pages, _ in cbor2.loads(gzip.decompress(data)[12:])[0]:
                number = 0
                found[word] = [number := number + step for step, *_ in pages]
    return found


def meta_of(files: dict[str, bytes]) -> list[Any]:
    (meta,) = (data for path, data in files.items() if path.endswith(".pf_meta"))
    unpacked: list[Any] = cbor2.loads(gzip.decompress(meta)[12:])
    return unpacked


def test_the_directory_knows_which_shards_hold_a_word() -> None:
    cards = {"docs": made(3).card, "2026": made(1).card, "2025": made(2).card}
    files = directory(cards)
    found = words_of(files)
    assert found["common"] == [0, 1, 2]
    assert found["word1"] == [0, 2]
    assert found["word2"] == [0]
    assert [page[0] for page in meta_of(files)[1]] == ["docs", "2026", "2025"]
    listed = json.loads(files["shards.json"])
    assert [shard["name"] for shard in listed["shards"]] == ["docs", "2026", "2025"]
    assert len({shard["tag"] for shard in listed["shards"]} | {listed["tag"]}) == 4


def test_words_that_begin_alike_are_in_one_chunk_of_the_directory() -> None:
    entry = made(1).card.entry
    words = tuple(sorted(f"{a}{b}{c}" for a in "abcdef" for b in "abcdef" for c in range(1000)))
    files = directory({"one": Card(entry, words, {}), "two": Card(entry, words, {})})
    chunks = meta_of(files)[2]
    assert len(chunks) > 5
    assert [start for start, *_ in chunks[1:]] == [end for _, end, _ in chunks[:-1]]
    assert chunks[0][0] == ""
    assert all(len(start) == 2 for start, *_ in chunks[1:])
    assert words_of(files) == {word: [0, 1] for word in words}


def test_a_shard_has_small_chunks_that_hold_all_its_words() -> None:
    words = [f"{first}{second}{third}x" for first in "bcd" for second in "klm" for third in "pqrs"]
    pages = [(f"{n}/index.html", PAGE % f"<h1>{n}</h1>{' '.join(words)}".encode()) for n in range(250)]
    shard = index_shard(pages)
    chunks = meta_of(dict(shard.files))[2]
    assert len(chunks) == 9  # one for each two letters; the first has the numbers, too
    held: list[str] = []
    for start, end, name in chunks:
        (found,) = cbor2.loads(gzip.decompress(shard.files[f"index/{name}.pf_index"])[12:])
        assert all(start <= word < end for word, *_ in found)
        assert sum(len(on) for _, on, *_ in found) <= 1250
        held += [word for word, *_ in found]
    assert tuple(held) == shard.card.words
    assert set(words) <= set(held)


def test_facets_are_counted_over_all_shards() -> None:
    entry = made(1).card.entry
    one = Card(entry, ("word",), {"kind": {"guide": 2, "note": 1}})
    two = Card(entry, ("word",), {"kind": {"note": 3}, "year": {"2026": 3}})
    listed = json.loads(directory({"one": one, "two": two})["shards.json"])
    assert listed["facets"] == {"kind": {"guide": 2, "note": 4}, "year": {"2026": 3}}
    assert [shard["facets"] for shard in listed["shards"]] == [one.facets, two.facets]


def test_a_shard_whose_pages_are_not_indexed_is_not_listed() -> None:
    files = directory({"docs": index_shard([]).card, "2026": made(1).card})
    assert [shard["name"] for shard in json.loads(files["shards.json"])["shards"]] == ["2026"]
    assert list(json.loads(files["pagefind-entry.json"])["languages"]) == ["en"]
