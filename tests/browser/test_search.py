"""The search dialog, in a real browser, on a small Material site that is built and indexed here."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Locator, Page, Route, expect

import broadsheet
from broadsheet.outputs.search import LIMIT, Searched, build_index

PACKAGE = Path(broadsheet.__path__[0])

MAIN = """\
{% extends "base.html" %}
{% block content %}
<div data-pagefind-body>{% include "partials/broadsheet-search-meta.html" %}{{ super() }}</div>
{% endblock %}
"""

HOOK = f"""\
from types import SimpleNamespace

def on_config(config):
    config.theme.dirs.insert(1, {str(PACKAGE / "templates" / "material")!r})

def on_page_context(context, page, config, nav):
    audiences = [SimpleNamespace(name=name.lower(), title=name) for name in page.meta["audience"]]
    context["broadsheet"] = SimpleNamespace(
        kind=page.meta["kind"], audiences=audiences, product_titles=["Reports & more"],
        type_title=page.meta.get("type"), year=page.meta.get("date", "")[:4], date=page.meta.get("date"),
    )
"""

CONFIG = """\
site_name: Scratch
site_url: {url}
theme:
  name: material
  custom_dir: {overrides}
  font: false
  features: [{features}]
hooks: [{hook}]
plugins: []
markdown_extensions: [admonition, toc: {{permalink: true}}]
extra_css: [assets/broadsheet/search.css]
extra_javascript: [assets/broadsheet/search.js]
"""


def write_page(path: Path, title: str, kind: str, audience: str, body: str, date: str = "") -> None:
    dated = f"date: '{date}'\ntype: Added\n" if date else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\nkind: {kind}\naudience: [{audience}]\n{dated}---\n# {title}\n\n{dedent(body)}",
        encoding="utf-8",
    )


def index(site: Path, limit: int = LIMIT) -> None:
    """Index every page of a site; all in log/ and many/ are entries."""
    pages = []
    for number, file in enumerate(sorted(site.rglob("*.html"))):
        path = file.relative_to(site).as_posix()
        entry = path.startswith(("log/", "many/")) and path.count("/") > 1
        pages.append(Searched(path, date(2010 + number % 12, 1 + number % 12, 1) if entry else None))
    build_index(site, pages, limit)


def build_site(root: Path, features: str = "", url: str = "") -> Path:
    """Build and index a site, and return the folder to serve it from under any path.

    Args:
        root: Where everything is made.
        features: Material's.
        url: The site's address; instant navigation works below it only.
    """
    docs, overrides, hook = root / "docs", root / "overrides", root / "hook.py"
    write_page(docs / "index.md", "Welcome", "guide", "Customers, Support", "Where to begin.\n")
    write_page(
        docs / "export.md",
        "Export reports",
        "guide",
        "Customers, Support",
        """\
        Reports leave the product as files.

        ## Parquet columns

        A parquet file keeps the type of every column.

        ## Danger <b onmouseover="alert(1)">zone</b>

        Type `<img src=x onerror="alert(2)">` or `&lt;mark&gt;` into the quagga field.
        """,
    )
    write_page(
        docs / "log" / "parquet.md",
        "Parquet exports",
        "release note",
        "Customers",
        "Exports can be made to parquet.\n",
        date="2025-11-20",
    )
    write_page(
        docs / "triage.md", "Triage a parquet ticket", "process", "Support", "Ask for the parquet file.\n"
    )
    for number in range(16):
        write_page(
            docs / "many" / f"{number}.md",
            f"Entry {number}",
            "release note",
            "Customers",
            f"Improvement number {number} to the dashboard.\n",
            date=f"2026-10-{number + 1:02}",
        )
    shutil.copytree(PACKAGE / "assets", docs / "assets" / "broadsheet")
    overrides.mkdir()
    (overrides / "main.html").write_text(MAIN, encoding="utf-8")
    hook.write_text(HOOK, encoding="utf-8")
    config = root / "mkdocs.yml"
    config.write_text(
        CONFIG.format(overrides=overrides, hook=hook, features=features, url=url), encoding="utf-8"
    )
    site = root / "served" / "sub" / "path"
    build(load_config(str(config), site_dir=str(site)))
    index(site)
    return root / "served"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def home(served: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]) -> str:
    """The address of the scratch site, which the page shows."""
    address = serve(served) + "sub/path/"
    page.goto(address)
    return address


def field(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Search").get_by_role("searchbox", name="Search")


def results(page: Page) -> Locator:
    return page.locator(".bs-search__page")


def search(page: Page, query: str) -> None:
    page.get_by_role("button", name="Search").click()
    field(page).fill(query)


@pytest.mark.parametrize("keys", ["/", "s", "Control+k", "Meta+k"])
def test_a_key_opens_it_and_escape_closes_it(page: Page, home: str, keys: str) -> None:
    page.keyboard.press(keys)
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    page.keyboard.press("Escape")
    expect(field(page)).to_be_hidden()


def test_a_click_opens_it_and_one_outside_closes_it(page: Page, home: str) -> None:
    page.get_by_role("button", name="Search").click()
    expect(field(page)).to_be_focused()
    page.mouse.click(2, 2)
    expect(field(page)).to_be_hidden()


def test_nothing_of_pagefind_is_loaded_before_it_opens(page: Page, home: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_load_state("networkidle")  # a request that reloading cuts off would count as a failed one
    page.reload()
    assert not [url for url in asked if "/pagefind/" in url]
    search(page, "parquet")
    expect(results(page)).to_have_count(3)
    assert f"{home}pagefind/pagefind.js" in asked


def test_a_result_shows_title_kind_date_excerpt_and_section(page: Page, home: str) -> None:
    search(page, "parquet")
    expect(page.get_by_role("status")).to_have_text("3 matching documents")
    note = results(page).filter(has_text="Parquet exports")
    expect(note).to_contain_text("release note")
    expect(note).to_contain_text("20 Nov 2025")
    expect(note.locator("mark").first).to_have_text(re.compile("parquet", re.IGNORECASE))
    expect(note.locator(".bs-search__excerpt")).to_have_text("Exports can be made to parquet.")
    expect(note).to_have_attribute("href", "/sub/path/log/parquet/")
    section = page.locator(".bs-search__section").filter(has_text="Parquet columns")
    expect(section).to_have_attribute("href", "/sub/path/export/#parquet-columns")
    expect(page.locator(".bs-search__results")).not_to_contain_text("¶")


def test_no_result_says_so(page: Page, home: str) -> None:
    search(page, "xyzzy")
    expect(page.get_by_role("status")).to_have_text("No matching documents")
    expect(results(page)).to_have_count(0)


def facet(page: Page, name: str) -> Locator:
    """The button that shows a facet's choices."""
    return page.get_by_role("group", name="Filters").get_by_role("button", name=name)


