"""See at a glance that an edition and its twin are as the last build left them.

A file that comes or goes changes its folder's modification time, so that folders need not be listed. The
notes are removed before the twin is touched: where there are any, it is like what is published.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec

from broadsheet.publish.places import Places
from broadsheet.publish.records import Record, load_records, replace_file


class _Notes(NamedTuple):
    """The modification times of all folders, in ns, by path."""

    target: dict[str, int]
    twin: dict[str, int]


_decode = msgspec.msgpack.Decoder(_Notes).decode


def note(places: Places, files: Iterable[str]) -> None:
    """Note how an edition and its twin are left.

    Args:
        places: Where they are.
        files: Every file of the edition.
    """
    folders = {path.rpartition("/")[0] for path in files}
    ahead = folders
    while ahead := {folder.rpartition("/")[0] for folder in ahead} - folders:
        folders |= ahead
    notes = _Notes(_times(places.target, folders), _times(places.twin, folders))
    replace_file(places.notes, msgspec.msgpack.encode(notes))


class Glance:
    """What a glance at an edition shows.

    Args:
        places: Where the edition is.
        beside: Whether to look at once, in a forked process beside this one, or when it is asked for.
    """

    def __init__(self, places: Places, *, beside: bool = False) -> None:
        self._answers = _asked_beside(places) if beside else _answers(places)

    @cached_property
    def is_untouched(self) -> bool:
        """Whether nobody touched what is published, since that was noted."""
        return next(self._answers, False)

    @cached_property
    def has_twin(self) -> bool:
        """Whether, besides, nobody touched its twin."""
        return self.is_untouched and next(self._answers, False)


def _answers(places: Places) -> Iterator[bool]:
    try:
        notes = _decode(places.notes.read_bytes())
        yield _times(places.target, notes.target) == notes.target and _has(
            places.target, load_records(places.records)
        )
        yield _times(places.twin, notes.twin) == notes.twin
    except (OSError, msgspec.MsgspecError):
        yield False


def _asked_beside(places: Places) -> Iterator[bool]:
    receiver, sender = os.pipe()
    child = os.fork()
    if not child:
        try:
            for answer in _answers(places):
                os.write(sender, b"y" if answer else b"n")
        finally:
            os._exit(0)
    os.close(sender)
    return _heard(receiver, child)


def _heard(receiver: int, child: int) -> Iterator[bool]:
    try:
        while answer := os.read(receiver, 1):
            yield answer == b"y"
    finally:
        os.close(receiver)  # which ends the child, should nobody want its second answer
        os.waitpid(child, 0)


def _times(root: Path, folders: Iterable[str]) -> dict[str, int]:
    return {folder: os.lstat(f"{root}/{folder}" if folder else root).st_mtime_ns for folder in folders}


def _has(root: Path, records: Mapping[str, Record]) -> bool:
    for path, record in records.items():
        found = os.lstat(f"{root}/{path}")
        is_it = stat.S_ISREG(found.st_mode) and found.st_size == record.size
        if not is_it or found.st_mtime_ns != record.mtime or record.mtime % 1_000_000_000 == 0:
            return False  # or its time is too coarse to tell
    return bool(records)
