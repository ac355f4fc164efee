"""The Markdown of an item, cut into chunks by who may read them.

The source of an item is scanned once. Selection then only picks chunks; it never looks at Markdown again.
HTML comments are in no chunk, so no edition can hold one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a chunk is, in the eyes of selection."""

    TEXT = "text"
    CODE = "code"
    """A fenced code block, kept to the letter: nothing in it is a block, a comment or a link."""
    OPEN = "open"
    """The line that opens an audience block."""
    CLOSE = "close"
    """The line that closes an audience block."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that a chunk links to, shows or includes.

    Args:
        target: The destination as written: an address, or a path relative to the item.
        line: Where it stands in the item's file.
        start: Offset of the destination in the chunk's text; -1 for an include, whose text is already there.
        end: Offset behind it.
        html: Whether it is an attribute of raw HTML, which a Markdown renderer leaves alone.
    """

    target: str
    line: int
    start: int = -1
    end: int = -1
    html: bool = False

    @property
    def is_include(self) -> bool:
        """Whether ``target`` is a file of the project whose text was included here."""
        return self.start < 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of lines with one set of readers.

    Args:
        kind: Text, code, or a block's opening or closing line.
        line: Where it starts in the item's file.
        text: The lines, each with its line ending.
        audiences: Who may read it; None for all readers of the item. For the lines that open and close a
            block: who may read the block.
        references: What it refers to, in order.
        numbers: Each line's number in the item's file, where they do not simply count up from ``line``:
            comments are left out, and what was included all stands on one line.
    """

    kind: Kind
    line: int
    text: str
    audiences: frozenset[str] | None = None
    references: tuple[Reference, ...] = ()
    numbers: tuple[int, ...] = ()

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give each line with its number in the item's file."""
        for index, line in enumerate(self.text.removesuffix("\n").split("\n")):
            yield self.numbers[index] if self.numbers else self.line + index, line


@dataclass(frozen=True, slots=True)
class Body:
    """The Markdown of an item.

    Args:
        chunks: In order.
    """

    chunks: tuple[Chunk, ...] = ()

    @property
    def is_divided(self) -> bool:
        """Whether some of it is not for all readers of the item."""
        return any(chunk.audiences is not None for chunk in self.chunks)

    @property
    def audiences(self) -> frozenset[str]:
        """Every audience that one of its blocks names."""
        return frozenset().union(*(chunk.audiences for chunk in self.chunks if chunk.audiences is not None))
