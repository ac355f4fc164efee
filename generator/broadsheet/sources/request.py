"""What of a project to read, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Snippets:
    """How ``--8<--`` includes files.

    Args:
        folders: Where files are looked for, relative to the project.
        appended: Files that every text ends with.
    """

    folders: tuple[str, ...]
    appended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What to read.

    Args:
        project: The project's folder.
        docs_dir: The documents' folder, relative to the project.
        changelog_dir: The entries' folder, relative to the project.
        use_git: Whether to ask git for dates and authors.
        release_tags: Which tags are releases; its group ``version`` is the release's name.
        snippets: How files are included; None where they are not.
        excluded: Patterns, as in .gitignore, of what below ``docs_dir`` is not read.
        output: Folders that are written and never read, absolute.
        ref: The revision to read from the object database; None for the work tree.
        overlay: Files that are read as if they held this, by path; so one can look before one writes.
    """

    project: Path
    docs_dir: str
    changelog_dir: str
    use_git: bool
    release_tags: re.Pattern[str]
    snippets: Snippets | None
    excluded: tuple[str, ...] = ()
    output: tuple[Path, ...] = ()
    ref: str | None = None
    overlay: Mapping[str, bytes] = field(default_factory=dict)

    def output_in(self, root: Path) -> list[str]:
        """Return the folders that are written, relative to one that they are in."""
        return [path.relative_to(root).as_posix() for path in self.output if path.is_relative_to(root)]
