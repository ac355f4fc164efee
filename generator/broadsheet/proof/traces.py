"""Traces of all that was searched: enough to tell later that something else was in none of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from broadsheet.proof.words import every_fingerprint


class Spoken:
    """Words in a row, as they are looked at.

    Args:
        words: The words.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.vocabulary = frozenset(words)

    @cached_property
    def rows(self) -> frozenset[int]:
        """What stands for each five of them."""
        return frozenset(every_fingerprint(self.words))


@dataclass(slots=True)
class Traces:
    """What files have in them, innocent or not. There may be more than that: then files are read once more.

    Args:
        words: All words.
        lone: The words of search indexes.
        hashes: SHA-256 of what is embedded.
        rows: Five words in a row; None where they are not noted.
    """

    words: set[str] = field(default_factory=set)
    lone: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    rows: set[int] | None = None

    def note(self, spoken: Spoken, lone: Iterable[str] = (), hashes: Iterable[str] = ()) -> None:
        """Note what a text has."""
        self.words |= spoken.vocabulary
        self.lone.update(lone)
        self.hashes.update(hashes)
        if self.rows is not None:
            self.rows |= spoken.rows

    def add(self, other: Traces) -> None:
        """Add the traces of other files."""
        self.words |= other.words
        self.lone |= other.lone
        self.hashes |= other.hashes
        if self.rows is not None:
            self.rows = None if other.rows is None else self.rows | other.rows
