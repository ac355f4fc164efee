"""Builds that are harmed on the way, each at one chosen event, and looked at afterwards.

This runs as a program with ``shim.c`` loaded, so that what fails is the system, not a part of Broadsheet.
Each build is a process that is forked from one that has everything imported; then hundreds take minutes.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import mmap
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from tests.faults.worlds import WORLDS, World
from tests.gitrepo import ISOLATED

from broadsheet import cli

HERE = Path(__file__).parent


class Mode(IntEnum):
    """What happens at an event; in the order that ``shim.c`` has."""

    COUNT = 0
    ONCE = 1
    FULL = 2
    KILL_GROUP = 3
    KILL_MAIN = 4
    KILL_SELF = 5
    GIT_FAILS = 6
    GIT_KILLED = 7
    GIT_CUT = 8
    PAGEFIND = 9


KILLS = (Mode.KILL_GROUP, Mode.KILL_MAIN, Mode.KILL_SELF)
GIT = (Mode.GIT_FAILS, Mode.GIT_KILLED, Mode.GIT_CUT)

_PLAN = struct.Struct("=7q512s")
_LIMIT = 300
"""Seconds after which a build hangs."""
_CLEAR = r"^(error: .*(/|was killed|Pagefind)|[^ ]*: BS)"
"""How a message begins that says what happened to what."""
_SUBREAPER = 36
"""``PR_SET_CHILD_SUBREAPER`` of Linux: whom a killed build leaves behind becomes ours to wait for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to happen, and when.

    Args:
        mode: What.
        at: At which event.
        error: With which errno, where a call fails.
    """

    mode: Mode
    at: int = 0
    error: int = errno.ENOSPC


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a build.

    Args:
        status: Its exit code, or the signal that ended it, below 0.
        said: All that it printed.
        files: The events there were, a letter for each.
        gits: How many times git ran.
        what: What was harmed; empty where nothing was.
    """

    status: int
    said: str
    files: str
    gits: int
    what: str


State = dict[str, tuple[dict[str, str], str]]
"""The digest of each file of each edition, and that of its manifest."""


