"""The benchmark's tables and the page on performance say what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import names, report, results
from tests.bench.corpus import SIZES
from tests.bench.measure import Usage
from tests.bench.peers import SUBJECTS
from tests.bench.reach import TARGETS
from tests.bench.results import Machine, Result, Row

SAMPLE = Result(
    date="2026-11-22",
    machine=Machine("Abacus", cores=2, memory=15.6, system="Linux 6.18", python="3.13.1"),
    load=0.25,
    versions={"broadsheet": "0.1.0", "hugo": "0.168.0"},
    rows=(
        Row(names.COLD, (Usage(10, 12, 300), Usage(30, 8, 501), Usage(11, 9, 502)), pages=7),
        Row(names.EDITED, (Usage(1.5, 1, 200),), pages=7),
        Row(names.UNCHANGED, (Usage(0.51, 0.4, 100),), pages=7),
        Row(names.THREE, (Usage(17.6, 15, 300),), pages=21),
        Row(names.RELOADED, (Usage(0.6), Usage(0.8), Usage(0.7))),
        Row("Hugo", (Usage(14, 20, 400),), pages=5),
        Row("Pagefind on Hugo's site", (Usage(6, 10, 350),), pages=5),
        Row("Hugo, one entry edited", (Usage(4, 3, 400),), pages=5),
        Row("Pagefind on Hugo's site, one entry edited", (Usage(2, 2, 350),), pages=5),
        Row("MkDocs + Material", failure="cannot a|b"),
    ),
)


def cells(text: str, start: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {start}")]
    return [cell.strip() for cell in line.split("|")[1:-1]]


def test_table_has_medians_and_compares_like_with_like() -> None:
    table = report.table(SAMPLE)
    assert cells(table, f"{names.COLD} ")[1:] == [
        "11.00", "9.00", "501", "7", "3", "10.00–30.00", "–", "–",
    ]  # fmt: skip
    assert cells(table, names.RELOADED)[1:] == ["0.70", "–", "–", "–", "3", "0.60–0.80", "–", "–"]
    assert cells(table, "Hugo + Pagefind ")[1:] == ["20.00", "30.00", "400", "5", "1", "–", "0.55", "0.30"]
    assert cells(table, "Hugo + Pagefind, one")[1:] == [
        "6.00", "5.00", "400", "5", "1", "–", "0.25", "0.20",
    ]  # fmt: skip
    assert cells(table, "MkDocs")[1:] == ["–"] * 8
    assert table.endswith("\n\nMkDocs + Material failed: cannot a|b")


def test_targets_are_judged_by_the_size_that_they_are_set_for() -> None:
    text = report.reach({"L": SAMPLE, "XL": SAMPLE})
    assert cells(text, "Cold, against Hugo")[1:] == ["0.60 × at L", "0.55 ×", "0.55 ×", "yes"]
    assert cells(text, "Cold, against MkDocs")[1:] == ["0.10 × at L", "–", "–", "not measured"]
    assert cells(text, "Cold, peak memory")[1:] == ["500 MiB at L", "501 MiB", "501 MiB", "**no**"]
    assert cells(text, "One entry edited  ")[-1] == "yes"
    assert cells(text, "Nothing changed")[-2:] == ["0.51 s", "**no**"]
    assert cells(text, "One entry edited, against")[-1] == "not measured"
    assert cells(text, "Three editions")[-1] == "yes"
    assert cells(text, "Serve")[-1] == "yes"
    at_s = report.reach({"S": SAMPLE})
    assert cells(at_s, "Cold, peak memory")[-2:] == ["501 MiB", "not measured"]
    both = report.reach({"S": SAMPLE, "XL": SAMPLE})
    assert cells(both, "One entry edited, against")[-3:] == ["–", "1.00 ×", "yes"]


def test_every_target_is_measured() -> None:
    usages = (Usage(1, 1, 1),)
    steps = [step.name for subject in SUBJECTS for step in subject.steps]
    result = replace(SAMPLE, rows=tuple(Row(step, usages) for step in steps))
    everything = dict.fromkeys(SIZES, result)
    assert [target.name for target in TARGETS if target.met(everything) is None] == []


def test_page_has_machine_date_and_versions() -> None:
    text = report.page({"S": SAMPLE})
    assert "Size S: 100 documents, 1,000 entries" in text
    assert "2026-11-22: Abacus, 2 cores, 16 GiB, Linux 6.18, Python 3.13.1." in " ".join(text.split("\n"))
    assert "broadsheet 0.1.0, hugo 0.168.0" in text


def test_a_new_result_takes_the_place_of_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(report, "PAGE", tmp_path / "performance.md")
    report.record("S", SAMPLE)
    report.record("L", SAMPLE)
    newer = replace(SAMPLE, date="2026-11-23")
    report.record("S", newer)

    assert results.read() == {"S": newer, "L": SAMPLE}
    assert report.PAGE.read_text(encoding="utf-8") == report.page(results.read())


def test_documentation_says_what_was_measured() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.page(results.read()), (
        "docs/explanation/performance.md is not what was measured: run `python -m tests.bench.report`"
    )
