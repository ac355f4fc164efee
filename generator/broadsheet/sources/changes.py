"""What the commits of a log changed in some folders, with the renames that lead into them and out of them.

Comparing whole commits is most of what reading history costs, and nearly all of that is about files that
nobody asked for. So git compares the folders only, which shows what was changed, added and deleted there.
An addition or a deletion can be half of a rename whose other half is elsewhere: the commits that have one
are compared whole. Where that leads outside, what is there is asked for as well.

What a commit changed never changes, so what is found up to one commit serves all that follow it.
"""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from broadsheet.sources.log import Changes, LogEntry, parse_changes
from broadsheet.sources.run_git import output_for, version
from broadsheet.store import Store, digest

if TYPE_CHECKING:
    from git import Git

_EVERYTHING = frozenset([""])
_KIND = "changes"
_FORMAT = "1"  # of what is kept
_MANY = 20  # paths to limit git to; it compares each with all that it looks at


def read_changes(
    git: Git, log: Sequence[LogEntry], folders: Iterable[str], store: Store
) -> tuple[Changes, frozenset[str]]:
    """Return what commits changed in some folders and in all places from where, or to where, files moved.

    Merges count as no change.

    Args:
        git: The repository's.
        log: All commits up to one, parents before children.
        folders: Folders or files, relative to the top; ``""`` for everything.
        store: Where to keep what is found: only commits that are new to it are compared.

    Returns:
        The changes by commit, and where they are: the folders and what was added to them.

    Raises:
        GitError: Git cannot read all of it.
    """
    places = asked = frozenset(folders)
    while "" not in places:
        changes = _changes_in(git, log, places, store)
        unclear = [sha for sha, found in changes.items() if any(status in "AD" for status, _, _ in found)]
        whole = _whole_changes(git, unclear, asked, store)
        outside = _elsewhere(whole.values(), places)
        if not outside:
            return changes | whole, places
        places = _wider(places, outside)
    return _changes_in(git, log, _EVERYTHING, store), _EVERYTHING


def read_merged(git: Git, log: Iterable[LogEntry], places: Collection[str]) -> Changes:
    """Return the files that merges alone added: no parent has them."""
    merges = [entry.sha for entry in log if len(entry.parents) > 1]
    found = _diff(git, merges, "--no-renames", places, "-c")
    return {sha: [change for change in changes if set(change[0]) == {"A"}] for sha, changes in found.items()}


def _changes_in(git: Git, log: Sequence[LogEntry], places: frozenset[str], store: Store) -> Changes:
    """Return what commits that are not merges changed in some places; everywhere, with renames."""
    key = _key(git, "places", places)
    head, changes = _load(store, key)
    old = _ancestors(log, head)
    new = [entry.sha for entry in log if len(entry.parents) < 2 and entry.sha not in old]
    renames = "--find-renames" if "" in places else "--no-renames"
    changes = (changes if old else {}) | _diff(git, new, renames, places)
    _save(store, key, log[-1].sha, changes)
    return changes


def _whole_changes(git: Git, shas: Sequence[str], asked: frozenset[str], store: Store) -> Changes:
    """Return all that some commits changed, with renames; kept apart for each set of folders asked for."""
    key = _key(git, "whole", asked)
    _, kept = _load(store, key)
    found = {sha: kept[sha] for sha in shas if sha in kept}
    found |= _diff(git, [sha for sha in shas if sha not in kept], "--find-renames", _EVERYTHING)
    _save(store, key, "", found)
    return found


def _ancestors(log: Sequence[LogEntry], head: str) -> set[str]:
    """Return a commit and all before it; nothing where the log does not have the commit."""
    found = {head}
    for entry in reversed(log):
        if entry.sha in found:
            found.update(entry.parents)
    return found if any(entry.sha == head for entry in log) else set()


def _key(git: Git, what: str, places: Iterable[str]) -> bytes:
    return digest(_FORMAT, repr(tuple(version(git))), what, *sorted(places))


def _load(store: Store, key: bytes) -> tuple[str, Changes]:
    """Return the commit up to which changes are kept, and the changes."""
    value = store.get(_KIND, [key]).get(key)
    return msgspec.msgpack.decode(value, type=tuple[str, Changes]) if value else ("", {})


def _save(store: Store, key: bytes, head: str, changes: Changes) -> None:
    with contextlib.suppress(UnicodeEncodeError):  # a name that is not UTF-8: all is read each time
        store.put(_KIND, {key: msgspec.msgpack.encode((head, changes))})


def _diff(git: Git, shas: Sequence[str], renames: str, places: Collection[str], *options: str) -> Changes:
    limits = () if "" in places else sorted(places)
    how = ("--stdin", "-r", "--root", "-z", "--name-status", renames, *options, "--", *limits)
    return parse_changes(output_for(git, shas, "diff_tree", *how))


def _elsewhere(commits: Iterable[Iterable[tuple[str, str, str]]], places: Collection[str]) -> set[str]:
    """Return the ends outside some places of renames whose other end is inside."""
    outside = set()
    for changes in commits:
        for _, path, source in changes:
            if source and _inside(path, places) != _inside(source, places):
                outside.add(path if _inside(source, places) else source)
    return outside


def _inside(path: str, places: Collection[str]) -> bool:
    while path not in places and path:
        path = posixpath.dirname(path)
    return path in places


def _wider(places: frozenset[str], paths: Collection[str]) -> frozenset[str]:
    """Add some paths, or the folders that they are in where they are many, or everything."""
    for more in (places.union(paths), places.union(map(posixpath.dirname, paths))):
        if len(more) <= _MANY:
            return more
    return _EVERYTHING
