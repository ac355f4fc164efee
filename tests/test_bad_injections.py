"""What would run, were it not only text: in titles, summaries, names and links, wherever they are shown.

In pages' bodies authors may write HTML; what feeds make of that is looked at here.
"""

from __future__ import annotations

import json
import re

import pytest
from lxml import etree, html

from tests.bad_inputs import page
from tests.newsroom import Newsroom

TITLE = "</script><script>zqtitle()</script> ]]> {{ 6 * 7 }} {% raw %}"
SUMMARY = "</script><script>zqtrap()</script><img src=x onerror=zqtrap()> ]]>"
OWNER = "<img src=x onerror=zqtrap()>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="zqtrap()"><script>zqtrap()</script></svg>'
BODIES = {
    "46 onerror": "<img src=https://example.com/x onerror=zqbody()>",
    "47 javascript": "[x](javascript:zqbody())",
    "48 javascript in references": '<a href="java&#x73;cript:zqbody()">x</a>',
    "49 onload": '<svg onload="zqbody()"></svg>',
    "51 data": "[x](data:text/html;base64,PHNjcmlwdD56cXRyYXAoKTwvc2NyaXB0Pg==)",
}
RUNS = re.compile(r"\s*(javascript|vbscript|data):", re.IGNORECASE)


def titled(title: str, text: str) -> str:
    """An entry of this title and this text."""
    head = f"title: {json.dumps(title)}\ndate: 2026-11-18\naudience: customers\ntype: added\n"
    return f"---\n{head}---\n{text}\n"


@pytest.fixture(scope="module")
def built(published_newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A newsroom whose titles, names and summaries are what they should not be."""
    newsroom = published_newsroom.copy(tmp_path_factory.mktemp("injections") / "project")
    newsroom.put(
        {
            "docs/owned.md": f"---\naudience: customers\nowner: {json.dumps(OWNER)}\n---\n# Owned\n",
            "docs/braces.md": page("{{ 6 * 7 }} and {% raw %}."),
            "changelog/titled.md": titled(TITLE, "Text."),
            "changelog/summary.md": titled("A summary", f"Before `{SUMMARY}` and\nafter."),
            "changelog/braces.md": titled("Braces", "{{ 6 * 7 }} and {% raw %}."),
            "docs/picture.svg": SVG,
            "docs/shown.md": page("![A picture](picture.svg)"),
            **{f"changelog/b{name[:2]}.md": titled("A body", body) for name, body in BODIES.items()},
        }
    )
    newsroom.configure(plugin={"accept": ["BS122", "BS408"]})  # what would run is said, else
    newsroom.commit()
    newsroom.succeeds()
    return newsroom


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_45_54_summaries_and_names_are_text_on_every_page(built: Newsroom, edition: str) -> None:
    pages = sorted(built.site(edition).rglob("*.html"))
    assert any("zqtrap" in path.read_text(encoding="utf-8") for path in pages)
    for path in pages:
        for element in html.fromstring(path.read_bytes()).iter(etree.Element):
            assert element.tag != "script" or "zqtrap" not in (element.text or ""), path
            named = {name: value for name, value in element.items() if "zqtrap" in value}
            assert not [name for name in named if name.startswith("on")], path
            assert not [value for value in named.values() if RUNS.match(value)], path


def test_53_braces_stay_as_they_are(built: Newsroom) -> None:
    for path in (
        "braces/index.html",
        "changelog/braces/index.html",
        "feeds/customers.json",
        "changelog/titled/index.html",
    ):
        assert "{{ 6 * 7 }}" in built.read(path), path


def test_54_people_are_shown_as_text(built: Newsroom) -> None:
    shown = html.fromstring((built.site("internal") / "owned/index.html").read_bytes()).text_content()
    assert OWNER in shown


@pytest.mark.parametrize("name", BODIES)
def test_46_to_51_nothing_of_a_body_runs_in_feeds(name: str, built: Newsroom) -> None:
    item = next(
        item
        for item in json.loads(built.read("feeds/customers.json"))["items"]
        if item["url"].endswith(f"/b{name[:2]}/")
    )
    for element in html.fragments_fromstring(item["content_html"]):
        for part in [] if isinstance(element, str) else element.iter(etree.Element):
            assert not [key for key in part.keys() if key.startswith("on")]  # noqa: SIM118 - lxml's own
            assert not [value for value in part.values() if RUNS.match(value)]


def test_50_a_picture_with_a_script_is_shown_as_a_picture_only(built: Newsroom) -> None:
    """A browser runs no script of a picture that stands in ``img``."""
    tree = html.fromstring((built.site() / "shown/index.html").read_bytes())
    assert [image.get("src") for image in tree.iter("img") if "picture" in image.get("src", "")] == [
        "../picture.svg"
    ]
    assert not list(tree.iter("object", "embed", "iframe"))


def test_44_52_55_feeds_and_data_are_well_formed_and_hold_titles_as_written(built: Newsroom) -> None:
    for ending in ("rss", "atom"):
        feed = etree.fromstring((built.site() / f"feeds/customers.{ending}").read_bytes())
        assert TITLE in {element.text for element in feed.iter("{*}title", "title")}
    for path, key in (("feeds/customers.json", "items"), ("api/v1/entries.json", "entries")):
        assert TITLE in {found["title"] for found in json.loads(built.read(path))[key]}
    for shown in built.site().rglob("*.html"):
        for script in html.fromstring(shown.read_bytes()).iter("script"):
            if (script.get("type") or "").endswith("json"):
                json.loads(script.text_content())