def choices(page: Page) -> Locator:
    return page.locator(".bs-search__chip:visible")


def test_facets_narrow_the_results_and_count_what_they_would_add(page: Page, home: str) -> None:
    search(page, "parquet")
    expect(results(page)).to_have_count(3)
    # No choice of products: all pages are about the same one. Nor of types: only entries have one.
    expect(page.locator(".bs-search__facet")).to_have_text(["audience ", "kind ", "year "])
    expect(choices(page)).to_have_count(0)
    facet(page, "audience").click()
    expect(choices(page)).to_have_text(["Customers2", "Support2"])
    page.get_by_label("Support").check()
    expect(results(page)).to_have_count(2)
    expect(facet(page, "audience Support")).to_have_attribute("aria-expanded", "true")
    expect(choices(page)).to_have_text(["Customers2", "Support2"])
    facet(page, "kind").click()
    expect(choices(page)).to_have_text(["guide1", "process1"])
    page.get_by_label("process").check()
    expect(results(page)).to_have_text([re.compile("Triage a parquet ticket")])
    page.get_by_label("guide").check()
    expect(results(page)).to_have_count(2)
    expect(facet(page, "kind 2")).to_be_visible()
    facet(page, "audience").click()
    page.get_by_label("Support").uncheck()
    page.get_by_label("Customers").check()
    expect(results(page)).to_have_text([re.compile("Export reports")])
    field(page).fill("xyzzy")
    expect(choices(page)).to_have_text(["Customers0"])  # what is chosen can be given up
    page.get_by_label("Customers").uncheck()
    expect(choices(page)).to_have_count(0)
    expect(page.get_by_text("None of these results has one.").filter(visible=True)).to_have_count(1)
    facet(page, "audience").click()
    expect(page.get_by_role("group", name="audience")).to_be_hidden()


