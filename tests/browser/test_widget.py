"""The widget in a product's page: another origin, a strict Content-Security-Policy, and feeds of any kind."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect
from tests.docs.pages import source
from tests.sample import Sample

import broadsheet

WIDGET = Path(broadsheet.__path__[0]) / "embed" / "widget.js"
POLICY = (
    "default-src 'none'; img-src data:; script-src {docs}; connect-src {docs}; style-src 'self'; "
    "require-trusted-types-for 'script'"
)

Feed = dict[str, Any]


class Product:
    """A product's page, and the edition whose news it shows.

    Args:
        page: The browser's page.
        docs: The edition's folder.
        folder: The product's folder.
        serve: Serves a folder with headers.
    """

    def __init__(
        self, page: Page, docs: Path, folder: Path, serve: Callable[[Path, dict[str, str]], str]
    ) -> None:
        self.page, self.docs, self.folder = page, docs, folder
        self.origin = serve(docs, {"Access-Control-Allow-Origin": "*"})
        self.bare = serve(docs, {})  # does not let other origins read
        policy = POLICY.format(docs=f"{self.origin} {self.bare}")
        self.address = serve(folder, {"Content-Security-Policy": policy})

    def open(self, *scripts: str, head: str = "", origin: str | None = None) -> None:
        """Open the page with a script element for each of some attributes."""
        tags = (f'<script src="{origin or self.origin}/widget.js" {one} async></script>' for one in scripts)
        text = f"<!doctype html><html lang=en><head><title>Product</title><link rel=icon href='data:,'>{head}"
        text += f"</head><body><h1>Product</h1><p id=news></p><a href='#'>Before</a>{''.join(tags)}"
        (self.folder / "index.html").write_text(f"{text}<a href='#'>After</a></body>", encoding="utf-8")
        self.page.goto(self.address)

    def feed(self) -> Feed:
        """The customers' feed as it is."""
        found: Feed = json.loads(self._feed.read_text(encoding="utf-8"))
        return found

    def change(self, feed: Feed | str) -> None:
        """Publish another one."""
        self._feed.write_text(feed if isinstance(feed, str) else json.dumps(feed), encoding="utf-8")

    @property
    def _feed(self) -> Path:
        return self.docs / "feeds/customers.json"

    # What is seen

    @property
    def button(self) -> Locator:
        return self.page.get_by_role("button", name="What's new")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog", name="What's new")

    @property
    def entries(self) -> Locator:
        return self.panel.get_by_role("listitem")

    def expect_unread(self, count: int) -> None:
        name = f"What's new, {count} unread" if count else "What's new"
        expect(self.page.get_by_role("button", name=name, exact=True)).to_be_visible()
        badge = self.page.locator(".badge").filter(visible=True)
        expect(badge).to_have_count(1 if count else 0)
        if count:
            expect(badge).to_have_attribute("data-count", str(count))


@pytest.fixture
def product(
    page: Page, sample: Sample, tmp_path: Path, serve_with: Callable[[Path, dict[str, str]], str]
) -> Product:
    """A product beside a copy of the sample's public edition."""
    shutil.copytree(sample.site("public"), tmp_path / "docs")
    (tmp_path / "product").mkdir()
    return Product(page, tmp_path / "docs", tmp_path / "product", serve_with)


CUSTOMERS = 'data-audience="customers"'


def test_it_works_on_another_origin_under_a_strict_policy(product: Product, wrong: list[str]) -> None:
    product.open(CUSTOMERS)
    product.expect_unread(5)
    product.button.click()
    titles = product.panel.get_by_role("heading", level=3)
    expect(titles).to_have_text(
        ["Dark mode", "Export to Parquet", "Keys expire", "Export to CSV", "Slow lists"]
    )
    parquet = product.entries.nth(1)
    expect(parquet).to_contain_text("New")
    expect(parquet).to_contain_text("Feb 3, 2026 · Added · Reports & charts · API")
    expect(parquet).to_contain_text("Reports come as Parquet.")
    expect(parquet.get_by_role("link")).to_have_attribute(
        "href", "https://docs.example.com/changelog/parquet/"
    )
    expect(product.entries.nth(2)).to_contain_text("Action needed: Renew keys & secrets.")
    expect(product.panel.get_by_role("link", name="All changes")).to_have_attribute(
        "href", "https://docs.example.com/changelog/audience/customers/"
    )
    assert product.panel.evaluate("panel => getComputedStyle(panel).borderRadius") == "10px"
    assert product.page.context.cookies() == []


