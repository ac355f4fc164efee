"""Page furniture in a real browser: terms, reviews, the page for missing addresses, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import violations
from tests.sample import Sample

FILES: dict[str, str | bytes] = {
    "docs/glossary.md": "---\naudience: everyone\n---\n# Glossary\n\n## Parquet\n\nA file format.\n",
    "docs/guides/terms.md": (
        "---\naudience: everyone\nreviewed_on: 2020-01-01\nreview_every: 90d\n---\n# Terms\n\n"
        "We write Parquet, and Parquet again, see [the web](https://example.com/).\n"
    ),
    "docs/guides/fresh.md": (
        "---\naudience: everyone\nreviewed_on: 2026-01-01\nreview_every: 900y\n---\n# Fresh\n"
    ),
}
WIDTHS = (375, 1280)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose theme says nothing of fonts, as its internal edition."""
    features = ["navigation.instant"]
    config = {"theme": {"name": "material", "features": features}}
    made = Sample.make(tmp_path_factory.mktemp("furnished"), files=FILES, config=config)
    made.build("internal")
    return made.site("internal")


@pytest.fixture
def address(furnished: Path, serve: Callable[[Path], str]) -> str:
    return serve(furnished)


@pytest.fixture(params=WIDTHS)
def screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


def test_no_page_asks_another_host(address: str, page: Page, wrong: list[str]) -> None:
    for path in ("", "guides/terms/", "changelog/", "changelog/parquet/", "404.html"):
        page.goto(address + path, wait_until="networkidle")


def test_a_term_explains_itself(address: str, screen: Page) -> None:
    screen.goto(address + "guides/terms/")
    [term] = screen.locator(".bs-term a").all()
    tip = screen.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    expect(term).to_have_accessible_description("A file format.")
    term.focus()
    expect(tip).to_be_visible()
    assert list(violations(screen)) == []
    assert screen.evaluate("document.documentElement.scrollWidth") <= screen.viewport_size["width"]  # type: ignore[index]
    screen.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    screen.evaluate("document.activeElement.blur()")
    term.focus()
    expect(tip).to_be_visible()
    term.click()
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Glossary")


def test_a_term_under_the_pointer_lets_it_move_onto_the_explanation(address: str, page: Page) -> None:
    page.goto(address + "guides/terms/")
    page.locator(".bs-term a").hover()
    page.get_by_role("tooltip").hover()
    expect(page.get_by_role("tooltip")).to_be_visible()


def test_a_review_is_overdue_by_the_reader_s_clock(address: str, page: Page) -> None:
    page.goto(address + "guides/terms/")
    expect(page.locator(".bs-due")).to_have_text("The next review is due by 31 March 2020. It is overdue.")
    page.goto(address + "guides/fresh/")
    expect(page.locator(".bs-due")).to_have_text("The next review is due by 1 January 2926.")


def test_a_missing_page_looks_for_what_its_address_names(address: str, screen: Page) -> None:
    screen.goto(address + "404.html")
    screen.evaluate("history.replaceState(null, '', '/old/export-to_parquet.html')")
    screen.get_by_role("main").get_by_role("button", name="Search this site").click()
    expect(screen.get_by_role("searchbox")).to_have_value("export to parquet")


def test_on_paper_there_is_only_the_page(address: str, page: Page) -> None:
    page.goto(address + "guides/terms/")
    page.emulate_media(media="print")
    expect(page.locator(".bs-ways")).to_be_hidden()
    expect(page.locator(".md-footer")).to_be_hidden()
    shown = page.get_by_role("link", name="the web").evaluate("it => getComputedStyle(it, '::after').content")
    assert "example.com" in shown


def test_without_scripts_all_of_it_can_be_read(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "guides/terms/")
    expect(page.locator(".bs-due")).to_have_text("The next review is due by 31 March 2020.")
    page.locator(".bs-term a").focus()
    expect(page.locator(".bs-term__tip")).to_be_visible()
    page.goto(address + "404.html")
    expect(page.get_by_role("button", name="Search this site")).to_be_hidden()
    context.close()
