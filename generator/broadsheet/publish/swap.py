"""Exchange two folders in one step, where the system can."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def swap(new: Path, target: Path) -> None:
    """Put a folder in the place of another, which is then removed.

    Args:
        new: The folder to publish, on the same file system as ``target``.
        target: Where it goes; may be absent.
    """
    exchange(new, target, new.with_name(f"{new.name}.old"))
    if new.exists():
        shutil.rmtree(new)


def exchange(new: Path, target: Path, aside: Path) -> None:
    """Put a folder in the place of another, which goes where the first one was.

    Args:
        new: The folder to publish, on the same file system as ``target``.
        target: Where it goes; may be absent.
        aside: Where the other may be for a moment, where the system cannot exchange them.
    """
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        new.rename(target)
    elif not _exchange(new, target):
        target.rename(aside)
        new.rename(target)
        aside.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two paths atomically (renameat2 of Linux ≥ 3.15); False where that cannot be done."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0
