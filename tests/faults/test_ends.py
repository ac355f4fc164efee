"""Builds that are stopped, that meet another, or that nobody lets write."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.gitrepo import ISOLATED
from tests.newsroom import FILES, Newsroom
from tests.sample import contents

from broadsheet import building
from broadsheet.errors import FindingsError
from broadsheet.order import Order
from broadsheet.serve import Preview

WAIT = """\
def on_env(env, config, files):
    print("rendering", flush=True)
    input()
    return env
"""
NEWS = {"docs/guide.md": "---\naudience: customers\n---\n# Guide\n\nHow it works now.\n"}


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def waiting(newsroom: Newsroom) -> Newsroom:
    """A published project with a change to it, and a hook that waits for a line while a page is made."""
    newsroom.put({"wait.py": WAIT, **NEWS})
    newsroom.configure({"hooks": ["wait.py"]})
    return newsroom


RUN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore Ctrl-C
from broadsheet.cli import run
run()
"""


def start(site: Newsroom, *args: str) -> subprocess.Popen[str]:
    """Start a command in the project's folder."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *args],
        cwd=site.path,
        env=os.environ | ISOLATED | {"NO_COLOR": "1", "TMPDIR": str(site.path.parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(process: subprocess.Popen[str], words: str) -> None:
    """Read what a process says, until it says this."""
    assert process.stdout is not None
    assert any(words in line for line in process.stdout), words


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_that_is_stopped_leaves_all_as_it_was(
    waiting: Newsroom, number: signal.Signals, code: int
) -> None:
    before, state = waiting.published(), waiting.path / "site/.broadsheet"
    build = start(waiting, "build")
    until(build, "rendering")
    build.send_signal(number)
    _, said = build.communicate(timeout=60)
    assert (build.returncode, said) == (code, "stopped\n")
    assert waiting.published() == before
    left = {path.name for path in state.iterdir() if not path.name.startswith("store.db")}
    assert left == {"_lock", "public", "internal"}
    waiting.configure()
    waiting.succeeds()
    assert b"How it works now" in waiting.published()["public/guide/index.html"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_preview_that_is_stopped_leaves_nothing(newsroom: Newsroom, number: signal.Signals) -> None:
    serve = start(newsroom, "serve", "-a", "127.0.0.1:0")
    until(serve, "showing every edition")
    assert list(newsroom.path.parent.glob("broadsheet-*"))
    serve.send_signal(number)
    said, _ = serve.communicate(timeout=60)
    # A line that is just being printed when it is stopped may be printed once more.
    assert (serve.returncode, said.splitlines()[-1]) == (0, "stopped")
    assert not list(newsroom.path.parent.glob("broadsheet-*"))


def test_a_build_says_that_it_waits_for_another(waiting: Newsroom) -> None:
    first = start(waiting, "build")
    until(first, "rendering")
    second = start(waiting, "build")
    until(second, "waiting for another build of this site to end")
    first.communicate("\n\n", timeout=60)
    _, said = second.communicate("\n\n", timeout=60)
    assert (first.returncode, second.returncode, said) == (0, 0, "")


def test_a_build_waits_for_none_that_was_killed(waiting: Newsroom) -> None:
    killed = start(waiting, "build")
    until(killed, "rendering")
    killed.kill()
    killed.communicate(timeout=60)
    build = start(waiting, "build")
    said, _ = build.communicate("\n\n", timeout=60)
    assert build.returncode == 0
    assert "waiting" not in said


def test_a_build_beside_a_preview(newsroom: Newsroom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    serve = start(newsroom, "serve", "-a", address)
    until(serve, "showing every edition")
    urlopen(f"http://{address}/").close()  # it watches files by now
    newsroom.put(NEWS)
    newsroom.succeeds()
    until(serve, "built public, internal")
    serve.terminate()
    serve.communicate(timeout=60)
    assert b"How it works now" in newsroom.published()["public/guide/index.html"]


# Sources that change meanwhile


def built(site: Newsroom, during: str, change: Callable[[], object]) -> list[str]:
    """Build, with sources that change as soon as the build says this; return what it found wrong."""

    def progress(step: str) -> None:
        if step.startswith(during):
            change()

    settings = site.settings()
    findings = building.collector(settings)
    try:
        building.build(settings, findings, Order(workers=1), progress)
    except FindingsError as error:
        return [finding.code.name for finding in error.findings]
    return []


MOMENTS = ["looking for changes", "reading the sources", "making the edition “public”"]


@pytest.mark.parametrize("during", MOMENTS)
def test_a_file_that_changes_meanwhile_is_the_old_one_or_the_new_one_everywhere(
    newsroom: Newsroom, during: str
) -> None:
    newsroom.put({"docs/internal/chart.svg": "<svg/>", **NEWS})
    newsroom.commit()
    built(
        newsroom,
        during,
        lambda: newsroom.put({"docs/guide.md": NEWS["docs/guide.md"].replace("now", "then")}),
    )
    pages = newsroom.published()
    read = {
        word
        for word in (b"now", b"then")
        for path in ("public/guide/index.html", "internal/guide/index.html", "public/guide/index.md")
        if b"How it works " + word in pages[path]
    }
    assert len(read) == 1
    newsroom.succeeds()
    assert_clean(newsroom)


@pytest.mark.parametrize("during", MOMENTS)
def test_files_that_go_away_meanwhile(newsroom: Newsroom, during: str) -> None:
    picture, guide = {"docs/extra.png": b"PNG"}, {"docs/guide.md": FILES["docs/guide.md"]}
    home = "---\naudience: everyone\n---\n# Home\n\n![x](extra.png)\n[g](guide.md)\n"
    newsroom.put({"docs/index.md": home, **picture})
    newsroom.commit()
    before = newsroom.published()

    def go_away() -> None:
        for name in (*picture, *guide):
            newsroom.repo.rm(name)

    found = built(newsroom, during, go_away)
    if found:
        assert set(found) <= {"BS117", "BS402"}
        assert newsroom.published() == before
    else:
        assert b"extra.png" in newsroom.published()["public/index.html"]
        assert newsroom.published()["public/extra.png"] == b"PNG"
    newsroom.put({**picture, **guide})
    newsroom.succeeds()
    assert_clean(newsroom)


def test_a_preview_survives_what_goes_away_while_it_builds(newsroom: Newsroom, tmp_path: Path) -> None:
    served, said = tmp_path / "served", list[str]()
    served.mkdir()
    preview = Preview(
        newsroom.path / "mkdocs.yml", served, "http://127.0.0.1:1/", said.append, lambda _: None
    )
    preview.build()
    vanishing = "import os\ndef on_env(env, **_):\n    os.unlink('gone')\n    return env\n"
    newsroom.put({"vanish.py": vanishing})
    newsroom.configure({"hooks": ["vanish.py"]})
    preview.build()
    assert said[-1] == "gone: No such file or directory; still showing the last good version"
    newsroom.configure()
    preview.build()
    assert said[-1] == "built public, internal"


def assert_clean(site: Newsroom) -> None:
    """Check that what is published is what a clean build makes."""
    found = site.published()
    with tempfile.TemporaryDirectory() as aside:
        (site.path / "site").rename(Path(aside, "site"))
        site.succeeds()
    assert site.published() == found


# Places that cannot be written, or that are elsewhere


def test_a_place_that_nobody_may_write_is_said(newsroom: Newsroom) -> None:
    """Nothing binds root, so this asks as somebody else."""
    newsroom.put(NEWS)
    before = newsroom.published()
    for folder in (newsroom.path, *list(newsroom.path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o555)
    program = (
        "import os, tempfile\n"
        "import broadsheet.cli.build\n"  # which nobody might not be able to read
        "tempfile.tempdir = '/tmp'\n"
        "if os.geteuid() == 0:\n    os.setuid(65534)\n"
        "broadsheet.cli.run()\n"
    )
    for path in newsroom.path.rglob("*"):
        path.chmod(path.stat().st_mode & 0o555)
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    git = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    done = subprocess.run(
        [sys.executable, "-c", program, "build"],
        cwd=newsroom.path,
        env=env | ISOLATED | git | {"PYTHONPATH": os.pathsep.join(sys.path), "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"error: {newsroom.path}/site cannot be written: Permission denied\n"
    assert newsroom.published() == before


@pytest.mark.parametrize("place", ["site", "site/.broadsheet"])
def test_a_place_may_be_a_link_to_an_empty_folder(newsroom: Newsroom, tmp_path: Path, place: str) -> None:
    before = contents(newsroom.path / "site/public")
    elsewhere = tmp_path / "elsewhere"
    (newsroom.path / place).rename(elsewhere)
    (newsroom.path / place).symlink_to(elsewhere)
    newsroom.succeeds()
    assert contents(newsroom.path / "site/public") == before
    newsroom.put(NEWS)
    newsroom.succeeds()
    assert b"How it works now" in newsroom.published()["public/guide/index.html"]


def test_what_links_in_an_edition_lead_to_is_not_touched(newsroom: Newsroom, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "index.html").write_text("me")
    before = newsroom.published()
    for tree in ("site/public", "site/.broadsheet/public/tree"):
        (newsroom.path / tree / "guide").rename(tmp_path / tree.replace("/", "-"))
        (newsroom.path / tree / "guide").symlink_to(photos)
    newsroom.succeeds()
    assert contents(photos) == {"index.html": b"me"}
    assert newsroom.published() == before
    assert not (newsroom.path / "site/public/guide").is_symlink()
