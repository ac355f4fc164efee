"""The page on reliability says what was counted, and nothing is counted wrongly."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reliability import __main__ as rerun
from tests.reliability import examples, report, results, tallies
from tests.reliability.results import Fuzzing, Mutation, Results, Run, Suite, Survivor

TESTS = Run(
    date="2026-11-26",
    commit="0123abc",
    machine="Abacus, 2 cores",
    versions={"Python": "3.13.1", "pytest": "9.0"},
    suites={"quick": Suite(5012, 0, 3), "long": Suite(120)},
    counts={"planted leaks": 57, "feed polls": 4321, "odd socks": 2},
)


def row(page: str, start: str) -> list[str]:
    (line,) = [line for line in page.splitlines() if line.startswith(f"| {start} ")]
    return [cell.strip() for cell in line.split("|")[1:-1]]


def test_documentation_says_what_was_counted() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.page(results.read()), (
        "docs/explanation/reliability.md is not what was counted: run `python -m tests.reliability.report`"
    )


def test_each_count_stands_under_its_promise() -> None:
    page = report.page(Results(TESTS))
    assert row(page, "Quick tests") == ["Quick tests", "5,012", "0", "3"]
    assert "Run on 2026-11-26 at commit `0123abc`: Abacus, 2 cores." in page
    parts = {part.partition("\n")[0]: part for part in page.split("\n## ")}
    assert row(parts["Nothing leaks"], "Planted leaks") == ["Planted leaks", "57"]
    assert row(parts["Feeds show nothing twice"], "Feed polls") == ["Feed polls", "4,321"]
    assert row(parts["What else was counted"], "Odd socks") == ["Odd socks", "2"]
    assert "Not recorded yet" in parts["Nothing is lost"]
    assert "{{" not in page


def test_fuzzing_and_mutants_are_in_it() -> None:
    mutants = {
        "editions.cut": Mutation(90, 80, 5, (Survivor("It says the same."), Survivor())),
        "editions.due": Mutation(10, 10),
    }
    page = report.page(Results(None, {"front_matter": Fuzzing(630, 1_234_567, 0)}, mutants))
    assert row(page, "front matter") == ["front matter", "10", "1,234,567", "0"]
    assert row(page, "editions.cut") == ["editions.cut", "90", "80", "5", "1", "1"]
    assert row(page, "All together") == ["All together", "100", "90", "5", "1", "1"]


def test_what_a_run_wrote_is_summed_up(tmp_path: Path) -> None:
    """By a real run of pytest, over several processes."""
    (tmp_path / "test_it.py").write_text(
        "import json, os, pytest\n"
        "from hypothesis import given, settings, strategies as st\n"
        "def note(count):\n"
        "    with open(os.environ['BROADSHEET_TALLY'], 'a') as file:\n"
        "        file.write(json.dumps({'test': 'x', 'what': 'socks', 'count': count}) + '\\n')\n"
        "@pytest.mark.parametrize('count', [1, 2, 4])\n"
        "def test_counts(count): note(count)\n"
        "def test_fails(): assert False\n"
        "def test_skips(): pytest.skip('no')\n"
        "@settings(max_examples=7, deadline=None)\n"
        "@given(st.integers())\n"
        "def test_generates(x): pass\n"
    )
    junit, noted = tmp_path / "junit.xml", tmp_path / "tally.jsonl"
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", examples.__name__]
    subprocess.run(
        [
            *command,
            f"--rootdir={tmp_path}",
            f"--basetemp={tmp_path / 'temp'}",
            f"--junitxml={junit}",
            str(tmp_path),
        ],
        env=os.environ | {"BROADSHEET_TALLY": str(noted), "PYTHONPATH": str(root)},
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    assert tallies.suite(junit) == Suite(passed=4, failed=1, skipped=1)
    assert tallies.counted(noted) == {"socks": 7, examples.WHAT: 7}


def test_counting_nothing_is_no_error(tmp_path: Path) -> None:
    assert tallies.counted(tmp_path / "none.jsonl") == {}


def test_what_the_fixture_writes_is_read(
    tmp_path: Path, tally: Callable[[str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = tmp_path / "tally.jsonl"
    monkeypatch.setenv("BROADSHEET_TALLY", str(noted))
    tally("odd socks", 2)
    tally("odd socks", 3)
    assert tallies.counted(noted) == {"odd socks": 5}


def test_what_has_passed_at_a_commit_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rerun, "KEPT", tmp_path)
    monkeypatch.setattr(rerun, "_commit", lambda: "0123abc")
    ends = iter([Suite(1, failed=1), Suite(2)])
    monkeypatch.setattr(rerun, "_run", lambda *_: (next(ends), {"odd socks": 3}))
    runs = [rerun._run_once("quick", "not long", "auto") for _ in range(3)]
    assert runs == [
        (Suite(1, 1), {"odd socks": 3}),
        (Suite(2), {"odd socks": 3}),
        (Suite(2), {"odd socks": 3}),
    ]
