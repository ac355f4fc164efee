"""Garbage is looked for again afterwards, if it was before."""

from __future__ import annotations

import gc

import pytest

from broadsheet.garbage import uncollected


@pytest.mark.parametrize("is_on", [True, False])
def test_collection_is_as_it_was_before(is_on: bool) -> None:
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        with uncollected():
            during = gc.isenabled()
        assert not during
        assert gc.isenabled() == is_on
    finally:
        (gc.enable if was_on else gc.disable)()
