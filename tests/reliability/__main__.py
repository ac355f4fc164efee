"""Run every test and write down what it went through: ``python -m tests.reliability``."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click
import msgspec
from tests.bench.__main__ import this_machine
from tests.reliability import report, tallies
from tests.reliability.results import Run, Suite, read, write

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".cache" / "reliability"
SUITES = {"quick": "not long", "long": "long"}
_CHANGED = ", with changes"
VERSIONS = ("broadsheet", "mkdocs", "mkdocs-material", "pagefind", "pytest", "hypothesis")


@click.command()
@click.argument("tests", nargs=-1)
@click.option("--workers", default="auto", show_default=True, help="How many processes run tests.")
def main(tests: tuple[str, ...], workers: str) -> None:
    """Run all tests, quick and long, record what they went through, and write the page on reliability.

    A suite that has passed at this commit is not run again. With TESTS, only these are run, and nothing is
    recorded.
    """
    suites: dict[str, Suite] = {}
    counts: Counter[str] = Counter()
    for name, marks in SUITES.items():
        suites[name], counted = _run(marks, tests, workers) if tests else _run_once(name, marks, workers)
        counts.update(counted)
    click.echo("".join(f"{count:>12,}  {what}\n" for what, count in sorted(counts.items())), nl=False)
    click.echo(", ".join(f"{name}: {suite.passed:,} passed" for name, suite in suites.items()))
    if failed := sum(suite.failed for suite in suites.values()):
        raise click.ClickException(f"{failed} tests failed; nothing was recorded")
    if not tests:
        write(_result(suites, counts))
        report.PAGE.write_text(report.page(read()), encoding="utf-8")


def _run_once(name: str, marks: str, workers: str) -> tuple[Suite, dict[str, int]]:
    """Run a suite, unless it has passed at the commit that is checked out: it takes a long time."""
    commit = _commit()
    kept = KEPT / f"{name}-{commit}.json"
    if kept.exists():
        click.echo(f"The {name} tests have passed at this commit")
        return msgspec.json.decode(kept.read_bytes(), type=tuple[Suite, dict[str, int]])
    ran = _run(marks, (), workers)
    if not ran[0].failed and commit == _commit() and not commit.endswith(_CHANGED):
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(msgspec.json.encode(ran))
    return ran


def _run(marks: str, tests: tuple[str, ...], workers: str) -> tuple[Suite, dict[str, int]]:
    with tempfile.TemporaryDirectory() as scratch:
        junit, noted = Path(scratch, "junit.xml"), Path(scratch, "tally.jsonl")
        command = [sys.executable, "-m", "pytest", "-q", "-m", marks, f"--junitxml={junit}", *tests]
        parallel = ["-n", workers, "--dist", "worksteal", "-p", "tests.reliability.examples"]
        env = os.environ | {"BROADSHEET_TALLY": str(noted)}
        done = subprocess.run([*command, *parallel], cwd=ROOT, env=env, check=False)
        if not junit.exists():
            raise click.ClickException(f"pytest ended with {done.returncode}; nothing was recorded")
        return tallies.suite(junit), tallies.counted(noted)


def _result(suites: dict[str, Suite], counts: Counter[str]) -> Run:
    machine = this_machine()
    described = f"{machine.processor}, {machine.cores} cores, {machine.memory:.0f} GiB, {machine.system}"
    versions = {"Python": platform.python_version(), **{name: version(name) for name in VERSIONS}}
    return Run(f"{datetime.now(UTC):%Y-%m-%d}", _commit(), described, versions, suites, dict(counts))


def _commit() -> str:
    """What is checked out; marked where files differ from it, since then nobody else can get at them."""
    command = ["git", "describe", "--always", "--abbrev=40", "--exclude=*", f"--dirty={_CHANGED}"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
