"""History as the store keeps it from build to build.

A commit's sha stands for the commit, all that came before it and its ``.mailmap``. Tags can be moved, so
the key has them as git lists them. Whatever else git could be told to see (grafts, replaced objects, the
reader's own settings) does not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.sources.history import Commit, FileHistory, History, Person, Tag
from broadsheet.store import Store, digest

_KIND = "history"
_FORMAT = "1"  # of what is kept, and of the rules by which history is told


@dataclass(frozen=True, slots=True)
class _File:
    """A file's history, in which commits, people and tags are numbers: many files share them."""

    path: str
    created: int
    changed: int
    landed: int
    authors: tuple[int, ...]
    previous_paths: tuple[str, ...]
    first_tag: int | None


@dataclass(frozen=True, slots=True)
class _Kept:
    commit: str
    newest: datetime
    commits: tuple[Commit, ...]
    people: tuple[Person, ...]
    files: tuple[_File, ...]
    tags: tuple[Tag, ...]
    findings: tuple[tuple[str, str, int, str], ...]


def history_key(
    git_version: Sequence[int],
    commit: str,
    folders: Sequence[str],
    tag_pattern: re.Pattern[str] | None,
    tags: str,
) -> bytes:
    """Return what stands for all that determines a history.

    Args:
        git_version: Of the git that reads it.
        commit: Its newest commit.
        folders: Where the files are.
        tag_pattern: Which tags count.
        tags: All tags, as git lists them.
    """
    pattern = f"{tag_pattern.flags} {tag_pattern.pattern}" if tag_pattern else ""
    return digest(_FORMAT, repr(tuple(git_version)), commit, pattern, tags, *folders)


def keep_history(store: Store, key: bytes, history: History) -> None:
    """Put a history into the store."""
    commits: dict[Commit, int] = {}
    people: dict[Person, int] = {}
    tags = {tag: number for number, tag in enumerate(history.tags)}
    files = tuple(
        _File(
            path,
            commits.setdefault(file.created, len(commits)),
            commits.setdefault(file.changed, len(commits)),
            commits.setdefault(file.landed, len(commits)),
            tuple(people.setdefault(person, len(people)) for person in file.authors),
            file.previous_paths,
            tags[file.first_tag] if file.first_tag else None,
        )
        for path, file in history.files.items()
    )
    findings = tuple((it.code.name, it.place.path, it.place.line, it.message) for it in history.findings)
    kept = _Kept(history.commit, history.newest, tuple(commits), tuple(people), files, history.tags, findings)
    try:
        value = msgspec.msgpack.encode(kept)
    except UnicodeEncodeError:  # a name that is not UTF-8; such a history is read each time
        return
    store.put(_KIND, {key: value})


def kept_history(store: Store, key: bytes) -> History | None:
    """Return the history that the store has under a key."""
    value = store.get(_KIND, [key]).get(key)
    if value is None:
        return None
    kept = msgspec.msgpack.decode(value, type=_Kept)
    findings = Findings()
    for code, path, line, message in kept.findings:
        findings.add(Code[code], Place(path, line), message)
    files = {
        file.path: FileHistory(
            created=kept.commits[file.created],
            changed=kept.commits[file.changed],
            landed=kept.commits[file.landed],
            authors=tuple(kept.people[number] for number in file.authors),
            previous_paths=file.previous_paths,
            first_tag=None if file.first_tag is None else kept.tags[file.first_tag],
        )
        for file in kept.files
    }
    return History(kept.commit, kept.newest, files, kept.tags, tuple(findings))
