"""A real handbook, as its readers meet it: somebody new, and somebody who wants to know what has changed.

WP-CLI's handbook gets an onboarding path, and Keep a Changelog's own changelog, since it has none.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests import keepachangelog
from tests.browser.axe import violations
from tests.gitrepo import GitRepo
from tests.handbooks import README, WP_CLI, WP_CLI_FOLDERS, set_up

PATH = {
    "docs/start/index.md": (
        "---\naudience: everyone\npath: {role: User, duration: a day}\n---\n# Your first day\n\nWelcome.\n"
    ),
    "docs/start/install.md": (
        "---\naudience: everyone\norder: 1\nmilestone: Morning\n---\n# Install it\n\n"
        "- [ ] Read [how](../guides/installing.md).\n"
    ),
    "docs/start/first.md": "---\naudience: everyone\norder: 2\n---\n# A first command\n\nTry `wp help`.\n",
}


@pytest.fixture(scope="module")
def handbook(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public edition."""
    corpora = shared / "corpora"
    made = set_up(
        tmp_path_factory.mktemp("handbook"),
        corpora / "wp-cli-handbook.bundle",
        README + WP_CLI.replace("- broadsheet:", "- broadsheet:\n      accept: [BS402]"),
        WP_CLI_FOLDERS,
    )
    keepachangelog.write(
        corpora / "import/keep-a-changelog/CHANGELOG.md", made.folder / "changelog", "everyone"
    )
    for path, text in PATH.items():
        GitRepo(made.folder).write(path, text)
    GitRepo(made.folder).commit()
    made.build()
    return made.public


@pytest.mark.long
@pytest.mark.parametrize("width", [375, 1280])
def test_readers_find_their_way(
    handbook: Path, serve: Callable[[Path], str], browser: Browser, width: int
) -> None:
    address = serve(handbook)
    page = browser.new_page(viewport={"width": width, "height": 800})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for walk in (start_page, search, onboarding, changelog, upgrade, subscribe, nowhere):
        walk(page, address)
        wrong += [f"{walk.__name__} {violation}" for violation in violations(page)]
    page.close()
    assert wrong == []


def start_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("link", name="Your first day").filter(visible=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="Recently changed")).to_be_visible()


def search(page: Page, address: str) -> None:
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="Search").fill("download core")
    expect(page.locator(".bs-search__page").first).to_contain_text("core")
    page.locator(".bs-search__facet", has_text="kind").click()
    expect(page.get_by_label("guide").first).to_be_visible()
    expect(page.locator(".bs-search__page", has_text="Committers credo")).to_have_count(0)  # not for users
    assert "download" in page.url


def onboarding(page: Page, address: str) -> None:
    page.goto(f"{address}start/install/")
    page.get_by_role("checkbox").first.check(force=True)
    page.get_by_role("button", name="Mark as done").click()
    page.goto(f"{address}start/")
    expect(page.get_by_role("progressbar", name="1 of 2 steps done")).to_be_visible()
    expect(page.get_by_text("Morning", exact=True).filter(visible=True).first).to_be_visible()


def changelog(page: Page, address: str) -> None:
    page.goto(f"{address}changelog/")
    entries = page.locator(".bs-listing [data-type]").filter(visible=True)
    total = entries.count()
    page.get_by_label("Type").select_option("Fixed")
    expect(page.locator(".bs-filter [role=status]")).to_contain_text(f"of {total} changes")
    assert 0 < entries.count() < total
    assert page.url.endswith("?type=fixed")


def upgrade(page: Page, address: str) -> None:
    page.goto(f"{address}changelog/since/?from=1.0.0&to=1.1.0")
    expect(page.locator(".bs-range__status")).to_contain_text("changes in 1 release")


def subscribe(page: Page, address: str) -> None:
    page.goto(f"{address}subscribe/")
    expect(page.get_by_text("https://cli.example.com/feeds/users.rss").first).to_be_visible()


def nowhere(page: Page, address: str) -> None:
    page.goto(f"{address}404.html")
    page.get_by_role("button", name="Search this site").click()
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
