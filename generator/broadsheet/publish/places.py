"""Where an edition is, and all that belongs to it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Places(NamedTuple):
    """Where an edition is.

    Args:
        target: The published tree.
        twin: The same tree again, of hard links where the file system has them, to apply changes to.
        records: What is known of its files.
        notes: How both trees were left.
        manifest: What it consists of, for readers.
        new_manifest: The same of what will be published.
        old_manifest: The same of what was published, for a moment.
        new: A folder for files that are being written.
        new_twin: A folder for the same files again, where all are new.
        made: A folder for a site that somebody else makes.
        aside: A place for what is in the way for a moment.
        old_twin: A place for a twin that is not used any more.
    """

    target: Path
    twin: Path
    records: Path
    notes: Path
    manifest: Path
    new_manifest: Path
    old_manifest: Path
    new: Path
    new_twin: Path
    made: Path
    aside: Path
    old_twin: Path

    @classmethod
    def of(cls, target: Path, state: Path, new: Path) -> Places:
        """Return the places of an edition.

        Args:
            target: The published tree.
            state: The folder for what is kept from build to build, on the same file system.
            new: The folder for what is not.
        """
        return cls(
            target=target,
            twin=state / "tree",
            records=state / "records",
            notes=state / "notes",
            manifest=state / "manifest.json",
            new_manifest=new / "manifest.json",
            old_manifest=new / "manifest.old",
            new=new / "files",
            new_twin=new / "tree",
            made=new / "made",
            aside=new / "aside",
            old_twin=new / "old",
        )
