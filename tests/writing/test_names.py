from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.findings import Findings
from broadsheet.model.entries import MAX_ID
from broadsheet.sources.names import check_distinct, has_safe_names, is_content
from broadsheet.writing.names import free_name, slug

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Export reports to Parquet", "export-reports-to-parquet"),
        ("You can’t lose a draft", "you-cant-lose-a-draft"),
        ("  C++ & “CSV”: 100 % übrig!  ", "c-csv-100-ubrig"),
        ("Отчёты в два раза быстрее", "otchety-v-dva-raza-bystree"),
        ("北京", "beijing"),
        ("../../etc/passwd\n", "etc-passwd"),
        ("…", ""),
        ("word " * 40, "-".join(["word"] * 12)),
        ("x" * 400, "x" * 60),
    ],
)
def test_slug(title: str, name: str) -> None:
    assert slug(title) == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    name = "2026-11-20-faster"
    assert free_name("Faster", [], day=DAY) == name
    assert free_name("Faster", [name.upper(), f"{name}-3"], day=DAY) == f"{name}-2"
    assert free_name("Faster", [name, f"{name}-2"], day=DAY) == f"{name}-3"


def test_a_title_without_letters_has_a_name_too() -> None:
    assert free_name("?!", [], day=DAY) == "2026-11-20-entry"
    assert free_name("?!", [], fallback="page") == "page"


@given(st.text(max_size=300), st.lists(st.text(max_size=20)))
def test_any_title_makes_a_name_that_broadsheet_takes(title: str, taken: list[str]) -> None:
    first = free_name(title, taken, day=DAY)
    second = free_name(title, [*taken, first], day=DAY)
    findings = Findings()
    paths = [f"changelog/{name}.md" for name in (first, second)]
    assert all(has_safe_names(path, findings) and is_content(path) for path in paths)
    check_distinct(paths, findings)
    assert list(findings) == []
    assert len(second) <= MAX_ID
