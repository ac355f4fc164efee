"""Strings that break programs, wherever an author can write one: each arrives as it is, or is a finding."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lxml import etree

from tests.inputs import check_output, corpus, in_one_line, site_of, without_refused
from tests.sample import Sample

CASES = [pytest.param(8, id="some"), pytest.param(1, marks=pytest.mark.long, id="all")]
STRINGS: list[str] = corpus("naughty_strings")


def chosen(step: int) -> dict[int, str]:
    return dict(list(enumerate(STRINGS))[::step])


def entry(text: str, body: str = "Text.") -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    link = f"links: [{{title: {quoted}, url: 'https://example.org/'}}]"
    return f"---\ntitle: {quoted}\naudience: everyone\ntype: added\naction: {quoted}\n{link}\n---\n{body}\n"


def built(
    folder: Path, files: Mapping[str, str], authors: Mapping[str, str] | None = None
) -> tuple[Sample, set[str], list[str]]:
    """Build what can be built; return the site, the paths of the rest, and what is wrong with the output."""
    sample = site_of(folder, files, authors)
    refused = without_refused(sample)
    found = [line for line in sample.problems() if ": BS6" in line]
    check_output(sample.site("all"))
    return sample, refused, found


def has_a_reason(text: str) -> bool:
    """Whether a string may be refused: it is empty, or holds what no feed can carry."""
    return not text.strip() or re.search("[\x00-\x08\x0b\x0e-\x1f\ufffe]|&#", text) is not None


@pytest.mark.parametrize("step", CASES)
def test_an_entry_s_title_action_link_and_author_arrive_as_they_are(
    step: int, tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    names = {f"changelog/entry-{number}.md": text for number, text in chosen(step).items()}

    sample, refused, found = built(tmp_path, {path: entry(text) for path, text in names.items()}, names)

    assert found == []
    assert refused <= {path for path, text in names.items() if has_a_reason(text)}
    titles = {path: text.strip() for path, text in names.items() if path not in refused}
    data = json.loads(sample.read("api/v1/entries.json", "all"))["entries"]
    assert {one["title"] for one in data} == set(titles.values())
    feed = json.loads(sample.read("feeds/all.json", "all"))["items"]
    assert sorted(item["title"] for item in feed) == sorted(titles.values())
    for form, item in (("rss", "{*}channel/{*}item"), ("atom", "{*}entry")):
        root = etree.fromstring(sample.read(f"feeds/all.{form}", "all").encode())
        assert sorted(one.findtext("{*}title", "") for one in root.iterfind(item)) == sorted(titles.values())
    for path, title in titles.items():
        page = sample.html(f"{path.removesuffix('.md')}/index.html", "all")
        shown = in_one_line(title)
        (heading,) = page.xpath("//h1")
        assert in_one_line(heading.text_content()) == shown
        assert in_one_line(page.xpath("string(//title)")) == f"{shown} - Sample"
        assert shown in in_one_line(page.xpath("string(//*[@role='note'])"))
        assert shown in map(in_one_line, page.xpath("//ul[@class='bs-links']//a/text()"))
        name = in_one_line(title.translate(dict.fromkeys(map(ord, "\n<>"))))
        assert name in in_one_line(page.xpath("string(//article)"))
    tally("naughty strings", len(names))


@pytest.mark.parametrize("step", CASES)
def test_a_document_s_title_owner_tag_and_description_arrive_as_they_are(
    step: int, tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    names = {f"docs/page-{number}.md": text for number, text in chosen(step * 3).items()}

    def page(text: str) -> str:
        quoted = json.dumps(text, ensure_ascii=False)
        keys = "".join(f"{key}: {quoted}\n" for key in ("title", "owner", "description", "tags"))
        return f"---\naudience: everyone\n{keys}---\nText.\n"

    sample, refused, found = built(tmp_path, {path: page(text) for path, text in names.items()})

    assert found == []
    assert refused <= {path for path, text in names.items() if has_a_reason(text)}
    for path in names.keys() - refused:
        shown = in_one_line(names[path])
        html = sample.html(f"{path.removeprefix('docs/').removesuffix('.md')}/index.html", "all")
        assert in_one_line(html.xpath("string(//h1)")) == shown
        assert in_one_line(html.xpath("string(//meta[@name='description']/@content)")) == shown
        assert shown in map(in_one_line, html.xpath("//li[contains(@class, 'bs-chip--tag')]/text()"))
        assert f"Owner: {shown}" in map(in_one_line, html.xpath("//li[@class='bs-fact']/text()"))
    tally("naughty strings", len(names))


@pytest.mark.parametrize("step", CASES)
def test_any_text_and_any_file_name_builds_or_is_a_finding(
    step: int, tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    bodies = {
        f"changelog/body-{number}.md": entry("Title", f"{text}\n\nEnd.")
        for number, text in chosen(step).items()
    }
    names = {
        f"docs/{number % 10}/{name}.md": "---\naudience: everyone\n---\n# Title\n\nText.\n"
        for number, text in chosen(step * 3).items()
        if (name := text.replace("/", "∕").replace("\0", "")) and len(name.encode()) < 250
    }

    sample, refused, _ = built(tmp_path, {**bodies, **names})

    assert len(refused) < (len(bodies) + len(names)) / 4
    for path in bodies.keys() - refused:
        page = sample.html(f"{path.removesuffix('.md')}/index.html", "all")
        assert in_one_line(page.xpath("string(//h1)")) == "Title"
    tally("naughty strings", len(bodies) + len(names))
