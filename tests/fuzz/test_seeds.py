"""What fuzzing started from, and what it found wrong once, stays sound: no fuzzer is needed for that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.fuzz.targets import TARGETS, load


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_sound(name: str, tally: Callable[[str, int], None]) -> None:
    target = load(name)
    seeds = sorted(target.seeds.iterdir())
    assert seeds
    for seed in seeds:
        try:
            target.check(seed.read_bytes())
        except Exception as error:
            error.add_note(f"of {seed}")
            raise
    tally("seeds of fuzzing replayed", len(seeds))
