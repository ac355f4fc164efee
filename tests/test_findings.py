"""Findings are collected, ordered, told once, and lowered where that is accepted."""

from __future__ import annotations

import pytest

from broadsheet.codes import Code, Severity
from broadsheet.errors import FindingsError, SettingsError
from broadsheet.findings import Finding, Findings, Place

ERROR, ACCEPTABLE, WARNING = Code.BS301, Code.BS402, Code.BS308


@pytest.mark.parametrize(("place", "text"), [(Place("a.md"), "a.md"), (Place("a.md", 7), "a.md:7")])
def test_a_place_reads_as_editors_want_it(place: Place, text: str) -> None:
    assert str(place) == text


def test_the_order_is_that_of_places_not_of_discovery() -> None:
    findings = Findings()
    for code, path, line, message in (
        (ERROR, "b.md", 1, "x"),
        (WARNING, "a.md", 10, "x"),
        (ERROR, "a.md", 10, "y"),
        (ERROR, "a.md", 10, "x"),
        (ERROR, "a.md", 2, "x"),
    ):
        findings.add(code, Place(path, line), message)

    assert [(str(found.place), found.code, found.message) for found in findings] == [
        ("a.md:2", ERROR, "x"),
        ("a.md:10", ERROR, "x"),
        ("a.md:10", ERROR, "y"),
        ("a.md:10", WARNING, "x"),
        ("b.md:1", ERROR, "x"),
    ]


def test_the_same_problem_is_told_once() -> None:
    findings = Findings()

    findings.add(ERROR, Place("a.md", 1), "x", "first hint")
    findings.add(ERROR, Place("a.md", 1), "x", "second hint")
    findings.extend(Findings())
    findings.extend([Finding(ERROR, Place("a.md", 1), "x", "third hint", Severity.ERROR)])

    assert len(findings) == 1
    assert next(iter(findings)).hint == "first hint"


def test_the_code_s_own_hint_and_severity_stand_in() -> None:
    findings = Findings()

    findings.add(WARNING, Place("a.md"), "x")

    assert list(findings) == [Finding(WARNING, Place("a.md"), "x", WARNING.hint, Severity.WARNING)]


def test_an_accepted_code_is_a_warning_however_it_came() -> None:
    elsewhere = Findings()
    elsewhere.add(ACCEPTABLE, Place("a.md"), "theirs")
    elsewhere.add(ERROR, Place("a.md"), "theirs")
    findings = Findings([ACCEPTABLE.name])

    findings.add(ACCEPTABLE, Place("a.md"), "own")
    findings.add(ERROR, Place("a.md"), "own")
    findings.extend(elsewhere)

    assert [(found.code, found.message) for found in findings.errors] == [(ERROR, "own"), (ERROR, "theirs")]
    assert [(found.code, found.message) for found in findings.warnings] == [
        (ACCEPTABLE, "own"),
        (ACCEPTABLE, "theirs"),
    ]


def test_what_a_message_quotes_makes_no_line_of_its_own_and_moves_no_cursor() -> None:
    findings = Findings()

    findings.add(ERROR, Place("a.md"), "there is no “a\n::error::b\x9b2J\u202ec\ud800”", "d\re")

    (finding,) = findings
    assert finding.message == r"there is no “a\n::error::b\x9b2J\u202ec\ud800”"
    assert finding.hint == r"d\re"


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1 error; nothing was published"), (2, "2 errors; nothing was published")],
)
def test_the_error_that_ends_a_build_counts_them(count: int, text: str) -> None:
    findings = Findings()
    findings.add(WARNING, Place("a.md"), "a warning")
    for number in range(count):
        findings.add(ERROR, Place("a.md"), f"{number}")

    assert str(FindingsError(findings)) == text
    assert (FindingsError.exit_code, SettingsError.exit_code) == (1, 2)


@pytest.mark.parametrize("code", Code, ids=lambda code: code.name)
def test_every_code_explains_itself(code: Code) -> None:
    assert code.summary
    assert not code.summary.endswith(".")
    assert code.hint.endswith(".")
