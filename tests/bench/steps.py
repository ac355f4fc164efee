"""What is done to a project between builds."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import Usage, measure
from tests.gitrepo import GitRepo

RESTORED = "restored"
"""The folder, in a project, of its fresh checkout."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to measure.

    Args:
        name: What the report calls it.
        take: Does it in the project's folder, and returns what it took; more than once if it can be repeated.
    """

    name: str
    take: Callable[[Path], tuple[Usage, ...]]


def command(
    name: str, args: list[str], before: Callable[[Path], None] | None = None, folder: str = "."
) -> Step:
    """A step that runs a command.

    Args:
        name: The step's.
        args: The command.
        before: What is done to the project's folder first, unmeasured.
        folder: Where in the project the command is run.
    """

    def take(project: Path) -> tuple[Usage, ...]:
        if before:
            before(project)
        return (measure(args, project / folder),)

    return Step(name, take)


def edit(folder: str) -> Callable[[Path], None]:
    """Return a function that writes one more sentence into the entry in the middle of a project's folder."""

    def write(project: Path) -> None:
        with middle(project / folder).open("a", encoding="utf-8") as entry:
            entry.write("\nIt reads better now.\n")

    return write


def middle(folder: Path) -> Path:
    """The entry in the middle of a folder."""
    entries = sorted(folder.glob("*.md"))
    return entries[len(entries) // 2]


def restore(project: Path) -> None:
    """Make a fresh checkout with a new commit, and move the site there, with its state, as CI does.

    The checkout's files have new times, and in what was restored only the kept times are old.
    """
    checkout, archive = project / RESTORED, project / "site.tar"
    GitRepo(project).git("clone", "--quiet", "--no-local", ".", RESTORED)
    edit("changelog")(checkout)
    GitRepo(checkout).commit(date="2026-01-02T12:00:00Z")
    subprocess.run(["tar", "--create", "--file", archive, "site"], cwd=project, check=True)
    shutil.rmtree(project / "site")
    subprocess.run(["tar", "--extract", "--file", archive], cwd=checkout, check=True)
    archive.unlink()
