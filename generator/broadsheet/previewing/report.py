"""What a preview says, frozen, for whichever format shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from broadsheet.findings import Finding


class Change(StrEnum):
    """What happens to an item in the eyes of some readers, the gravest first."""

    EXPOSED = "exposed"
    """It was there, they could not read it, and now they can: the whole of it, or a part."""
    WITHDRAWN = "withdrawn"
    """It is still there, they could read it, and no longer can: the whole of it, or a part."""
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Kind(StrEnum):
    """What an item is."""

    ENTRY = "entry"
    PAGE = "page"
    NOTES = "release notes"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about an item or an edition, other than its text, that changes.

    Args:
        name: What it is called.
        before: What it was; may be empty.
        after: What it will be; may be empty.
    """

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An item as one audience reads it in one edition.

    Args:
        audience: The audience's name.
        change: What happens to it.
        before: The Markdown that it read; empty for none.
        after: The Markdown that it will read; empty for none.
        exposed: Lines that were there before, but not for this audience, and now are.
        withdrawn: Lines that this audience read before, and that are now there for others alone.
    """

    audience: str
    change: Change
    before: str
    after: str
    exposed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of an edition that changes for somebody.

    Args:
        kind: What it is.
        change: The gravest thing that happens to it in this edition.
        title: What it is called; the file's name for one that has no title.
        path: Its file, relative to the project.
        url: Its address, or the one that it had.
        why: Why it comes or goes, where its text does not tell; may be empty.
        held_before: Whether the edition held it, so that all its readers could find it.
        held_after: Whether it will.
        facts: What changes besides its text.
        readings: The audiences for whom it changes.
        feeds: The edition's feeds that get a new item, by their path below ``feeds/``.
        exposed: Lines that were there before, but not for the edition, and now are.
        withdrawn: Lines that the edition held, and that are now there for others alone.
    """

    kind: Kind
    change: Change
    title: str
    path: str
    url: str
    why: str
    held_before: bool
    held_after: bool
    facts: tuple[Fact, ...]
    readings: tuple[Reading, ...]
    feeds: tuple[str, ...]
    exposed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def crosses(self, change: Change) -> bool:
        """Whether the edition begins or ceases to hold some of it, and does not only aim it at others."""
        if change is Change.EXPOSED:
            return not self.held_before or bool(self.exposed)
        return not self.held_after or bool(self.withdrawn)


@dataclass(frozen=True, slots=True)
class EditionPreview:
    """What a merge would do to an edition.

    Args:
        name: Its name.
        state: ``kept``, ``new`` or ``gone``.
        audiences: The names of those that it sees after it.
        opened_to: Those of them that it did not see before.
        names_people: Whether it begins to tell who owns and wrote what, and where the work was done.
        facts: What changes of the edition itself.
        items: What changes in it, the gravest first.
        lost_feeds: Feeds that would be gone, by their path below ``feeds/``, whoever follows them.
    """

    name: str
    state: str
    audiences: tuple[str, ...]
    opened_to: tuple[str, ...]
    names_people: bool
    facts: tuple[Fact, ...]
    items: tuple[Item, ...]
    lost_feeds: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Whether any reader of it would see a difference."""
        return self.state != "kept" or bool(self.facts or self.items or self.lost_feeds)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of the change that no reader sees yet.

    Args:
        path: The file, relative to the project.
        why: Why not.
        audiences: The names of those whom it is for.
    """

    path: str
    why: str
    audiences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resent:
    """A feed item that readers know, and would get once more.

    Args:
        edition: The edition's name.
        feed: The audience's name, or ``all``.
        path: The file that it is made of.
        before: Its id.
        after: The id that it would get.
    """

    edition: str
    feed: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What must not happen to what readers have.

    Args:
        finding: What it is, where, and the way out.
        editions: The editions that it concerns.
        ids: The published ids that it is about.
    """

    finding: Finding
    editions: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do to readers.

    Args:
        base: The commit that is compared with.
        head: The commit that is looked at; empty for the files on disk.
        note: What is to be known of the comparison itself; may be empty.
        editions: Each edition that there is or was, in the order of the configuration.
        waiting: What is scheduled or a draft.
        resent: Feed items that would be sent again.
        problems: What must not happen: published ids that would be gone, items that would be sent again.
        hidden: How many editions are left out, because others were asked for.
    """

    base: str
    head: str
    note: str
    editions: tuple[EditionPreview, ...]
    waiting: tuple[Waiting, ...]
    resent: tuple[Resent, ...]
    problems: tuple[Problem, ...]
    hidden: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether any reader would see a difference, at once or later."""
        return bool(self.waiting) or any(edition.is_changed for edition in self.editions)

    def count(self, change: Change) -> int:
        """Return how many items something happens to, counted once however many editions hold them."""
        found = {(i.kind, i.path) for edition in self.editions for i in edition.items if i.change is change}
        return len(found)


def restricted(preview: Preview, names: Collection[str]) -> Preview:
    """Keep what concerns some editions only, so that others can be shown it.

    Args:
        preview: The whole preview.
        names: Names of the editions to keep; all where empty.
    """
    if not names:
        return preview
    editions = tuple(edition for edition in preview.editions if edition.name in names)
    seen = {audience for edition in editions for audience in edition.audiences}
    waiting = tuple(
        replace(one, audiences=tuple(name for name in one.audiences if name in seen))
        for one in preview.waiting
        if seen.intersection(one.audiences)
    )
    return replace(
        preview,
        editions=editions,
        waiting=waiting,
        resent=tuple(one for one in preview.resent if one.edition in names),
        problems=tuple(
            replace(problem, editions=tuple(name for name in problem.editions if name in names))
            for problem in preview.problems
            if set(names).intersection(problem.editions)
        ),
        hidden=len(preview.editions) - len(editions),
    )
