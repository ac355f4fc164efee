"""What every format says in the same words, and which texts it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from broadsheet.previewing.report import Change, Item, Preview

SAID = {
    Change.EXPOSED: "newly exposed",
    Change.WITHDRAWN: "withdrawn",
    Change.ADDED: "added",
    Change.CHANGED: "changed",
    Change.REMOVED: "removed",
}
_CONTEXT = 10
"""Lines around a change: all of nearly every entry, a part of a long page."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that some audiences read, in some editions.

    Args:
        item: What it is of.
        before: What they read before; empty for nothing.
        after: What they will read.
        readers: The editions in which each audience reads it so, by the audience's name.
    """

    item: Item
    before: str
    after: str
    readers: dict[str, list[str]]


def texts(preview: Preview) -> list[Text]:
    """Return what will be read and is not read now, the gravest first, each once."""
    found: dict[tuple[str, str, str], Text] = {}
    for item, edition in _items(preview):
        for reading in item.readings:
            if reading.after and reading.after != reading.before:
                key = (item.path, reading.before, reading.after)
                text = found.setdefault(key, Text(item, reading.before, reading.after, {}))
                text.readers.setdefault(reading.audience, []).append(edition)
    return list(found.values())


def _items(preview: Preview) -> Iterator[tuple[Item, str]]:
    for change in Change:
        for edition in preview.editions:
            yield from ((item, edition.name) for item in edition.items if item.change is change)


def difference(before: str, after: str) -> str:
    """Return how a text changes, as a unified diff without names of files."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=_CONTEXT)
    return "\n".join(list(lines)[2:])


def headline(preview: Preview) -> str:
    """Say in a sentence what happens to how many items."""
    found = ((change, preview.count(change)) for change in Change)
    told = ", ".join(f"{number} {SAID[change]}" for change, number in found if number)
    if told:
        return f"{told}."
    if any(edition.is_changed for edition in preview.editions):
        return "No item changes."
    return f"Nothing changes for any reader{' yet' if preview.waiting else ''}."


def safety(preview: Preview) -> str:
    """Say whether readers keep what they have."""
    again = len(preview.resent)
    sent = f"{again} feed item{'s' if again != 1 else ''}" if again else "No feed item"
    gone = len(
        {key for problem in preview.problems if problem.finding.code.name == "BS318" for key in problem.ids}
    )
    ids = f"{gone} published id{'s' if gone != 1 else ''}" if gone else "no published id"
    return f"{sent} would be sent again, {ids} would be gone."


@dataclass(frozen=True, slots=True)
class Crossing:
    """An item that becomes, or ceases to be, somebody's to read.

    Args:
        item: The item, as the first edition has it.
        crossing: The editions that did not hold it, or will not, by the audiences that are concerned.
        inside: Those in which it is only aimed at others than before, by the same.
        lines: What they can now read of it, or no longer can, where that is not all.
    """

    item: Item
    crossing: dict[tuple[str, ...], list[str]]
    inside: dict[tuple[str, ...], list[str]]
    lines: dict[str, None]


def crossings(preview: Preview, change: Change) -> list[Crossing]:
    """Return what is newly exposed, or withdrawn; what crosses the border of an edition comes first."""
    found: dict[tuple[str, str], Crossing] = {}
    for item, edition in _items(preview):
        readings = [reading for reading in item.readings if reading.change is change]
        if not readings and not (item.change is change and item.crosses(change)):
            continue
        one = found.setdefault((item.kind, item.path), Crossing(item, {}, {}, {}))
        where = one.crossing if item.crosses(change) else one.inside
        where.setdefault(tuple(reading.audience for reading in readings), []).append(edition)
        for reading in readings:
            one.lines.update(
                dict.fromkeys(reading.exposed if change is Change.EXPOSED else reading.withdrawn)
            )
    return sorted(found.values(), key=lambda one: not one.crossing)


def compared(preview: Preview) -> tuple[str, str]:
    """Name the two sides; the files on disk have no name."""
    return preview.base[:12], preview.head[:12]
