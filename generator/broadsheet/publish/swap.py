"""Put something in the place of something else in one step, and take that back if need be."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.publish import trees

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def exchanged(new: Path, target: Path, aside: Path) -> Iterator[None]:
    """Put a folder in the place of another, which goes where the first one was; back, where the block fails.

    Args:
        new: The folder to publish, on the same file system as ``target``.
        target: Where it goes; may be absent.
        aside: Where the other may be for a moment, where the system cannot exchange them.
    """
    _exchange(new, target, aside)
    try:
        yield
    except BaseException:
        _exchange(target, new, aside)
        raise


@contextmanager
def replaced(new: Path, target: Path, old: Path) -> Iterator[None]:
    """Put a file in the place of another; back, where the block fails.

    Args:
        new: The file to publish, on the same file system as ``target``.
        target: Where it goes; may be absent.
        old: Where the other is kept meanwhile; it takes no room.
    """
    was_there = target.exists()
    if was_there:
        old.unlink(missing_ok=True)  # of what the same build published before
        trees.link(str(target), str(old))
    new.replace(target)
    try:
        yield
    except BaseException:
        if was_there:
            old.replace(target)
        else:
            target.unlink()
        raise


def _exchange(new: Path, target: Path, aside: Path) -> None:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        new.rename(target)
    elif not _exchange_at_once(new, target):
        with _renamed(target, aside), _renamed(new, target):
            aside.rename(new)


@contextmanager
def _renamed(source: Path, target: Path) -> Iterator[None]:
    source.rename(target)
    try:
        yield
    except BaseException:
        target.rename(source)
        raise


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Exchange two paths atomically (renameat2 of Linux ≥ 3.15); False where that cannot be done."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0
