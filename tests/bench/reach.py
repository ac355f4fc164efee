"""What Broadsheet is meant to reach, and whether it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench import names
from tests.bench.results import Results

Value = Callable[[Results, str], float | None]
"""Of results and a size, a figure; None if it was not measured."""


@dataclass(frozen=True, slots=True)
class Target:
    """A limit on what is measured of one size of corpus."""

    name: str
    size: str
    limit: float
    unit: str
    value: Value

    def met(self, results: Results) -> bool | None:
        """Whether the limit is kept; None if it was not measured."""
        value = self.value(results, self.size)
        return None if value is None else value <= self.limit


def _wall(step: str) -> Value:
    def value(results: Results, size: str) -> float | None:
        usage = results[size].usage(step) if size in results else None
        return usage.wall if usage else None

    return value


def _peak(step: str) -> Value:
    def value(results: Results, size: str) -> float | None:
        usage = results[size].usage(step) if size in results else None
        return usage.peak if usage else None

    return value


def _ratio(step: str, to: str) -> Value:
    """The wall time of a step in relation to another's."""

    def value(results: Results, size: str) -> float | None:
        return ratio(_wall(step)(results, size), _wall(to)(results, size))

    return value


def _growth(step: str) -> Value:
    """The wall time of a step in relation to its own at S."""

    def value(results: Results, size: str) -> float | None:
        if size == "S":
            return None
        return ratio(_wall(step)(results, size), _wall(step)(results, "S"))

    return value


def ratio(over: float | None, under: float | None) -> float | None:
    """A quotient; None if there is none."""
    return over / under if over is not None and under else None


TARGETS = (
    Target("Cold, against Hugo + Pagefind", "L", 0.6, "×", _ratio(names.COLD, names.BOTH)),
    Target("Cold, against MkDocs + Material", "L", 0.1, "×", _ratio(names.COLD, names.STOCK)),
    Target("Cold, peak memory of all processes", "L", 500, "MiB", _peak(names.COLD)),
    Target("One entry edited", "XL", 1.5, "s", _wall(names.EDITED)),
    Target("One entry edited, against the same at S", "XL", 2, "×", _growth(names.EDITED)),
    Target("Edited once more", "XL", 1.5, "s", _wall(names.EDITED_AGAIN)),
    Target("Edited once more, against the same at S", "XL", 2, "×", _growth(names.EDITED_AGAIN)),
    Target("Restored cache, one entry edited", "XL", 1.5, "s", _wall(names.RESTORED)),
    Target("Restored cache, against the same at S", "XL", 2, "×", _growth(names.RESTORED)),
    Target("Nothing changed", "XL", 0.5, "s", _wall(names.UNCHANGED)),
    Target("Three editions cold, against one", "L", 1.6, "×", _ratio(names.THREE, names.COLD)),
    Target("Serve, from saved file to reloaded page", "L", 0.7, "s", _wall(names.RELOADED)),
    Target("History of 30,000 commits, cold", "L", 1, "s", _wall(names.HISTORY_COLD)),
    Target("History of 30,000 commits, warm", "L", 0.1, "s", _wall(names.HISTORY_WARM)),
    Target("History, warm, after one commit more", "L", 0.1, "s", _wall(names.HISTORY_GROWN)),
)
