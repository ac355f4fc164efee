"""The benchmark: ``python -m tests.bench S``."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click
from tests.bench.corpus import SIZES, Corpus, make
from tests.bench.measure import CommandFailedError, Usage, measure
from tests.bench.peers import CACHE, SUBJECTS, Subject, install, versions
from tests.bench.report import Machine, Result, Row, record, table


@click.command()
@click.argument("size", type=click.Choice(list(SIZES)))
@click.option("--alone", is_flag=True, help="Measure Broadsheet only.")
@click.option(
    "--record", "recorded", is_flag=True, help="Keep the result, and write the page on performance."
)
def main(size: str, alone: bool, recorded: bool) -> None:
    """Build the corpus of SIZE with Broadsheet and its peers in turn, and print what it took."""
    load = os.getloadavg()[0]
    corpus = make(SIZES[size])
    trials = [Trial(subject) for subject in SUBJECTS[: 1 if alone else None]]
    for turn in range(max(trial.subject.runs for trial in trials)):  # in turn, so that noise meets them all
        for trial in trials:
            trial.take(turn, corpus)
    rows = [row for trial in trials for row in trial.rows()]
    today = datetime.now(UTC).date().isoformat()
    result = Result(today, this_machine(), round(load, 2), versions(), tuple(rows))
    click.echo(table(result))
    if recorded:
        record(size, result)


@dataclass(slots=True)
class Trial:
    """A generator's runs so far; what fails once is not tried again."""

    subject: Subject
    runs: list[list[Usage]] = field(default_factory=list)
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
        self.pages = sum(1 for _ in (project() / self.subject.site).rglob("*.html"))

    def rows(self) -> list[Row]:
        """A row for each step; where something failed, with the reason and nothing else."""
        names = [step.name for step in self.subject.steps]
        if self.failure:
            return [Row(name, failure=self.failure) for name in names]
        steps = zip(names, zip(*self.runs, strict=True), strict=True)
        return [Row(name, usages, self.pages) for name, usages in steps]


def run(subject: Subject, corpus: Corpus) -> list[Usage]:
    """Measure the steps one after the other, in a new project."""
    shutil.rmtree(project(), ignore_errors=True)
    subject.lay_out(corpus, project())
    usages = []
    for step in subject.steps:
        if step.before:
            step.before(project())
        usages.append(measure(step.command, project()))
    return usages


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
