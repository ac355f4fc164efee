"""What git is asked so that a history can be told."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from broadsheet.findings import Findings
from broadsheet.sources.changes import read_changes, read_merged
from broadsheet.sources.history import Graph, History, build_history, parse_graph, parse_tags
from broadsheet.sources.log import LOG_FORMAT, LogEntry, Trails, parse_log
from broadsheet.sources.run_git import output
from broadsheet.store import Store

if TYPE_CHECKING:
    from git import Git


def read_history(  # noqa: PLR0913 - what to read, by what, with what
    git: Git,
    commit: str,
    folders: Sequence[str],
    *,
    paths: Collection[str],
    tag_pattern: re.Pattern[str] | None,
    listing: str,
    store: Store,
) -> History:
    """Say what history, up to a commit, tells of its files.

    Args:
        git: Runs git in the repository.
        commit: Its sha.
        folders: Where the files are.
        paths: The files that the commit has there.
        tag_pattern: The names of the tags to look for; no tags where None.
        listing: All tags, in :data:`~broadsheet.sources.history.TAG_FORMAT`.
        store: Where it is kept what commits changed.

    Raises:
        GitError: Git cannot read all of it.
    """
    log = _log(git, commit)
    changes, places = read_changes(git, log, folders, store)
    trails = Trails(log, changes)
    if not trails.complete(paths):
        trails = Trails(log, changes | read_merged(git, log, places))
    findings = Findings()
    tags = parse_tags(listing, tag_pattern, findings) if tag_pattern else ()
    here = {entry.sha for entry in log}
    elsewhere = {} if here.issuperset(tag.commit_sha for tag in tags) else _elsewhere(git, commit)
    return build_history(log, trails, paths, tags, elsewhere, findings)


def _log(git: Git, commit: str) -> list[LogEntry]:
    """Read the log from the oldest commit to a commit."""
    how = ("-z", "--date-order", "--reverse", "--date=raw", f"--format={LOG_FORMAT}")
    return parse_log(output(git(c=f"mailmap.blob={commit}:.mailmap"), "log", *how, commit, "--"))


def _elsewhere(git: Git, commit: str) -> Graph:
    """Read that part of the tags' history that a commit does not have."""
    return parse_graph(output(git, "rev_list", "--parents", "--tags", "--not", commit))
