"""Whatever fails, and whenever a build is killed: readers have the old edition or the new one, as a whole.

And then the next build makes what a clean one makes, and nothing is left over. See ``harness.py`` for what is
looked at, and ``shim.c`` for how the system is made to fail.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIM = Path(__file__).with_name("shim.c")


@pytest.fixture
def harmed(
    program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory, tally: Callable[[str, int], None]
) -> Callable[..., None]:
    """A function that harms builds of a world, and fails where anything is wrong with what is left."""
    shim = tmp_path_factory.mktemp("shim") / "shim.so"
    subprocess.run([program("cc"), "-shared", "-fPIC", "-O1", "-o", shim, SHIM, "-ldl"], check=True)

    def run(world: str, *, in_a_row: int = 10, apart: bool = False, **counts: int) -> None:
        folder = tmp_path_factory.mktemp("harmed")
        (folder / "plan").write_bytes(bytes(1 << 17))
        asked = [f"{what}={count}" for what, count in counts.items()]
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.harness", folder, world, str(in_a_row), *asked],
            cwd=ROOT,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")},
                "LD_PRELOAD": str(shim),
                "FAULTS_PLAN": f"{folder}/plan",
                "FAULTS_ROOT": f"{folder}/world/",
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                **({"FAULTS_APART": "yes"} if apart else {}),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert not found["problems"], "\n".join(found["problems"])
        for what, number in found["harmed"].items():
            # After a failure there is less to do, so that some builds end before their event comes.
            assert number >= counts[what] * 2 / 3, f"{what}: only {number} of {counts[what]}"
            tally("kills of a build" if what == "kills" else "faults injected", number)

    return run


def test_some_faults_and_kills(harmed: Callable[..., None]) -> None:
    harmed("edited", files=8, git=4, kills=8)


@pytest.mark.long
def test_changes_of_files_fail_and_git_does_in_an_edit(harmed: Callable[..., None]) -> None:
    harmed("edited", files=250, git=57)


@pytest.mark.long
def test_changes_of_files_fail_in_a_first_build(harmed: Callable[..., None]) -> None:
    harmed("first", files=130, git=30)


@pytest.mark.long
def test_changes_of_files_fail_where_several_processes_work(harmed: Callable[..., None]) -> None:
    harmed("anew", in_a_row=4, files=40, git=10)


@pytest.mark.long
def test_renaming_fails_where_folders_cannot_be_exchanged(harmed: Callable[..., None]) -> None:
    harmed("edited", apart=True, files=15)


@pytest.mark.long
def test_builds_are_killed(harmed: Callable[..., None]) -> None:
    harmed("edited", kills=190)
    harmed("first", kills=70)


@pytest.mark.long
def test_builds_of_several_processes_are_killed(harmed: Callable[..., None]) -> None:
    harmed("anew", in_a_row=4, kills=35)
