"""What was measured, kept in ``results.json``, as a table and as the documentation's page on performance.

``python -m tests.bench.report`` writes the page from the results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pydantic import TypeAdapter
from tests.bench.corpus import SIZES
from tests.bench.measure import Usage

RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "performance.md"

_FRAME = Path(__file__).with_name("performance.md")
_COLD, _EDITED, _UNCHANGED = "Broadsheet, cold", "Broadsheet, one entry edited", "Broadsheet, nothing changed"
_HUGO, _PAGEFIND, _BOTH, _STOCK = "Hugo", "Pagefind on Hugo's site", "Hugo + Pagefind", "MkDocs + Material"
_NONE = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """A step's runs, or why there are none.

    Args:
        step: Its name.
        usages: What each run took.
        pages: The HTML files in the site.
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
        figures = ("wall", "cpu", "peak")
        return Usage(*(median(getattr(usage, figure) for usage in self.usages) for figure in figures))

    @property
    def range(self) -> str:
        """The shortest and the longest wall time."""
        walls = [usage.wall for usage in self.usages]
        return f"{min(walls):.1f}–{max(walls):.1f}" if len(walls) > 1 else _NONE


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
        """The rows, and one for Hugo and Pagefind together."""
        usages = {row.step: row.usages for row in self.rows}
        for row in self.rows:
            yield row
            if row.step == _PAGEFIND:
                both = zip(usages[_HUGO], row.usages, strict=True)
                yield Row(_BOTH, tuple(_one_after_the_other(*run) for run in both), row.pages)


Results = Mapping[str, Result]
_FILE = TypeAdapter(dict[str, Result])


@dataclass(frozen=True, slots=True)
class Target:
    """A limit on what is measured of one size of corpus."""

    name: str
    size: str
    limit: float
    unit: str
    value: Callable[[Results, str], float | None]


def _one_after_the_other(first: Usage, second: Usage) -> Usage:
    return Usage(first.wall + second.wall, first.cpu + second.cpu, max(first.peak, second.peak))


def _figure(step: str, figure: str) -> Callable[[Results, str], float | None]:
    def value(results: Results, size: str) -> float | None:
        usage = results[size].usage(step) if size in results else None
        return getattr(usage, figure) if usage else None

    return value


def _wall_ratio(step: str) -> Callable[[Results, str], float | None]:
    def value(results: Results, size: str) -> float | None:
        return _ratio(_figure(_COLD, "wall")(results, size), _figure(step, "wall")(results, size))

    return value


def _edit_by_size(results: Results, size: str) -> float | None:
    edited = _figure(_EDITED, "wall")
    return _ratio(edited(results, size), edited(results, "S"))


def _ratio(over: float | None, under: float | None) -> float | None:
    return over / under if over is not None and under else None


TARGETS = (
    Target("Cold build, wall time against Hugo + Pagefind", "L", 0.6, "×", _wall_ratio(_BOTH)),
    Target("Cold build, wall time against MkDocs + Material", "L", 0.1, "×", _wall_ratio(_STOCK)),
    Target("Cold build, peak memory", "L", 500, "MiB", _figure(_COLD, "peak")),
    Target("One entry edited, wall time", "XL", 1.5, "s", _figure(_EDITED, "wall")),
    Target("One entry edited, wall time against the same at S", "XL", 2, "×", _edit_by_size),
    Target("Nothing changed, wall time", "XL", 0.5, "s", _figure(_UNCHANGED, "wall")),
)


def read() -> dict[str, Result]:
    """The results by size; none if there is no file yet."""
    return _FILE.validate_json(RESULTS.read_bytes()) if RESULTS.exists() else {}


def record(size: str, result: Result) -> None:
    """Keep a result in place of the one there was for this size, and write the page anew."""
    results = read() | {size: result}
    RESULTS.write_bytes(_FILE.dump_json(results, indent=1) + b"\n")
    PAGE.write_text(page(results), encoding="utf-8")


def table(result: Result) -> str:
    """The result as a table in Markdown that can be read as it is, too."""
    head = "CPU, s|Wall, s|Peak, MiB|HTML pages|Runs|Wall, range|Cold ÷ this, CPU|Cold ÷ this, wall"
    return _aligned([["", *head.split("|")], *(_cells(row, result.usage(_COLD)) for row in result.shown())])


def _cells(row: Row, cold: Usage | None) -> list[str]:
    usage = row.typical
    if not usage:
        reason = row.failure.replace("|", r"\|")
        return [f"{row.step}: {reason}" if reason else row.step, *[_NONE] * 8]
    ratios = [_ratio(cold.cpu, usage.cpu), _ratio(cold.wall, usage.wall)] if cold else [None, None]
    return [
        row.step,
        f"{usage.cpu:.1f}",
        f"{usage.wall:.1f}",
        f"{usage.peak:.0f}",
        str(row.pages),
        str(len(row.usages)),
        row.range,
        *(f"{ratio:.2f}" if ratio is not None else _NONE for ratio in ratios),
    ]


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        f"| {row[0]:<{widths[0]}} | "
        + " | ".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
        + " |"
        for row in rows
    ]
    rule = "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])])
    return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def page(results: Results) -> str:
    """The documentation's page."""
    measured = "\n\n".join(_section(size, results[size]) for size in SIZES if size in results)
    return (
        _FRAME.read_text(encoding="utf-8")
        .replace("{{ targets }}", _targets(results))
        .replace("{{ results }}", measured)
    )


def _section(size: str, result: Result) -> str:
    machine, amount = result.machine, SIZES[size]
    versions = ", ".join(f"{name} {version}" for name, version in result.versions.items())
    return f"""\
## Size {size}: {amount.documents:,} documents, {amount.entries:,} entries

{table(result)}

Measured on {result.date}: {machine.processor}, {machine.cores} cores, {machine.memory:.0f} GiB, \
{machine.system}, Python {machine.python}. Load average before the start: {result.load:.1f}.

Versions: {versions}."""


def _targets(results: Results) -> str:
    head = ["Target", "Limit", *(f"At {size}" for size in SIZES), "Verdict"]
    return _aligned([head, *(_target(target, results) for target in TARGETS)])


def _target(target: Target, results: Results) -> list[str]:
    values = {size: target.value(results, size) for size in SIZES}
    shown = [_NONE if value is None else _number(value, target.unit) for value in values.values()]
    limit = f"{_number(target.limit, target.unit)} at {target.size}"
    return [target.name, limit, *shown, _verdict(values, target)]


def _number(value: float, unit: str) -> str:
    return f"{value:.0f} {unit}" if unit == "MiB" else f"{value:.2f} {unit}"


def _verdict(values: Mapping[str, float | None], target: Target) -> str:
    over = [size for size, value in values.items() if value is not None and value > target.limit]
    if target.size in over:
        return "**not met**"
    if values[target.size] is not None:
        return "met"
    elsewhere = f"; **over the limit** at {' and '.join(over)}" if over else ""
    return f"not measured at {target.size}{elsewhere}"


if __name__ == "__main__":
    PAGE.write_text(page(read()), encoding="utf-8")
