"""What a change did to the files of a repository."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.sources.git import Repository
from broadsheet.sources.request import Request


@dataclass(frozen=True, slots=True)
class RawChange:
    """All that happened since a change began.

    Args:
        base: The commit that it began at.
        touched: What it added, edited or deleted, relative to the top of the repository.
    """

    base: str
    touched: frozenset[str]


def read_change(request: Request, since: str) -> RawChange:
    """Find out what a change did: all that is not in the newest commit that it shares with a revision.

    Args:
        request: What is read: a revision, or the work tree with what is not committed.
        since: The revision that the change is to be merged into.

    Raises:
        GitError: There is no such revision, or git cannot tell.
    """
    repository = Repository.open(request.project)
    head = repository.resolve(request.ref or "HEAD")
    base = repository.merge_base(since, head)
    touched = repository.changed(base, head)
    if request.ref is None:
        written = request.output_in(repository.root) if repository.root else []
        touched |= repository.status([""], written).uncommitted
    return RawChange(base, touched)
