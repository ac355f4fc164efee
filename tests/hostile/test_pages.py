"""Authors who write payloads wherever they can: in no page, feed, search or form does anything run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest
from lxml import etree
from playwright.sync_api import Browser, expect
from tests.hostile.payloads import EVERY, OWN
from tests.hostile.site import hostile
from tests.hostile.trap import Trap, set_trap
from tests.sample import NOW, Sample

from broadsheet import building
from broadsheet.config.settings import load_settings
from broadsheet.order import Order

SOME = OWN[::5]
LOUD = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    "[x](javascript:alert(3))",
    "<p onmouseover=alert(4)>x</p>",
    '<img src="https://evil.example/x.png">',
    "<a id=__config>{}</a>",
    "x",
]


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return built(tmp_path_factory.mktemp("some") / "site", SOME)


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return built(tmp_path_factory.mktemp("every") / "site", EVERY)


def built(path: Path, payloads: tuple[str, ...]) -> Sample:
    """Build it unproved: what is a comment in one place and a title in another looks as if it leaked."""
    made = hostile(path, payloads, untrusted=True)
    settings = load_settings(made.path / "mkdocs.yml")
    building.build(settings, building.collector(settings), Order(("internal",), now=NOW, prove=False))
    return made


def test_the_trap_springs_where_authors_are_trusted(
    tmp_path: Path, browser: Browser, serve: Callable[[Path], str]
) -> None:
    made = hostile(tmp_path / "site", LOUD, untrusted=False)
    made.build("internal")
    url = serve(made.site("internal"))
    with set_trap(browser) as trap:
        trap.know(f"{url}404.html")
        trap.visit(f"{url}changelog/releases/1.0/")
        told = "\n".join(trap.sprung)
    for sign in ("alert(1)", "alert(2)", "javascript:", "alert(4)", "https://evil.example/x.png", "a script"):
        assert sign in told


def test_nothing_runs_on_some_pages(
    some: Sample, trap: Trap, serve: Callable[[Path], str], tally: Callable[[str, int], None]
) -> None:
    look_through(some, trap, serve(some.site("internal")), 1)
    tally("hostile payloads in sources", len(SOME))


@pytest.mark.long
def test_nothing_runs_anywhere(
    every: Sample, trap: Trap, serve: Callable[[Path], str], tally: Callable[[str, int], None]
) -> None:
    look_through(every, trap, serve(every.site("internal")), 40)
    tally("hostile payloads in sources", len(EVERY))


def look_through(sample: Sample, trap: Trap, url: str, step: int) -> None:
    """Visit every page that shows several items, and some of those that show one."""
    trap.know(f"{url}404.html")
    pages = [
        file.parent.relative_to(sample.site("internal"))
        for file in sample.site("internal").rglob("index.html")
    ]
    lists = [page for page in pages if not page.name.startswith(("p", "authored")) or page.name == "propose"]
    others = sorted(set(pages) - set(lists))
    assert len(others) > len(lists)
    for page in (*sorted(lists), *others[:: step * 4]):
        trap.visit(f"{url}{quote(page.as_posix())}/".removesuffix("./"))


def test_nothing_runs_where_it_is_found(some: Sample, trap: Trap, serve: Callable[[Path], str]) -> None:
    url = serve(some.site("internal"))
    trap.know(f"{url}404.html")
    for word in ("alert", "script", "changed"):
        trap.page.goto(f"{url}?q={word}")
        expect(trap.page.locator("dialog a").first).to_be_visible()
        trap.look()


def test_nothing_runs_of_a_feed_that_is_put_into_a_page(
    some: Sample, trap: Trap, serve: Callable[[Path], str]
) -> None:
    trap.page.goto(serve(some.site("internal")) + "feeds/")
    trap.hosts.add("hub.example.com")
    feeds = sorted(some.site("internal").glob("feeds/**/*"))
    for file in (file for file in feeds if file.suffix == ".json"):
        items = json.loads(file.read_bytes())["items"]
        trap.show([item["content_html"] for item in items])
    for file in (file for file in feeds if file.suffix in {".atom", ".rss"}):
        root = etree.fromstring(file.read_bytes())
        assert not feedparser.parse(file.read_bytes(), sanitize_html=False).bozo
        texts = root.xpath("//*[local-name()='content' or local-name()='summary' or local-name()='encoded']")
        trap.show([text.text or "" for text in texts])


def test_nothing_runs_of_what_is_proposed(some: Sample, trap: Trap, serve: Callable[[Path], str]) -> None:
    url = serve(some.site("internal"))
    trap.know(f"{url}404.html")
    trap.page.goto(f"{url}changelog/propose/")
    trap.page.get_by_label(SOME[4], exact=False).first.check()
    for payload in (*SOME, *EVERY[::40]):
        trap.page.locator("[name=title]").fill(payload)
        trap.page.locator("[name=text]").fill(f"{payload}\n\n{payload}")
    trap.look()
    expect(trap.page.locator(".bs-propose__readers")).to_contain_text("alert")


def test_nothing_runs_in_the_widget(some: Sample, trap: Trap, serve: Callable[[Path], str]) -> None:
    url = serve(some.site("internal"))
    product = "<!doctype html><meta charset=utf-8><body><script src=widget.js></script>"
    (some.site("internal") / "product.html").write_text(product, encoding="utf-8")
    trap.page.goto(f"{url}product.html")
    trap.page.locator("broadsheet-widget button").first.click()
    trap.look()
    assert trap.page.locator("broadsheet-widget h3").count() > 0
