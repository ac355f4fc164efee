"""Fixtures that many tests share."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import CodeType
from typing import NoReturn

import pytest
from hypothesis import settings
from jinja2 import Environment
from playwright.sync_api import Browser, Page, sync_playwright

from tests import tools
from tests.newsroom import Newsroom
from tests.sample import Sample

SHARED = Path(__file__).parents[2] / "shared"

# How long an example takes depends on the machine, and a failure must be there again on the next run.
settings.register_profile("broadsheet", deadline=None, derandomize=True)
settings.load_profile("broadsheet")


def unavailable(reason: str) -> NoReturn:
    """Skip, saying why; in CI nothing may be missing."""
    if tools.in_ci():
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_configure() -> None:
    """Keep temporary folders in memory: to make and to remove them on a disk takes longer than most tests."""
    if folder := tools.roomy_memory():
        os.environ.setdefault("TMPDIR", folder)
        tempfile.tempdir = None  # so that it looks again


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write golden files anew; read the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """A function that compares a text with a file, or writes it there."""

    def compare(file: Path, text: str) -> None:
        if request.config.getoption("--regenerate"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """A function that notes how much a test went through, in the file that BROADSHEET_TALLY names.

    The page on reliability is made of these lines; what was not asked for is not noted.
    """

    def note(what: str, count: int) -> None:
        if file := os.environ.get("BROADSHEET_TALLY"):
            line = json.dumps({"test": request.node.nodeid, "what": what, "count": count})
            with Path(file).open("a", encoding="utf-8") as lines:
                lines.write(f"{line}\n")  # at once, so that workers do not mix theirs

    return note


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    """Compile a template once in a process: half of a small build's time is spent on Material's.

    What Jinja makes of a template depends on its source, and on what the environment calls its own.
    """
    compiled: dict[object, CodeType] = {}
    compile_ = Environment.compile

    def once(env: Environment, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
        known = (frozenset(env.extensions), frozenset(env.filters), frozenset(env.tests), env.autoescape)
        key = (source, name, filename, env.trim_blocks, env.lstrip_blocks, known)
        if key not in compiled:
            compiled[key] = compile_(env, source, name, filename)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", once)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real-world inputs that lies beside the checkout."""
    if not SHARED.is_dir():
        unavailable(f"{SHARED} is not there")
    return SHARED


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample site, with all its editions built; to be looked at only."""
    made = Sample.make(tmp_path_factory.mktemp("sample"))
    made.build()
    return made


@pytest.fixture(scope="session")
def published_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A small, sound project that is published; only to be copied."""
    return Newsroom.start(tmp_path_factory.mktemp("newsroom") / "project")


@pytest.fixture
def newsroom(published_newsroom: Newsroom, tmp_path: Path) -> Newsroom:
    """A copy of it, to be broken."""
    return published_newsroom.copy(tmp_path / "project")


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """A function that returns the path of a program that need not be installed."""
    return lambda name: tools.find_program(name) or unavailable(f"{name} is not installed")


@pytest.fixture(scope="session")
def newsboat(program: Callable[[str], str]) -> str:
    """The path of Debian's feed reader."""
    return program("newsboat")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        started = tools.launch(playwright)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page in a browser profile of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files, and keeps its log to itself."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder on a free port and returns its address, with a trailing slash."""
    with ExitStack() as stack:

        def start(folder: Path) -> str:
            handler = partial(QuietHandler, directory=str(folder))
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}/"

        yield start
