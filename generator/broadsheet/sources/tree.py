"""What is read of a tree of files, wherever the tree is.

- A hidden file or folder is no content, except ``.meta.yml``; nor is what an editor leaves behind.
- A symbolic link is followed only to a file inside the repository, step by step, and each step is looked at
  first. A link to a folder is refused: each file in it would be at two addresses, with two audiences.
- Submodules, and other repositories inside of the repository, are left out.
"""

from __future__ import annotations

import os
import posixpath
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha1

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place, printable
from broadsheet.sources.names import check_distinct, has_safe_names

_MAX_LINKS = 40
"""How many links are followed one after another; as many as Linux follows."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the project. It is read where its bytes are needed, and always holds what was listed.

    Args:
        path: Where it is, relative to the project, with forward slashes, spelled as it was found.
        blob: What git names its bytes by, or would.
        load: Returns its bytes.
        target: For a symbolic link, the file that it leads to, as ``path``; its folder's defaults are
            the ones that apply.
    """

    path: str
    blob: str
    load: Callable[[], bytes] = field(compare=False, repr=False)
    target: str | None = None

    @property
    def data(self) -> bytes:
        """What is in it."""
        return self.load()


def blob_name(data: bytes) -> str:
    """Return what git names some bytes by: the SHA-1 of ``blob``, their number, NUL, and themselves."""
    return sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


class Kind(Enum):
    """What can be at a path; a repository is one inside of the repository, such as a submodule."""

    FILE = auto()
    LINK = auto()
    FOLDER = auto()
    REPOSITORY = auto()
    OTHER = auto()


_WHY_NO_FILE: dict[Kind | None, tuple[Code, str]] = {
    Kind.FOLDER: (Code.BS114, "the link leads to a folder"),
    Kind.REPOSITORY: (Code.BS118, "this is a submodule, or another repository"),
    Kind.OTHER: (Code.BS115, "this is a pipe, a socket or a device"),
}


class UnusableError(Exception):
    """There is no file to read, and why."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Tree(ABC):
    """What work trees and commits have in common. Its own paths are relative to the repository."""

    def __init__(self, project: str) -> None:
        self._project = "" if project == "." else project
        self._below = f"{self._project}/" if self._project else ""

    def read(self, folders: Sequence[str], findings: Findings) -> tuple[SourceFile, ...]:
        """List all files in some folders, and below.

        Args:
            folders: Paths relative to the project. One that is not there has no files.
            findings: Takes what is wrong; a file that cannot be used is left out.

        Returns:
            The files, ordered by the bytes of their paths.
        """
        kinds: dict[str, Kind] = {}
        for folder in folders:
            kinds |= self._list(self._outer(folder), findings)
        files = []
        for path in sorted(kinds, key=os.fsencode):
            name = self._inner(path)
            if has_safe_names(name, findings):
                try:
                    files.append(self._source_file(path, kinds[path]))
                except UnusableError as error:
                    findings.add(error.code, Place(name), error.message)
        check_distinct((file.path for file in files), findings)
        return tuple(files)

    def get(self, path: str) -> SourceFile | None:
        """Read one file.

        Args:
            path: The file, relative to the project; it may be anywhere in the repository.

        Returns:
            The file; None where there is none to be read, or it is outside the repository.
        """
        try:
            return None if path.startswith("/") else self._source_file(self._outer(path), Kind.LINK)
        except UnusableError:
            return None

    def _source_file(self, path: str, kind: Kind) -> SourceFile:
        if kind in _WHY_NO_FILE:
            raise UnusableError(*_WHY_NO_FILE[kind])
        real = path if kind is Kind.FILE else self._follow(path)
        target = None if real == path else self._inner(real)
        return SourceFile(self._inner(path), *self._open(real), target)

    def _follow(self, path: str) -> str:
        """Return the file that a path leads to, through links, without ever looking outside.

        Raises:
            UnusableError: It leads to no file.
        """
        ahead, here = deque(path.split("/")), list[str]()
        links, target = 0, ""
        kind: Kind | None = None
        while ahead:
            part = ahead.popleft()
            if part not in {"", ".", ".."}:
                here.append(part)
            elif part == ".." and not here:
                raise UnusableError(Code.BS111, f"the link leads out of the repository: {printable(target)}")
            elif part == "..":
                here.pop()
            where = "/".join(here)
            kind = self._kind(where)
            if kind is Kind.LINK:
                links, target = links + 1, self._target(where)
                here.pop()
                ahead.extendleft(reversed(target.split("/")))
            if links > _MAX_LINKS:
                raise UnusableError(Code.BS112, "the link leads through more links than can be followed")
            if target.startswith("/"):
                raise UnusableError(Code.BS111, f"the link is absolute: {printable(target)}")
            if kind is None:
                missing = printable(self._inner(where))
                raise UnusableError(Code.BS113, f"{missing} is not there, or git ignores it")
        if kind in _WHY_NO_FILE:
            raise UnusableError(*_WHY_NO_FILE[kind])
        return "/".join(here)

    def _outer(self, path: str) -> str:
        """Make a path relative to the repository of one that is relative to the project."""
        path = posixpath.normpath(posixpath.join(self._project, path))
        return "" if path == "." else path

    def _inner(self, path: str) -> str:
        """Make a path relative to the project of one that is relative to the repository."""
        if path and path.startswith(self._below):
            return path[len(self._below) :]
        return posixpath.relpath(f"/{path}", f"/{self._project}")

    @abstractmethod
    def _list(self, folder: str, findings: Findings) -> dict[str, Kind]:
        """Return the content below a folder, or what stands in the folder's place."""

    @abstractmethod
    def _kind(self, path: str) -> Kind | None:
        """Tell what is at a path whose folders are no links, ``""`` for the top; None for nothing."""

    @abstractmethod
    def _target(self, path: str) -> str:
        """Return what a symbolic link holds."""

    @abstractmethod
    def _open(self, path: str) -> tuple[str, Callable[[], bytes]]:
        """Return what git names a file's bytes by, and how to get them.

        Raises:
            UnusableError: It cannot be read.
        """
