"""When a document has to be looked at again."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

_DAYS = {"d": 1, "w": 7}
_MONTHS = {"m": 1, "y": 12}


@dataclass(frozen=True, slots=True)
class Review:
    """What front matter says of a document's reviews.

    Args:
        reviewed_on: The day of the last one; None if there was none, or nobody wrote it down.
        every: How often, like ``90d``, ``12w``, ``6m`` or ``1y``; empty if that is not laid down.
    """

    reviewed_on: date | None = None
    every: str = ""

    def due(self, created: date) -> date | None:
        """Return the day by which the next review is due; None where none is.

        Args:
            created: When the document came, from which its first review is counted.
        """
        return after(self.reviewed_on or created, self.every) if self.every else None


def after(day: date, interval: str) -> date:
    """Return a day some days, weeks, months or years later; the last of its month where that is shorter.

    Args:
        day: The day.
        interval: A number and its unit: ``d``, ``w``, ``m`` or ``y``.
    """
    count, unit = int(interval[:-1]), interval[-1]
    try:
        if unit in _DAYS:
            return day + timedelta(days=count * _DAYS[unit])
        years, month = divmod(day.month - 1 + count * _MONTHS[unit], 12)
        year = day.year + years
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError, calendar.IllegalMonthError):  # beyond the year 9999
        return date.max
