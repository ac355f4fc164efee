"""Look at what is published: which files are still as the last build left them.

Nothing else is trusted, so whatever stopped a build, or touched its output, is found here and mended by the
next one.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import msgspec

from broadsheet.publish.places import Places
from broadsheet.publish.records import Record, load_records, save_records, sha256_of

Strange = frozenset[str] | None
"""Paths in an edition that are not as they should be, be it that a file is missing, other, or too much; None
where it cannot be looked at."""


class Look:
    """What is found by a look at an edition.

    A file that has another modification time and still its bytes, as after a cache was restored, is no
    stranger: it is hashed, and its new time recorded.

    Args:
        places: Where the edition is.
    """

    def __init__(self, places: Places) -> None:
        self._results = _look(places)

    @cached_property
    def strange(self) -> Strange:
        """What is strange in the published tree."""
        return next(self._results, None)

    @cached_property
    def twin_strange(self) -> Strange:
        """Where its twin is not like it."""
        return None if self.strange is None else next(self._results, None)


def _look(places: Places) -> Iterator[Strange]:
    records = load_records(places.records)
    try:
        inodes, restored, foreign = _published(places.target, records)
    except OSError:
        yield None
        return
    if restored:
        records |= restored
        with contextlib.suppress(OSError):  # they will be hashed again
            save_records(places.records, records)
    yield foreign | (records.keys() - inodes.keys())
    try:
        yield _different(places.twin, records, inodes)
    except OSError:
        yield None


def files(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield all that is below a folder but folders that hold something, by path there, in no order."""
    folders: list[tuple[str, str, os.DirEntry[str] | None]] = [("", str(root), None)]
    while folders:
        above, folder, itself = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                itself = None
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{above}{entry.name}/", entry.path, entry))
                else:
                    yield above + entry.name, entry
        if itself:
            yield above[:-1], itself


def _published(
    target: Path, records: Mapping[str, Record]
) -> tuple[dict[str, int], dict[str, Record], frozenset[str]]:
    """Return the inodes of the files that are as recorded, records to correct, and what is not recorded."""
    inodes: dict[str, int] = {}
    restored: dict[str, Record] = {}
    foreign: set[str] = set()
    for path, entry in files(target):
        record, found = records.get(path), entry.stat(follow_symlinks=False)
        if record is None:
            foreign.add(path)
        elif _is_untouched(found, record):
            inodes[path] = found.st_ino
        elif _is_alike(found, record) and sha256_of(Path(entry.path)) == record.sha256:
            inodes[path] = found.st_ino
            restored[path] = msgspec.structs.replace(record, mtime=found.st_mtime_ns)
    return inodes, restored, frozenset(foreign)


def _different(twin: Path, records: Mapping[str, Record], inodes: Mapping[str, int]) -> frozenset[str]:
    """Return where a twin differs from the published files that have these inodes."""
    if not os.path.lexists(twin):
        return frozenset(inodes)
    if twin.is_symlink():
        raise NotADirectoryError(twin)
    same: set[str] = set()
    different: set[str] = set()
    for path, entry in files(twin):
        inode = inodes.get(path)
        if inode is not None and (
            entry.inode() == inode or _is_untouched(entry.stat(follow_symlinks=False), records[path])
        ):
            same.add(path)
        else:
            different.add(path)
    return frozenset(different | (inodes.keys() - same))


def _is_alike(found: os.stat_result, record: Record) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_size == record.size


def _is_untouched(found: os.stat_result, record: Record) -> bool:
    """Whether nobody touched a file since it was recorded; False where its time is too coarse to tell."""
    return (
        found.st_mtime_ns == record.mtime and record.mtime % 1_000_000_000 != 0 and _is_alike(found, record)
    )
