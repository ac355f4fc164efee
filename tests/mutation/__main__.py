"""Do the tests notice? ``python -m tests.mutation`` breaks modules in every way it knows, one at a time."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import click
from tests.mutation import results, run, typed
from tests.mutation.mutants import MODULE, Mutant, mutants
from tests.mutation.results import Survivor, Tried

TARGETS = Path(__file__).with_name("targets.toml")


@click.command()
@click.argument("names", metavar="[MODULE]...", nargs=-1)
@click.option("--explain", is_flag=True, help="Try none; note why those of last time may live.")
def main(names: Sequence[str], explain: bool) -> None:
    """Try the mutants of all modules, or of these, and keep what became of them."""
    if explain:
        results.write(results.explained(results.read()))
        return
    targets = tomllib.loads(TARGETS.read_text(encoding="utf-8"))
    for target in targets["target"]:
        chosen = [name for name in target["modules"] if not names or name in names]
        if chosen:
            run.trying(target["tests"], targets["without"], partial(_try_all, chosen))


def _try_all(names: Sequence[str], tests: run.Tests) -> None:
    for name in names:
        tried = _tried(name, tests)  # takes long, so others may have kept results meanwhile
        kept = results.explained({**results.read(), name: tried})
        results.write(kept)
        click.echo(f"{name}: of {tried.mutants} mutants, tests kill {tried.killed}, mypy {tried.refused}")
        for survivor in kept[name].survivors:
            click.echo(f"  {survivor.function}: {survivor.change}")
            click.echo(f"    {survivor.why or 'not explained'}")


def _shown(name: str, all_: list[Mutant]) -> Iterator[Mutant]:
    with click.progressbar(all_, label=name, file=sys.stderr) as bar:
        yield from bar


def _tried(name: str, tests: run.Tests) -> Tried:
    file = str(import_module(f"broadsheet.{name}").__file__)
    source = Path(file).read_text(encoding="utf-8")
    known = tests.reaches(file)
    sound = Mutant(MODULE, (0, 0), "", source)
    if tests.fate(f"broadsheet.{name}", sound, known) is not run.Fate.SURVIVED:
        raise RuntimeError(f"{name} fails without any change")
    killed, refused, survivors = 0, 0, []
    for mutant in _shown(name, list(mutants(source))):
        fate = tests.fate(f"broadsheet.{name}", mutant, known)
        if fate is run.Fate.KILLED:
            killed += 1
        elif fate is run.Fate.SURVIVED and typed.refused(file, mutant.source):
            refused += 1
        elif fate is run.Fate.SURVIVED:
            survivors.append(Survivor(mutant.function, mutant.change))
    return Tried(
        mutants=killed + refused + len(survivors),
        killed=killed,
        refused=refused,
        survivors=tuple(survivors),
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        versions={"python": python_version(), "mutmut": version("mutmut")},
    )


main()
