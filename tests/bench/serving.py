"""How long it takes from saving a file until a browser shows it, with ``broadsheet serve``."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from tests.bench.measure import CommandFailedError, Usage
from tests.bench.steps import middle
from tests.tools import launch

_EDITION = "all"  # in projects/broadsheet/mkdocs.yml
_TIMES = 5
_READING = 1.0  # seconds between two edits: pages are there by then, and the search is not indexed yet
_START, _RELOAD = 600.0, 60.0  # seconds until it is given up


def from_saved_to_shown(program: str, project: Path) -> tuple[Usage, ...]:
    """Save an entry a few times, with its page open in a browser that is started for it.

    Args:
        program: The path of ``broadsheet``.
        project: Its folder.

    Raises:
        CommandFailedError: The server or the browser did not start, or the page was not reloaded.
    """
    try:
        with sync_playwright() as playwright, launch(playwright) as browser:
            return shown_after_saves(browser, program, project)
    except PlaywrightError as error:
        raise CommandFailedError(error.message.splitlines()[0]) from error


def shown_after_saves(browser: Browser, program: str, project: Path) -> tuple[Usage, ...]:
    """Save the entry in the middle of a project a few times, with its page open.

    Args:
        browser: Opens it.
        program: The path of ``broadsheet``.
        project: Its folder.

    Raises:
        CommandFailedError: The server did not start.
    """
    entry = middle(project / "changelog")
    with _server(program, project) as address, browser.new_page() as page:
        page.goto(f"{address}{_EDITION}/changelog/{entry.stem}/")
        return tuple(Usage(_save(entry, page, number)) for number in range(1, _TIMES + 1))


def _save(entry: Path, page: Page, number: int) -> float:
    """Seconds until the page shows a new sentence; it is looked at with every frame that is drawn."""
    sentence = f"This is its edit number {number}."
    page.wait_for_timeout(_READING * 1000)
    start = time.perf_counter()
    with entry.open("a", encoding="utf-8") as text:
        text.write(f"\n{sentence}\n")
    page.wait_for_function(
        "sentence => document.body && document.body.textContent.includes(sentence)",
        arg=sentence,
        timeout=_RELOAD * 1000,
    )
    return round(time.perf_counter() - start, 3)


@contextmanager
def _server(program: str, project: Path) -> Iterator[str]:
    """Serve a project, and give the server's address once it answers."""
    port = _free_port()
    with (project / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "serve", "-a", f"127.0.0.1:{port}"],
            cwd=project,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the edition is built and shown."""
    end = time.monotonic() + _START
    while time.monotonic() < end and process.poll() is None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=_START)) as connection:
            try:
                connection.request("GET", f"/{_EDITION}/")
                if connection.getresponse().status == HTTPStatus.OK:
                    return
            except OSError:
                pass  # it does not listen yet
        time.sleep(0.1)
    raise CommandFailedError("the server did not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
