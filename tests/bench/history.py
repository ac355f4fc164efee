"""Measure how long history takes to read, in a repository of 30,000 commits made from a seed.

``python -m tests.bench.history`` prints a table; the yardstick is git's own log of the documents' folders.
"""

from __future__ import annotations

import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from broadsheet.sources.git import Repository
from broadsheet.store import Store

FOLDERS = ("docs", "changelog")
RELEASES = re.compile(r"v(?P<version>\d+\.\d+)")

_Step = Callable[[Path, Path], None]  # on a repository and the file of a store

_COMMITS = 30_000
_DOCUMENTS = 650
_FIRST = 1_400_000_000  # seconds since 1970
_PEOPLE = [f"Author {number} <author{number}@example.com>" for number in range(40)]


class _Stream:
    """What ``git fast-import`` reads: a main line with branches that are merged into it.

    Args:
        seed: Of everything that is random.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._sources = [f"src/{n % 40}/{n % 7}/module{n}.py" for n in range(4000)]
        self._documents: list[str] = []
        self._drafts: list[str] = []
        self._made = 0

    def commits(self, count: int) -> Iterator[str]:
        """Yield commits, a branch or a tag now and then."""
        while self._made < count:
            if self._made > 100 and self._random.random() < 0.05:
                yield from self._branch()
            else:
                yield self._commit("main", self._changes())
            if self._random.random() < 0.004:
                yield f"reset refs/tags/v{self._made // 100}.{self._made % 100}\nfrom refs/heads/main\n\n"

    def _branch(self) -> Iterator[str]:
        """Yield a branch of one to three commits, work on the main line meanwhile, and the merge."""
        touched: list[str] = []
        for number in range(self._random.randint(1, 3)):
            path = f"src/branch/{self._made}.py"
            changes = [self._write(path)]
            if self._random.random() < 0.2:
                changes.append(self._new_document())
            touched += changes
            yield self._commit("side", changes, "from refs/heads/main\n" if number == 0 else "")
        yield self._commit("main", self._changes())
        yield self._commit("main", touched, "merge refs/heads/side\n")

    def _commit(self, branch: str, changes: list[str], parents: str = "") -> str:
        self._made += 1
        who = f"{self._random.choice(_PEOPLE)} {_FIRST + self._made * 3600} +0000"
        message = f"Change {self._made}\n"
        head = f"commit refs/heads/{branch}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n{message}"
        return f"{head}{parents}{''.join(changes)}\n"

    def _changes(self) -> list[str]:
        """Return what one commit changes: mostly code, one time in eight a document."""
        wanted = _DOCUMENTS * self._made // _COMMITS
        if len(self._documents) + len(self._drafts) <= wanted:
            return [self._new_document() if self._random.random() < 0.95 else self._new_draft()]
        chance = self._random.random()
        if chance < 0.1 and self._documents:
            return [self._write(self._random.choice(self._documents))]
        if chance < 0.102 and self._documents:
            return [self._rename(self._documents, self._random.choice(self._documents))]
        if chance < 0.103 and self._drafts:
            return [self._rename(self._drafts, self._drafts[0])]
        return [self._write(self._random.choice(self._sources)) for _ in range(self._random.randint(1, 4))]

    def _new_document(self) -> str:
        number = len(self._documents)
        folder = "changelog" if self._random.random() < 0.5 else f"docs/part{number % 12}"
        self._documents.append(f"{folder}/page{self._made}.md")
        return self._write(self._documents[-1])

    def _new_draft(self) -> str:
        self._drafts.append(f"drafts/page{self._made}.md")
        return self._write(self._drafts[-1])

    def _rename(self, files: list[str], path: str) -> str:
        files.remove(path)
        self._documents.append(f"docs/part{self._made % 12}/moved{self._made}.md")
        return f"R {path} {self._documents[-1]}\n"

    def _write(self, path: str) -> str:
        lines = [f"{path} line {number}\n" for number in range(20)]
        lines[self._random.randrange(20)] = f"change {self._made}\n"
        text = "".join(lines)
        return f"M 644 inline {path}\ndata {len(text)}\n{text}\n"


def make_repository(folder: Path, *, commits: int = _COMMITS, seed: int = 1) -> None:
    """Make a repository of many commits, a twentieth of them merges, in a folder that is not there yet."""
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)
    stream = "".join(_Stream(seed).commits(commits))
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
    subprocess.run(command, input=stream.encode(), check=True)
    subprocess.run(["git", "-C", str(folder), "reset", "--quiet", "--hard", "main"], check=True)


def _git_log(folder: Path, _: Path) -> None:
    command = ["git", "-C", str(folder), "log", "--raw", "-M", "--", *FOLDERS]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def _read(folder: Path, kept: Path) -> None:
    repository = Repository.open(folder)
    with Store(kept) as store:
        repository.history(repository.resolve("HEAD"), FOLDERS, RELEASES, store)


def _nothing(_folder: Path, _kept: Path) -> None:
    pass


def _forget(_folder: Path, kept: Path) -> None:
    kept.unlink(missing_ok=True)


def _commit(folder: Path, _: Path) -> None:
    with (folder / "docs" / "new.md").open("a") as out:
        out.write("one more line\n")
    subprocess.run(["git", "-C", str(folder), "add", "docs"], check=True)
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    subprocess.run(["git", "-C", str(folder), *who, "commit", "--quiet", "--message=more"], check=True)


#: What is measured, and what comes before it.
_WAYS: dict[str, tuple[_Step, _Step]] = {
    "git log --raw -M": (_nothing, _git_log),
    "history, cold": (_forget, _read),
    "one commit later": (_commit, _read),
    "nothing changed": (_nothing, _read),
}


def _measure(way: str, folder: Path, kept: Path) -> tuple[float, float]:
    """Return how many seconds of wall and of CPU time something takes, with what git uses."""
    prepare, work = _WAYS[way]
    prepare(folder, kept)
    wall, cpu = time.perf_counter(), _cpu()
    work(folder, kept)
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main(runs: int = 5) -> None:
    """Make the repository and print the medians of some runs, taken in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, kept = Path(scratch, "repository"), Path(scratch, "store.db")
        make_repository(folder)
        took = [{way: _measure(way, folder, kept) for way in _WAYS} for _ in range(runs)]
    title = f"median of {runs}"
    sys.stdout.write(f"{title:20}{'wall, s':>10}{'CPU, s':>10}\n")
    for way in _WAYS:
        wall, cpu = (statistics.median(run[way][column] for run in took) for column in (0, 1))
        sys.stdout.write(f"{way:20}{wall:10.2f}{cpu:10.2f}\n")


if __name__ == "__main__":
    main()
