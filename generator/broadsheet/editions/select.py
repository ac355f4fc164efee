"""Content × edition → what this edition holds. Pure: nothing here reads, writes or renders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from broadsheet.editions.cut import cut
from broadsheet.editions.releases import gather_releases
from broadsheet.model.body import Body
from broadsheet.model.items import Content, Document, Entry, Release, ReleaseNotes
from broadsheet.model.taxonomy import Edition

ItemT = TypeVar("ItemT", Document, Entry, ReleaseNotes)


@dataclass(frozen=True, slots=True)
class Held:
    """What an edition holds. Every body in it is already cut.

    Args:
        edition: The edition.
        documents: By path.
        entries: Newest first.
        releases: Newest first; those without a held entry or held notes are left out.
    """

    edition: Edition
    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    releases: tuple[Release, ...]


def select(content: Content, edition: Edition) -> Held:
    """Choose what an edition holds, and cut what its readers may not see out of it.

    Args:
        content: Everything.
        edition: The edition; an item is in it if it is for an audience that the edition sees.
    """
    seen, marked = edition.sees, len(edition.audiences) > 1
    documents = tuple(_held(d, seen, marked) for d in content.documents if d.audiences & seen)
    entries = tuple(_held(e, seen, marked) for e in content.entries if e.audiences & seen)
    notes = {
        version: replace(_held(note, seen, marked), entries={})  # they may name what is withheld
        for version, note in content.notes.items()
        if note.audiences & seen
    }
    return Held(edition, documents, entries, gather_releases(entries, notes, content.tags))


def _held(item: ItemT, seen: frozenset[str], marked: bool) -> ItemT:
    body, audiences = cut(item.body, seen, marked=marked), item.audiences & seen
    if body is item.body and audiences == item.audiences:
        return item
    return replace(item, body=body, audiences=audiences)


def wording(body: Body, audience: str) -> Body:
    """Return a held body as one audience reads it: its blocks and no other's, without marks."""
    return cut(body, frozenset({audience}), marked=False)
