"""Tally the examples that Hypothesis makes up: a plugin of pytest for ``python -m tests.reliability``."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

WHAT = "generated examples of property tests"
_PASSING = re.compile(r"^ +- (\d+) passing, ", re.MULTILINE)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Note how many examples of the test passed, in the words in which Hypothesis tells it."""
    told = getattr(item, "hypothesis_statistics", "")
    if (count := sum(map(int, _PASSING.findall(told)))) and (file := os.environ.get("BROADSHEET_TALLY")):
        line = json.dumps({"test": item.nodeid, "what": WHAT, "count": count})
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(f"{line}\n")
