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

Tally = Callable[[str, int], None]
Harmed = Callable[..., None]


@pytest.fixture
def harmed(
    program: Callable[[str], str], tmp_path: Path, tally: Callable[[str, int], None]
) -> Callable[..., None]:
    """A function that harms builds of a world, and fails where anything is wrong with what is left."""
    shim, plan = tmp_path / "shim.so", tmp_path / "plan"
    subprocess.run([program("cc"), "-shared", "-fPIC", "-O1", "-o", shim, SHIM, "-ldl"], check=True)
    plan.write_bytes(bytes(4096))

    def run(world: str, *, in_a_row: int = 6, **counts: int) -> None:
        asked = [f"{what}={count}" for what, count in counts.items()]
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.harness", tmp_path, world, str(in_a_row), *asked],
            cwd=ROOT,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")},
                "LD_PRELOAD": str(shim),
                "FAULTS_PLAN": str(plan),
                "FAULTS_ROOT": f"{tmp_path}/world/",
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert not found["problems"], "\n".join(found["problems"])
        for what, number in found["harmed"].items():
            assert number >= counts[what] * 0.9, f"{what}: only {number} of {counts[what]}"
            tally("kills of a build" if what == "kills" else "faults injected", number)

    return run


def test_some_faults_and_kills(harmed: Callable[..., None]) -> None:
    harmed("edited", in_a_row=5, files=10, git=5, kills=10)


@pytest.mark.long
def test_each_change_of_a_file_fails_in_an_edit(harmed: Callable[..., None]) -> None:
    harmed("edited", files=300, git=58)


@pytest.mark.long
def test_changes_of_files_fail_in_a_first_build(harmed: Callable[..., None]) -> None:
    harmed("first", files=120, git=20)


@pytest.mark.long
def test_changes_of_files_fail_where_several_processes_work(harmed: Callable[..., None]) -> None:
    harmed("anew", files=40, git=10)


@pytest.mark.long
def test_builds_are_killed(harmed: Callable[..., None]) -> None:
    harmed("edited", kills=120)


@pytest.mark.long
def test_first_builds_are_killed(harmed: Callable[..., None]) -> None:
    harmed("first", kills=60)


@pytest.mark.long
def test_several_processes_are_killed(harmed: Callable[..., None]) -> None:
    harmed("anew", in_a_row=4, kills=40)
