"""A block for support alone is never read by customers: it is cut, or the build stops and says why."""

from __future__ import annotations

import pytest

from tests.audience_block_cases import COMMENTED, CUT, LITERAL, REFUSED, SECRET, BLOCK
from tests.bytes import find
from tests.newsroom import Newsroom

PLACES = {
    "docs/bad.md": "---\naudience: everyone\n---\n# Page\n\n",
    "changelog/bad.md": "---\ntitle: A change\ndate: 2026-11-18\naudience: everyone\ntype: added\n---\n",
    "changelog/2.4/index.md": "---\ntitle: Notes\naudience: everyone\n---\n",
}
PAGES = ("bad/index.html", "changelog/bad/index.html", "changelog/releases/2.4/index.html")


def write(newsroom: Newsroom, text: str) -> None:
    """Put a text into a document, an entry and a release's notes."""
    newsroom.put({"part.txt": BLOCK, "end.txt": "///\n"})
    for path, matter in PLACES.items():
        newsroom.put({path: matter + text})


@pytest.mark.parametrize("name", CUT)
def test_block_is_cut(name: str, newsroom: Newsroom) -> None:
    write(newsroom, CUT[name])

    newsroom.succeeds()

    assert find(newsroom.site("public"), SECRET) == []
    mirrors = {newsroom.site("internal") / page.replace(".html", ".md") for page in PAGES}
    found = mirrors.intersection(find(newsroom.site("internal"), SECRET))
    assert found == (set() if name in COMMENTED else mirrors)


@pytest.mark.parametrize("name", REFUSED)
def test_block_stops_the_build(name: str, newsroom: Newsroom) -> None:
    text, code = REFUSED[name]
    write(newsroom, text)

    run = newsroom.fails(planted=code != "BS611")  # which is found when all else is well

    places = [f"internal/{page}" for page in PAGES] if code == "BS611" else [*PLACES]
    for place in places:
        assert any(line.startswith(place) and f": {code} " in line for line in run.err.split("\n")), run.err


@pytest.mark.parametrize("name", LITERAL)
def test_block_in_code_is_text(name: str, newsroom: Newsroom) -> None:
    write(newsroom, LITERAL[name])

    newsroom.succeeds()

    for edition in ("public", "internal"):
        pages = {newsroom.site(edition) / page for page in PAGES}
        assert pages <= set(find(newsroom.site(edition), SECRET))
        assert pages <= set(find(newsroom.site(edition), "/// audience | support"))