def test_what_was_read_stays_read(product: Product, wrong: list[str]) -> None:
    product.open(CUSTOMERS)
    product.button.click()
    expect(product.entries).to_have_count(5)
    product.expect_unread(0)
    product.page.keyboard.press("Escape")
    expect(product.panel).to_be_hidden()

    feed = product.feed()
    for item in feed["items"]:  # edited, renamed, and on a host of another name
        item["title"] = f"{item['title']}, edited"
        item["url"] = item["url"].replace("docs.example.com", "other.example.org")
        item["id"] = item["id"].replace("docs.example.com,2026", "other.example.org,2027")
        item["date_modified"] = "2027-01-01T00:00:00+00:00"
    feed["items"].insert(0, {**feed["items"][0], "id": "tag:x,2027:changelog/customers/x", "title": "Newer"})
    product.change(feed)
    product.page.reload()
    product.expect_unread(1)
    product.button.click()
    expect(product.entries.filter(has=product.page.locator(".new"))).to_have_text([re.compile("Newer")])


def test_it_can_be_used_by_keyboard(product: Product, wrong: list[str]) -> None:
    page = product.page
    product.open(CUSTOMERS + ' data-position="inline"')
    expect(product.button).to_have_attribute("aria-expanded", "false")
    page.get_by_role("link", name="Before").focus()
    page.keyboard.press("Tab")
    expect(product.button).to_be_focused()
    page.keyboard.press("Enter")
    expect(product.button).to_have_attribute("aria-expanded", "true")
    expect(product.panel).to_be_focused()
    page.keyboard.press("Tab")
    expect(product.panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(product.panel).to_be_hidden()
    expect(product.button).to_be_focused()
    expect(product.button).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("Space")
    expect(product.panel).to_be_focused()
    for _ in range(7):  # the button that closes, five entries, all changes
        page.keyboard.press("Tab")
    expect(product.panel.get_by_role("link", name="All changes")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="After")).to_be_focused()
    expect(product.panel).to_be_hidden()


def test_it_closes_by_its_button_and_by_a_click_outside(product: Product, wrong: list[str]) -> None:
    product.open(CUSTOMERS)
    product.button.click()
    product.panel.get_by_role("button", name="Close").click()
    expect(product.panel).to_be_hidden()
    expect(product.button).to_be_focused()
    product.button.click()
    expect(product.panel).to_be_visible()
    product.button.click()
    expect(product.panel).to_be_hidden()
    product.button.click()
    product.page.mouse.click(5, 5)
    expect(product.panel).to_be_hidden()


def test_a_screen_reader_is_told_how_many_are_unread(product: Product, wrong: list[str]) -> None:
    product.open(CUSTOMERS)
    status = product.page.get_by_role("status")
    expect(status).to_have_text("What's new: 5 unread")
    expect(product.button).to_have_attribute("aria-haspopup", "dialog")
    product.button.click()
    expect(status).to_have_text("")
    expect(product.panel).to_have_attribute("lang", "en")


def test_many_unread_are_nine_and_more(product: Product, wrong: list[str]) -> None:
    feed = product.feed()
    first = feed["items"][0]
    product.change({**feed, "items": [{**first, "id": str(number)} for number in range(30)]})
    product.open(CUSTOMERS)
    expect(product.page.locator(".badge")).to_have_attribute("data-count", "9+")
    expect(product.page.get_by_role("button", name="What's new, 10 unread")).to_be_visible()


def test_label_limit_tab_and_target(product: Product, wrong: list[str]) -> None:
    product.open(CUSTOMERS + ' data-label="Neues &lt;b>" data-limit="2" data-new-tab data-target="#news"')
    button = product.page.locator("#news").get_by_role("button", name="Neues <b>, 2 unread")
    button.click()
    panel = product.page.get_by_role("dialog", name="Neues <b>")
    expect(panel.get_by_role("listitem")).to_have_count(2)
    link = panel.get_by_role("link", name="Dark mode")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener")


def test_without_an_audience_it_shows_all_and_a_feed_can_be_named(product: Product, wrong: list[str]) -> None:
    product.open("")
    product.expect_unread(5)
    feed = f"{product.origin}/feeds/customers/type/fixed.json"
    product.open(f'data-feed="{feed}"')
    product.expect_unread(1)


@pytest.mark.parametrize("corner", ["bottom-right", "bottom-left", "top-right", "top-left"])
@pytest.mark.parametrize("width", [375, 1280])
def test_it_stands_in_a_corner_and_its_panel_in_the_window(
    product: Product, wrong: list[str], corner: str, width: int
) -> None:
    product.page.set_viewport_size({"width": width, "height": 600})
    product.open(CUSTOMERS + f' data-position="{corner}"')
    side, edge = corner.split("-")
    box = box_of(product.button)
    assert (box["y"] < 300) == (side == "top")
    assert (box["x"] < width / 3) == (edge == "left")
    product.button.click()
    expect(product.entries).to_have_count(5)
    assert_inside(box_of(product.panel), width)
    assert product.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [375, 1280])