class Harness:
    """Harms builds of a project.

    Args:
        folder: Where everything is; the project and temporary files are in ``world`` below.
        world: What is built.
    """

    def __init__(self, folder: Path, world: World) -> None:
        self._folder, self._world = folder, world
        self.harmed = 0
        self._project = folder / "world" / "project"
        self._temporary = folder / "world" / "tmp"
        self._temporary.mkdir(parents=True)
        self._site, self._kept = self._project / "site", folder / "kept"
        with Path(os.environ["FAULTS_PLAN"]).open("r+b") as file:
            self._plan = mmap.mmap(file.fileno(), 0)

    def prepare(self) -> None:
        """Publish what is there before, and find out what must be there afterwards."""
        self._world.begin(self._project)
        self._warm_up()
        if self._world.published:
            self._succeeds()
        self._before = self._state()
        self._copy(self._site, self._kept)
        self._world.change(self._project)
        self._clear(self._site)
        self._succeeds()
        self._after, self._names = self._state(), self._leftovers()
        self.reset()

    def reset(self) -> None:
        """Have published again what was before."""
        self._clear(self._site)
        self._clear(self._project / ".broadsheet")
        self._copy(self._kept, self._site)

    def count(self) -> Told:
        """Build, and count the events."""
        self.reset()
        return self._build(Fault(Mode.COUNT))

    def problems(self, faults: Iterable[Fault], in_a_row: int) -> Iterator[str]:
        """Harm builds, and yield what should not be.

        Args:
            faults: How to harm them.
            in_a_row: How many to harm, each on what the one before left, before one that is not harmed.
        """
        row: list[str] = []
        self.reset()
        for fault in faults:
            told = self._build(fault)
            self.harmed += bool(told.what)
            row.append(f"{fault.mode.name} {fault.at} {errno.errorcode[fault.error]} at {told.what}")
            yield from (f"{row[-1]}: {problem}" for problem in self._look(fault, told))
            if self._state() != self._before or len(row) == in_a_row:
                yield from (f"after {'; '.join(row)}: {problem}" for problem in self._recover())
                row.clear()
                self.reset()
        if row:
            yield from (f"after {'; '.join(row)}: {problem}" for problem in self._recover())

    def _look(self, fault: Fault, told: Told) -> Iterator[str]:
        found = self._state()
        news = 0
        for edition, after in self._after.items():
            before = self._before.get(edition, ({}, ""))
            tree, manifest = found.get(edition, ({}, ""))
            if tree not in (before[0], after[0]):
                yield f"{edition} is neither the old one nor the new one"
            if manifest not in {before[1], after[1]}:
                yield f"the manifest of {edition} is neither the old one nor the new one"
            if fault.mode not in KILLS and (tree, manifest) not in (before, after):
                yield f"{edition} and its manifest are not of the same build"
            news += (tree, manifest) == after and before != after
        if fault.mode not in KILLS or told.status >= 0:
            yield from self._ended(told, news)

    def _recover(self) -> Iterator[str]:
        again = self._build(Fault(Mode.COUNT))
        if again.status:
            yield f"the next build ends with {again.status}: {again.said}"
        if self._state() != self._after:
            yield "the next build does not make what a clean one makes"
        with suppress(ChildProcessError):
            while True:  # whoever was left behind
                os.waitpid(-1, 0)
        if left_over := self._leftovers() - self._names:
            yield f"left over: {sorted(left_over)}"

    def _ended(self, told: Told, news: int) -> Iterator[str]:
        if told.status < 0:
            yield f"ended by signal {-told.status}: {told.said}"
        elif told.status == 0 and news != len(self._after):
            yield "ended with 0, and did not publish everything"
        elif told.status:
            if news:
                yield f"ended with {told.status}, and did publish"
            if "Traceback" in told.said or not re.search(_CLEAR, told.said, re.MULTILINE):
                yield f"ended with {told.status}, and said: {told.said}"

    # Building

    def _succeeds(self) -> None:
        told = self._build(Fault(Mode.COUNT))
        assert told.status == 0, told.said

    def _warm_up(self) -> None:
        """Import all that a build imports, so that builds need not."""
        names = self._folder / "modules"
        child = os.fork()
        if not child:
            self._become_build(names)
        os.waitpid(child, 0)
        for name in names.read_text().splitlines():
            with suppress(ImportError):
                import_module(name)
        self._clear(self._site)
        self._clear(self._project / ".broadsheet")

    def _build(self, fault: Fault) -> Told:
        """Run ``broadsheet build``, harmed."""
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            signal.alarm(_LIMIT)
            self._tell(fault)
            self._become_build()
        _, status = os.waitpid(child, 0)
        *_, files, gits, _, _, what = _PLAN.unpack(self._plan[: _PLAN.size])
        told = os.waitstatus_to_exitcode(status)
        said = (self._folder / "said").read_text(errors="replace")
        kinds = self._plan[_PLAN.size + 1 : _PLAN.size + 1 + files].decode("ascii")
        return Told(told, said, kinds, gits, what.partition(b"\0")[0].decode(errors="replace"))

    def _tell(self, fault: Fault) -> None:
        self._plan[: _PLAN.size] = _PLAN.pack(fault.mode, fault.at, fault.error, 0, 0, os.getpid(), 0, b"")

    def _become_build(self, modules: Path | None = None) -> NoReturn:
        said = os.open(self._folder / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        for stream in (1, 2):
            os.dup2(said, stream)
        os.chdir(self._project)
        os.environ.update(ISOLATED, NO_COLOR="1", TMPDIR=str(self._temporary), HOME=str(self._folder))
        tempfile.tempdir = str(self._temporary)  # else Python tries first whether it can write there
        sys.argv = ["broadsheet", "build", "--now", "2026-11-20T12:00Z", *self._world.arguments]
        if modules:
            with suppress(SystemExit):
                cli.main()
            modules.write_text("\n".join(name for name in sys.modules if name != "__main__"))
            os._exit(0)
        cli.run()
        os._exit(99)

    # Looking

    def _state(self) -> State:
        state = {}
        for edition, (tree, manifest) in self._world.places.items():
            files = {
                path.relative_to(self._project / tree).as_posix(): _digest(path)
                for path in (self._project / tree).rglob("*")
                if path.is_file() and ".broadsheet" not in path.parts
            }
            state[edition] = (files, _digest(self._project / manifest))
        return {edition: found for edition, found in state.items() if found != ({}, "")}

    def _leftovers(self) -> set[str]:
        """Return the names of all that is neither published nor a source."""
        folders = [self._site / ".broadsheet", self._project / ".broadsheet", self._temporary]
        inside = [*(self._project.iterdir()), *self._site.iterdir()]
        found = {path for folder in folders for path in folder.rglob("*") if "tree" not in path.parts}
        return {path.relative_to(self._folder).as_posix() for path in found.union(inside)}

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        if source.exists():
            subprocess.run(["cp", "-a", source, target], check=True)

    @staticmethod
    def _clear(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def chosen(numbers: Sequence[int], count: int) -> Sequence[int]:
    """Return so many of these, spread evenly; all where there are no more."""
    return numbers if count >= len(numbers) else [numbers[i * len(numbers) // count] for i in range(count)]


def faults(what: str, count: int, files: str, gits: int, seed: int = 0) -> list[Fault]:
    """Return the faults of a kind, in order.

    Args:
        what: ``files``, ``git`` or ``kills``.
        count: How many.
        files: The events of a build; those with a capital letter are always among those that fail.
        gits: How many times it runs git.
        seed: Of the choice of kills.
    """
    if what == "git":
        each = [Fault(mode, at) for at in range(1, gits + 1) for mode in GIT]
        return [Fault(Mode.PAGEFIND), *(each[i] for i in chosen(range(len(each)), count))]
    if what == "kills":
        chance = random.Random(seed)
        return [Fault(chance.choice(KILLS), chance.randint(1, len(files))) for _ in range(count)]
    ways = [(Mode.ONCE, errno.EIO), (Mode.FULL, errno.ENOSPC), (Mode.ONCE, errno.ENOSPC)]
    grave = [at for at, kind in enumerate(files, 1) if kind.isupper()]
    others = [at for at, kind in enumerate(files, 1) if not kind.isupper()]
    every = sorted({*chosen(grave, count), *chosen(others, max(count - len(grave), 0))})
    return [
        Fault(Mode.ONCE if at in grave else mode, at, error)
        for i, at in enumerate(every)
        for mode, error in [ways[i % len(ways)]]
    ]


def main() -> None:
    """Harm builds as the arguments say, and print as JSON how many were and what was wrong."""
    folder, world, in_a_row, *asked = sys.argv[1:]
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    harness = Harness(Path(folder), WORLDS[world])
    harness.prepare()
    told = harness.count()
    harmed: dict[str, int] = {}
    problems: list[str] = []
    for what, _, count in (one.partition("=") for one in asked):
        harness.harmed = 0
        problems += harness.problems(faults(what, int(count), told.files, told.gits), int(in_a_row))
        harmed[what] = harness.harmed
    json.dump({"harmed": harmed, "problems": problems}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
