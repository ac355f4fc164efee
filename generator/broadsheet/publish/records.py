"""What is known of each published file from the build that wrote it, so that the next one can keep it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of a published file.

    Args:
        key: Of what its bytes were made from; empty where that is not known, so that it is always made again.
        sha256: Of its bytes.
        size: In bytes.
        mtime: When it was last modified, in ns, as the file system told when it had been written. It only
            says that nobody touched the file since; whatever it says, other bytes are other bytes.
    """

    key: bytes
    sha256: str
    size: int
    mtime: int


class _Records(msgspec.Struct, frozen=True):
    version: int
    files: dict[str, Record]


_VERSION = 1
_DECODER = msgspec.msgpack.Decoder(_Records)


def load_records(path: Path) -> dict[str, Record]:
    """Read the records of an edition, by path in it; none where they cannot be read."""
    try:
        records = _DECODER.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return {}
    return records.files if records.version == _VERSION else {}


def save_records(path: Path, records: Mapping[str, Record]) -> None:
    """Write the records of an edition."""
    replace_file(path, msgspec.msgpack.encode(_Records(_VERSION, dict(records))))


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that it has its old bytes or its new ones at any time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_bytes(data)
    written.replace(path)


def sha256_of(path: Path) -> str:
    """Return SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
