"""Milestones' days, and reading times."""

from __future__ import annotations

import pytest

from broadsheet.model.body import Body, Chunk, Kind
from broadsheet.model.paths import Offset, offset_of
from broadsheet.model.reading import reading_minutes


@pytest.mark.parametrize(
    ("milestone", "offset"),
    {
        "Day 1": Offset(),
        "Day 30": Offset(days=29),
        "Day 0: before you begin": Offset(days=-1),
        "Week 1": Offset(days=4),
        "week  2 – on your own": Offset(days=11),
        "By the end of Week 4": Offset(days=25),
        "Month 2": Offset(months=2, days=-1),
        "Year 1": Offset(months=12, days=-1),
        "Day 1 of Week 2": Offset(),
    }.items(),
)
def test_a_milestone_s_name_tells_its_day(milestone: str, offset: Offset) -> None:
    assert offset_of(milestone) == offset


@pytest.mark.parametrize(
    "milestone", ["", "Welcome", "First day", "Sunday 3", "Day one", "30 days", "Days 1"]
)
def test_other_names_tell_none(milestone: str) -> None:
    assert offset_of(milestone) is None


@pytest.mark.parametrize(
    ("chunks", "minutes"),
    [
        ((), 1),
        (("word " * 200,), 1),
        (("word " * 299,), 1),
        (("word " * 301,), 2),
        (("word " * 500, "word " * 500), 5),
        (("[word](https://example.com/a/b/c/d/e/f/g/h) <b class='x y'>it's</b> " * 300,), 3),
    ],
)
def test_reading_takes_a_minute_for_200_words(chunks: tuple[str, ...], minutes: int) -> None:
    assert reading_minutes(Body(tuple(Chunk(Kind.TEXT, 1, text) for text in chunks))) == minutes


def test_code_is_read_and_marks_are_not() -> None:
    body = Body((Chunk(Kind.CODE, 1, "word " * 600), Chunk(Kind.OPEN, 2, "/// audience | x\n" * 400)))
    assert reading_minutes(body) == 3
