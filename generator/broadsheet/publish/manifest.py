"""The manifest of a published edition: what it consists of and what that was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


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
    files: Mapping[str, str]
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)


def state_folder(site_dir: Path, *, alone: bool) -> Path:
    """Return the folder beside the editions that holds manifests, and editions while they are made.

    Args:
        site_dir: The folder of all editions.
        alone: Whether ``site_dir`` itself is the only edition.
    """
    return (site_dir.parent if alone else site_dir) / ".broadsheet"


def manifest_path(site_dir: Path, edition: str, *, alone: bool) -> Path:
    """Return where an edition's manifest is: beside the edition, never inside."""
    return state_folder(site_dir, alone=alone) / edition / "manifest.json"


def digest(folder: Path) -> dict[str, str]:
    """Return SHA-256 of each file below a folder, by its path there, sorted."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
    }


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest."""
    files = {
        name: {"sha256": sha, "sources": list(manifest.sources.get(name, ()))}
        for name, sha in manifest.files.items()
    }
    value = {
        "edition": manifest.edition,
        "commit": manifest.commit,
        "ids": dict(manifest.ids),
        "files": files,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    written.replace(path)


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest; None where there is none that can be read."""
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(
            edition=value["edition"],
            commit=value["commit"],
            files={name: file["sha256"] for name, file in value["files"].items()},
            sources={name: tuple(file["sources"]) for name, file in value["files"].items()},
            ids=value["ids"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
