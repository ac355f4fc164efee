"""Where a project is in its repository, told from the file system alone."""

from __future__ import annotations

from pathlib import Path


def folder_in_repository(project: Path) -> str:
    """Return a project's folder, relative to the top of the work tree that it is in.

    Args:
        project: The folder.

    Returns:
        The path with forward slashes; empty where the folder is the top, or in no work tree.
    """
    project = project.resolve()
    for folder in (project, *project.parents):
        if (folder / ".git").exists():
            return "" if folder == project else project.relative_to(folder).as_posix()
    return ""