def test_a_facet_alone_lists_its_pages(page: Page, home: str) -> None:
    search(page, "")
    facet(page, "kind").click()
    expect(choices(page)).to_have_text(["guide2", "process1", "release note17"])
    page.get_by_label("process").check()
    expect(results(page)).to_have_text([re.compile("Triage a parquet ticket")])
    page.get_by_role("button", name="Clear filters").click()
    expect(results(page)).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Type to start searching")
    expect(page.get_by_role("button", name="Clear filters")).to_be_hidden()
    expect(field(page)).to_be_focused()


def test_years_are_newest_first_and_combine_with_words(page: Page, home: str) -> None:
    search(page, "parquet")
    facet(page, "year").click()
    expect(choices(page)).to_have_text(["20251"])
    field(page).fill("")
    expect(choices(page)).to_have_text(["202616", "20251"])
    page.get_by_label("2025").check()
    expect(results(page)).to_have_text([re.compile("Parquet exports")])
    field(page).fill("dashboard")
    expect(results(page)).to_have_count(0)


def test_the_address_holds_the_search_and_gives_it_back(page: Page, home: str) -> None:
    search(page, "parquet")
    page.wait_for_url(f"{home}?q=parquet")
    facet(page, "kind").click()
    page.get_by_label("release note").check()
    page.get_by_label("process").check()
    shared = f"{home}?q=parquet&kind=process&kind=release+note"
    page.wait_for_url(shared)
    expect(results(page)).to_have_count(2)
    page.keyboard.press("Escape")
    page.wait_for_url(home)
    page.goto("about:blank")

    page.goto(shared.replace("process", "Process") + "&kind=nonesuch")
    expect(field(page)).to_have_value("parquet")
    expect(results(page)).to_have_count(2)
    expect(facet(page, "kind 2")).to_be_visible()
    page.wait_for_url(shared)  # what there is not, it does not ask for
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.wait_for_url(home)


def test_back_from_a_result_is_back_in_the_search(page: Page, home: str) -> None:
    search(page, "parquet")
    facet(page, "kind").click()
    page.get_by_label("process").check()
    expect(results(page)).to_have_count(1)
    results(page).first.click()
    page.wait_for_url(f"{home}triage/")
    expect(field(page)).to_be_hidden()
    page.go_back()
    page.wait_for_url(f"{home}?q=parquet&kind=process")
    expect(field(page)).to_have_value("parquet")
    expect(results(page)).to_have_text([re.compile("Triage a parquet ticket")])
    page.go_forward()
    page.wait_for_url(f"{home}triage/")
    expect(field(page)).to_be_hidden()


def test_an_address_of_another_kind_is_left_alone(page: Page, home: str) -> None:
    page.goto(f"{home}?kind=guide#below")
    expect(field(page)).to_be_hidden()
    search(page, "parquet")
    page.wait_for_url(f"{home}?q=parquet#below")
    page.mouse.click(2, 2)
    page.wait_for_url(f"{home}?kind=guide#below")


def test_a_result_opened_in_another_tab_leaves_the_search_open(page: Page, home: str) -> None:
    search(page, "triage")
    with page.context.expect_page() as opened:
        results(page).first.click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_url(f"{home}triage/")
    expect(field(page)).to_be_visible()


def test_home_end_and_the_button_below_can_be_reached(page: Page, home: str) -> None:
    search(page, "dashboard")
    expect(results(page)).to_have_count(10)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="More results")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(results(page).last).to_be_focused()
    page.keyboard.press("Home")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.type("3 ")
    expect(field(page)).to_have_value("3 dashboard")  # in the field it moves the caret


