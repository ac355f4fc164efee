"""Write what an import comes to: each file at once, and none that somebody else wrote meanwhile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from broadsheet.errors import UsageError
from broadsheet.importers.plan import Change, Planned


def write(project: Path, planned: Iterable[Planned]) -> int:
    """Write new and updated files.

    Args:
        project: The folder that paths are relative to.
        planned: What becomes of each record.

    Returns:
        How many files were written.

    Raises:
        UsageError: A file is not what it was when this was planned, or cannot be written.
    """
    written = 0
    for item in planned:
        if item.change in {Change.NEW, Change.UPDATED}:
            try:
                _write(project, item)
            except OSError as error:
                raise UsageError(f"{item.path} cannot be written: {error.strerror}") from error
            written += 1
    return written


def _write(project: Path, item: Planned) -> None:
    target = project / item.path
    if not target.parent.resolve().is_relative_to(project.resolve()):
        raise UsageError(f"{item.path} lies outside of the project, where a link leads")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".import-", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(item.text)
        draft.chmod(0o644)
        if item.change is Change.NEW:
            os.link(draft, target)  # fails where there is something by now
        else:
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
