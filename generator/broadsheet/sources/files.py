"""The files of a project, from the work tree or from a commit, in one form and by the same rules."""

from __future__ import annotations

import os
import posixpath
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.sources.git import Repository
from broadsheet.sources.names import heads, is_content, printable
from broadsheet.sources.tree import Kind, SourceFile, Tree, UnusableError

__all__ = ["CommitTree", "SourceFile", "WorkTree"]

_COMMITTED = {stat.S_IFLNK: Kind.LINK, 0o160000: Kind.REPOSITORY}


class WorkTree(Tree):
    """The files that lie on disk, committed or not. In a repository, what git ignores is not there.

    Args:
        project: The project's folder.
        repository: The repository that it is in; None where there is none.

    Raises:
        GitError: The repository has no commit, or git cannot list its files.
        ValueError: The repository has no work tree that holds the project.
    """

    def __init__(self, project: Path, repository: Repository | None = None) -> None:
        project = project.resolve()
        self._root = (repository and repository.root) or project
        super().__init__(project.relative_to(self._root).as_posix())
        self._known = None if repository is None else _known_to_git(repository)

    def _list(self, folder: str, findings: Findings) -> dict[str, Kind]:
        found: dict[str, Kind] = {}
        ahead = [folder] if self._kind(folder) else []
        while ahead:
            path = ahead.pop()
            kind = self._on_disk(path)
            asked_for = path == folder and self._known is None  # a clone that nobody wants dates of
            if kind is Kind.FOLDER or (kind is Kind.REPOSITORY and asked_for):
                ahead += [
                    posixpath.join(path, name) for name in self._names(path, findings) if is_content(name)
                ]
            elif kind is Kind.OTHER or (kind and self._is_known(path)):
                found[path] = kind
        return found

    def _names(self, folder: str, findings: Findings) -> Sequence[str]:
        try:
            return [child.name for child in (self._root / folder).iterdir()]
        except OSError as error:
            findings.add(Code.BS116, Place(printable(self._inner(folder))), f"{error.strerror}")
            return ()

    def _kind(self, path: str) -> Kind | None:
        return self._on_disk(path) if self._is_known(path) else None

    def _is_known(self, path: str) -> bool:
        if self._known is None:
            return all(map(is_content, path.split("/")))
        return unicodedata.normalize("NFC", path) in self._known

    def _on_disk(self, path: str) -> Kind | None:
        file = self._root / path
        try:
            mode = file.lstat().st_mode
        except (OSError, ValueError):  # ValueError: no name on disk can be so
            return None
        if stat.S_ISDIR(mode):
            return Kind.REPOSITORY if path and os.path.lexists(file / ".git") else Kind.FOLDER
        kinds = {stat.S_IFREG: Kind.FILE, stat.S_IFLNK: Kind.LINK}
        return kinds.get(stat.S_IFMT(mode), Kind.OTHER)

    def _target(self, path: str) -> str:
        return (self._root / path).readlink().as_posix()

    def _read(self, path: str) -> bytes:
        # What was a file a moment ago may have become a link or a pipe.
        try:
            descriptor = os.open(self._root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as file:
                return file.read()
        except FileNotFoundError as error:
            raise UnusableError(Code.BS117, "the file was there, and then it was not") from error
        except OSError as error:
            raise UnusableError(Code.BS116, f"{error.strerror}") from error


class CommitTree(Tree):
    """The files that a commit holds.

    Args:
        repository: Where the commit is.
        commit: Its sha.
        project: The project's folder, relative to the repository; empty where it is the same.
    """

    def __init__(self, repository: Repository, commit: str, project: str = "") -> None:
        super().__init__(project)
        self._repository = repository
        self._files = repository.tree(commit, [""])
        self._known = _with_folders(self._files)

    def _list(self, folder: str, findings: Findings) -> dict[str, Kind]:  # noqa: ARG002
        below = f"{folder}/" if folder else ""
        return {
            path: _COMMITTED.get(file.mode, Kind.FILE)
            for path, file in self._files.items()
            if path == folder
            or (path.startswith(below) and all(map(is_content, path.removeprefix(below).split("/"))))
        }

    def _kind(self, path: str) -> Kind | None:
        if file := self._files.get(path):
            return _COMMITTED.get(file.mode, Kind.FILE)
        return Kind.FOLDER if path in self._known else None

    def _target(self, path: str) -> str:
        return os.fsdecode(self._read(path))

    def _read(self, path: str) -> bytes:
        return self._repository.read(self._files[path].sha)


def _known_to_git(repository: Repository) -> frozenset[str]:
    """All that git does not ignore, in one Unicode form, since macOS changes names."""
    head = repository.resolve("HEAD")
    files = [*repository.tree(head, [""]), *repository.uncommitted([""])]
    return _with_folders(unicodedata.normalize("NFC", path) for path in files)


def _with_folders(paths: Iterable[str]) -> frozenset[str]:
    return frozenset({"", *(head for path in paths for head in heads(path))})
