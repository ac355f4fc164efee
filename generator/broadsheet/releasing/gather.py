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
        after: What the page will hold.
    """

    page: PageFile
    after: bytes


def unreleased(content: Content) -> Unreleased:
    """Find what no release holds."""
    waiting = {e.path: content.unpublished[e.path] for e in content.withheld if not e.release}
    return Unreleased(tuple(entry for entry in content.entries if not entry.release), waiting)


def is_released(version: str, content: Content) -> bool:
    """Whether there is such a release: a tag of it, or a page and entries, not one of them alone."""
    entries = (*content.entries, *content.withheld)
    has_entries = any(entry.release == version for entry in entries)
    return version in content.tags or (version in content.notes and has_entries)


def to_gather(version: str, content: Content, *, late: bool) -> tuple[Entry, ...]:
    """Say what a release's page is to list that it does not list yet.

    That is what is unreleased; and, where it lists nothing yet, also what is in the release by its folder or
    by a tag, for a list is complete.

    Args:
        version: The release's name.
        content: Everything there is.
        late: Whether what came later is to be added to a release that there is.

    Raises:
        NothingToDoError: Nothing is to go into it.
        UsageError: There is no such release to add to.
    """
    fresh, released = unreleased(content).entries, is_released(version, content)
    if late and not released:
        raise UsageError(f"there is no release {version} that something could be added to")
    if released and not fresh:
        raise NothingToDoError(f"{version} is released, and nothing has come since")
    if released and not late:
        count = "1 entry has" if len(fresh) == 1 else f"{len(fresh)} entries have"
        hint = "Make another release of them with --next, or add them to this one with --late."
        raise NothingToDoError(f"{version} is released; {count} come since", hint)
    notes = content.notes.get(version)
    own = version if not notes or not notes.entries else None
    entries = [entry for entry in content.entries if not entry.release or entry.release == own]
    entries += [entry for entry in content.withheld if entry.release == own]
    if not entries:
        raise NothingToDoError("nothing is unreleased")
    return tuple(entries)


def plan(title: str, day: date, entries: tuple[Entry, ...], content: Content, page: PageFile) -> Plan:
    """Say what a release's page will hold.

    Args:
        title: What it is called, where its page is new.
        day: Its day, where its page is new.
        entries: What it is to list, newest first.
        content: Everything there is, with nothing wrong in it.
        page: Its page.

    Raises:
        UsageError: The page lists entries in a way that cannot be added to.
    """
    if page.data is None:
        return Plan(page, new_page(page.path, title, day, entries, content))
    return Plan(page, with_entries(page.data, page.path, entries))


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
