"""What goes into a release, and what its page will hold. Pure: content in, a change to one file out.

An entry is gathered by its id, which the release's page lists. No entry's file is touched: it keeps its
address, its dates and its place in feeds, and no reader is sent it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from broadsheet.errors import NothingToDoError, UsageError
from broadsheet.model.items import Content, Entry
from broadsheet.releasing.page import new_page, with_entries


@dataclass(frozen=True, slots=True)
class Unreleased:
    """What no release holds: neither by its own word nor by folder, page or tag.

    Args:
        entries: What is published, newest first.
        waiting: Files of what is not published now, with the reason in words.
    """

    entries: tuple[Entry, ...]
    waiting: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageFile:
    """A release's page on disk.

    Args:
        path: Where it is or will be, relative to the project.
        data: What it holds; None where there is none yet.
    """

    path: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A release that is to be written.

    Args:
        page: Its page as it is.
        entries: What it gathers now.
        after: What the page will hold.
    """

    page: PageFile
    entries: tuple[Entry, ...]
    after: bytes


def unreleased(content: Content) -> Unreleased:
    """Find what no release holds."""
    waiting = {e.path: content.unpublished[e.path] for e in content.withheld if not e.release}
    return Unreleased(tuple(entry for entry in content.entries if not entry.release), waiting)


def is_released(version: str, content: Content) -> bool:
    """Whether there is such a release; an introduction that lists nothing does not make one."""
    entries = (*content.entries, *content.withheld)
    return version in content.tags or any(entry.release == version for entry in entries)


def to_gather(version: str, content: Content, *, late: bool) -> tuple[Entry, ...]:
    """Say what is to go into a release.

    Args:
        version: Its name.
        content: Everything there is.
        late: Whether what came later is to be added to a release that there is.

    Raises:
        NothingToDoError: Nothing is to go into it.
        UsageError: There is no such release to add to.
    """
    entries, released = unreleased(content).entries, is_released(version, content)
    if late and not released:
        raise UsageError(f"there is no release {version} that something could be added to")
    if not entries:
        what = f"{version} is released, and nothing has come since" if released else "nothing is unreleased"
        raise NothingToDoError(what)
    if released and not late:
        count = "1 entry has" if len(entries) == 1 else f"{len(entries)} entries have"
        hint = "Make another release of them with --next, or add them to this one with --late."
        raise NothingToDoError(f"{version} is released; {count} come since", hint)
    return entries


def plan(
    version: str, title: str, day: date, entries: tuple[Entry, ...], content: Content, page: PageFile
) -> Plan:
    """Say what a release's page will hold.

    Args:
        version: The release's name.
        title: What it is called, where its page is new.
        day: Its day, where its page is new.
        entries: What it is to gather, newest first.
        content: Everything there is, with nothing wrong in it.
        page: Its page.

    Raises:
        UsageError: The page lists entries in a way that cannot be added to.
    """
    notes = content.notes.get(version)
    listed = entries
    if not notes or not notes.entries:  # the list has to hold what a tag alone put there, too
        listed += tuple(e for e in (*content.entries, *content.withheld) if e.release == version)
    if page.data is None:
        after = new_page(page.path, title, day, listed, content)
    else:
        after = with_entries(page.data, page.path, listed)
    return Plan(page, entries, after)


def page_path(version: str, content: Content, changelog_dir: str) -> str:
    """Return where a release's page is, or will be, relative to the project."""
    notes = content.notes.get(version)
    return notes.path if notes else f"{changelog_dir}/{version}/index.md"


def untold(version: str, entries: tuple[Entry, ...], content: Content) -> list[str]:
    """Return the titles of audiences that get entries of a release, but not the words that introduce it."""
    notes = content.notes.get(version)
    if notes is None:
        return []
    readers = frozenset().union(*(entry.audiences for entry in entries)) - notes.audiences
    return [audience.title for name, audience in content.audiences.items() if name in readers]
