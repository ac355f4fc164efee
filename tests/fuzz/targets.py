"""What is fuzzed: a module each, with ``check(data)``, which raises where something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

TARGETS = ("front_matter", "audience_blocks", "importing")
"""Their modules."""

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is fuzzed.

    Args:
        name: Its module's name.
        check: Raises where something is wrong with what is made of these bytes.
    """

    name: str
    check: Callable[[bytes], None]

    @property
    def seeds(self) -> Path:
        """The folder of inputs to start from, and of those that were wrong once."""
        return HERE / "seeds" / self.name

    @property
    def words(self) -> Path:
        """The file of what inputs are often made of, as libFuzzer reads it."""
        return HERE / "words" / f"{self.name}.txt"


def load(name: str) -> Target:
    """Return a target by its name."""
    return Target(name, import_module(f"tests.fuzz.{name}").check)
