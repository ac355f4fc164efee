"""The files of a project, from the work tree or from a commit, in one form and by the same rules."""

from __future__ import annotations

import contextlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place, printable
from broadsheet.sources.git import Repository
from broadsheet.sources.names import is_content
from broadsheet.sources.tree import Kind, SourceFile, Tree, UnusableError, blob_name

__all__ = ["CommitTree", "SourceFile", "WorkTree"]

_REGULAR = frozenset({0o100644, 0o100755})
_COMMITTED = {stat.S_IFLNK: Kind.LINK, 0o160000: Kind.REPOSITORY}


class WorkTree(Tree):
    """The files that lie on disk, committed or not. In a repository, what git ignores is not there.

    Of a file that is as it was committed, git tells what it holds, and nobody has to read it.

    Args:
        project: The project's folder.
        repository: The repository that it is in; None where there is none.
        folders: What will be read, relative to the project.

    Attributes:
        commit: The sha of what is checked out; empty without a repository.
        uncommitted: The paths, from the repository's top, whose file is not what that commit has.
        unmerged: Those of them that are in conflict.

    Raises:
        GitError: The repository has no commit, or git cannot list its files.
        ValueError: The repository has no work tree that holds the project.
    """

    def __init__(
        self,
        project: Path,
        repository: Repository | None = None,
        folders: Sequence[str] = (),
        output: Sequence[str] = (),
    ) -> None:
        project = project.resolve()
        self._root = (repository and repository.root) or project
        super().__init__(project.relative_to(self._root).as_posix())
        self._repository = repository
        self._known: frozenset[str] | None = None
        self._blobs: dict[str, str] = {}
        self.commit, self.uncommitted, self.unmerged = "", frozenset[str](), frozenset[str]()
        if repository:
            self._ask(repository, [self._outer(folder) for folder in folders], output)

    def _ask(self, repository: Repository, folders: Sequence[str], output: Sequence[str]) -> None:
        with ThreadPoolExecutor(1) as aside:
            status = aside.submit(repository.status, [""], output)  # what takes longest
            self.commit = repository.resolve("HEAD")
            committed = repository.tree(self.commit, [""])
            found = status.result()
        self.uncommitted, self.unmerged = found.uncommitted, found.unmerged
        # In one Unicode form, since macOS changes names.
        paths = (unicodedata.normalize("NFC", path) for path in (*committed, *self.uncommitted))
        self._known = _with_folders(paths)
        below = tuple(f"{folder}/" if folder else "" for folder in folders)
        unchanged = {
            path: file.sha
            for path, file in committed.items()
            if path.startswith(below) and file.mode in _REGULAR and path not in self.uncommitted
        }
        verbatim = repository.verbatim(unchanged, folders)
        self._blobs = {path: unchanged[path] for path in verbatim}

    def _list(self, folder: str, findings: Findings) -> dict[str, Kind]:
        found: dict[str, Kind] = {}
        kind = self._kind(folder)
        ahead = [(folder, kind)] if kind else []
        while ahead:
            path, kind = ahead.pop()
            asked_for = path == folder and self._known is None  # a clone that nobody wants dates of
            if kind is Kind.FOLDER or (kind is Kind.REPOSITORY and asked_for):
                ahead += self._children(path, findings)
            elif kind is Kind.OTHER or self._is_known(path):
                found[path] = kind
        return found

    def _children(self, folder: str, findings: Findings) -> Iterator[tuple[str, Kind]]:
        try:
            with os.scandir(self._root / folder) as children:
                named = [child for child in children if is_content(child.name)]
        except OSError as error:
            findings.add(Code.BS116, Place(printable(self._inner(folder))), f"{error.strerror}")
            return
        for child in named:
            path = f"{folder}/{child.name}" if folder else child.name
            if child.is_file(follow_symlinks=False):
                yield path, Kind.FILE
            elif kind := self._on_disk(path):
                yield path, kind

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

    def _open(self, path: str) -> tuple[str, Callable[[], bytes]]:
        if blob := self._blobs.get(path):
            return blob, partial(self._committed, path, blob)
        data = self._read(path)
        return blob_name(data), lambda: data

    def _committed(self, path: str, blob: str) -> bytes:
        """Return what a file held when it was listed; since then, someone may have changed it."""
        with contextlib.suppress(UnusableError):
            if blob_name(data := self._read(path)) == blob:
                return data
        assert self._repository is not None  # nobody else knows the blobs of files
        return self._repository.read(blob)

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
        return os.fsdecode(self._repository.read(self._files[path].sha))

    def _open(self, path: str) -> tuple[str, Callable[[], bytes]]:
        sha = self._files[path].sha
        return sha, partial(self._repository.read, sha)


def _with_folders(paths: Iterable[str]) -> frozenset[str]:
    known = {""}
    for path in paths:
        head = path
        while head not in known:  # else all above are known too
            known.add(head)
            head = head.rpartition("/")[0]
    return frozenset(known)