def test_facets_work_by_keyboard_and_focus_is_seen_and_returned(page: Page, home: str) -> None:
    button = page.get_by_role("button", name="Search")
    button.focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.type("parquet")
    expect(results(page)).to_have_count(3)
    for _ in range(3):  # past the button that closes, and the first facet
        page.keyboard.press("Tab")
    expect(facet(page, "kind")).to_be_focused()
    assert facet(page, "kind").evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(results(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_arrows_walk_and_enter_follows(page: Page, home: str) -> None:
    search(page, "parquet")
    expect(results(page)).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    target = page.evaluate("document.activeElement.href")
    assert target != results(page).first.evaluate("link => link.href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)


def test_enter_in_the_field_follows_the_first_result(page: Page, home: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type("triage")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}triage/")


def test_typing_on_a_result_goes_on_with_the_query(page: Page, home: str) -> None:
    search(page, "parque")
    expect(results(page)).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(results(page).first).to_be_focused()
    page.keyboard.type("t")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("parquet")


def test_material_shortcuts_rest_while_it_is_open(page: Page, home: str) -> None:
    search(page, "parquet")
    expect(results(page)).to_have_count(3)
    page.get_by_role("dialog").get_by_role("button", name="Close").focus()
    page.keyboard.press("n")  # Material: go to the next page
    page.keyboard.press(".")
    expect(results(page)).to_have_count(3)
    assert page.url == f"{home}?q=parquet"


def test_more_results_come_on_demand(page: Page, home: str) -> None:
    search(page, "dashboard")
    expect(page.get_by_role("status")).to_have_text("16 matching documents")
    expect(results(page)).to_have_count(10)
    page.get_by_role("button", name="More results").click()
    expect(results(page)).to_have_count(16)
    expect(results(page).nth(10)).to_be_focused()
    expect(page.get_by_role("button", name="More results")).to_be_hidden()


def test_markup_in_content_is_shown_not_run(page: Page, home: str) -> None:
    search(page, "quagga")
    expect(results(page).first).to_contain_text('<img src=x onerror="alert(2)">')
    assert page.locator(".bs-search__results").locator("img, b[onmouseover]").count() == 0


def test_it_works_from_a_page_below_and_without_the_audience_of_one(
    tmp_path: Path, served: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    """An edition with one audience has no choice of audiences."""
    site = tmp_path / "one"
    shutil.copytree(served / "sub" / "path", site)
    for one in ("triage", "export", "."):
        (site / one / "index.html").unlink()
    index(site)
    page.goto(serve(site) + "log/parquet/")
    search(page, "parquet")
    expect(results(page)).to_have_count(1)
    expect(page.locator(".bs-search__facet")).to_have_text(["year "])


def test_it_survives_instant_navigation(
    tmp_path: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    address = serve(tmp_path / "served") + "sub/path/"
    build_site(tmp_path, "navigation.instant", address)
    page.goto(address, wait_until="networkidle")  # it waits for the list of all pages
    page.evaluate("window.sameDocument = true")
    search(page, "triage")
    results(page).first.click()
    page.wait_for_url(f"{address}triage/")
    expect(field(page)).to_be_hidden()
    search(page, "columns")
    page.locator(".bs-search__section").first.click()
    page.wait_for_url(f"{address}export/#parquet-columns")
    # The address changes first. What Material does next, to show the page, takes the focus with it.
    expect(page.locator("#parquet-columns")).to_be_in_viewport()
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.go_back()
    page.wait_for_url(f"{address}triage/?q=columns")
    expect(field(page)).to_have_value("columns")
    expect(results(page)).to_have_count(1)
    page.keyboard.press("Escape")
    page.wait_for_url(f"{address}triage/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Triage")
    assert page.evaluate("window.sameDocument")


def test_without_an_index_it_says_so(
    tmp_path: Path, served: Path, serve: Callable[[Path], str], page: Page
) -> None:
    shutil.copytree(served / "sub" / "path", tmp_path / "bare", ignore=shutil.ignore_patterns("pagefind"))
    page.goto(serve(tmp_path / "bare"))
    search(page, "parquet")
    expect(page.get_by_role("status")).to_contain_text("Search could not be loaded")


QUERIES = [
    "parquet",
    "parq",
    "dashboard",
    "improvement number 3",
    "exports parquet",
    "triage dashboard",  # words that no page has both of, nor any shard
    "parquet xyzzy",  # a word that is nowhere is passed over
    "dashboards-everywhere parquet",
    "parquetry",  # is nowhere; the beginning of it is
    "entry 1",
    '"parquet file"',
    "release",
]


def everything(page: Page, query: str) -> tuple[set[str], list[str]]:
    """Search, and return the addresses of all that is found, and the facets with their counts."""
    field(page).fill("")
    expect(page.get_by_role("status")).to_have_text("Type to start searching")
    field(page).fill(query)
    expect(page.get_by_role("status")).to_have_text(re.compile("matching"))
    expect(page.locator(".bs-search__results")).to_have_attribute("aria-busy", "false")
    button = page.get_by_role("button", name="More results")
    while button.is_visible():
        count = results(page).count()
        button.click()
        expect(results(page).nth(count)).to_be_visible()
    addresses = results(page).evaluate_all("links => links.map((link) => link.pathname)")
    facet(page, "kind").click()
    expect(page.locator(".bs-search__results")).to_have_attribute("aria-busy", "false")
    counts = choices(page).all_inner_texts()
    facet(page, "kind").click()
    return set(addresses), counts


@pytest.mark.long
def test_shards_find_what_one_index_does(
    tmp_path: Path, served: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    site = tmp_path / "sub" / "path"
    shutil.copytree(served / "sub" / "path", site)
    index(site, limit=3)
    assert len([*site.glob("pagefind/*/pagefind-entry.json")]) > 8  # more than the first results come from
    found = []
    for address in (serve(served), serve(tmp_path)):
        page.goto(f"{address}sub/path/")
        search(page, "")
        found.append({query: everything(page, query) for query in QUERIES})
        field(page).fill("")
        facet(page, "kind").click()
        page.get_by_label("guide").check()
        expect(results(page)).to_have_count(2)
    assert found[1] == found[0]
    assert found[0]["triage dashboard"][0] == set()
    assert found[0]["parquet xyzzy"] == found[0]["parquet"]
    assert len(found[0]["dashboard"][0]) == 16


def test_what_older_shards_add_moves_nothing_that_is_being_read(
    tmp_path: Path, served: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    shutil.copytree(served / "sub" / "path", tmp_path / "site")
    index(tmp_path / "site", limit=1)
    listing = json.loads((tmp_path / "site" / "pagefind" / "shards.json").read_text(encoding="utf-8"))
    oldest = f"**/pagefind/{listing['shards'][-1]['name']}/*"
    held: list[Route] = []
    released = False

    def hold(route: Route) -> None:
        if released:
            route.continue_()
        else:
            held.append(route)

    page.route(oldest, hold)
    page.goto(serve(tmp_path / "site"))
    with page.expect_request(oldest):
        search(page, "dashboard")
    expect(page.get_by_role("status")).to_have_text("2 matching documents")
    first = results(page).all_inner_texts()
    page.keyboard.press("ArrowDown")
    released = True
    for route in held:
        route.continue_()
    expect(page.get_by_role("status")).to_have_text("16 matching documents")
    expect(results(page).first).to_be_focused()
    assert results(page).all_inner_texts() == first
    for count in (12, 16):
        page.get_by_role("button", name="More results").click()
        expect(results(page)).to_have_count(count)
    assert len(set(results(page).evaluate_all("links => links.map((link) => link.pathname)"))) == 16


@pytest.mark.parametrize("width", [375, 1280])
def test_it_fits_the_screen(browser: Browser, served: Path, serve: Callable[[Path], str], width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto(serve(served) + "sub/path/")
    search(page, "dashboard")
    expect(results(page)).to_have_count(10)
    panel = page.get_by_role("dialog").bounding_box()
    assert panel is not None
    assert panel["y"] + panel["height"] <= 700
    assert panel["width"] == 375 if width == 375 else panel["width"] < 800
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
