"""What was measured, kept in ``results.json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pydantic import TypeAdapter
from tests.bench import names
from tests.bench.measure import Usage

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Row:
    """A step's runs, or why there are none.

    Args:
        step: Its name.
        usages: What each run took.
        pages: The HTML files in the site; 0 if they were not counted.
        failure: What went wrong; empty if nothing did.
    """

    step: str
    usages: tuple[Usage, ...] = ()
    pages: int = 0
    failure: str = ""

    @property
    def typical(self) -> Usage | None:
        """The median of the runs, for each figure on its own."""
        if not self.usages:
            return None
        wall = median(usage.wall for usage in self.usages)
        return Usage(wall, self._median("cpu"), self._median("peak"))

    def _median(self, figure: str) -> float | None:
        values = [value for usage in self.usages if (value := getattr(usage, figure)) is not None]
        return median(values) if values else None


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured."""

    processor: str
    cores: int
    memory: float
    """GiB."""
    system: str
    python: str


@dataclass(frozen=True, slots=True)
class Result:
    """All that was measured of one corpus.

    Args:
        date: The day.
        machine: Where.
        load: The machine's load average over the minute before.
        versions: What was compared, by package.
        rows: In the order of the table.
    """

    date: str
    machine: Machine
    load: float
    versions: dict[str, str]
    rows: tuple[Row, ...]

    def usage(self, step: str) -> Usage | None:
        """What a step typically took; None if it was not measured."""
        return next((row.typical for row in self.shown() if row.step == step), None)

    def shown(self) -> Iterator[Row]:
        """The rows, with sums of Hugo and Pagefind, which make a site with search together."""
        rows = {row.step: row for row in self.rows}
        for row in self.rows:
            yield row
            for kind in ("", names.AFTER_EDIT):
                if row.step == names.PAGEFIND + kind:
                    yield _sum(names.BOTH + kind, rows[names.HUGO + kind], row)


Results = Mapping[str, Result]
"""By size."""

_FILE = TypeAdapter(dict[str, Result])


def _sum(step: str, first: Row, second: Row) -> Row:
    """Two steps, one after the other, as one."""
    pairs = zip(first.usages, second.usages, strict=True)
    usages = (
        Usage(a.wall + b.wall, (a.cpu or 0) + (b.cpu or 0), max(a.peak or 0, b.peak or 0)) for a, b in pairs
    )
    return Row(step, tuple(usages), second.pages, second.failure)


def read() -> dict[str, Result]:
    """The results by size; none if there is no file yet."""
    return _FILE.validate_json(RESULTS.read_bytes()) if RESULTS.exists() else {}


def write(results: Results) -> None:
    """Keep these results and no others."""
    RESULTS.write_bytes(_FILE.dump_json(dict(results), indent=1) + b"\n")
