"""How long Broadsheet takes to read the history of a repository with many commits, in one process."""

from __future__ import annotations

import time
from pathlib import Path

from tests.bench.history import FOLDERS, RELEASES
from tests.bench.measure import Usage
from tests.gitrepo import GitRepo

from broadsheet.sources.git import Repository
from broadsheet.store import Store

_TIMES = 3


def cold(project: Path) -> tuple[Usage, ...]:
    """Read it a few times, each time with nothing kept; what the last one kept stays."""
    usages = []
    for _ in range(_TIMES):
        for file in _store(project).parent.glob(f"{_store(project).name}*"):
            file.unlink()
        usages.append(_read(project))
    return tuple(usages)


def warm(project: Path) -> tuple[Usage, ...]:
    """Read it a few times with what was kept."""
    return tuple(_read(project) for _ in range(_TIMES))


def one_commit_more(project: Path) -> tuple[Usage, ...]:
    """Read it a few times with what was kept, each time after a document was changed and committed."""
    usages = []
    for number in range(_TIMES):
        document = min(project.glob("docs/**/*.md"))
        document.write_text(f"Change {number}\n", encoding="utf-8")
        GitRepo(project).commit()
        usages.append(_read(project))
    return tuple(usages)


def _read(project: Path) -> Usage:
    start = time.perf_counter()
    with Store(_store(project)) as store:
        repository = Repository.open(project)
        repository.history(repository.resolve("HEAD"), FOLDERS, RELEASES, store)
    return Usage(round(time.perf_counter() - start, 3))


def _store(project: Path) -> Path:
    """Where git does not look for changes."""
    return project / ".git" / "bench.db"
