"""What an edition's start page shows of the edition: where to begin, and what is new."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.editions.select import Held
from broadsheet.model.items import Document, Entry, Release

HOME = "index.md"
"""The start page's file in an edition's project."""

_ENTRIES = 5
_RELEASES = 3
_DOCUMENTS = 6


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is to begin with, and what is new.

    Args:
        paths: The indexes of onboarding paths.
        entries: The newest, newest first.
        releases: The newest, newest first.
        documents: Those that changed last, newest first.
    """

    paths: tuple[Document, ...]
    entries: tuple[Entry, ...]
    releases: tuple[Release, ...]
    documents: tuple[Document, ...]

    @property
    def shown(self) -> bool:
        """Whether there is anything."""
        return bool(self.paths or self.entries or self.releases or self.documents)


def overview(held: Held, home: Document | None) -> Overview:
    """Return what an edition's start page shows.

    Args:
        held: What the edition holds.
        home: The document that is the start page itself; None where none is.
    """
    others = [document for document in held.documents if document is not home]
    paths = tuple(document for document in others if document.path_start)
    newest = sorted(others, key=lambda d: (d.times.changed, d.path), reverse=True)
    return Overview(paths, held.entries[:_ENTRIES], held.releases[:_RELEASES], tuple(newest[:_DOCUMENTS]))
