"""What git's history says about each file: when it came, when it changed, who wrote it, which tag has it.

Pure: :mod:`broadsheet.sources.git` runs git and hands over what it prints. The rules are

- *created* is the first commit that has the file, followed back through renames, which are found as
  ``git log --find-renames`` finds them (half of the lines alike).
- *changed* is the newest commit that touches the file.
- A merge is not a change, whatever its conflicts needed, since its parents hold the work. Only a file that
  no parent has is the merge's own, and created by it.
- *landed* is the first commit of the main line (first parents only) whose history holds *created*: for work
  done on a branch, the merge.
- Times are instants in UTC. Those that no calendar holds are replaced and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from broadsheet.codes import Code
from broadsheet.findings import Finding, Findings, Place
from broadsheet.sources.log import LogEntry, Trails

#: What :func:`parse_tags` reads: ``git for-each-ref`` with this format. A tag of a tag leads to its commit
#: with git 2.45 and newer; older ones peel one level only, and such a tag holds nothing.
TAG_FORMAT = (
    "%(refname:strip=2)%00%(*objectname)%00%(objectname)%00%(creatordate:raw)%00%(*committerdate:raw)"
)

_REPOSITORY = Place(".")
_LATEST = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
_FARTHEST_ZONE = 1400  # +14:00, as hours and minutes

#: Commits and their parents.
Graph = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Person:
    """An author, as ``.mailmap`` names them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; both times are in UTC."""

    sha: str
    author: Person
    authored: datetime
    committed: datetime


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a commit.

    Args:
        name: Without ``refs/tags/``.
        commit_sha: The commit it leads to.
        date: When an annotated tag was made; for others the commit's date. In UTC.
    """

    name: str
    commit_sha: str
    date: datetime


@dataclass(frozen=True, slots=True)
class FileHistory:
    """What history says about one file.

    Args:
        created: The first commit that has the file, under whatever name.
        changed: The newest commit that touches it.
        landed: The first commit of the main line that holds ``created``.
        authors: Who changed it, in the order in which they came, each address once, without bots.
        previous_paths: The names it had before, oldest first.
        first_tag: The first tag, among those asked for, whose history holds ``created``. It is ``created``
            that counts, not ``landed``: a release branch may take the work without the main line's merge.
            A cherry-picked copy is another commit and does not count.
    """

    created: Commit
    changed: Commit
    landed: Commit
    authors: tuple[Person, ...]
    previous_paths: tuple[str, ...]
    first_tag: Tag | None


@dataclass(frozen=True, slots=True)
class History:
    """What history, up to one commit, says about the files of some folders.

    Args:
        commit: The commit's sha.
        newest: Its committer date.
        files: By path from the repository's top.
        tags: Those asked for, by date and name.
        findings: Warnings about dates.
    """

    commit: str
    newest: datetime
    files: Mapping[str, FileHistory]
    tags: tuple[Tag, ...]
    findings: tuple[Finding, ...]


def parse_graph(text: str) -> dict[str, Sequence[str]]:
    """Read what ``git rev-list --parents`` prints."""
    lines = (line.split() for line in text.splitlines())
    return {sha: parents for sha, *parents in lines}


def parse_tags(text: str, pattern: re.Pattern[str], findings: Findings) -> tuple[Tag, ...]:
    """Read what ``git for-each-ref refs/tags`` prints with :data:`TAG_FORMAT`.

    Args:
        text: A line for each tag.
        pattern: What the whole name must match.
        findings: Takes a warning for a tag that cannot be ordered, since it has no usable date.

    Returns:
        The tags by date, then name.
    """
    tags = []
    for name, peeled, sha, *dates in (line.split("\0") for line in text.splitlines()):
        if not pattern.fullmatch(name):
            continue
        made = next(filter(None, map(_seconds, dates)), None)
        if made is None:
            message = f"the tag {name!r} is left out, since neither it nor its commit has a usable date"
            findings.add(Code.BS141, _REPOSITORY, message)
        else:
            tags.append(Tag(name, peeled or sha, _instant(made)))
    return tuple(sorted(tags, key=lambda tag: (tag.date, tag.name)))


