"""Where a project is in its repository, told from the file system alone."""

from __future__ import annotations

import os
from pathlib import Path


def work_tree_of(folder: Path) -> Path | None:
    """Return the top of the work tree that a folder is in; None where it is in none.

    Git itself takes a folder with files like ``HEAD`` and ``config``, and an empty ``objects`` and ``refs``,
    for a repository, and runs what its ``config`` names. Files like that can be committed as content. No
    ``.git`` can: so nobody but who cloned the repository says where one is.

    Args:
        folder: The folder, without symbolic links in its path.
    """
    return next((path for path in (folder, *folder.parents) if os.path.lexists(path / ".git")), None)


def folder_in_repository(project: Path) -> str:
    """Return a project's folder, relative to the top of the work tree that it is in.

    Args:
        project: The folder.

    Returns:
        The path with forward slashes; empty where the folder is the top, or in no work tree.
    """
    project = project.resolve()
    top = work_tree_of(project)
    return "" if top in {None, project} else project.relative_to(top).as_posix()
