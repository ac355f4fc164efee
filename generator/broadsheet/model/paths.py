"""What front matter says of onboarding paths, understood: their start, their milestones' days."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIME = re.compile(r"\b(day|week|month|year)\s+(\d{1,3})\b", re.IGNORECASE)
_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class PathStart:
    """Makes an index the start of an onboarding path.

    Args:
        role: For whom the path is.
        duration: How long all of it takes, in the author's words; may be empty.
    """

    role: str
    duration: str = ""


@dataclass(frozen=True, slots=True)
class Offset:
    """How long after the first day something is due: so many months, then so many days.

    Args:
        months: Months of the calendar.
        days: Days.
    """

    months: int = 0
    days: int = 0


def offset_of(milestone: str) -> Offset | None:
    """Return when a milestone is reached, counted from somebody's first day.

    The first day is Day 1, so Day 30 is 29 days later. A week is reached with its fifth day: on Friday, for
    those who begin on a Monday. A month or a year is reached with its last day.

    Args:
        milestone: Its name. The first unit with a number behind it counts: “Week 2: on your own”.

    Returns:
        The offset; None where the name tells no day.
    """
    found = _TIME.search(milestone)
    if not found:
        return None
    unit, count = found[1].lower(), int(found[2])
    if unit in _MONTHS:
        return Offset(count * _MONTHS[unit], -1)
    return Offset(days=count - 1 if unit == "day" else count * 7 - 3)
