"""Where a project's folders are: in one repository, in two, or in none."""

from __future__ import annotations

import os
import posixpath
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from broadsheet.codes import Code
from broadsheet.errors import GitError
from broadsheet.sources.files import CommitTree, WorkTree
from broadsheet.sources.git import Repository
from broadsheet.sources.history import FileHistory, History
from broadsheet.sources.request import Request
from broadsheet.store import Store


@dataclass(frozen=True, slots=True)
class Source:
    """A tree of files with its history. ``docs/`` may be a clone of its own inside the project.

    Args:
        base: The tree's folder, relative to the project; empty where it is the same.
        folders: What to read of it, relative to ``base``.
        inside: ``base``, relative to the repository's top.
    """

    tree: WorkTree | CommitTree
    base: str
    folders: tuple[str, ...]
    inside: str = ""
    history: History | None = None
    uncommitted: frozenset[str] = frozenset()
    unmerged: frozenset[str] = frozenset()

    def history_of(self, path: str) -> FileHistory | None:
        """Return what git knows of a file, by its path relative to ``base``."""
        return self.history.files.get(self.inner(path)) if self.history else None

    def inner(self, path: str) -> str:
        """Return a path relative to the repository's top."""
        return posixpath.normpath(posixpath.join(self.inside, path)) if self.inside else path

    def outer(self, path: str) -> str:
        """Return a path relative to the project."""
        return posixpath.join(self.base, path) if self.base else path


def open_sources(request: Request, store: Store | None) -> list[Source]:
    """Find the trees that a project's folders are in.

    Args:
        request: What to read.
        store: Where history is kept from build to build; None where it is not.

    Raises:
        GitError: Git is not there, refuses, or cannot read the history.
    """
    folders = (request.docs_dir, request.changelog_dir)
    if request.ref is not None:
        return [_committed(request, request.ref, folders, store)]
    if not request.use_git:
        return [Source(WorkTree(request.project), "", folders)]
    project = request.project.resolve()
    repositories: dict[Path, list[str]] = defaultdict(list)
    for folder in folders:
        repositories[_home(project, folder)].append(folder)
    return [
        Source(WorkTree(project), "", tuple(some))
        if not home.is_dir()
        else _checked_out(request, home, tuple(some), store)
        for home, some in repositories.items()
    ]


def _home(project: Path, folder: str) -> Path:
    """Return where to look for the repository that a folder is in."""
    place = project / folder
    if not place.is_dir():
        return place
    above = [path for path in (place, *place.parents) if path.is_relative_to(project) and path != project]
    # Where a link leads, the tree says; the repository there is none of the project's.
    apart = place == place.resolve() and any(os.path.lexists(path / ".git") for path in above)
    return place if apart else project


def _committed(request: Request, ref: str, folders: tuple[str, ...], store: Store | None) -> Source:
    repository = Repository.open(request.project)
    commit = repository.resolve(ref)
    inside = _inside(request.project, repository)
    tree = CommitTree(repository, commit, inside)
    paths = [posixpath.normpath(posixpath.join(inside, folder)) for folder in folders]
    history = repository.history(commit, paths, request.release_tags, store) if request.use_git else None
    return Source(tree, "", folders, inside, history)


def _checked_out(request: Request, home: Path, folders: tuple[str, ...], store: Store | None) -> Source:
    project = request.project.resolve()
    repository = Repository.open(home)
    root = repository.root
    if root is None:
        raise GitError(Code.BS135, "the repository is bare: there are no files to read")
    base = "" if project.is_relative_to(root) else root.relative_to(project).as_posix()
    inner = tuple(posixpath.relpath(folder, base or ".") for folder in folders)
    inside = _inside(project / base, repository)
    paths = [posixpath.normpath(posixpath.join(inside, folder)) for folder in inner]
    paths = ["" if path == "." else path for path in paths]
    tree = WorkTree(project / base, repository, inner, request.output_in(root))
    history = repository.history(tree.commit, paths, request.release_tags, store)
    return Source(tree, base, inner, inside, history, tree.uncommitted, tree.unmerged)


def _inside(project: Path, repository: Repository) -> str:
    if repository.root is None:
        return ""
    inside = project.resolve().relative_to(repository.root).as_posix()
    return "" if inside == "." else inside
