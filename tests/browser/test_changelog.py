"""The changelog in a browser: filters, what changed since a version, links that are copied.

The site lies below a path. Where pages lead to each other, they do so by Material's instant navigation.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.conftest import QuietHandler
from tests.sample import PNG, Sample

WIDTHS = (375, pytest.param(1280, marks=pytest.mark.long))


def entry(title: str, date: str, kind: str, product: str = "", **keys: object) -> str:
    matter = {"title": title, "date": date, "type": kind, "audience": "everyone", **keys}
    if product:
        matter["product"] = product
    lines = "".join(f"{key}: {value}\n" for key, value in matter.items())
    return f"---\n{lines}---\nText of *{title}*. ![Shot](../img/shot.png)\n"


FILES: dict[str, str | bytes] = {
    "docs/index.md": "---\naudience: everyone\n---\n# Home\n\nSee [what changed](changelog/index.md).\n",
    "docs/img/shot.png": PNG,
    "changelog/img/shot.png": PNG,
    "changelog/1.9/old.md": entry("Old & good", "2025-01-02", "added", "api"),
    "changelog/1.10/move.md": entry(
        "Move <b>first</b>", "2025-03-01", "changed", "api", breaking="true", action="Run <i>move</i>."
    ),
    "changelog/1.10/parquet.md": entry("Export to Parquet", "2025-03-02", "added", "reports"),
    "changelog/2.0/look.md": entry("New look", "2026-01-03", "changed", "reports", action="Tell your team."),
    "changelog/2.0/keys.md": entry(
        "Keys expire", "2026-01-02", "removed", "api", breaking="true", action="Renew keys."
    ),
    "changelog/2.0/slow.md": entry("Slow lists", "2026-01-04", "fixed", "api", audience="support"),
    "changelog/2.1/crash.md": entry("No crash", "2026-02-03", "fixed", "[api, reports]"),
    "changelog/next.md": entry("Next thing", "2026-03-03", "added").replace("../img", "img"),
}
PLUGIN = {
    "audiences": {"customers": {"title": "Customers"}, "support": {"title": "Support"}},
    "products": {"api": "API", "reports": "Reports"},
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served, all audiences in one edition."""
    yield from served(tmp_path_factory, [])


@pytest.fixture(scope="module")
def instant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the same is served with Material's instant navigation."""
    yield from served(tmp_path_factory, ["navigation.instant"])


def served(tmp_path_factory: pytest.TempPathFactory, features: list[str]) -> Iterator[str]:
    root = tmp_path_factory.mktemp("served")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(root))) as server:
        threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}/sub/path/"
        plugin = {**PLUGIN, "editions": {"site": {"audiences": "everyone", "site_url": at}}}
        sample = Sample.small(tmp_path_factory.mktemp("sample"), FILES, plugin=plugin)
        theme = {"name": "material", "font": False, "features": features}
        sample.configure({"theme": theme, "repo_url": None}, plugin)
        sample.build()
        (root / "sub").mkdir()
        (root / "sub/path").symlink_to(sample.site("site"))
        yield at
        server.shutdown()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """An empty page on a phone, and on a desktop."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.fixture(params=WIDTHS)
def plain(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """The same without scripts."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def titles(page: Page) -> list[str]:
    """The titles of the entries that are shown."""
    shown = page.locator(".bs-listing [data-type]:not([data-again])").filter(visible=True)
    return [text.strip() for text in shown.locator("h3 > a:first-child, .bs-list__title").all_inner_texts()]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def outcome(page: Page) -> str:
    return page.locator(".bs-filter [role=status]").inner_text()


# Filters


@pytest.mark.parametrize("path", ["changelog/", "changelog/audience/customers/", "changelog/2025/"])
def test_without_scripts_everything_is_there_and_no_filter(plain: Page, address: str, path: str) -> None:
    plain.goto(address + path)
    expect(plain.locator("[data-type]").filter(visible=True)).to_have_count(
        plain.locator("[data-type]").count()
    )
    expect(plain.locator(".bs-filter").filter(visible=True)).to_have_count(0)
    expect(plain.get_by_role("button", name="Copy")).to_have_count(0)


