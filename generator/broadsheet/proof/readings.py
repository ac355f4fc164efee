"""How source files were read, kept from build to build."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from broadsheet.model.raw import RawAsset
from broadsheet.proof import reading
from broadsheet.proof.parts import Part
from broadsheet.store import Store, digest

_T = TypeVar("_T")
_TEXT_LIMIT = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is not Markdown.

    Args:
        sha256: Of its bytes.
        part: Its text; None where it is none.
    """

    sha256: str
    part: Part | None


class Readings:
    """Reads files, or knows how they were read before.

    Args:
        store: Where that is kept; None to read all of them.
        key: Stands for the program.
    """

    def __init__(self, store: Store | None, key: bytes) -> None:
        self._store, self._key = store, key

    def of(self, kind: type[_T], files: Sequence[RawAsset], read: Callable[[bytes], _T]) -> dict[bytes, _T]:
        """Return how files read, by digest.

        Args:
            kind: What comes of reading.
            files: The files.
            read: Reads the bytes of one.
        """
        if self._store is None:
            return {file.digest: read(file.load()) for file in files}
        keys = {file.digest: digest(self._key, kind.__name__, file.digest) for file in files}
        stored = self._store.get("proof", keys.values())
        decode = msgspec.msgpack.Decoder(kind).decode
        known = {file: decode(stored[key]) for file, key in keys.items() if key in stored}
        new = {file.digest: read(file.load()) for file in files if file.digest not in known}
        values = {keys[file]: _encoded(value) for file, value in new.items()}
        self._store.put("proof", {key: value for key, value in values.items() if value})
        return known | new


def _encoded(value: object) -> bytes:
    try:
        return msgspec.msgpack.encode(value)
    except UnicodeEncodeError:  # half of a surrogate pair, which YAML lets one write
        return b""


def as_asset(data: bytes) -> Asset:
    """Read a file that is not Markdown."""
    part = None
    if b"\0" not in data and len(data) <= _TEXT_LIMIT:
        try:
            data.decode()
        except UnicodeDecodeError:
            pass
        else:
            parts = reading.read(data, markdown=False).parts
            part = parts[0] if parts else None
    return Asset(hashlib.sha256(data).hexdigest(), part)
