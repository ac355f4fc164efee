"""Write what an import comes to: each file at once, and none that somebody else wrote meanwhile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from broadsheet.errors import UsageError
from broadsheet.importers.plan import Change, Picture, Planned


def write(project: Path, planned: Iterable[Planned], pictures: Iterable[Picture]) -> int:
    """Write new and updated files, and pictures before what shows them.

    Args:
        project: The folder that paths are relative to.
        planned: What becomes of each record.
        pictures: What is copied.

    Returns:
        How many files were written.

    Raises:
        UsageError: A file is not what it was when this was planned, or cannot be written.
    """
    for picture in pictures:
        _write(project, picture.path, picture.data, is_new=True)
    wanted = [item for item in planned if item.change in {Change.NEW, Change.UPDATED}]
    for item in wanted:
        _write(project, item.path, item.text.encode(), is_new=item.change is Change.NEW)
    return len(wanted)


def _write(project: Path, path: str, data: bytes, *, is_new: bool) -> None:
    target = project / path
    if not target.parent.resolve().is_relative_to(project.resolve()):
        raise UsageError(f"{path} lies outside of the project, where a link leads")
    try:
        _put(target, data, is_new=is_new)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _put(target: Path, data: bytes, *, is_new: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".import-", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        draft.chmod(0o644)
        if is_new:
            os.link(draft, target)  # fails where there is something by now
        else:
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
