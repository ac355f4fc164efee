"""Put new files where they belong. What is there already is never touched, unless it is ours alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from broadsheet.errors import BroadsheetError


def write_new(folder: Path, files: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Write files that are not there yet.

    Args:
        folder: Where; it is made if need be.
        files: The text of each, by its path.

    Returns:
        What was written, and what was left as it is because something is there already.

    Raises:
        BroadsheetError: The folder cannot be written to.
    """
    written: list[str] = []
    left: list[str] = []
    root = folder.resolve()
    for name, text in files.items():
        try:
            done = _is_free(root / name, root) and _create(root / name, text)
        except OSError as error:
            raise BroadsheetError(f"{root / name} cannot be written: {error.strerror}") from error
        (written if done else left).append(name)
    return written, left


def write_over(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write files that are ours alone, and return the paths of those that were missing or something else."""
    changed = []
    for name, text in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != text.encode():
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, text)
            changed.append(name)
    return changed


def _is_free(path: Path, root: Path) -> bool:
    """Whether nothing is there, and the folders above are folders of this repository."""
    parents = [parent for parent in path.parents if parent.is_relative_to(root)]
    if any(os.path.lexists(parent) and (parent.is_symlink() or not parent.is_dir()) for parent in parents):
        return False
    return not os.path.lexists(path)


def _create(path: Path, text: str) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:  # it came in between
        return False
    return True


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)
