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


class Notes(NamedTuple):
    """The modification times of all folders of an edition and its twin, in ns, by path."""

    target: dict[str, int]
    twin: dict[str, int]

    def after(self, changed: Iterable[str]) -> Notes:
        """Return what still holds once files were changed in both, and they were exchanged if any was."""
        paths = set(changed)
        touched = _folders(paths)
        target, twin = (
            {folder: time for folder, time in times.items() if folder not in touched} for times in self
        )
        return Notes(twin, target) if paths else Notes(target, twin)


_decode = msgspec.msgpack.Decoder(Notes).decode


def read_notes(places: Places) -> Notes:
    """Return how an edition and its twin were left, as far as that was noted.

    Raises:
        OSError: Nothing was noted.
        MsgspecError: What was noted cannot be read.
    """
    return _decode(places.notes.read_bytes())


NOTHING = Notes({}, {})


def note(places: Places, files: Iterable[str], known: Notes = NOTHING) -> None:
    """Note how an edition and its twin are left.

    Args:
        places: Where they are.
        files: Every file of the edition.
        known: What is not looked at again. Were it, what somebody else did meanwhile would pass for ours.
    """
    folders = _folders(files)
    notes = Notes(
        known.target | _times(places.target, folders - known.target.keys()),
        known.twin | _times(places.twin, folders - known.twin.keys()),
    )
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
        notes = read_notes(places)
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


def _folders(files: Iterable[str]) -> set[str]:
    """Return the folders that some files are in, and those above."""
    folders = {path.rpartition("/")[0] for path in files}
    ahead = folders
    while ahead := {folder.rpartition("/")[0] for folder in ahead} - folders:
        folders |= ahead
    return folders


def _times(root: Path, folders: Iterable[str]) -> dict[str, int]:
    return {folder: os.lstat(f"{root}/{folder}" if folder else root).st_mtime_ns for folder in folders}


def _has(root: Path, records: Mapping[str, Record]) -> bool:
    for path, record in records.items():
        found = os.lstat(f"{root}/{path}")
        is_it = stat.S_ISREG(found.st_mode) and found.st_size == record.size
        if not is_it or found.st_mtime_ns != record.mtime or record.mtime % 1_000_000_000 == 0:
            return False  # or its time is too coarse to tell
    return bool(records)
