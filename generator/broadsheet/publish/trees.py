"""Bring files from one tree into another, by hard links where the file system has them."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Set
from pathlib import Path, PurePosixPath
from typing import TypeVar

_T = TypeVar("_T")

_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EXDEV, errno.EMLINK, errno.ENOSYS}
_NOTHING_TO_REMOVE = {errno.ENOENT, errno.ENOTDIR, errno.ENOTEMPTY, errno.EEXIST}


def create(path: str, data: bytes) -> os.stat_result:
    """Write a file where nothing is, and return its status."""

    def write() -> os.stat_result:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            return os.fstat(file.fileno())

    return _in_folder(path, write)


def link(source: str, path: str) -> None:
    """Make a file be at another path too: the same one, or a copy where there can be no links."""

    def make() -> None:
        try:
            os.link(source, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            shutil.copy2(source, path)

    _in_folder(path, make)


def fill(tree: str, paths: Iterable[str], source: str) -> None:
    """Bring files of another tree into a tree, where nothing is at their paths."""
    for path in paths:
        link(f"{source}/{path}", f"{tree}/{path}")


def clear(tree: str, gone: Set[str], put: Set[str]) -> None:
    """Remove what is at these paths in a tree, if anything is.

    What is above comes first: were it a link to elsewhere, what is below would be elsewhere.

    Args:
        tree: The tree.
        gone: Paths that will have nothing; folders that are empty then are removed too.
        put: Paths that will have something else.
    """
    for path in sorted(gone | put):
        if _removed(Path(tree, path)) and path in gone:
            for above in PurePosixPath(path).parents[:-1]:
                if not _removed(Path(tree, above)):
                    break


def _removed(path: Path) -> bool:
    """Remove a file, a link or an empty folder; False where there is none of these."""
    try:
        if stat.S_ISDIR(path.lstat().st_mode):
            path.rmdir()
        else:
            path.unlink()
    except OSError as error:
        if error.errno not in _NOTHING_TO_REMOVE:
            raise
        return False
    return True


def _in_folder(path: str, make: Callable[[], _T]) -> _T:
    """Make something, and the folder that it is in first, if need be."""
    try:
        return make()
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - thousands of times
        return make()
