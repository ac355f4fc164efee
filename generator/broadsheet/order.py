"""What a build is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from broadsheet.editions.due import Due


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that a build made.

    Args:
        edition: Its name.
        folder: Where it is.
        pages: How many pages it has.
        entries: How many entries it holds.
        changed: Whether any byte differs from what was there.
        due: When it has to be built again though nobody changes a file; None for never.
    """

    edition: str
    folder: Path
    pages: int
    entries: int
    changed: bool
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What to build, and how.

    Args:
        editions: Names of the editions to make; all where empty.
        ref: The revision to build; None for the work tree.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        workers: How many processes there may be.
        verify: How many of the pages that are kept to make again, to see that they would be the same.
        search: Whether to index what changed; without, the search finds what it found before.
        prove: Whether to search what is made for what it must not hold.
        makers: Makers of pages to take up again, and to leave for the next build of this process.
    """

    editions: tuple[str, ...] = ()
    ref: str | None = None
    now: datetime | None = None
    workers: int = 1
    verify: int = 0
    search: bool = True
    prove: bool = True
    makers: dict[bytes, Any] | None = None
