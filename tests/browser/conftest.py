"""What browser tests share."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, Response
from tests.conftest import QuietHandler
from tests.gitrepo import GitRepo

from broadsheet import building
from broadsheet.config.settings import load_settings
from broadsheet.order import Order

ROOT = Path(__file__).parents[2]
WORD = "wobbegong"
"""Stands in the copy of this repository on a page for developers alone."""


@pytest.fixture
def wrong(page: Page) -> Iterator[list[str]]:
    """Whatever a page, its console or its requests complain of; there must be nothing at the end."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def on_request(request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            complaints.append(f"another host: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status} {response.url}")

    def on_failure(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # which is what leaving a page does to its last requests
            complaints.append(f"{request.failure}: {request.url}")

    def on_dialog(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    page.on("console", on_console)
    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", on_request)
    page.on("requestfailed", on_failure)
    page.on("response", on_response)
    yield complaints
    assert complaints == []


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The editions of a throwaway copy of this repository."""
    repo = GitRepo.init(tmp_path_factory.mktemp("own"))
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in names:
        if name and (ROOT / name).is_file():
            (repo.path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, repo.path / name)
    process = repo.path / "docs/process/finding-codes.md"
    process.write_text(f"{process.read_text(encoding='utf-8')}\nThe word is {WORD}.\n", encoding="utf-8")
    repo.commit(date="2026-11-21T12:00:00Z")
    settings = load_settings(repo.path / "mkdocs.yml")
    order = Order(now=datetime(2030, 1, 1, tzinfo=UTC))
    building.build(settings, building.collector(settings), order)
    return settings.site_dir


class Handler(QuietHandler):
    """Serves files with further headers."""

    def __init__(self, *args: Any, headers: Mapping[str, str], **kwargs: Any) -> None:
        self._more = headers
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        """Add them."""
        for name, value in self._more.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@pytest.fixture
def serve_with() -> Iterator[Callable[[Path, Mapping[str, str]], str]]:
    """A function that serves a folder with some headers, and returns its origin."""
    with ExitStack() as stack:

        def start(folder: Path, headers: Mapping[str, str]) -> str:
            handler = partial(Handler, directory=str(folder), headers=headers)
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield start
