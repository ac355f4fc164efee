"""An edition while it is made: what of the published one stays, and what comes in its place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from broadsheet.errors import PublishError
from broadsheet.publish import trees
from broadsheet.publish.look import files
from broadsheet.publish.places import Places
from broadsheet.publish.records import Record
from broadsheet.publish.swap import exchanged


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the files of a draft, each once. Can be used in other processes: tell the draft of its records.

    Args:
        new: The folder to write into.
        new_twin: The folder to link the files into; empty where there is none.
        published: The records of what is published.
    """

    new: str
    new_twin: str
    published: Mapping[str, Record]

    def write(self, path: str, data: bytes, key: bytes) -> Record:
        """Write a file, unless what is published is the same.

        Args:
            path: Where it is in the edition.
            data: Its bytes.
            key: Of what they were made from; empty where that is not known.

        Raises:
            PublishError: It cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        published = self.published.get(path)
        if published and published.sha256 == sha256:
            return Record(key, sha256, published.size, published.mtime)
        file = f"{self.new}/{path}"
        try:
            found = trees.create(file, data)
            if self.new_twin:
                trees.link(file, f"{self.new_twin}/{path}")
        except FileExistsError as error:
            raise _twice(path) from error
        except OSError as error:
            raise PublishError(f"{file} cannot be written: {error.strerror}") from error
        return Record(key, sha256, found.st_size, found.st_mtime_ns)


def _twice(path: str) -> PublishError:
    hint = "If a file below docs/ is to be there, give it another name: Broadsheet makes one."
    return PublishError(f"two files would be at {path}", hint)


class _Changes(NamedTuple):
    put: frozenset[str]
    gone: frozenset[str]


class Draft:
    """An edition while it is made. What is neither written nor kept will be gone.

    Args:
        places: Where it is.
        published: The records of the published files that can be kept; empty to start from scratch.
        strange: Paths where something else is published.
        twin_strange: Paths where the twin differs from what is published.
    """

    def __init__(
        self,
        places: Places,
        published: Mapping[str, Record],
        strange: frozenset[str],
        twin_strange: frozenset[str],
    ) -> None:
        self.published = published
        self.records: dict[str, Record] = {}
        self._places, self._strange, self._twin_strange = places, strange, twin_strange
        self._changes: _Changes | None = None

    @property
    def known(self) -> dict[str, bytes]:
        """The keys of the files that can be kept, by path in the edition."""
        return {path: record.key for path, record in self.published.items() if record.key}

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of what has been written or kept so far, by path in the edition."""
        return {path: record.sha256 for path, record in self.records.items()}

    @property
    def changed(self) -> frozenset[str]:
        """The paths where other bytes will be published than are, or none."""
        changes = self._compare()
        return changes.put | changes.gone

    def writer(self) -> Writer:
        """Return what writes files, here or in another process."""
        new_twin = "" if self.published else str(self._places.new_twin)
        return Writer(str(self._places.new), new_twin, self.published)

    def write(self, path: str, data: bytes, key: bytes) -> None:
        """Write a file and add it. See ``Writer.write``."""
        self.add(path, self.writer().write(path, data, key))

    def add(self, path: str, record: Record) -> None:
        """Add a file that a writer has written.

        Raises:
            PublishError: There is one at this path.
        """
        if path in self.records:
            raise _twice(path)
        self.records[path] = record

    def keep(self, paths: Iterable[str]) -> None:
        """Let published files stay as they are.

        Raises:
            PublishError: There is another at one of these paths.
        """
        for path in paths:
            self.add(path, self.published[path])

    def doubt(self, paths: Iterable[str]) -> None:
        """Have files made again by the next build, whatever they were made from."""
        for path in paths:
            self.records[path] = msgspec.structs.replace(self.records[path], key=b"")

    def read(self, path: str) -> bytes:
        """Return what a file holds that was written or kept."""
        try:
            return (self._places.new / path).read_bytes()
        except FileNotFoundError:  # it is published already
            return (self._places.target / path).read_bytes()

    def adopt(self, folder: Path) -> None:
        """Add every file of a folder, of which nobody knows what it was made from."""
        for path, entry in files(folder):
            if entry.is_file():
                self.write(path, Path(entry.path).read_bytes(), b"")

    def assemble(self) -> Path:
        """Bring what is kept and what was written together, and nothing else; nothing can be added then.

        Returns:
            The folder that will be published.

        Raises:
            PublishError: It cannot be written.
        """
        if self._changes is None:
            self._changes = self._compare()
            folder = self._places.twin if self.published else self._places.new
            try:
                self._places.notes.unlink(missing_ok=True)
                if self.published:
                    self._apply(self._changes)
                else:  # it may have no files
                    self._places.new.mkdir(parents=True, exist_ok=True)
                    self._places.new_twin.mkdir(exist_ok=True)
            except OSError as error:
                raise PublishError(f"{folder} cannot be written: {error.strerror}") from error
        return self._places.twin if self.published else self._places.new

    @contextmanager
    def swapped(self) -> Iterator[bool]:
        """Publish what is assembled, and take that back where the block fails.

        Yields:
            Whether any byte differs from what was published.
        """
        folder, places = self.assemble(), self._places
        if self.published and not self.changed:
            yield False
            return
        if not self.published:
            if os.path.lexists(places.twin):
                places.twin.rename(places.old_twin)
            places.new_twin.rename(places.twin)
        with exchanged(folder, places.target, places.aside):
            yield True

    def follow(self) -> None:
        """Make the twin like what is now published, from what was published before."""
        twin, changes = str(self._places.twin), self._compare()
        if self.published:
            trees.clear(twin, changes.gone, changes.put)
            trees.fill(twin, changes.put, str(self._places.target))

    def _compare(self) -> _Changes:
        if self._changes:
            return self._changes
        old, new = self.published, self.records
        gone = frozenset(old) | self._strange
        put = frozenset(
            path
            for path, record in new.items()
            if (was := old.get(path)) is not record and (was is None or was.sha256 != record.sha256)
        )
        return _Changes(put, gone - new.keys())

    def _apply(self, changes: _Changes) -> None:
        """Apply the changes to the twin, and mend where it was not like what is published."""
        twin, put = str(self._places.twin), changes.put
        mended = (self._twin_strange & self.records.keys()) - put
        trees.clear(twin, changes.gone | (self._twin_strange - self.records.keys()), put | mended)
        trees.fill(twin, put, str(self._places.new))
        trees.fill(twin, mended, str(self._places.target))
