"""Sum up what the tests went through, from what they and pytest wrote down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec
from lxml import etree
from tests.reliability.results import Suite


class Line(msgspec.Struct):
    """One line of the file that ``BROADSHEET_TALLY`` names."""

    test: str
    what: str
    count: int


def counted(tallies: Path) -> Counter[str]:
    """Return how often what was tried; nothing where no test noted anything."""
    lines = tallies.read_bytes() if tallies.exists() else b""
    counts: Counter[str] = Counter()
    for line in msgspec.json.Decoder(Line).decode_lines(lines):
        counts[line.what] += line.count
    return counts


def suite(report: Path) -> Suite:
    """Return how the tests of a JUnit report ended."""
    cases = list(_cases(report))
    failed = sum(_has(case, "failure", "error") for case in cases)
    skipped = sum(_has(case, "skipped") for case in cases)
    return Suite(len(cases) - failed - skipped, failed, skipped)


def _cases(report: Path) -> Iterable[etree._Element]:
    return etree.parse(report).iter("testcase")


def _has(case: etree._Element, *names: str) -> bool:
    return any(case.find(name) is not None for name in names)
