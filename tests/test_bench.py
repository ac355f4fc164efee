"""The benchmark builds what it says it does, and the page on performance says what was measured."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from broadsheet import pipeline
from broadsheet.settings import load_settings
from tests.bench import layouts, report
from tests.bench.corpus import DOCUMENT_BYTES, ENTRY_BYTES, SIZES, Corpus, Size, make
from tests.bench.measure import CommandFailedError, Usage, measure
from tests.bench.peers import PINS, SUBJECTS, edit_an_entry
from tests.bench.report import Machine, Result, Row

ROOT = Path(__file__).parents[1]
TINY = Size(documents=4, entries=6)
COLD, EDITED, UNCHANGED = (step.name for step in SUBJECTS[0].steps)


@pytest.fixture(scope="module")
def tiny() -> Corpus:
    return make(TINY)


# The corpus


def test_corpus_is_the_same_in_every_process(tiny: Corpus) -> None:
    code = (
        "import hashlib; from tests.bench.corpus import Size, make; "
        "print(hashlib.sha256(repr(make(Size(4, 6))).encode()).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert there.stdout.strip() == hashlib.sha256(repr(tiny).encode()).hexdigest()
    assert make(TINY, seed=1) != tiny


def test_corpus_starts_like_a_smaller_one(tiny: Corpus) -> None:
    larger = make(Size(8, 12))
    assert larger.documents[:4] == tiny.documents
    assert [entry.body for entry in larger.entries[:6]] == [entry.body for entry in tiny.entries]


def test_corpus_has_the_sizes_it_should() -> None:
    corpus = make(SIZES["S"])
    assert (len(corpus.documents), len(corpus.entries)) == (100, 1_000)
    documents = [len(document.body) for document in corpus.documents]
    entries = [len(entry.body) for entry in corpus.entries]
    assert sum(documents) / len(documents) == pytest.approx(DOCUMENT_BYTES, rel=0.1)
    assert sum(entries) / len(entries) == pytest.approx(ENTRY_BYTES, rel=0.1)
    assert {len(set(entry.audiences)) for entry in corpus.entries} == {2}
    assert {len(set(entry.tags)) for entry in corpus.entries} == {2}


# The projects


def test_broadsheet_builds_its_project(tiny: Corpus, tmp_path: Path) -> None:
    root = tmp_path / "project"
    layouts.broadsheet(tiny, root)
    settings = load_settings(root / "mkdocs.yml")
    findings = pipeline.collector(settings)
    pipeline.build(settings, findings)

    site = root / "site" / "all"
    assert list(findings) == []
    assert [item for item in tiny.documents if not (site / item.path / "index.html").is_file()] == []
    assert [
        item for item in tiny.entries if not (site / "changelog" / item.id / "index.html").is_file()
    ] == []


@pytest.mark.parametrize(
    ("lay_out", "documents", "entries"),
    [
        (layouts.broadsheet, "docs", "changelog"),
        (layouts.material, "docs", "docs/blog/posts"),
        (layouts.hugo, "content/docs", "content/changelog"),
    ],
)
def test_every_project_has_all_of_the_corpus(
    lay_out: Callable[[Corpus, Path], None], documents: str, entries: str, tiny: Corpus, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    lay_out(tiny, root)
    for document in tiny.documents:
        matter, text = page(root / documents / f"{document.path}.md")
        assert matter["tags"] == list(document.tags)
        assert document.body.splitlines()[-1].strip() in text
    for entry in tiny.entries:
        matter, text = page(root / entries / f"{entry.id}.md")
        audiences = matter.get("audience") or matter.get("audiences") or matter.get("categories")
        assert (matter["date"], audiences) == (entry.date, list(entry.audiences))
        assert entry.body in text


def test_hugo_has_its_own_kind_of_notes(tiny: Corpus, tmp_path: Path) -> None:
    root = tmp_path / "project"
    layouts.hugo(tiny, root)
    _, text = page(root / f"content/docs/{tiny.documents[0].path}.md")
    assert "!!!" not in text
    assert text.count("> [!NOTE]\n> ") == tiny.documents[0].body.count("!!! note")


def page(file: Path) -> tuple[dict[str, object], str]:
    _, matter, text = file.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(matter), text


def test_one_entry_is_edited(tiny: Corpus, tmp_path: Path) -> None:
    root = tmp_path / "project"
    layouts.broadsheet(tiny, root)
    before = {file: file.read_bytes() for file in root.rglob("*.md")}
    edit_an_entry(root)
    assert [file.name for file, text in before.items() if file.read_bytes() != text] == ["entry-00003.md"]


def test_every_peer_is_pinned() -> None:
    lines = PINS.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    pinned = {line.partition("==")[0] for line in lines}
    assert {name.partition("[")[0] for subject in SUBJECTS for name in subject.packages} <= pinned


# Measuring

HOLD = "import time; held = b'x' * 2**26\nwhile time.process_time() < 0.5: pass\n"


def test_processes_count_together(tmp_path: Path) -> None:
    code = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {HOLD!r}]); {HOLD}"
    usage = measure([sys.executable, "-c", f"{code}child.wait()"], tmp_path)
    assert usage.cpu >= 0.9
    assert usage.peak > 128
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            [sys.executable, "-c", "import sys; print('once', flush=True); sys.exit('no such theme')"],
            "no such theme",
        ),
        (["false"], "ended with 1"),
        (["no-such-generator"], "no-such-generator"),
    ],
)
def test_failure_has_a_reason(command: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match=message):
        measure(command, tmp_path)


# The report

SAMPLE = Result(
    date="2026-11-22",
    machine=Machine("Abacus", cores=2, memory=15.6, system="Linux 6.18", python="3.13.1"),
    load=0.25,
    versions={"broadsheet": "0.1.0", "hugo": "0.168.0"},
    rows=(
        Row(COLD, (Usage(10, 12, 300), Usage(30, 8, 501), Usage(11, 9, 502)), pages=7),
        Row(EDITED, (Usage(1.5, 1, 200),), pages=7),
        Row(UNCHANGED, (Usage(0.51, 0.4, 100),), pages=7),
        Row("Hugo", (Usage(14, 20, 400),), pages=5),
        Row("Pagefind on Hugo's site", (Usage(6, 10, 350),), pages=5),
        Row("MkDocs + Material", failure="cannot a|b"),
    ),
)


def cells(text: str, start: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {start}")]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_table_has_medians_and_ratios() -> None:
    table = report.table(SAMPLE)
    assert cells(table, COLD) == [COLD, "9.0", "11.0", "501", "7", "3", "10.0–30.0", "1.00", "1.00"]
    assert cells(table, "Hugo + Pagefind")[1:] == ["30.0", "20.0", "400", "5", "1", "–", "0.30", "0.55"]
    assert cells(table, "MkDocs") == [r"MkDocs + Material: cannot a\|b", *["–"] * 8]


def test_targets_are_judged_by_the_size_that_they_are_set_for() -> None:
    text = report.page({"L": SAMPLE, "XL": SAMPLE})
    assert cells(text, "Cold build, wall time against Hugo")[1:] == [
        "0.60 × at L", "–", "0.55 ×", "0.55 ×", "met",
    ]  # fmt: skip
    assert cells(text, "Cold build, wall time against MkDocs")[-1] == "not measured at L"
    assert cells(text, "Cold build, peak memory")[-1] == "**not met**"
    assert cells(text, "One entry edited, wall time  ")[-1] == "met"
    assert cells(text, "Nothing changed")[-2:] == ["0.51 s", "**not met**"]
    assert cells(text, "One entry edited, wall time against")[-1] == "not measured at XL"
    at_s = report.page({"S": SAMPLE})
    assert cells(at_s, "Cold build, peak memory")[-1] == "not measured at L; **over the limit** at S"
    assert cells(report.page({"S": SAMPLE, "XL": SAMPLE}), "One entry edited, wall time against")[-1] == "met"


def test_page_has_machine_date_and_versions() -> None:
    text = report.page({"S": SAMPLE})
    assert "Size S: 100 documents, 1,000 entries" in text
    assert "2026-11-22: Abacus, 2 cores, 16 GiB, Linux 6.18, Python 3.13.1." in " ".join(text.split("\n"))
    assert "broadsheet 0.1.0, hugo 0.168.0" in text


def test_a_new_result_takes_the_place_of_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(report, "PAGE", tmp_path / "performance.md")
    report.record("S", SAMPLE)
    report.record("L", SAMPLE)
    newer = replace(SAMPLE, date="2026-11-23")
    report.record("S", newer)

    assert report.read() == {"S": newer, "L": SAMPLE}
    assert report.PAGE.read_text(encoding="utf-8") == report.page(report.read())


def test_documentation_says_what_was_measured() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.page(report.read()), (
        "docs/explanation/performance.md is not what was measured: run `python -m tests.bench.report`"
    )
