"""The manifest of a published edition: what it consists of and what that was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from broadsheet.publish.records import replace_file, sha256_of


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition consists of.

    Args:
        edition: Its name.
        commit: The commit it was built from; empty without git.
        files: SHA-256 of each file, by its path in the edition.
        sources: The project's files that a file was made from, by its path in the edition.
        ids: Each entry's id, by the path that the entry was first committed under.
    """

    edition: str
    commit: str
    files: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)


class _Ids(msgspec.Struct):
    ids: dict[str, str]


_IDS = msgspec.json.Decoder(_Ids)


def digest(folder: Path) -> dict[str, str]:
    """Return SHA-256 of each file below a folder, by its path there, sorted."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): sha256_of(file) for file in sorted(files)}


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest."""
    value = {
        "commit": manifest.commit,
        "edition": manifest.edition,
        "files": {
            name: {"sha256": sha, "sources": manifest.sources.get(name, ())}
            for name, sha in sorted(manifest.files.items())
        },
        "ids": dict(sorted(manifest.ids.items())),
    }
    replace_file(path, msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def read_ids(path: Path) -> dict[str, str] | None:
    """Read the ids in a manifest; None where there is none that can be read."""
    try:
        return _IDS.decode(path.read_bytes()).ids
    except (OSError, msgspec.MsgspecError):
        return None
