"""The benchmark: ``python -m tests.bench S``."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import click
from tests.bench import report
from tests.bench.corpus import SIZES, Corpus, make
from tests.bench.measure import CommandFailedError, Usage
from tests.bench.peers import CACHE, PEERS, SUBJECTS, Subject, install, versions
from tests.bench.results import Machine, Result, Row

STATE = ".broadsheet"
"""Where Broadsheet keeps copies of pages that are not published."""

QUICK = ("hugo",)
"""The peers that even the largest corpus does not keep busy for many minutes."""


def _chosen(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Names with commas between them."""
    names = tuple(value.split(",")) if value is not None else None
    if unknown := set(names or ()) - set(PEERS):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: there are {', '.join(PEERS)}")
    return names


@click.command()
@click.argument("sizes", type=click.Choice(list(SIZES)), nargs=-1, required=True)
@click.option(
    "--peers",
    callback=_chosen,
    metavar="NAMES",
    help=f"Whom to compare with: {','.join(PEERS)}. By default all of them, and at XL, where the others take "
    f"many minutes, {','.join(QUICK)}.",
)
@click.option("--alone", is_flag=True, help="Measure Broadsheet only.")
@click.option("--runs", type=click.IntRange(1), default=3, show_default=True, help="How often, at most.")
@click.option("--record", is_flag=True, help="Keep the result, and write the page on performance.")
def main(sizes: tuple[str, ...], peers: tuple[str, ...] | None, alone: bool, runs: int, record: bool) -> None:
    """Build corpora of SIZES (S, L, XL) with Broadsheet and its peers in turn, and print what it took."""
    results = {}
    for size in sizes:
        chosen = () if alone else peers or (QUICK if size == "XL" else PEERS)
        subjects = [item for item in SUBJECTS if not item.name or item.name in chosen]
        results[size] = compare(size, [replace(item, runs=min(item.runs, runs)) for item in subjects])
        click.echo(f"Size {size}\n\n{report.table(results[size])}\n")
        if record:
            report.record(size, results[size])
    click.echo(report.reach(results))


def compare(size: str, subjects: Iterable[Subject]) -> Result:
    """Measure each of them with the corpus of a size."""
    load = os.getloadavg()[0]
    corpus = make(SIZES[size])
    trials = [Trial(subject) for subject in subjects]
    for turn in range(max(trial.subject.runs for trial in trials)):  # in turn, so that noise meets them all
        for trial in trials:
            trial.take(turn, corpus)
    shutil.rmtree(project(), ignore_errors=True)
    rows = [row for trial in trials for row in trial.rows()]
    today = datetime.now(UTC).date().isoformat()
    compared = versions(trial.subject for trial in trials)
    return Result(today, this_machine(), round(load, 2), compared, tuple(rows))


@dataclass(slots=True)
class Trial:
    """A generator's runs so far; what fails once is not tried again."""

    subject: Subject
    runs: list[list[tuple[Usage, ...]]] = field(default_factory=list)
    pages: int = 0
    failure: str = ""

    def take(self, turn: int, corpus: Corpus) -> None:
        """Measure the generator if this turn, counted from 0, is one of its turns."""
        if self.failure or turn >= self.subject.runs:
            return
        click.echo(f"Turn {turn + 1}: {', '.join(step.name for step in self.subject.steps)}", err=True)
        try:
            if turn == 0:
                install(self.subject)
            self.runs.append(run(self.subject, corpus))
        except CommandFailedError as error:
            self.failure = str(error)
        self.pages = pages(self.subject)

    def rows(self) -> list[Row]:
        """A row for each step; where something failed, with the reason and nothing else."""
        names = [step.name for step in self.subject.steps]
        if self.failure:
            return [Row(name, failure=self.failure) for name in names]
        steps = zip(names, zip(*self.runs, strict=True), strict=True)
        return [Row(name, sum(usages, ()), self.pages) for name, usages in steps]


def run(subject: Subject, corpus: Corpus) -> list[tuple[Usage, ...]]:
    """Measure the steps one after the other, in a new project."""
    shutil.rmtree(project(), ignore_errors=True)
    subject.lay_out(corpus, project())
    return [step.take(project()) for step in subject.steps]


def pages(subject: Subject) -> int:
    """How many HTML files are in the site, or in all of its editions together."""
    if not subject.site:
        return 0
    files = (project() / subject.site).rglob("*.html")
    return sum(1 for file in files if STATE not in file.parts)


def project() -> Path:
    """Where projects are built, one after the other."""
    return CACHE / "project"


def this_machine() -> Machine:
    """What the results depend on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return Machine(
        processor=models[0] if models else platform.machine(),
        cores=os.cpu_count() or 1,
        memory=round(memory, 1),
        system=f"{platform.system()} {platform.release().partition('-')[0]}",
        python=platform.python_version(),
    )


if __name__ == "__main__":
    main()
