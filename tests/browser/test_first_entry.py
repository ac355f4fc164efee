"""The tutorial for people without a terminal, followed step by step; the host's part is played here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser import handbook
from tests.docs.pages import examples, source
from tests.sample import Sample


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return handbook.make(tmp_path_factory.mktemp("handbook"))


def shown(language: str) -> str:
    """What the tutorial shows in this language."""
    [found] = [example.text for example in examples(source(handbook.PAGE)) if example.language == language]
    return found


def test_it_leads_from_the_start_page_to_readers(
    site: Sample, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    page.goto(serve(site.site("internal")))
    page.get_by_role("link", name="Changelog", exact=True).first.click()
    page.get_by_role("link", name="Propose an entry").click()
    handbook.follow(page)
    customers, support = (page.locator(".bs-propose__reading").nth(at) for at in (0, 1))
    expect(customers).not_to_contain_text("million rows")
    expect(support).to_contain_text("million rows")

    mistake = page.get_by_role("checkbox", name="It breaks something: readers have to act")
    mistake.check()
    page.get_by_role("button", name="Hand in on GitHub").click()
    expect(page.locator("[data-wrong]:visible")).to_have_text(shown("text").strip(), ignore_case=True)
    mistake.uncheck()

    name, text = handed_in(page)
    assert text == shown("markdown")
    site.write({name: text})
    assert site.checked() == []
    site.build()
    for edition, told in (("public", False), ("internal", True)):
        main = site.html(name.replace(".md", "/index.html"), edition).xpath("string(//main)")
        assert "only what is on the screen" in main
        assert ("million rows" in main) == told
        assert Path(name).stem in site.read("changelog/index.html", edition)
    for edition, audience, told in (("public", "customers", False), ("internal", "support", True)):
        [item, *_] = json.loads(site.read(f"feeds/{audience}.json", edition))["items"]
        assert item["title"] == "Reports open in half the time"
        assert ("million rows" in item["content_html"]) == told


def handed_in(page: Page) -> tuple[str, str]:
    """Press the button, and return the name and the text of the file that the host is to make."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>Host</title>", content_type="text/html")

    page.context.route("https://github.com/**", answer)
    with page.context.expect_page() as popup:
        page.get_by_role("button", name="Hand in on GitHub").click()
    popup.value.wait_for_load_state()
    query = parse_qs(urlsplit(asked[0]).query)
    return query["filename"][0], query["value"][0]


def test_everything_that_it_names_is_there(site: Sample) -> None:
    pages = [site.html(path, "internal") for path in ("changelog/index.html", "changelog/propose/index.html")]
    named = [one for page in pages for one in page.iter("a", "button", "h1", "h2", "label", "legend")]
    there = {" ".join(one.text_content().split()).removesuffix("(optional)").strip() for one in named}
    assert handbook.quoted() - there == set()


def test_every_field_is_filled_in_once() -> None:
    fields = [field for field, _ in handbook.rows()]
    assert len(fields) == len(set(fields)) == 6