def test_its_panel_follows_the_button(product: Product, wrong: list[str], width: int) -> None:
    product.page.set_viewport_size({"width": width, "height": 600})
    product.open(CUSTOMERS + ' data-target="#news"')
    product.button.click()
    panel, button = box_of(product.panel), box_of(product.button)
    assert_inside(panel, width)
    assert panel["y"] >= button["y"] + button["height"]
    product.page.set_viewport_size({"width": 375, "height": 400})
    assert_inside(box_of(product.panel), 375)


def box_of(locator: Locator) -> dict[str, float]:
    expect(locator).to_be_visible()
    box = locator.bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


def assert_inside(box: dict[str, float], width: int) -> None:
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 600


@pytest.mark.parametrize(
    ("theme", "system", "around", "dark"),
    [
        ("", "light", "", False),
        ("", "dark", "", True),
        ("auto", "dark", "", True),
        ("light", "dark", "", False),
        ("dark", "light", "", True),
        ("", "light", "meta dark", True),
        ("", "light", "style dark", True),
        ("", "dark", "meta light", False),
        ("", "dark", "style light", False),
        ("dark", "dark", "meta light", True),
    ],
)
def test_it_is_light_or_dark(
    product: Product, wrong: list[str], theme: str, system: str, around: str, dark: bool
) -> None:
    product.page.emulate_media(color_scheme="dark" if system == "dark" else "light")
    way, _, scheme = around.partition(" ")
    (product.folder / "x.css").write_text(f"body {{ color-scheme: {scheme} }}", encoding="utf-8")
    head = {
        "": "",
        "meta": f'<meta name="color-scheme" content="{scheme}">',
        "style": '<link rel="stylesheet" href="x.css">',
    }
    product.open(CUSTOMERS + (f' data-theme="{theme}"' if theme else ""), head=head[way])
    product.button.click()
    for part in (product.button, product.panel):
        ground = part.evaluate("element => getComputedStyle(element).backgroundColor")
        assert (ground == "rgb(28, 33, 40)") == dark, ground


def test_several_on_one_page_know_of_each_other(product: Product, wrong: list[str]) -> None:
    product.open(
        CUSTOMERS,
        CUSTOMERS + ' data-label="Again" data-position="top-left"',
        'data-label="Everything" data-position="top-right"',
    )
    again = product.page.get_by_role("button", name="Again, 5 unread")
    everything = product.page.get_by_role("button", name="Everything, 5 unread")
    for button in (product.button, again, everything):
        expect(button).to_be_visible()
    product.button.click()
    expect(product.page.get_by_role("button", name="Again", exact=True)).to_be_visible()
    expect(everything).to_be_visible()  # each audience has ids of its own


def test_tabs_know_of_each_other(product: Product, wrong: list[str]) -> None:
    product.open(CUSTOMERS)
    product.expect_unread(5)
    other = product.page.context.new_page()
    other.goto(product.address)
    other.get_by_role("button", name="What's new").click()
    product.expect_unread(0)


def test_its_page_can_listen(product: Product, wrong: list[str]) -> None:
    product.page.add_init_script(
        """window.heard = [];
        for (const name of ["unread", "open", "close"])
          document.addEventListener(`broadsheet:${name}`, ({ type, detail, target }) =>
            heard.push([type, detail.unread, detail.feed, target.localName]));"""
    )
    product.open(CUSTOMERS)
    product.expect_unread(5)
    product.button.click()
    product.page.keyboard.press("Escape")
    product.page.wait_for_function("heard.length === 4")
    feed = f"{product.origin}/feeds/customers.json"
    assert product.page.evaluate("heard") == [
        [f"broadsheet:{name}", count, feed, "broadsheet-widget"]
        for name, count in (("unread", 5), ("unread", 0), ("open", 0), ("close", 0))
    ]


FAILURES = {
    "no such feed": 'data-audience="nobody"',
    "no element": CUSTOMERS + ' data-target="#nowhere"',
    "no selector": CUSTOMERS + ' data-target="]"',
    "not json": CUSTOMERS,
    "not a feed": CUSTOMERS,
    "not allowed": CUSTOMERS,
}


@pytest.mark.parametrize("failure", FAILURES)
def test_where_it_fails_only_developers_are_told(product: Product, failure: str) -> None:
    warnings: list[str] = []
    errors: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "warning":
            warnings.append(message.text)

    product.page.on("console", listen)
    product.page.on("pageerror", lambda error: errors.append(str(error)))
    if failure.startswith("not"):
        product.change({"not json": "<html>", "not a feed": "[]"}.get(failure, "{}"))
    origin = product.bare if failure == "not allowed" else None
    with product.page.expect_event("console", lambda message: message.type == "warning"):
        product.open(FAILURES[failure], origin=origin)
    assert [warning[:27] for warning in warnings] == ["Broadsheet shows nothing of"]
    assert errors == []
    expect(product.page.locator("broadsheet-widget")).to_have_count(0)
    expect(product.page.get_by_role("heading")).to_have_text(["Product"])


