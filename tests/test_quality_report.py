"""The page on the quality of pages says what was measured."""

from __future__ import annotations

from tests.quality import report, results


def test_the_page_is_what_was_recorded() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.page(results.read())


def test_errors_of_our_own_are_listed() -> None:
    measured = results.Measured("Home", "", dict.fromkeys(results.CATEGORIES, 100), 200, 20, 0, 3)
    made = report.page(results.Results("2026-11-25", {}, 1, (measured,), (measured,), ("Bad value.",)))
    assert "\n- Bad value." in made
    assert made.count("| Home |") == 2