def build_history(
    log: Sequence[LogEntry],
    trails: Trails,
    paths: Iterable[str],
    tags: tuple[Tag, ...],
    elsewhere: Graph,
    findings: Findings,
) -> History:
    """Say what a log means for some files.

    Args:
        log: Every commit that the newest one, which is the last, has in its history; parents first.
        trails: The files' trails through it.
        paths: The files that the newest commit has.
        tags: The tags that count, by date and name.
        elsewhere: The part of the tags' history that is not in the log.
        findings: Takes warnings about dates.
    """
    entries = {entry.sha: entry for entry in log}
    graph = {sha: entry.parents for sha, entry in entries.items()}
    newest = log[-1].sha
    times = _times(log, findings)
    landed = _first_holders(graph, reversed(list(_main_line(graph, newest))))
    tagged = _first_holders({**elsewhere, **graph}, (tag.commit_sha for tag in tags))
    tag_at = {tag.commit_sha: tag for tag in reversed(tags)}

    def commit(sha: str) -> Commit:
        entry = entries[sha]
        authored, committed = map(_instant, times[sha])
        return Commit(sha, _person(entry.name, entry.email), authored, committed)

    def file_history(path: str) -> FileHistory:
        trail = trails[path]
        created = trail.created.sha
        return FileHistory(
            created=commit(created),
            changed=commit(trail.changed.sha),
            landed=commit(landed[created]),
            authors=_people(trail.authors),
            previous_paths=tuple(previous for previous in trail.paths if previous != path),
            first_tag=tag_at[tagged[created]] if created in tagged else None,
        )

    files = {path: file_history(path) for path in paths}
    return History(newest, _instant(times[newest][1]), files, tags, tuple(findings))


def _main_line(graph: Graph, newest: str) -> Iterator[str]:
    """Yield a commit, its first parent, that one's first parent and so on."""
    sha: str | None = newest
    while sha is not None:
        yield sha
        sha = next(iter(graph[sha]), None)


def _first_holders(graph: Graph, starts: Iterable[str]) -> dict[str, str]:
    """Say of every commit which of some commits, in their order, is the first to have it in its history."""
    holders: dict[str, str] = {}
    for start in starts:
        waiting = [start]
        while waiting:
            sha = waiting.pop()
            if sha not in holders and sha in graph:
                holders[sha] = start
                waiting.extend(graph[sha])
    return holders


def _people(authors: Iterable[tuple[str, str]]) -> tuple[Person, ...]:
    """Name each address once, under the first name it came with, and leave bots out."""
    people: dict[str, Person] = {}
    for name, email in authors:
        if not name.endswith("[bot]"):
            people.setdefault(email.casefold() or name, _person(name, email))
    return tuple(people.values())


def _person(name: str, email: str) -> Person:
    return Person(_readable(name), _readable(email))


def _readable(text: str) -> str:
    """Put the replacement character where bytes were not UTF-8."""
    return text.encode(errors="surrogateescape").decode(errors="replace")


def _times(log: Iterable[LogEntry], findings: Findings) -> dict[str, tuple[int, int]]:
    """Read when each commit was written and committed, in seconds since 1970.

    A date that cannot be is replaced by the commit's other one, or else by its newest parent's.
    """
    times: dict[str, tuple[int, int]] = {}
    odd: list[str] = []
    early: list[str] = []
    for entry in log:
        before = max([times[parent][1] for parent in entry.parents if parent in times], default=0)
        authored, committed = _seconds(entry.authored), _seconds(entry.committed)
        if authored is None or committed is None or not _zones_exist(entry):
            odd.append(entry.sha)
        elif committed < before:
            early.append(entry.sha)
        made = committed or authored or before
        times[entry.sha] = (authored or made, made)
    _warn(findings, Code.BS140, early, "dated before a parent")
    _warn(findings, Code.BS141, odd, "dated in a way that no calendar or time zone has")
    return times


def _warn(findings: Findings, code: Code, shas: Sequence[str], what: str) -> None:
    if shas:
        subject = "1 commit is" if len(shas) == 1 else f"{len(shas)} commits are"
        findings.add(code, _REPOSITORY, f"{subject} {what}; the first is {shas[0]}")


def _seconds(raw: str) -> int | None:
    """Read git's raw date (``seconds zone``); None where it cannot be (git prints nothing, or 0)."""
    seconds = raw.partition(" ")[0]
    return int(seconds) if seconds.isdigit() and 0 < int(seconds) < _LATEST else None


def _zones_exist(entry: LogEntry) -> bool:
    return all(_zone_exists(date.partition(" ")[2]) for date in {entry.authored, entry.committed})


@cache
def _zone_exists(zone: str) -> bool:
    return abs(int(zone)) <= _FARTHEST_ZONE


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
