"""The documentation's page on reliability, made from what was tried.

``python -m tests.reliability.report`` writes it from what was recorded last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.reliability.examples import WHAT as EXAMPLES
from tests.reliability.results import Fuzzing, Mutation, Results, Run, read

PAGE = Path(__file__).parents[2] / "docs/explanation/reliability.md"
PARTS: Mapping[str, Sequence[str]] = {
    "leaks": (
        "words planted in internal content and searched for",
        "planted leaks",
        "generated repositories built",
        "random sites without a false alarm",
    ),
    "crashes": ("write faults injected", "git faults injected", "faults injected", "kills of a build"),
    "same": (
        "random changes to a repository, and builds of it",
        "pages compared with a build from nothing",
        "single changes, each built as from nothing",
        "files compared between two builds of one commit",
        "generated repositories built twice",
        "generated repositories edited",
    ),
    "content": (
        "XSS payloads tried",
        "hostile payloads in sources",
        "hostile payloads sanitised",
        "pages opened under the strict policy",
    ),
    "inputs": (
        "numbered bad inputs",
        "pathological pages",
        "naughty strings",
        "CommonMark examples",
        "YAML suite inputs",
        EXAMPLES,
        "seeds of fuzzing replayed",
    ),
    "feeds": ("feed polls", "steps of a year of edits", "generated repositories edited"),
}
"""The counts that belong to each promise, in the page's order; the rest are listed at its end."""

_FRAME = Path(__file__).with_name("reliability.md")
_NOTHING = "*Not recorded yet.*"


def page(results: Results) -> str:
    """The page."""
    counts = results.tests.counts if results.tests else {}
    placed = {what for part in PARTS.values() for what in part}
    parts = {name: _counts({what: counts.get(what, 0) for what in part}) for name, part in PARTS.items()}
    parts["others"] = _counts({what: counts[what] for what in sorted(counts) if what not in placed})
    parts["tests"] = _tests(results.tests)
    parts["fuzzing"] = _fuzzing(results.fuzzing or {})
    parts["mutation"] = _mutation(results.mutation or {})
    text = _FRAME.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{{ {name} }}}}", part)
    return text


def _tests(tests: Run | None) -> str:
    if not tests:
        return _NOTHING
    rows = [
        [f"{name.capitalize()} tests", f"{suite.passed:,}", f"{suite.failed:,}", f"{suite.skipped:,}"]
        for name, suite in tests.suites.items()
    ]
    versions = ", ".join(f"{name} {version}" for name, version in tests.versions.items())
    return (
        f"{_table(['', 'Passed', 'Failed', 'Left out'], rows)}\n\n"
        f"Run on {tests.date} at commit `{tests.commit}`: {tests.machine}. Versions: {versions}."
    )


def _counts(counts: Mapping[str, int]) -> str:
    rows = [[f"{what[0].upper()}{what[1:]}", f"{count:,}"] for what, count in counts.items() if count]
    return _table(["Tried", "How many"], rows)


def _fuzzing(targets: Mapping[str, Fuzzing]) -> str:
    rows = [
        [name.replace("_", " "), f"{one.seconds / 60:.0f}", f"{one.executions:,}", f"{one.crashes:,}"]
        for name, one in targets.items()
    ]
    return _table(["What reads the input", "Minutes", "Inputs", "Crashes"], rows)


def _mutation(modules: Mapping[str, Mutation]) -> str:
    counts: dict[str, tuple[int, ...]] = {
        name: (one.mutants, one.killed, one.refused, one.explained, len(one.survivors) - one.explained)
        for name, one in modules.items()
    }
    if len(counts) > 1:
        counts["All together"] = tuple(map(sum, zip(*counts.values(), strict=True)))
    rows = [[name, *(f"{number:,}" for number in numbers)] for name, numbers in counts.items()]
    return _table(["Module", "Planted", "Seen by a test", "Seen by types", "Explained", "Neither"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return _NOTHING
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        " | ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in (head, *rows)
    ]
    rule = "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])])
    return "\n".join([f"| {lines[0]} |", f"|{rule}|", *(f"| {line} |" for line in lines[1:])])


if __name__ == "__main__":
    PAGE.write_text(page(read()), encoding="utf-8")
