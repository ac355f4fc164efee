"""Results as tables, and as the documentation's page on performance.

``python -m tests.bench.report`` writes the page from the results.
"""

from __future__ import annotations

from pathlib import Path

from tests.bench import names, results
from tests.bench.corpus import SIZES
from tests.bench.measure import Usage
from tests.bench.reach import TARGETS, Target, ratio
from tests.bench.results import Result, Results, Row

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "performance.md"

_FRAME = Path(__file__).with_name("performance.md")
_NONE = "–"
_HEAD = ("Wall, s", "CPU, s", "Peak, MiB", "HTML pages", "Runs", "Wall, range", "Ratio, wall", "Ratio, CPU")
_VERDICTS = {True: "yes", False: "**no**", None: "not measured"}


def record(size: str, result: Result) -> None:
    """Keep a result in place of the one there was for this size, and write the page anew."""
    results.write(results.read() | {size: result})
    PAGE.write_text(page(results.read()), encoding="utf-8")


def table(result: Result) -> str:
    """The result as a table in Markdown that can be read as it is, too; under it, why what failed did."""
    rows = _aligned([["Build", *_HEAD], *(_cells(row, _counterpart(row, result)) for row in result.shown())])
    failures = (f"\n\n{row.step} failed: {row.failure}" for row in result.rows if row.failure)
    return rows + "".join(failures)


def _counterpart(row: Row, result: Result) -> Usage | None:
    """What Broadsheet took for what another generator did."""
    if row.step.startswith(names.OURS):
        return None
    return result.usage(names.EDITED if row.step.endswith(names.AFTER_EDIT) else names.COLD)


def _cells(row: Row, ours: Usage | None) -> list[str]:
    usage = row.typical
    if not usage:
        return [row.step, *[_NONE] * len(_HEAD)]
    walls = [one.wall for one in row.usages]
    return [
        row.step,
        _shown(usage.wall),
        _shown(usage.cpu),
        _shown(usage.peak, places=0),
        str(row.pages or _NONE),
        str(len(walls)),
        f"{min(walls):.2f}–{max(walls):.2f}" if len(walls) > 1 else _NONE,
        _shown(ratio(ours.wall, usage.wall) if ours else None),
        _shown(ratio(ours.cpu, usage.cpu) if ours else None),
    ]


def _shown(value: float | None, places: int = 2) -> str:
    return _NONE if value is None else f"{value:.{places}f}"


def reach(measured: Results) -> str:
    """The table of targets: what was measured, and whether it is enough."""
    sizes = [size for size in SIZES if size in measured]
    head = ["Reach", "Target", *(f"At {size}" for size in sizes), "Met?"]
    return _aligned([head, *(_target(target, measured, sizes) for target in TARGETS)])


def _target(target: Target, measured: Results, sizes: list[str]) -> list[str]:
    values = (target.value(measured, size) for size in sizes)
    return [
        target.name,
        f"{_number(target.limit, target.unit)} at {target.size}",
        *(_NONE if value is None else _number(value, target.unit) for value in values),
        _VERDICTS[target.met(measured)],
    ]


def _number(value: float, unit: str) -> str:
    return f"{value:.0f} {unit}" if unit == "MiB" else f"{value:.2f} {unit}"


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


def page(measured: Results) -> str:
    """The documentation's page."""
    sections = "\n\n".join(_section(size, measured[size]) for size in SIZES if size in measured)
    return (
        _FRAME.read_text(encoding="utf-8")
        .replace("{{ reach }}", reach(measured))
        .replace("{{ results }}", sections)
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


if __name__ == "__main__":
    PAGE.write_text(page(results.read()), encoding="utf-8")
