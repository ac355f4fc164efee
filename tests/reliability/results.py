"""What was tried, and where it is kept: three files, each written by what did the trying."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

TESTS = Path(__file__).parents[1]
FILE = Path(__file__).with_name("results.json")
FUZZED = TESTS / "fuzz" / "results.json"
MUTATED = TESTS / "mutation" / "results.json"


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one run.

    Args:
        passed: How many passed.
        failed: How many did not.
        skipped: How many were left out, because the machine lacks what they need.
    """

    passed: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A run of all tests.

    Args:
        date: Its day.
        commit: What was tested.
        machine: Where.
        versions: Of what it was tested with, by name.
        suites: The tests, by the suite's name.
        counts: How often something was tried, by what it was, in plural words.
    """

    date: str
    commit: str
    machine: str
    versions: dict[str, str]
    suites: dict[str, Suite]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Fuzzing:
    """What a fuzzer did to one reader of inputs.

    Args:
        seconds: For how long.
        executions: With how many inputs.
        crashes: How many of them ended in anything but an answer.
    """

    seconds: float
    executions: int
    crashes: int


@dataclass(frozen=True, slots=True)
class Survivor:
    """A planted mistake that nothing saw.

    Args:
        why: Why it makes no difference that could be seen; empty where nobody said.
    """

    why: str = ""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What mistakes planted in one module came to.

    Args:
        mutants: How many were planted.
        killed: How many of them a test saw.
        refused: How many of the others the type checker saw.
        survivors: The rest.
    """

    mutants: int
    killed: int
    refused: int = 0
    survivors: tuple[Survivor, ...] = ()

    @property
    def explained(self) -> int:
        """How many of the rest are explained."""
        return sum(bool(one.why) for one in self.survivors)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything; what was not recorded yet is empty."""

    tests: Run | None = None
    fuzzing: dict[str, Fuzzing] | None = None
    mutation: dict[str, Mutation] | None = None


def read() -> Results:
    """Return what was recorded last."""
    return Results(_read(FILE, Run), _read(FUZZED, dict[str, Fuzzing]), _read(MUTATED, dict[str, Mutation]))


def write(tests: Run) -> None:
    """Record a run of all tests."""
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(tests, order="sorted"), indent=2) + b"\n")


def _read(file: Path, kind: Any) -> Any:
    return msgspec.json.decode(file.read_bytes(), type=kind) if file.exists() else None
