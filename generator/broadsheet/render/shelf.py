"""Where the texts of a template are kept from page to page."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, field

from broadsheet.render.likeness import Key
from broadsheet.render.template_reads import PAGE, Path, Reads

# Looking into a template costs about as much as rendering it ten times.
_WORTHWHILE = 10
_VAIN = 25  # misses in a row by which a text shows to differ from page to page
_KEPT = 64  # texts of a template or block: pages come folder by folder


@dataclass(slots=True)
class Recording:
    """What turns out while a text is made.

    Args:
        expected: The templates that it was known to include.
        near: The parts of the addresses that it links to.
        sound: Whether nothing happened that its reads do not tell.
    """

    expected: Set[str]
    near: set[str] = field(default_factory=set)
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """A text, and the parts of the addresses that it links to."""

    text: str
    near: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look up for the key of a text."""

    names: tuple[str, ...]
    paths: tuple[Path, ...]
    expected: Set[str]
    apart: bool  # Reads nothing of the page, nor links to anything.

    @classmethod
    def of(cls, reads: Reads) -> Plan | None:
        """Return None where a text that reads this can never be kept, or need not be."""
        if reads.opaque or PAGE in reads.whole or reads.nothing:
            return None
        paths = tuple(sorted(reads.paths.get(PAGE, ())))
        return cls(tuple(sorted(reads.names)), paths, reads.includes, not (paths or reads.filters))


class Shelf:
    """The kept texts of one template or block.

    Args:
        reads: Tells what it reads; called once it has been rendered often enough.
    """

    def __init__(self, reads: Callable[[], Reads]) -> None:
        self._reads = reads
        self._uses = 0
        self._misses = {False: 0, True: 0}  # of pages in the nav, and outside
        self._plan: Plan | None = None
        self._texts: dict[Key, Kept] = {}

    def plan(self) -> Plan | None:
        """Return how to make a key; None while it is not worth it, or where it cannot be done."""
        self._uses += 1
        if self._uses == _WORTHWHILE:
            self._plan = Plan.of(self._reads())
        return self._plan

    def is_vain(self, outside: bool) -> bool:
        """Whether the text showed to differ from page to page."""
        return self._misses[outside] > _VAIN

    def get(self, key: Key, outside: bool) -> Kept | None:
        """Return what was kept by a key; count the misses."""
        kept = self._texts.get(key)
        self._misses[outside] = 0 if kept else self._misses[outside] + 1
        return kept

    def put(self, key: Key, kept: Kept) -> None:
        """Keep a text."""
        if len(self._texts) >= _KEPT:
            self._texts.clear()
        self._texts[key] = kept
