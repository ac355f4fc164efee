"""When a document has to be looked at again."""

from __future__ import annotations

from datetime import date

import pytest

from broadsheet.model.reviews import Review, after


@pytest.mark.parametrize(
    ("day", "interval", "expected"),
    [
        (date(2026, 1, 1), "90d", date(2026, 4, 1)),
        (date(2026, 1, 1), "2w", date(2026, 1, 15)),
        (date(2026, 1, 31), "1m", date(2026, 2, 28)),
        (date(2023, 12, 31), "2m", date(2024, 2, 29)),
        (date(2026, 11, 20), "14m", date(2028, 1, 20)),
        (date(2024, 2, 29), "1y", date(2025, 2, 28)),
        (date(2026, 1, 1), "9999y", date.max),
        (date(2026, 1, 1), "9999999999d", date.max),
    ],
)
def test_intervals(day: date, interval: str, expected: date) -> None:
    assert after(day, interval) == expected


def test_due_is_counted_from_the_last_review_else_from_the_beginning() -> None:
    created = date(2026, 1, 1)
    assert Review(date(2026, 3, 1), "1m").due(created) == date(2026, 4, 1)
    assert Review(None, "1m").due(created) == date(2026, 2, 1)
    assert Review(date(2026, 3, 1)).due(created) is None
