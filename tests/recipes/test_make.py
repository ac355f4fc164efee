"""The Makefile for any other CI: it checks, and copies each edition to a place of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.newsroom import Newsroom
from tests.recipes.files import RECIPES
from tests.sample import contents


@pytest.fixture
def project(newsroom: Newsroom, program: Callable[[str], str]) -> Newsroom:
    """A project with the recipe, where what is installed stands for what ``make`` would install."""
    program("rsync")
    shutil.copy(RECIPES / "other/Makefile", newsroom.path)
    newsroom.put({"requirements.txt": "broadsheet\n", ".gitignore": "/site/\n/.venv/\n"})
    command = newsroom.path / ".venv/bin/broadsheet"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {Path(sys.executable).with_name("broadsheet")} "$@"\n')
    command.chmod(0o755)
    newsroom.commit()
    return newsroom


def make(project: Newsroom, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Without what a make that runs the tests tells those that it runs.
    env = {
        name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"
    }
    command = ["make", *arguments]
    return subprocess.run(command, cwd=project.path, env=env, capture_output=True, text=True, check=False)


def test_targets_are_listed(project: Newsroom) -> None:
    said = make(project).stdout

    assert [line.split()[1] for line in said.splitlines()] == [
        "help",
        "check",
        "preview",
        "serve",
        "build",
        "publish",
    ]


def test_each_edition_goes_to_its_place(project: Newsroom, tmp_path: Path) -> None:
    places = {"public": tmp_path / "docs", "internal": tmp_path / "hub"}
    arguments = ["publish", *(f"{name.upper()}={place}/" for name, place in places.items())]
    first = make(project, *arguments)
    assert first.returncode == 0, first.stderr
    kept = places["public"] / "feeds/customers.atom"
    before = kept.stat()
    (places["public"] / "gone.html").touch()
    os.utime(project.path / "site/public/feeds/customers.atom")
    second = make(project, *arguments)
    assert second.returncode == 0, second.stderr

    for name, place in places.items():
        assert contents(place) == contents(project.path / "site" / name)
    assert kept.stat().st_mtime_ns == before.st_mtime_ns, "a web server would give it another ETag"


def test_change_is_checked_and_previewed(project: Newsroom) -> None:
    project.put({"docs/guide.md": "---\naudience: nobody\n---\n# Guide\n"})
    project.commit()

    assert "docs/guide.md:2: " in make(project, "check", "BASE=HEAD~1").stderr
    project.put({"docs/guide.md": "---\naudience: customers\n---\n# Guide\n\nAnother.\n"})
    project.commit()
    assert "Guide" in make(project, "preview", "BASE=HEAD~1").stdout
