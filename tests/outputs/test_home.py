"""An edition's start page: what it shows of the edition."""

from __future__ import annotations

from pathlib import Path

from lxml.html import HtmlElement
from tests.sample import Sample

PATH = "---\naudience: engineers\npath: {role: New engineers, duration: a week}\n---\n# Path in\n\nWelcome.\n"
FILES = {"docs/onboarding/engineer/index.md": PATH}


def links(page: HtmlElement) -> list[tuple[str, str]]:
    [found] = page.find_class("bs-overview")
    return [
        (a.xpath("string(b)") or a.text_content(), str(a.get("href")).removeprefix("./"))
        for a in found.iter("a")
    ]


def test_what_there_is_follows_the_author_s_text(sample: Sample) -> None:
    assert links(sample.html("index.html")) == [
        ("Dark mode", "changelog/dark/"),
        ("Export to Parquet", "changelog/parquet/"),
        ("Keys expire", "changelog/keys/"),
        ("Export to CSV", "changelog/csv/"),
        ("Slow lists", "changelog/slow/"),
        ("2.4", "changelog/releases/2.4/"),
        ("Sample 2.3", "changelog/releases/2.3/"),
        ("All of the changelog", "changelog/"),
        ("Subscribe", "subscribe/"),
        ("Odd name", "guides/a%20guide%2C%20100%25%20%C3%BCbrig/"),
        ("Blocks & “quotes”", "guides/blocks/"),
        ("Start here", "guides/start/"),
    ]


def test_paths_are_for_those_who_may_walk_them(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path, files=FILES)
    sample.build("public", "internal")
    assert links(sample.html("index.html", "internal"))[0] == ("Path in", "onboarding/engineer/")
    assert "New engineers · a week" in sample.read("index.html", "internal")
    assert "Path in" not in sample.read("index.html")


def test_an_author_may_want_none_of_it(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path)
    sample.edit("docs/index.md", "description:", "hide: [overview]\ndescription:")
    sample.build("public")
    assert not sample.html("index.html").find_class("bs-overview")


def test_an_entry_s_own_index_is_the_changelog_even_where_the_start_page_is_made(tmp_path: Path) -> None:
    text = "# Linked\n\n[All](index.md) and [start](../docs/index.md).\n"
    entry = f"---\naudience: everyone\ntype: added\n---\n{text}"
    sample = Sample.make(tmp_path, files={"changelog/linked.md": entry})
    (sample.path / "docs/index.md").unlink()
    sample.build("public")
    found = sample.html("changelog/linked/index.html").xpath("//p/a[text()='All' or text()='start']/@href")
    assert found == ["../../changelog/", "../../"]


def test_an_edition_without_a_start_page_gets_one(tmp_path: Path) -> None:
    nav = [{"Home": "index.md"}, {"Start": "guides/start.md"}]
    files = {"docs/index.md": "---\naudience: engineers\n---\n# Welcome\n"}
    sample = Sample.make(tmp_path, config={"nav": nav}, files=files)
    sample.build("public", "internal")
    page = sample.html("index.html")
    assert page.findtext(".//h1") == "Sample"
    assert page.findtext("head/title") == "Sample"
    assert "What Sample does." in page.find_class("bs-lead")[0].text_content()
    assert [href for _, href in links(page)][:1] == ["changelog/dark/"]
    assert page.xpath("//nav//a[normalize-space()='Home']")
    assert sample.read("index.md").startswith("# Sample\n\n## What is new\n\n- [Dark mode](https://docs.")
    assert sample.html("index.html", "internal").findtext(".//h1") == "Welcome"


def test_a_link_to_a_start_page_that_nobody_wrote_leads_to_the_one_that_is_made(tmp_path: Path) -> None:
    guide = "---\naudience: everyone\n---\n# Guide\n\nBack to [the start](index.md).\n"
    sample = Sample.small(tmp_path, {"docs/guide.md": guide})
    sample.build("public")
    assert sample.html("guide/index.html").xpath("//a[text()='the start']/@href") == ["../"]
