"""Every number of the list of bad inputs has a test."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.audit import BY_CASES, HELD
from tests.bad_inputs import ENCODING, LEAKS, MATTER, MEANING, PATHS

_NUMBER = re.compile(r"(?:(?<=\*\* )|(?<=: )|(?<=\) )|(?<=· ))(\d+) (?=\S)")
"""A number of the list: behind a heading, or behind the dot that ends the one before."""


@cache
def functions(file: str) -> frozenset[str]:
    """The tests of a file."""
    tree = ast.parse((Path(__file__).parent / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_number_has_a_test(shared: Path, tally: Callable[[str, int], None]) -> None:
    text = (shared / "BAD-INPUTS.md").read_text(encoding="utf-8")
    numbers = {int(number) for number in _NUMBER.findall(text)}

    assert numbers == set(range(1, max(numbers) + 1))
    assert numbers == HELD.keys()
    tally("numbered bad inputs", len(numbers))


@pytest.mark.parametrize("number", sorted(HELD))
def test_the_tests_of_a_number_are_there(number: int) -> None:
    for test in HELD[number]:
        file, _, function = test.partition("::")
        assert function in functions(file), test


def test_the_numbers_of_tiny_broken_projects_are_among_them() -> None:
    assert {case.number for case in (*ENCODING, *LEAKS, *MATTER, *MEANING, *PATHS)} == BY_CASES