def test_an_audience_without_news_says_so(product: Product, wrong: list[str]) -> None:
    product.change({**product.feed(), "items": []})
    product.open(CUSTOMERS)
    product.expect_unread(0)
    product.button.click()
    expect(product.entries).to_have_text(["Nothing yet."])


EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "</style><script>alert(4)</script>",
    "&lt;img src=x onerror=alert(5)&gt;",
]
EVIL_URLS = [
    "javascript:alert(6)",
    " java\tscript:alert(7)",
    "data:text/html,<script>alert(8)</script>",
    "vbscript:x",
    {"toString": 1},
]


def test_whatever_a_feed_says_is_only_text(product: Product, wrong: list[str]) -> None:
    items = [
        {
            "id": f"{number}{text}",
            "title": text,
            "url": url,
            "summary": text,
            "tags": [text, {"a": 1}],
            "date_published": text,
            "content_html": f"<p><strong>Do:</strong> {escape(text)}</p>{text}",
        }
        for number, (text, url) in enumerate(zip(EVIL, EVIL_URLS, strict=True))
    ]
    strange: list[Any] = [{"id": 7, "title": {}, "tags": "ab"}, {"id": [1]}, None, {}, 3]
    feed = {
        **product.feed(),
        "items": items + strange,
        "home_page_url": "javascript:alert(9)",
        "language": "<b>",
    }
    product.change(feed)
    product.open(CUSTOMERS)
    product.button.click()
    expect(product.entries).to_have_count(6)
    expect(product.entries.last).to_have_text("NewUntitled")
    for number, text in enumerate(EVIL):
        expect(product.entries.nth(number).get_by_role("heading")).to_have_text(text)
        expect(product.entries.nth(number)).to_contain_text(f"Do: {text}")
    assert product.panel.locator("script, img, svg, style, a").count() == 0


def test_it_works_where_nothing_can_be_kept(product: Product, wrong: list[str]) -> None:
    product.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })"
    )
    product.open(CUSTOMERS)
    product.button.click()
    expect(product.entries).to_have_count(5)
    product.expect_unread(0)


@pytest.mark.parametrize("kept", ["{", '"text"', "null", '{"a": 1}'])
def test_what_others_keep_under_its_name_does_no_harm(product: Product, wrong: list[str], kept: str) -> None:
    product.page.add_init_script(f"localStorage.setItem('broadsheet:read', {json.dumps(kept)})")
    product.open(CUSTOMERS)
    product.expect_unread(5)


def test_the_page_around_it_does_not_change_its_looks(
    browser: Browser, sample: Sample, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    shutil.copytree(sample.site("public"), tmp_path / "site")
    style = "<style>* { color: red !important; font-size: 40px } button { display: none !important }</style>"
    script = f'<script src="widget.js" {CUSTOMERS} async></script>'
    (tmp_path / "site" / "host.html").write_text(f"<!doctype html>{style}<p>Text{script}", encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(serve(tmp_path / "site") + "host.html")
    button = page.get_by_role("button", name="What's new")
    expect(button).to_be_visible()
    assert button.evaluate("button => getComputedStyle(button).fontSize") == "14px"
    context.close()


def test_it_is_small_and_needs_no_encoding() -> None:
    assert WIDGET.read_bytes().isascii()  # a page of another encoding would read it as its own
    assert len(gzip.compress(WIDGET.read_bytes())) <= 10 * 1024


def test_the_reference_has_its_attributes_and_events() -> None:
    code = WIDGET.read_text(encoding="utf-8")
    (unpacked,) = re.findall(r"const \{([^}]+)\} = script\.dataset", code)
    names = {re.split(r"[ =]", part.strip())[0] for part in unpacked.split(",")}
    names.update(re.findall(r"script\.dataset\.(\w+)", code))
    names.update(re.findall(r'"(\w+)" in script\.dataset', code))
    found = {re.sub("([A-Z])", r"-\1", name).lower() for name in names}
    page = source("reference/widget.md")
    assert set(re.findall(r"^\| `data-([\w-]+)` \|", page, re.MULTILINE)) == found
    assert set(re.findall(r"^\| `broadsheet:(\w+)` \|", page, re.MULTILINE)) == {"unread", "open", "close"}
    for name in re.findall(r"\bdata-([\w-]+)", source("how-to/show-whats-new.md")):
        assert name in found
