"""The nav of an edition."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sample import Json, Sample

PAGE = "---\naudience: {}\n---\n# {}\n\nText.\n"
FILES = {
    "docs/index.md": PAGE.format("everyone", "Home"),
    "docs/a.md": PAGE.format("everyone", "A"),
    "docs/in.md": PAGE.format("engineers", "In"),
    "changelog/e.md": "---\naudience: everyone\ntype: added\n---\n# E\n\nText.\n",
}


def made(path: Path, nav: Json, **files: str) -> Sample:
    sample = Sample.small(path, {**FILES, **files})
    sample.configure({"nav": nav})
    return sample


CASES: list[tuple[Json, Json]] = [
    (["index.md"], ["index.md", {"Changelog": "changelog/index.md"}]),
    (["index.md", "in.md"], ["index.md", {"Changelog": "changelog/index.md"}]),
    (
        [{"Home": "index.md"}, {"Inside": ["in.md"]}],
        [{"Home": "index.md"}, {"Changelog": "changelog/index.md"}],
    ),
    (
        [{"Both": ["a.md", {"Deep": [{"In": "in.md"}]}]}],
        [{"Both": ["a.md"]}, {"Changelog": "changelog/index.md"}],
    ),
    (
        [{"What is new": "changelog/index.md"}, "index.md"],
        [{"What is new": "changelog/index.md"}, "index.md"],
    ),
    (
        [{"Code": "https://example.org/"}, {"Empty": []}, "a.md"],
        [{"Code": "https://example.org/"}, "a.md", {"Changelog": "changelog/index.md"}],
    ),
    (
        [
            {"Inside": ["in.md", {"Charts": "https://charts.example.org/"}]},
            {"Code": ["https://example.org/"]},
        ],
        [{"Code": ["https://example.org/"]}, {"Changelog": "changelog/index.md"}],
    ),
    (
        [{"Both": ["in.md", "a.md", {"Charts": "https://charts.example.org/"}]}],
        [
            {"Both": ["a.md", {"Charts": "https://charts.example.org/"}]},
            {"Changelog": "changelog/index.md"},
        ],
    ),
    ([{"In": "in.md"}], [{"Changelog": "changelog/index.md"}]),
]


@pytest.mark.parametrize(("nav", "public"), CASES)
def test_what_an_edition_does_not_hold_is_gone_with_its_sections(
    tmp_path: Path, nav: Json, public: Json
) -> None:
    sample = made(tmp_path, nav)
    assert sample.project("public").nav == public
    assert sample.checked() == []


def test_inside_the_nav_is_whole(tmp_path: Path) -> None:
    nav = [{"Both": ["a.md", {"Deep": [{"In": "in.md"}]}]}, "changelog/index.md"]
    assert made(tmp_path, nav).project("internal").nav == nav


def test_without_a_nav_the_engine_makes_one(tmp_path: Path) -> None:
    assert made(tmp_path, None).project("public").nav is None


def test_a_page_that_nobody_has_is_found_with_its_line(tmp_path: Path) -> None:
    sample = made(tmp_path, ["index.md", {"Gone": "gone.md"}])
    line = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8").split("\n").index("- Gone: gone.md") + 1
    assert sample.checked() == [f"mkdocs.yml:{line}: BS404 the nav names gone.md, and there is no such page"]


def test_a_nav_may_name_the_changelog_before_there_is_one(tmp_path: Path) -> None:
    sample = made(tmp_path, ["index.md", "changelog/index.md"])
    sample.repo.rm("changelog/e.md")
    sample.repo.commit()
    assert sample.checked() == []
    assert sample.project("public").nav == ["index.md"]


@pytest.mark.parametrize("nav", [None, [{"Start": "index.md"}, {"Part": ["a.md", "in.md"]}]])
def test_readers_find_documents_and_the_changelog_but_no_entries(tmp_path: Path, nav: Json) -> None:
    sample = made(tmp_path, nav)
    sample.build("public")
    nav_links = sample.html("a/index.html").xpath("//nav[contains(@class, 'md-nav--primary')]//a/@href")
    assert {"..", "./", "../changelog/"} <= set(nav_links)
    assert not [link for link in nav_links if "/e/" in link or "2026" in link or "in/" in link]
