"""Git's log as text, and the trail that each file leaves through it. Pure: no process is run here.

A trail is followed as ``git log --follow`` does it, but for all files at once and from the oldest commit
on: a rename hands the trail to the new name, and what a parallel line of history goes on to change under
the old name still counts. A file that is deleted and brought back keeps its trail; a new file under a name
that another one left begins its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

#: What :func:`parse_log` reads: ``git log -z --date=raw`` with this format. Names and addresses are those
#: of ``.mailmap``.
LOG_FORMAT = "tformat:%H%x00%P%x00%ad%x00%cd%x00%aN%x00%aE"

#: By commit: status as git prints it, path, and the path before where the status is a rename.
Changes = dict[str, list[tuple[str, str, str]]]


class LogEntry(NamedTuple):
    """One commit as ``git log`` prints it; there are as many as the repository has commits."""

    sha: str
    parents: tuple[str, ...]
    authored: str
    committed: str
    name: str
    email: str


def parse_log(text: str) -> list[LogEntry]:
    """Read what ``git log -z`` prints with :data:`LOG_FORMAT`."""
    fields = text.split("\0")  # the last one is what follows the last NUL: nothing
    sha, parents, *others = (fields[column:-1:6] for column in range(6))
    return list(map(LogEntry, sha, map(tuple, map(str.split, parents)), *others))


def parse_changes(text: str) -> Changes:
    """Read what ``git diff-tree --stdin -z --name-status`` prints.

    Args:
        text: NUL-separated: a commit, then for each change a status, in capitals, and a path or two.
    """
    changes: Changes = {}
    found: list[tuple[str, str, str]] = []
    tokens = iter(text.split("\0")[:-1])
    for token in tokens:
        if token[0].isupper():
            source = next(tokens) if token[0] == "R" else ""
            found.append((token, next(tokens), source))
        else:
            found = changes.setdefault(token, [])
    return changes


class Trail:
    """One file's way through history: where it began, what touched it, and the names it had."""

    __slots__ = ("authors", "born", "changed", "created", "paths")

    def __init__(self, created: LogEntry, *, born: bool) -> None:
        self.created = created
        self.changed = created
        self.born = born
        self.authors: dict[tuple[str, str], None] = {}
        self.paths: dict[str, None] = {}

    def copy(self) -> Trail:
        """Return a trail of its own for a file that two lines of history moved to different names."""
        other = Trail(self.created, born=self.born)
        other.changed, other.authors, other.paths = self.changed, dict(self.authors), dict(self.paths)
        return other


class Trails:
    """The trail of every file through a log, oldest commit first.

    Args:
        log: All commits, parents before children.
        changes: What they changed.
    """

    def __init__(self, log: Iterable[LogEntry], changes: Changes) -> None:
        self._at: dict[str, Trail] = {}
        self._moved: dict[str, str] = {}
        for entry in log:
            for status, path, source in changes.get(entry.sha, ()):
                if status[0] == "R":
                    self._rename(source, path, entry)
                if status[0] != "D":
                    self._touch(path, entry, born=status[0] == "A")

    def __getitem__(self, path: str) -> Trail:
        return self._at[self._now(path)]

    def complete(self, paths: Iterable[str]) -> bool:
        """Say whether the log shows how each of these files came to be; a merge may have added one."""
        return all((trail := self._find(path)) is not None and trail.born for path in paths)

    def _find(self, path: str) -> Trail | None:
        return self._at.get(self._now(path))

    def _now(self, path: str) -> str:
        """Return what a file is called that a parallel line of history may have moved.

        A name that is not in use leads to one that was left later, if at all, so this ends.
        """
        while path not in self._at and path in self._moved:
            path = self._moved[path]
        return path

    def _rename(self, source: str, path: str, entry: LogEntry) -> None:
        trail = self._find(source) or Trail(entry, born=False)
        self._at[path] = trail if self._at.pop(source, None) else trail.copy()
        self._at[path].paths[source] = None
        self._moved[source] = path

    def _touch(self, path: str, entry: LogEntry, *, born: bool) -> None:
        trail = self._at.get(path) if born else self._find(path)
        if trail is None:
            trail = self._at[path] = Trail(entry, born=born)
        trail.changed = entry
        trail.authors[entry.name, entry.email] = None
