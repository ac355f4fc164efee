"""Raw ``changelog/<version>/index.md`` files → introductions of releases."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.entries import Built, as_time, check_version, release_of_folder
from broadsheet.model.items import ReleaseNotes
from broadsheet.model.opened import open_item
from broadsheet.model.raw import Matter, RawItem
from broadsheet.model.rules import Rules
from broadsheet.model.schema import ReleaseMatter
from broadsheet.model.titles import first_heading, without_title


def is_release_notes(path: str) -> bool:
    """Whether a file under ``changelog/`` introduces a release rather than being an entry."""
    return posixpath.basename(path) in {"index.md", "README.md"}


def build_notes(
    raw: RawItem, defaults: Mapping[str, Matter], rules: Rules, newest: datetime, findings: Findings
) -> ReleaseNotes | None:
    """Make a release's introduction.

    Args:
        raw: The file.
        defaults: Each folder's ``.meta.yml``, by the folder's path.
        rules: The closed lists.
        newest: The time to date it by where git does not know it, UTC.
        findings: Gets what is wrong with it.

    Returns:
        The notes; None where they cannot be used.
    """
    version = release_of_folder(raw.path, rules)
    if not version:
        message = (
            "an index under the changelog introduces a release, but its folder is not named after a version"
        )
        findings.add(Code.BS310, Place(raw.path, 1), message)
        return None
    check_version(version, Place(raw.path), findings)
    opened = open_item(raw, ReleaseMatter, defaults, rules, newest, findings)
    if opened is None:
        return None
    matter, body = opened.matter, opened.body
    return ReleaseNotes(
        path=raw.path,
        version=version,
        title=matter.title or first_heading(body) or version,
        audiences=opened.readers,
        body=without_title(body, matter.title),
        times=opened.times,
        date=as_time(matter.date).date() if matter.date else None,
        entries={id: raw.matter.line("entries", index) for index, id in enumerate(matter.entries)},
    )


def with_releases(
    built: Iterable[Built], notes: Collection[ReleaseNotes], unusable: Collection[str], findings: Findings
) -> list[Built]:
    """Give each entry its release: its own word, else the release that lists it, else a tag that holds it.

    A list is complete: the tag of a release that has one adds nothing to it. So a draft that was there when
    the tag was made is still unreleased once it is published.

    Args:
        built: Every entry, its release as itself or its folder says.
        notes: Every release's introduction.
        unusable: Files that are no entry only because something else is wrong with them.
        findings: Gets ids that no entry has, and entries that are in two releases.
    """
    listed: dict[str, tuple[str, Place]] = {}
    complete = {note.version for note in notes if note.entries}
    for note in notes:
        for id, line in note.entries.items():
            release, place = listed.setdefault(id, (note.version, Place(note.path, line)))
            if release != note.version:
                message = f"“{id}” is already in {release}, by {place}"
                findings.add(Code.BS317, Place(note.path, line), message)
    made = [_with_release(one, listed, complete, findings) for one in built]
    known = {one.entry.id for one in made} | {posixpath.splitext(posixpath.basename(p))[0] for p in unusable}
    for id in listed.keys() - known:
        findings.add(Code.BS316, listed[id][1], f"there is no entry “{id}”")
    return made


def _with_release(
    one: Built, listed: Mapping[str, tuple[str, Place]], complete: Collection[str], findings: Findings
) -> Built:
    own = one.entry.release
    release, place = listed.get(one.entry.id, ("", one.entry.place))
    if own and release and own != release:
        message = f"“{one.entry.id}” is in {own} by {Place(one.entry.path, one.line)}"
        findings.add(Code.BS317, place, message)
    tagged = "" if one.tag in complete else one.tag
    if own or not (release or tagged):
        return one
    return replace(one, entry=replace(one.entry, release=release or tagged))
