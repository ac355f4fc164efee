"""A block for support alone is never read by customers: it is cut, or the build stops and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audience_block_cases import BLOCK, COMMENTED, CUT, LITERAL, REFUSED, SECRET
from tests.bytes import find
from tests.newsroom import Newsroom

DOCUMENT = "---\naudience: everyone\n---\n# Page\n\n"
ENTRY = "---\ntitle: A change\ndate: 2026-11-18\naudience: everyone\ntype: added\n---\n"
NOTES = "---\ntitle: Notes\naudience: everyone\n---\n"

NUMBERS = {name: number for number, name in enumerate([*CUT, *LITERAL])}


def word(name: str) -> str:
    """Return what stands for ``SECRET`` in a case, so that all can be built at once."""
    return f"{SECRET}{NUMBERS[name]}qz"


def pages(site: Path, name: str, ending: str) -> set[Path]:
    """Return the pages of a case: a document, an entry, and a release's notes."""
    number = NUMBERS[name]
    folders = (f"case{number}", f"changelog/case{number}", f"changelog/releases/7.{number}")
    return {site / folder / f"index.{ending}" for folder in folders}


@pytest.fixture(scope="module")
def built(published_newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A project of all cases that build."""
    newsroom = published_newsroom.copy(tmp_path_factory.mktemp("blocks") / "project")
    newsroom.put({"end.txt": "///\n"})
    for name, text in (CUT | LITERAL).items():
        number, own = (
            NUMBERS[name],
            text.replace(SECRET, word(name)).replace("part.txt", f"part{NUMBERS[name]}.txt"),
        )
        newsroom.put(
            {
                f"part{number}.txt": BLOCK.replace(SECRET, word(name)),
                f"docs/case{number}.md": DOCUMENT + own,
                f"changelog/case{number}.md": ENTRY + own,
                f"changelog/7.{number}/index.md": NOTES + own,
                f"changelog/7.{number}/any{number}.md": ENTRY,
            }
        )
    newsroom.succeeds()
    return newsroom


@pytest.mark.parametrize("name", CUT)
def test_block_is_cut(name: str, built: Newsroom) -> None:
    inside = built.site("internal")
    mirrors = pages(inside, name, "md")

    assert find(built.site("public"), word(name)) == []
    assert mirrors.intersection(find(inside, word(name))) == (set() if name in COMMENTED else mirrors)


@pytest.mark.parametrize("name", LITERAL)
def test_block_in_code_is_text(name: str, built: Newsroom) -> None:
    for edition in ("public", "internal"):
        shown = pages(built.site(edition), name, "html")
        assert shown <= set(find(built.site(edition), word(name)))
        assert shown <= set(find(built.site(edition), "/// audience | support"))


@pytest.mark.parametrize("name", REFUSED)
def test_block_stops_the_build(name: str, newsroom: Newsroom) -> None:
    text, code = REFUSED[name]
    newsroom.put(
        {
            "docs/bad.md": DOCUMENT + text,
            "changelog/bad.md": ENTRY + text,
            "changelog/2.4/index.md": NOTES + text,
        }
    )

    run = newsroom.fails(planted=code != "BS611")  # which is found when all else is well

    places = ("docs/bad.md", "changelog/bad.md", "changelog/2.4/index.md")
    if code == "BS611":
        places = ("internal/bad/", "internal/changelog/bad/", "internal/changelog/releases/2.4/")
    for place in places:
        assert any(line.startswith(place) and f": {code} " in line for line in run.err.split("\n")), run.err
