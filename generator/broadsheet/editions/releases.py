"""Gather an edition's releases from what it holds, so that no date or name comes from what it does not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from broadsheet.model.items import Entry, Release, ReleaseNotes


def gather_releases(
    entries: Iterable[Entry], notes: Mapping[str, ReleaseNotes], tags: Mapping[str, date]
) -> tuple[Release, ...]:
    """Gather the releases that held entries and notes name.

    Args:
        entries: The edition's entries, newest first.
        notes: The edition's introductions, by version.
        tags: Day of each release tag, by version.

    Returns:
        The releases, newest first.
    """
    shipped: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.release:
            shipped[entry.release].append(entry)
    made = [
        Release(
            version,
            _day(version, shipped[version], notes.get(version), tags),
            tuple(shipped[version]),
            notes.get(version),
        )
        for version in shipped.keys() | notes.keys()
    ]
    return tuple(sorted(made, key=lambda release: (release.date, natural(release.version)), reverse=True))


def _day(version: str, entries: list[Entry], notes: ReleaseNotes | None, tags: Mapping[str, date]) -> date:
    if notes and notes.date:
        return notes.date
    if version in tags:
        return tags[version]
    if entries:
        return entries[0].published.date()
    assert notes is not None  # a version comes from an entry or from notes
    return notes.times.created.date()


def natural(version: str) -> list[tuple[int, str]]:
    """Return a key that sorts 2.10 after 2.9, and after 2.10-rc1 too."""
    parts = [part for part in re.split(r"[.+_-]|(\d+)", version) if part]
    return [*((int(part), "") if part.isdecimal() else (-2, part) for part in parts), (-1, "")]
