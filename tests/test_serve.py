"""``broadsheet serve``: every edition on one server, whatever breaks meanwhile."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from broadsheet.errors import UsageError
from broadsheet.findings import Findings
from broadsheet.page_headers import RECIPES
from broadsheet.serve import Preview, serve_editions, with_bar
from tests.gitrepo import ISOLATED
from tests.newsroom import FILES, PLUGIN, Newsroom

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

BROKEN = "---\naudience: everyone\n---\n# Home\n\nSee [nothing](nothing.md).\n"


@pytest.fixture
def site(tmp_path: Path) -> Newsroom:
    return Newsroom.start(tmp_path / "project")


class Watcher:
    """A preview without its server, and what it said."""

    def __init__(self, site: Newsroom, folder: Path) -> None:
        self.said: list[str] = []
        self.shown: list[str] = []
        self.root = folder / "served"
        self.root.mkdir()
        config = site.path / "mkdocs.yml"
        self.preview = Preview(config, self.root, "http://127.0.0.1:1/", self.said.append, self._show)

    def _show(self, findings: Findings) -> None:
        self.shown = [f"{finding.place} {finding.code.name}" for finding in findings]

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")


@pytest.fixture
def watcher(site: Newsroom, tmp_path: Path) -> Watcher:
    return Watcher(site, tmp_path)


def test_every_edition_is_built_under_the_server_s_address(watcher: Watcher) -> None:
    watcher.preview.build()
    assert "How we are paid" in watcher.read("internal/internal/pay/index.html")
    assert not (watcher.root / "public/internal").exists()
    assert "http://127.0.0.1:1/public/changelog/parquet/" in watcher.read("public/feeds/customers.atom")
    assert 'href="/internal/"' in watcher.read("index.html")
    assert watcher.said == ["built public, internal"]


def test_ids_are_those_of_the_real_site(watcher: Watcher) -> None:
    watcher.preview.build()
    known = "tag:docs.example.com,2026:changelog/customers/parquet"
    assert known in watcher.read("public/feeds/customers.atom")


def test_what_breaks_keeps_the_last_good_version_and_recovers(site: Newsroom, watcher: Watcher) -> None:
    watcher.preview.build()
    good = watcher.read("public/index.html")
    site.put({"docs/index.md": BROKEN})
    watcher.preview.build()
    assert watcher.read("public/index.html") == good
    assert watcher.shown == ["docs/index.md:6 BS402"]
    assert "BS402" in watcher.preview.bar("/public/")
    site.put({"docs/index.md": BROKEN.replace("nothing.md", "guide.md")})
    watcher.preview.build()
    assert watcher.shown == []
    assert "to mend" not in watcher.preview.bar("/public/")
    assert 'href="guide/"' in watcher.read("public/index.html")


def test_a_broken_configuration_is_survived_too(site: Newsroom, watcher: Watcher) -> None:
    watcher.preview.build()
    site.configure(plugin={"editions": PLUGIN["editions"] | {"public": {"audiences": ["custmers"]}}})
    watcher.preview.build()
    assert {shown.split()[-1] for shown in watcher.shown} == {"BS002", "BS003"}
    assert watcher.read("public/index.html")


def test_a_site_that_never_was_good_has_a_page_that_says_so(site: Newsroom, watcher: Watcher) -> None:
    site.put({"docs/index.md": BROKEN})
    watcher.preview.build()
    assert "Nothing is built yet" in watcher.read("index.html")
    assert "BS402" in watcher.preview.bar("/")


def test_the_bar_leads_to_the_same_page_or_else_home(watcher: Watcher) -> None:
    watcher.preview.build()
    guide = watcher.preview.bar("/public/guide/")
    assert 'href="/internal/guide/"' in guide
    assert "<b>public</b>" in guide
    assert 'href="/public/"' in watcher.preview.bar("/internal/internal/pay/")


def test_a_policy_of_the_page_s_own_does_not_stop_the_preview(watcher: Watcher) -> None:
    page = b"<head>%b</head><body></body>" % RECIPES["html"]().encode()

    def application(_: object, start: StartResponse) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(page)))])
        return [page]

    (shown,) = with_bar(application, watcher.preview)({"PATH_INFO": "/public/"}, lambda *_: print)
    assert b"http-equiv" not in shown
    assert b"bs-bar" in shown


def test_what_is_not_committed_is_marked_in_the_preview_only(site: Newsroom, watcher: Watcher) -> None:
    site.put({"changelog/new.md": FILES["changelog/key.md"].replace("Keys rotate", "New")})
    watcher.preview.build()
    assert "not committed yet" in watcher.read("internal/changelog/new/index.html")
    assert "not committed yet" not in watcher.read("internal/changelog/key/index.html")


@pytest.mark.parametrize("address", ["8000", "127.0.0.1:", "127.0.0.1:http"])
def test_an_address_must_be_one(site: Newsroom, address: str) -> None:
    with pytest.raises(UsageError, match="is no address"):
        serve_editions(site.path / "mkdocs.yml", address, False, print, lambda _: None)


def test_an_address_in_use_is_said(site: Newsroom) -> None:
    with running(site) as (url, _):
        address = url.removeprefix("http://").rstrip("/")
        with pytest.raises(UsageError, match="cannot be listened at"):
            serve_editions(site.path / "mkdocs.yml", address, False, lambda _: None, lambda _: None)


@contextmanager
def running(site: Newsroom) -> Iterator[tuple[str, Iterator[str]]]:
    """Run the real command on a free port; yields its address and the lines it prints."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    command = [sys.executable, "-c", "from broadsheet.cli import run; run()", "serve", "-a", address]
    process = subprocess.Popen(
        command,
        cwd=site.path,
        env=os.environ | ISOLATED | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout)
        for line in lines:
            if found := re.search(r"http://\S+/", line):
                yield found[0], lines
                break
    finally:
        process.terminate()
        process.communicate()


def test_a_reader_sees_a_saved_change_and_what_is_broken(site: Newsroom, page: Page) -> None:
    with running(site) as (url, lines):
        page.goto(f"{url}public/")
        expect(page.get_by_role("heading", name="Home")).to_be_visible()
        site.put({"docs/index.md": BROKEN})
        assert any("still showing the last good version" in line for line in lines)
        expect(page.get_by_text("1 to mend")).to_be_visible()
        site.put({"docs/index.md": BROKEN.replace("nothing.md", "guide.md").replace("Home", "House")})
        assert any("built public, internal" in line for line in lines)
        expect(page.get_by_role("heading", name="House")).to_be_visible()
        page.get_by_role("link", name="internal", exact=True).click()
        expect(page).to_have_url(f"{url}internal/")


def test_other_files_are_served_as_they_are(site: Newsroom) -> None:
    with running(site) as (url, _), urlopen(f"{url}public/feeds/customers.json") as answer:
        assert b"bs-bar" not in answer.read()
