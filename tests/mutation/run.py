"""Try mutants: each in a process of its own that has everything imported and every test collected already."""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import FunctionType, ModuleType
from typing import Any

import coverage
import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from tests.mutation.mutants import Mutant

_OPTIONS = (
    *("-qq", "--no-summary", "--capture=no"),
    *("-pno:cacheprovider", "-pno:xdist", "-pno:pytest_cov"),
    "-Wignore::pytest.PytestAssertRewriteWarning",  # hypothesis is imported here
)


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    NO_PROGRAM = "cannot even be imported, and so is not counted"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a test goes through.

    Args:
        test: Its name.
        seconds: How long it takes.
        lines: Numbers of the module's lines that it runs.
    """

    test: str
    seconds: float
    lines: frozenset[int]


def trying(tests: Sequence[str], without: Collection[str], work: Callable[[Tests], None]) -> None:
    """Collect tests, and do a piece of work that runs some of them.

    Args:
        tests: Their files.
        without: Fixtures; tests that have one of them are left out.
        work: What is to be done.
    """
    plugin = _Plugin(frozenset(without), work)
    code = pytest.main([*_OPTIONS, *tests], plugins=[plugin])
    if code not in (0, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"pytest ends with {code!r}")


class Tests:
    """Tests that can be run again and again.

    Args:
        items: What pytest collected.
    """

    def __init__(self, items: Mapping[str, pytest.Item]) -> None:
        self._items = items
        self._kills: Counter[str] = Counter()

    def reaches(self, file: str) -> list[Reach]:
        """Return what each test goes through while the module is sound, quickest first.

        Args:
            file: The module's file.

        Raises:
            RuntimeError: A test fails.
        """
        measured = _forked(lambda: self._measure(file), 900)
        if not measured:
            raise RuntimeError(f"the tests of {file} fail without any change")
        found = (Reach(test, seconds, frozenset(lines)) for test, seconds, lines in json.loads(measured))
        return sorted((reach for reach in found if reach.lines), key=lambda reach: reach.seconds)

    def _measure(self, file: str) -> str:
        measuring = coverage.Coverage(data_file=None, include=[file], config_file=False)
        measuring.set_option("run:disable_warnings", ["no-data-collected"])
        found = []
        for name in self._items:
            measuring.erase()
            start = time.perf_counter()
            with measuring.collect():
                if self._fails(name):
                    return ""
            seconds = time.perf_counter() - start
            found.append((name, seconds, sorted(measuring.get_data().lines(file) or ())))
        return json.dumps(found)

    def fate(self, name: str, mutant: Mutant, known: Sequence[Reach]) -> Fate:
        """Run those tests that go through what is changed, on a mutant, until one fails.

        What has killed before comes first, since it will often do so again.

        Args:
            name: The module's.
            mutant: What it becomes.
            known: What each test goes through.
        """
        body = range(mutant.lines[0] + 1, mutant.lines[1] + 1)
        reached = [reach for reach in known if reach.lines.intersection(body)]
        reached = reached or list(known)  # what no test goes through is done when the module is imported
        reached.sort(key=lambda reach: -self._kills[reach.test])
        module = importlib.import_module(name)

        def tried() -> str:
            try:
                put_in_place(module, mutant.source)
            except Exception:  # noqa: BLE001 - whatever it says, nobody could publish that
                return Fate.NO_PROGRAM.value
            failing = (reach.test for reach in reached if self._fails(reach.test))
            return next(failing, Fate.SURVIVED.value)

        answer = _forked(tried, 30 + 20 * sum(reach.seconds for reach in reached))
        if answer in (Fate.SURVIVED.value, Fate.NO_PROGRAM.value):
            return Fate(answer)
        self._kills[answer] += 1
        return Fate.KILLED

    def _fails(self, name: str) -> bool:
        item = self._items[name]
        return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


class _Plugin:
    """Lets pytest collect, and then does something else than running every test once."""

    def __init__(self, without: frozenset[str], work: Callable[[Tests], None]) -> None:
        self._without, self._work = without, work

    def pytest_configure(self) -> None:
        # The first example that fails will do, nobody reads it, and there are hundreds of mutants.
        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile("mutants", max_examples=20, phases=phases)
        hypothesis.settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        functions = [item for item in session.items if isinstance(item, pytest.Function)]
        left = [item for item in functions if not self._without.intersection(item.fixturenames)]
        self._work(Tests({item.nodeid: item for item in left}))
        return True


def put_in_place(module: ModuleType, source: str) -> None:
    """Change a module that others have imported from: its functions stay, and get other code."""
    fresh = ModuleType(module.__name__)
    fresh.__dict__.update({key: value for key, value in vars(module).items() if key.startswith("__")})
    exec(compile(source, str(module.__file__), "exec", dont_inherit=True), fresh.__dict__)
    for name, value in vars(fresh).items():
        if not name.startswith("__"):
            _put(module, name, value)


def _put(module: ModuleType, name: str, new: Any) -> None:
    old = vars(module).get(name)
    if getattr(new, "__module__", None) != module.__name__ or not isinstance(new, FunctionType | type):
        setattr(module, name, new)
    elif isinstance(new, FunctionType):
        _change(old, new)
    else:
        for key, value in vars(new).items():
            _change(vars(old)[key], value)


def _change(old: Any, new: Any) -> None:
    old, new = (getattr(some, "func", getattr(some, "fget", some)) for some in (old, new))  # properties
    if isinstance(new, FunctionType):
        if old.__code__ != new.__code__:
            old.__code__ = new.__code__
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__


def _forked(work: Callable[[], str], seconds: float) -> str:
    """Return what work in a process of its own returns; nothing where it dies, or comes to no end."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            with os.fdopen(writer, "w", encoding="utf-8") as answer:
                answer.write(work())
        finally:
            os._exit(0)
    os.close(writer)
    parts, end = [], time.monotonic() + seconds
    while select.select([reader], [], [], max(0, end - time.monotonic()))[0]:
        parts.append(os.read(reader, 1 << 16))
        if not parts[-1]:
            break
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    return b"".join(parts).decode()
