"""What ``make mutants`` found last is explained, and its patterns lose what they should."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.mutation import results
from tests.mutation.patterns import weakened, without_operand

TARGETS = tomllib.loads(Path(__file__).with_name("targets.toml").read_text(encoding="utf-8"))


def test_every_module_was_tried_and_every_survivor_is_explained() -> None:
    tried, reasons = results.read(), results.reasons()

    assert list(tried) == sorted(name for target in TARGETS["target"] for name in target["modules"])
    for result in tried.values():
        assert result.mutants == result.killed + result.refused + len(result.survivors)
    alive = {(name, s.function, s.change): s.why for name, found in tried.items() for s in found.survivors}
    assert alive == reasons
    assert all(alive.values())


@pytest.mark.parametrize(
    ("pattern", "weaker"),
    [
        ("abc", []),
        ("a|b", ["b", "a"]),
        ("x(?:a|b|c)", ["x(?:b|c)", "x(?:a|c)", "x(?:a|b)"]),
        (r"[ab-d\]\x00-\x20]", [r"[b-d\]\x00-\x20]", r"[a\]\x00-\x20]", r"[ab-d\x00-\x20]", r"[ab-d\]]"]),
        ("[^]a]", ["[^a]", "[^]]"]),
        (r"[a]\|\(", []),
        ("a(?=b)(?<!c)", ["a(?<!c)", "a(?=b)"]),
        ("(?P<name>a)", []),
        ("(?:a|b", ["(?:b"]),
        ("a|b)c|d", ["b)c|d", "a)c|d", "a|b)d", "a|b)c"]),
    ],
)
def test_a_pattern_loses_one_thing_at_a_time(pattern: str, weaker: list[str]) -> None:
    assert list(weakened(pattern)) == weaker


def test_what_is_left_of_a_whole_pattern_is_one() -> None:
    for weaker in weakened(r"/(?=[/<&\x00-\x20])(?:a|[bc]|(?<!d)e)*+|f\|"):
        re.compile(weaker)


def test_an_xpath_loses_its_operands() -> None:
    assert list(without_operand("//@a | //@b")) == ["//@b"]
    assert list(without_operand("//text()[not(x::a or x::b[@c='d'] or ")) == [
        "//text()[not(x::b[@c='d'] or ",
        "//text()[not(x::a or ",
    ]
