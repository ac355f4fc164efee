"""Where it is that things are kept beside editions."""

from __future__ import annotations

from pathlib import Path

STATE = ".broadsheet"
"""The folder beside an edition for what is kept from build to build."""


def state_folder(site_dir: Path, *, alone: bool) -> Path:
    """Return the folder beside the editions that holds manifests, and editions while they are made.

    Args:
        site_dir: The folder of all editions.
        alone: Whether ``site_dir`` itself is the only edition.
    """
    return (site_dir.parent if alone else site_dir) / STATE


def manifest_path(site_dir: Path, edition: str, *, alone: bool) -> Path:
    """Return where an edition's manifest is: beside the edition, never inside."""
    return state_folder(site_dir, alone=alone) / edition / "manifest.json"
