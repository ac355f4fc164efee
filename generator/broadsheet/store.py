"""What is kept from build to build: small values by the digest of all that determines them.

A store only ever saves time. It can be deleted at any moment, two builds may use it at once, and one that
is corrupt, locked, read-only or on a full disk behaves as an empty one. SQLite's journal makes a write
whole or void when a build is killed. Nothing waits for the disk, so that a loss of power can damage the
file; each value has a checksum, and one that does not match is not there.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zlib import crc32

from msgspec.msgpack import Encoder

#: How large a store may grow, in bytes.
LIMIT = 512 * 1024 * 1024

_VERSION = 1  # of the tables below; a store of another version is begun again

_TABLE = (
    "CREATE TABLE entry (kind TEXT, key BLOB, day INTEGER, checksum INTEGER, value BLOB, UNIQUE (kind, key))"
)
_SELECT = "SELECT key, checksum, value, day BETWEEN ? AND ? FROM entry WHERE kind = ? AND key IN ({})"

_SETTINGS = ("page_size = 8192", "synchronous = OFF", "journal_mode = TRUNCATE", "cache_size = -16384")
_OVERHEAD = 64  # bytes of an entry beside its value
_WEEK = 7  # days; noting each day's use would write all that a build that changes nothing reads
_CHUNK = 1000  # keys in one statement; SQLite takes 32,766 parameters
_PATIENCE = 5.0  # seconds; another build's write takes a fraction of one

# Errors that say nothing about the file itself; after all others it is begun again.
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}

_encode = Encoder().encode


def digest(*parts: bytes | str) -> bytes:
    """Return 16 bytes that stand for some parts: for their order, their bounds and their types."""
    try:
        framed = _encode(parts)
    except UnicodeEncodeError:  # half of a surrogate pair, which no file should have
        framed = _encode([[p.encode(errors="surrogatepass")] if isinstance(p, str) else p for p in parts])
    return blake2b(framed, digest_size=16).digest()


class Store:
    """Values by kind and key, of which the least recently used ones go when there are too many.

    For one process (not for its forked children) and one thread at a time.

    Attributes:
        objects: What was made of values, by key, for as long as the process lives.

    Args:
        path: The file, made where there is none; None to keep all in memory.
        limit: How many bytes to keep at most; looked at on closing.
    """

    def __init__(self, path: Path | None, *, limit: int = LIMIT) -> None:
        self.objects: dict[bytes, Any] = {}
        self._path = path
        self._limit = limit
        self._today = int(time.time() // 86_400)
        self._used: list[tuple[int, str, bytes]] = []
        self._db = _closed()
        with self._failing_softly():
            self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, kind: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return those values of a kind that are there, by key."""
        found: dict[bytes, bytes] = {}
        wanted = list(keys)
        with self._failing_softly():
            for start in range(0, len(wanted), _CHUNK):
                some = wanted[start : start + _CHUNK]
                rows = self._db.execute(
                    _SELECT.format(",".join("?" * len(some))), (self._today - _WEEK, self._today, kind, *some)
                )
                for key, checksum, value, recent in rows:
                    if isinstance(value, bytes) and checksum == _checksum(kind, key, value):
                        found[key] = value
                        if not recent:
                            self._used.append((self._today, kind, key))
        return found

    def put(self, kind: str, values: Mapping[bytes, bytes]) -> None:
        """Keep some values of a kind: all of them, or none."""
        if not values:
            return
        rows = ((kind, key, self._today, _checksum(kind, key, value), value) for key, value in values.items())
        with self._failing_softly(), _writing(self._db) as db:
            db.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Note what was used, drop what is too much, and let go of the file."""
        with self._failing_softly():
            if self._used:
                with _writing(self._db) as db:
                    db.executemany("UPDATE entry SET day = ? WHERE kind = ? AND key = ?", self._used)
            if (excess := _size(self._db) - self._limit) > 0:
                with _writing(self._db) as db:
                    _delete_oldest(db, excess + self._limit // 10)
        self._db.close()

    def _open(self) -> None:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        # Several threads may hold a store, one after the other.
        self._db = sqlite3.connect(
            self._path or ":memory:", timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        _prepare(self._db)

    @contextlib.contextmanager
    def _failing_softly(self) -> Iterator[None]:
        """End a block where the file fails it, and tell nobody."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            if not isinstance(error, sqlite3.ProgrammingError):  # the file has been given up
                with contextlib.suppress(OSError, sqlite3.Error):
                    self._recover(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT))

    def _recover(self, code: int) -> None:
        """Open a file anew that was deleted, begin a damaged one again, and do without any other."""
        self._db.close()
        moved = code == sqlite3.SQLITE_READONLY_DBMOVED
        if self._path and (moved or code & 0xFF not in _PASSING):
            if not moved:  # the journal first: it would be played back into a new file
                self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)
                self._path.unlink(missing_ok=True)
            self._open()


def _closed() -> sqlite3.Connection:
    """Return a database of which each use is an error."""
    db = sqlite3.connect(":memory:")
    db.close()
    return db


def _prepare(db: sqlite3.Connection) -> None:
    for setting in _SETTINGS:
        db.execute(f"PRAGMA {setting}")
    if _pragma(db, "user_version") != _VERSION:
        with _writing(db):
            if (version := _pragma(db, "user_version")) not in (0, _VERSION):
                raise sqlite3.DatabaseError  # of another version: begun again, as a damaged one is
            if version == 0:
                db.execute(_TABLE)
                db.execute(f"PRAGMA user_version = {_VERSION}")


@contextlib.contextmanager
def _writing(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Keep all that a block writes, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    with db:  # commits, or rolls back
        yield db


def _delete_oldest(db: sqlite3.Connection, size: int) -> None:
    """Delete the least recently used entries, which together take some bytes."""
    gone = []
    for id_, length in db.execute("SELECT rowid, length(value) FROM entry ORDER BY day, rowid"):
        if size <= 0:
            break
        gone.append((id_,))
        size -= length + _OVERHEAD
    db.executemany("DELETE FROM entry WHERE rowid = ?", gone)


def _size(db: sqlite3.Connection) -> int:
    """Return how many bytes of the file are in use."""
    return (_pragma(db, "page_count") - _pragma(db, "freelist_count")) * _pragma(db, "page_size")


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


def _checksum(kind: str, key: bytes, value: bytes) -> int:
    return crc32(value, crc32(key, crc32(kind.encode())))