def test_filters_narrow_and_stand_in_the_address(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/")
    everything = titles(page)
    assert len(everything) == 8
    page.get_by_label("Type").select_option("Fixed")
    assert titles(page) == ["No crash", "Slow lists"]
    assert query(page) == {"type": ["fixed"]}
    assert outcome(page) == "2 of 8 changes"
    expect(page.get_by_role("heading", name="1.10")).to_be_hidden()
    page.get_by_label("Product").select_option("Reports")
    assert titles(page) == ["No crash"]
    assert query(page) == {"type": ["fixed"], "product": ["reports"]}
    page.get_by_label("Audience").select_option("Customers")
    assert titles(page) == ["No crash"]
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Product")).to_have_value("")
    assert titles(page) == ["No crash", "Slow lists"]
    page.get_by_role("button", name="Clear").click()
    assert titles(page) == everything
    assert (query(page), outcome(page)) == ({}, "")
    expect(page.get_by_role("button", name="Clear")).to_have_count(0)
    expect(page.get_by_label("Words")).to_be_focused()


def test_words_are_looked_for_in_all_of_an_entry(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/")
    page.get_by_label("Words").focus()
    page.keyboard.type("TEXT renew")
    expect(page.get_by_role("button", name="Clear")).to_be_visible()
    assert titles(page) == ["Keys expire"]
    page.wait_for_url("**/changelog/?text=TEXT+renew")
    page.keyboard.press("Enter")
    page.keyboard.type("x")
    page.wait_for_url("**/changelog/?text=TEXT+renewx")
    assert outcome(page) == "None of 8 changes"
    page.go_back()  # words are one step, however often one paused
    expect(page.get_by_label("Words")).to_have_value("")
    assert len(titles(page)) == 8


def test_an_address_can_be_shared(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/?type=added&product=reports&text=parquet&utm=x")
    assert titles(page) == ["Export to Parquet"]
    expect(page.get_by_label("Words")).to_have_value("parquet")
    page.get_by_role("button", name="Clear").click()
    assert query(page) == {"utm": ["x"]}


def test_what_a_page_does_not_offer_filters_nothing(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/?type=nonsense&product=%3Cb%3E")
    assert len(titles(page)) == 8


def test_lists_of_summaries_are_filtered_too(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/product/api/?text=expire")
    assert titles(page) == ["Keys expire"]
    expect(page.get_by_label("Product")).to_have_count(0)  # the page is about one
    expect(page.get_by_role("heading", name="2025")).to_be_hidden()


def test_a_facet_in_which_nothing_differs_is_not_offered(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/audience/customers/")
    expect(page.get_by_label("Type")).to_be_visible()
    expect(page.locator("select[name=audience]")).to_have_count(0)


def test_a_link_to_an_entry_that_is_filtered_out_shows_it(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/?type=fixed#keys")
    expect(page.locator("#keys")).to_be_in_viewport()
    assert query(page) == {}
    page.get_by_label("Type").select_option("Fixed")
    expect(page.locator("#keys")).to_be_hidden()
    page.evaluate("location.hash = '#move'")
    expect(page.locator("#move")).to_be_in_viewport()


def test_the_table_of_contents_follows(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}changelog/?type=fixed")
    links = page.get_by_label("Table of contents").get_by_role("link")
    assert [text.strip() for text in links.all_inner_texts()] == ["2.1", "No crash", "2.0", "Slow lists"]
    page.close()


def test_filters_work_where_instant_navigation_leads(page: Page, wrong: list[str], instant: str) -> None:
    page.goto(instant, wait_until="networkidle")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="what changed").click()
    page.get_by_label("Type").select_option("Added")
    assert len(titles(page)) == 3
    page.locator(".bs-more").get_by_role("link", name="2026").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Changelog 2026")
    assert len(titles(page)) == 5
    page.get_by_label("Type").select_option("Fixed")
    assert len(titles(page)) == 2
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Changelog")
    expect(page.get_by_label("Type")).to_have_value("added")
    assert len(titles(page)) == 3
    assert page.evaluate("window.sameDocument")


# What is copied


def test_an_entry_s_link_is_copied_and_said(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/?type=removed")
    button = page.get_by_role("button", name="Copy link to “Keys expire”")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".bs-voice")).to_have_text("Copied link to “Keys expire”")
    expect(button).to_have_text("Copied")
    permalink = f"{address}changelog/keys/"
    assert page.evaluate("navigator.clipboard.readText()") == permalink
    page.goto(f"{permalink}?utm=x#place")
    page.get_by_role("button", name="Copy link to “Keys expire”").click()
    expect(page.locator(".bs-voice")).to_have_text("Copied link to “Keys expire”")
    assert page.evaluate("navigator.clipboard.readText()") == permalink


# Since a version


def headings(page: Page) -> list[str]:
    return page.locator(".bs-since__changes h2").all_inner_texts()


def test_everything_between_two_releases_and_what_to_do(page: Page, wrong: list[str], address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}changelog/since/?from=1.9&to=2.0")
    status = page.locator(".bs-range__status")
    expect(status).to_have_text("5 changes in 2 releases, 3 of them with something to do")
    # As the edition orders its releases: 1.10 came after 1.9.
    assert headings(page) == ["What you have to do", "2.0", "1.10"]
    assert titles(page) == ["Keys expire", "Slow lists", "New look", "Move <b>first</b>", "Export to Parquet"]
    actions = page.locator("[data-again]")
    assert actions.locator(".bs-list__title").all_inner_texts() == [
        "Move <b>first</b>",
        "Keys expire",
        "New look",
    ]
    assert actions.locator(".bs-when").all_inner_texts() == ["Since 1.10", "Since 2.0", "Since 2.0"]
    expect(actions.first.get_by_role("note")).to_contain_text("Run <i>move</i>.")
    expect(page.get_by_role("heading", name="All releases")).to_be_hidden()
    data = [url.removeprefix(f"{address}api/v1/") for url in asked if "/api/" in url]
    assert sorted(data) == ["releases/1.10.json", "releases/2.0.json"]
    link = page.locator(".bs-since__changes").get_by_role("link", name="Slow lists")
    assert link.evaluate("link => link.href") == f"{address}changelog/slow/"


def test_versions_are_chosen_and_stand_in_the_address(page: Page, wrong: list[str], instant: str) -> None:
    page.goto(f"{instant}changelog/releases/2.0/", wait_until="networkidle")
    page.get_by_role("link", name="Upgrading from an older version?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Since your version")
    have, want = (
        page.get_by_label("From the version that I have"),
        page.get_by_role("combobox", name="To", exact=True),
    )
    expect(want).to_have_value("2.0")
    expect(page.get_by_role("heading", name="All releases")).to_be_visible()
    have.select_option("1.10")
    expect(page.get_by_role("heading", name="2.0")).to_be_visible()
    assert query(page) == {"from": ["1.10"], "to": ["2.0"]}
    want.select_option("1.9")  # the older one first
    expect(have).to_have_value("1.9")
    expect(want).to_have_value("1.10")
    expect(page.get_by_role("heading", name="1.10")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="2.0")).to_be_visible()
    expect(have).to_have_value("1.10")
    want.select_option("1.10")
    expect(page.locator(".bs-range__status")).to_have_text("Nothing: there is no release between the two.")
    expect(page.get_by_role("heading", name="All releases")).to_be_visible()


def test_what_is_between_can_be_filtered(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/since/?from=1.9&product=reports")
    expect(page.get_by_label("Product")).to_have_value("reports")
    expect(page.locator(".bs-filter [role=status]")).to_have_text("3 of 6 changes")
    assert titles(page) == ["No crash", "New look", "Export to Parquet"]
    expect(page.locator("[data-again]").filter(visible=True)).to_have_count(1)
    page.get_by_label("From the version that I have").select_option("2.0")
    expect(page.locator(".bs-filter [role=status]")).to_have_text("1 of 1 changes")


def test_a_version_that_is_none_is_named(page: Page, wrong: list[str], address: str) -> None:
    page.goto(f"{address}changelog/since/?from=%3Ci%3E9")
    expect(page.locator(".bs-range__status")).to_have_text(
        "There is no release “<i>9” here. Choose the version that you have."
    )
    expect(page.get_by_role("heading", name="All releases")).to_be_visible()


def test_where_data_is_missing_the_releases_are_left_to_read(page: Page, address: str) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/api/v1/releases/2.0.json", refuse)
    page.goto(f"{address}changelog/since/?from=1.9&to=2.0")
    expect(page.locator(".bs-range__status")).to_contain_text("could not be loaded")
    expect(page.get_by_role("heading", name="All releases")).to_be_visible()
    page.unroute("**/api/v1/releases/2.0.json")
    page.get_by_label("From the version that I have").select_option("1.10")
    expect(page.get_by_role("heading", name="2.0")).to_be_visible()


def test_without_scripts_releases_are_listed_newest_first(plain: Page, address: str) -> None:
    plain.goto(f"{address}changelog/since/?from=1.9&to=2.0")
    rows = plain.locator(".bs-since__releases .bs-list__title")
    assert rows.all_inner_texts() == ["2.1", "2.0", "1.10", "1.9"]
    expect(plain.locator("form:visible")).to_have_count(0)
    expect(plain.get_by_text("1 breaking").first).to_be_visible()


# The page of feeds


def test_an_address_of_a_feed_is_copied(page: Page, wrong: list[str], instant: str) -> None:
    page.goto(f"{instant}changelog/", wait_until="networkidle")
    page.locator(".bs-follow").get_by_role("link", name="All feeds").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Subscribe")
    page.get_by_role("button", name="Copy the address of “For Support: API”").click()
    expect(page.locator(".bs-voice")).to_have_text("Copied the address of “For Support: API”")
    feed = f"{instant}feeds/support/product/api.rss"
    assert page.evaluate("navigator.clipboard.readText()") == feed
    assert page.request.get(feed).status == 200
    page.get_by_role("button", name="Copy the command for Slack").click()
    expect(page.locator(".bs-voice")).to_have_text("Copied the command for Slack")
    assert page.evaluate("navigator.clipboard.readText()") == f"/feed subscribe {instant}feeds/all.rss"


def test_readers_are_one_click_away(plain: Page, address: str) -> None:
    plain.goto(f"{address}subscribe/")
    row = plain.locator(".bs-feed").filter(has_text="feeds/support.rss")
    row.get_by_text("Add to a reader").click()
    links = {link.inner_text(): link.get_attribute("href") for link in row.locator("details a").all()}
    encoded = f"{address}feeds/support.rss".replace(":", "%3A").replace("/", "%2F")
    assert links == {
        "Your own reader": f"feed://{address.removeprefix('http://')}feeds/support.rss",
        "Feedly": f"https://feedly.com/i/subscription/feed%2F{encoded}",
        "Inoreader": f"https://www.inoreader.com/feed/{encoded}",
        "NewsBlur": f"https://www.newsblur.com/?url={encoded}",
        "The Old Reader": f"https://theoldreader.com/feeds/subscribe?url={encoded}",
    }


@pytest.mark.parametrize(
    "path",
    ["changelog/", "changelog/2026/", "changelog/releases/2.0/", "changelog/since/?from=1.9", "subscribe/"],
)
def test_pages_fit_the_screen(page: Page, wrong: list[str], address: str, path: str) -> None:
    page.goto(address + path, wait_until="networkidle")
    for details in page.locator("details").all():
        details.evaluate("details => details.open = true")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
