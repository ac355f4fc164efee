"""What the next release is called. Pure.

A version has a numeric part, which counts, and may have a tail (``2.5-rc.1``, ``2.5b2``), which makes it a
pre-release: no release is counted from one, but the release that it comes before is not called less.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from broadsheet.config.options import ReleaseOptions
from broadsheet.editions.releases import natural
from broadsheet.model.entries import VERSION
from broadsheet.model.items import Content, Entry

_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_FIRST = "0.1.0"
_BREAKING, _FEATURE, _FIX = range(3)
"""Which number of a semantic version each raises."""


@dataclass(frozen=True, slots=True)
class Next:
    """The next version.

    Args:
        version: Its name.
        why: Why it is that, in words.
    """

    version: str
    why: str


def usable(version: str) -> str:
    """Return a version without a leading ``v``; nothing where no folder of a release is called so."""
    match = VERSION.fullmatch(version)
    return match[1] if match else ""


def next_version(content: Content, options: ReleaseOptions, day: date) -> Next:
    """Count on from the newest release.

    Args:
        content: Everything there is; its unreleased entries decide.
        options: How to count.
        day: The day of the release.
    """
    known = {entry.release for entry in (*content.entries, *content.withheld)}
    known = {version for version in known | {*content.notes, *content.tags} if version[:1].isdecimal()}
    finals = [version for version in known if _NUMBERS.fullmatch(version)]
    newest = max(finals, key=natural, default="")
    ahead = [version for version in known.difference(finals) if natural(version) > natural(newest)]
    changes = [entry for entry in content.entries if not entry.release or entry.release in ahead]
    if options.scheme == "calendar":
        return Next(calendar(finals, day), f"the {_ordinal(finals, day)} of {day:%B %Y}")
    version = semantic(newest, _level(changes, options.patch))
    version = max(version, *map(_base, ahead), key=natural) if ahead else version
    since = f" since {newest}" if newest else ", and no release so far"
    return Next(version, f"{summed_up(changes, content.types)}{since}")


def semantic(newest: str, level: int) -> str:
    """Return the semantic version that comes after another.

    While the first number is zero, everything counts one place lower: what breaks raises the first number
    that is not zero.

    Args:
        newest: The newest release's; empty where there is none.
        level: Which number to raise, counted from 0.
    """
    if not newest:
        return _FIRST
    numbers = [int(number) for number in newest.split(".")]
    lead = next((place for place, number in enumerate(numbers) if number), _FIX)
    place = min(level + lead, _FIX)
    padded = [*numbers, *[0] * (place + 1 - len(numbers))]
    raised = [*padded[:place], padded[place] + 1, *[0] * (len(padded) - place - 1)]
    return ".".join(map(str, raised))


def calendar(versions: Iterable[str], day: date) -> str:
    """Return the version of a day's month: ``2026.11``, then ``2026.11.1`` and so on."""
    same = _same_month(versions, day)
    name = f"{day.year}.{day.month}"
    return f"{name}.{max(same) + 1}" if same else name


def summed_up(entries: Sequence[Entry], types: Iterable[str]) -> str:
    """Say what some entries are, like ``3 added, 1 fixed, nothing breaking``."""
    counts = {kind: sum(entry.type == kind for entry in entries) for kind in types}
    parts = [f"{count} {kind}" for kind, count in counts.items() if count]
    breaking = sum(entry.breaking for entry in entries)
    return ", ".join([*parts, f"{breaking or 'nothing'} breaking"])


def _level(changes: Sequence[Entry], patch: Collection[str]) -> int:
    if any(entry.breaking for entry in changes):
        return _BREAKING
    return _FIX if all(entry.type in patch for entry in changes) else _FEATURE


def _base(version: str) -> str:
    match = _NUMBERS.match(version)
    assert match is not None  # a version starts with a number
    return match[0]


def _same_month(versions: Iterable[str], day: date) -> list[int]:
    """Return the third numbers of those versions that are of a day's month, 0 where one has none."""
    numbers = ([*map(int, version.split(".")), 0] for version in versions)
    return [given[2] for given in numbers if given[:2] == [day.year, day.month]]


def _ordinal(versions: Iterable[str], day: date) -> str:
    count = len(_same_month(versions, day))
    return "first release" if not count else f"release after {count} other{'s' if count > 1 else ''}"
