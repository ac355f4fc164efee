"""What became of mutants, and why some may live: ``results.json`` and ``survivors.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

RESULTS = Path(__file__).with_name("results.json")
SURVIVORS = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test tells from the module.

    Args:
        function: Where the change is.
        change: What became what.
        why: Why it does no harm; empty where nobody said.
    """

    function: str
    change: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A module whose mutants were tried.

    Args:
        mutants: How many.
        killed: How many of them a test found.
        refused: How many of the others the type checker found.
        survivors: Those that are left.
        date: Of the day.
        versions: Of Python and of what made the mutants.
    """

    mutants: int
    killed: int
    refused: int
    survivors: tuple[Survivor, ...]
    date: str
    versions: dict[str, str]


_TRIED = TypeAdapter(dict[str, Tried])


def read() -> dict[str, Tried]:
    """Return what is kept, by module."""
    return _TRIED.validate_json(RESULTS.read_bytes()) if RESULTS.exists() else {}


def write(tried: dict[str, Tried]) -> None:
    """Keep results."""
    text = _TRIED.dump_json(dict(sorted(tried.items())), indent=2).decode()
    RESULTS.write_text(f"{text}\n", encoding="utf-8")


def explained(tried: dict[str, Tried]) -> dict[str, Tried]:
    """Return results with the reasons that are given in ``survivors.toml``."""
    why = reasons()
    return {
        name: replace(
            found,
            survivors=tuple(
                replace(survivor, why=why.get((name, survivor.function, survivor.change), ""))
                for survivor in found.survivors
            ),
        )
        for name, found in tried.items()
    }


def reasons() -> dict[tuple[str, str, str], str]:
    """Return why mutants may live, by module, function and change."""
    found = {}
    for reason in tomllib.loads(SURVIVORS.read_text(encoding="utf-8")).get("survivor", []):
        for change in reason["changes"]:
            found[reason["module"], reason["function"], change] = " ".join(reason["why"].split())
    return found
