"""This repository's own site in a real browser: every edition opens, fits, can be searched, and is quiet."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree, html
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import WORD
from tests.sample import Sample

EDITIONS = ("public", "internal")
PAGES = (
    "",
    "tutorial/",
    "how-to/words-for-each-audience/",
    "how-to/show-whats-new/",
    "onboarding/product-manager/",
    "onboarding/product-manager/first-entry/",
    "changelog/",
    "changelog/2026/",
    "changelog/2026/11/",
    "changelog/releases/0.1.0/",
    "changelog/product/feeds/",
    "changelog/audience/users/",
    "changelog/feeds/",
    "subscribe/",
    "404.html",
)
INTERNAL_PAGES = ("process/finding-codes/",)
OPENED = [
    (edition, path)
    for edition in EDITIONS
    for path in PAGES + (INTERNAL_PAGES if edition == "internal" else ())
]
TYPES = ("added", "changed", "fixed", "removed", "deprecated", "security", "breaking")


def search(page: Page, query: str) -> None:
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("searchbox", name="Search").fill(query)


@pytest.mark.long
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_opens_quietly(
    own_site: Path, serve: Callable[[Path], str], page: Page, wrong: list[str], edition: str
) -> None:
    address = serve(own_site / edition)
    for path in [path for where, path in OPENED if where == edition]:
        page.goto(address + path, wait_until="networkidle")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert wrong == [], path


@pytest.mark.parametrize("edition", EDITIONS)
def test_search_leads_to_a_page(
    own_site: Path, serve: Callable[[Path], str], page: Page, wrong: list[str], edition: str
) -> None:
    page.goto(serve(own_site / edition) + "changelog/")
    search(page, "feeds")
    first = page.locator(".bs-search__page").first
    title = first.locator("b").inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


@pytest.mark.parametrize(("edition", "found"), [("public", 0), ("internal", 1)])
def test_search_finds_an_internal_word_inside_only(
    own_site: Path, serve: Callable[[Path], str], page: Page, wrong: list[str], edition: str, found: int
) -> None:
    page.goto(serve(own_site / edition))
    search(page, WORD)
    expect(page.get_by_role("status")).to_contain_text("matching document")
    # Where nothing has the word, Pagefind shows what shares its first letters.
    expect(page.locator(".bs-search__page").filter(has_text=WORD)).to_have_count(found)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_fits_a_phone(
    own_site: Path, serve: Callable[[Path], str], browser: Browser, edition: str
) -> None:
    address = serve(own_site / edition)
    context = browser.new_context(viewport={"width": 375, "height": 700})
    page = context.new_page()
    wide = []
    for path in [path for where, path in OPENED if where == edition]:
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth") > 375:
            wide.append(path)
    context.close()
    assert wide == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_discovery_names_feeds_that_are_there(
    own_site: Path, serve: Callable[[Path], str], page: Page, edition: str
) -> None:
    address = serve(own_site / edition)
    links = html.parse(own_site / edition / "changelog/index.html").xpath("//head/link[@rel='alternate']")
    assert len(links) >= 3
    for link in links:
        answer = page.request.get(address + urlsplit(link.get("href")).path.lstrip("/"))
        assert answer.status == 200, link.get("href")
        assert kind_of_feed(answer.body()) == link.get("type")


def kind_of_feed(data: bytes) -> str:
    if data.startswith(b"{"):
        assert json.loads(data)["version"] == "https://jsonfeed.org/version/1.1"
        return "application/feed+json"
    root = etree.fromstring(data).tag
    return {"rss": "application/rss+xml", "{http://www.w3.org/2005/Atom}feed": "application/atom+xml"}[
        str(root)
    ]


def test_instant_navigation_takes_no_feed_for_a_translation(
    tmp_path: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    site = tmp_path / "site/site"
    site.mkdir(parents=True)
    address = serve(site)
    theme = {"name": "material", "font": False, "features": ["navigation.instant"]}
    edition = {"site": {"audiences": ["everyone"], "site_url": address}}
    sample = Sample.make(
        tmp_path / "sample", config={"theme": theme, "repo_url": None}, plugin={"editions": edition}
    )
    sample.build()
    shutil.copytree(sample.site("site"), site, dirs_exist_ok=True)
    page.goto(address, wait_until="networkidle")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="what changed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Changelog")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.sameDocument")


def test_audience_labels_stand_where_several_audiences_read(sample: Sample) -> None:
    labels = "//*[contains(@class, 'bs-chip--audience') or contains(@class, 'bs-audience__label')]"
    paths = (
        "index.html",
        *(f"{path}/index.html" for path in ("changelog", "changelog/parquet", "guides/start")),
    )
    assert not [label for path in paths for label in sample.html(path).xpath(labels)]
    for path in paths:
        assert sample.html(path, "internal").xpath(labels), path
    chips = sample.html("changelog/ledger/index.html", "internal").xpath(
        "//*[contains(@class, 'bs-chip--audience')]"
    )
    assert [chip.text for chip in chips] == ["Engineers"]
    blocks = sample.html("guides/start/index.html", "internal").xpath("//*[@class='bs-audience__label']")
    assert [block.text for block in blocks] == ["For Support and Engineers"]


@pytest.mark.parametrize(("scheme", "name"), [("light", "default"), ("dark", "slate")])
def test_labels_can_be_read_in_both_schemes(
    own_site: Path, serve: Callable[[Path], str], page: Page, wrong: list[str], scheme: str, name: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(serve(own_site / "internal") + "changelog/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", name)
    assert (luminance(colour(page, "body", "background-color")) > 0.5) == (scheme == "light")
    page.locator(".bs-page").evaluate(
        """(page, types) => page.innerHTML =
            types.map((type) => `<span class="bs-chip bs-chip--${type}" id="${type}">x</span>`).join("") +
            '<div class="bs-action" id="action"><p class="bs-action__title">x</p></div>' +
            '<div class="bs-action bs-action--breaking" id="act"><p class="bs-action__title">x</p></div>'""",
        list(TYPES),
    )
    pairs = [(f"#{kind}", f"#{kind}") for kind in TYPES]
    pairs += [(f"#{box}{inner}", f"#{box}") for box in ("action", "act") for inner in ("", " p")]
    for ink, ground in pairs:
        contrast = contrast_of(colour(page, ink, "color"), colour(page, ground, "background-color"))
        assert contrast >= 4.5, (ink, contrast)  # WCAG 2.2, 1.4.3
    assert len({colour(page, f"#{kind}", "background-color") for kind in TYPES}) == len(TYPES)


def colour(page: Page, selector: str, attribute: str) -> tuple[float, ...]:
    value = page.locator(selector).evaluate(
        "(element, attribute) => getComputedStyle(element).getPropertyValue(attribute)", attribute
    )
    found = re.fullmatch(r"rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)", value)
    assert found, value
    red, green, blue, alpha = found.groups()
    return float(red), float(green), float(blue), float(alpha or 1)


def luminance(rgba: tuple[float, ...]) -> float:
    parts = (part / 255 for part in rgba[:3])
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_of(ink: tuple[float, ...], ground: tuple[float, ...]) -> float:
    assert ground[3] == 1
    mixed = tuple(a * ink[3] + b * (1 - ink[3]) for a, b in zip(ink[:3], ground[:3], strict=True))
    dark, light = sorted((luminance(mixed), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def test_the_keyboard_reaches_the_search(
    own_site: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    page.goto(serve(own_site / "public"))
    button = page.get_by_role("button", name="Search", exact=True)
    for _ in range(12):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_paper_shows_the_text_and_no_furniture(
    own_site: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    page.goto(serve(own_site / "internal") + "changelog/")
    furniture = page.locator(".md-header, .bs-search, .md-sidebar, .bs-follow, .bs-more").filter(visible=True)
    expect(furniture).not_to_have_count(0)
    page.emulate_media(media="print")
    expect(furniture).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".bs-item").first).to_be_visible()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_is_sound(own_site: Path, edition: str) -> None:
    """No id twice, no link to an anchor that is not there, no level of heading skipped, nothing empty."""
    pages = sorted((own_site / edition).rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        tree = html.parse(path)
        counts = Counter(str(name) for name in tree.xpath("//@id"))
        assert [name for name, count in counts.items() if count > 1] == [], path
        anchors = {href[1:] for href in tree.xpath("//article//a/@href") if href.startswith("#")}
        assert anchors - counts.keys() == set(), path
        levels = [
            int(level.tag[1]) for level in tree.xpath("//article//*[self::h1|self::h2|self::h3|self::h4]")
        ]
        assert all(deeper - level <= 1 for level, deeper in pairwise(levels)), path
        filled = "self::p|self::ul|self::ol|self::li|self::dd|self::pre|self::h2|self::h3"
        empty = tree.xpath(f"//article//*[{filled}][not(normalize-space()) and not(.//img|.//input)]")
        assert empty == [], path
