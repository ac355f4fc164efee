"""The benchmark builds what it says it does, and measures all of it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from playwright.sync_api import Browser

from broadsheet import building
from broadsheet.config.settings import load_settings
from broadsheet.order import Order
from tests.bench import layouts, reading
from tests.bench.__main__ import main
from tests.bench.corpus import DOCUMENT_BYTES, ENTRY_BYTES, SIZES, Corpus, Size, make
from tests.bench.history import make_repository
from tests.bench.measure import CommandFailedError, measure
from tests.bench.peers import PINS, SUBJECTS
from tests.bench.serving import shown_after_saves
from tests.bench.steps import RESTORED, edit, restore
from tests.gitrepo import GitRepo

ROOT = Path(__file__).parents[1]
TINY = Size(documents=4, entries=6)


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
    findings = building.collector(settings)
    building.build(settings, findings, Order())

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


def test_three_editions_see_fewer_and_fewer_audiences(tiny: Corpus, tmp_path: Path) -> None:
    root = tmp_path / "project"
    layouts.broadsheet(tiny, root)
    settings = load_settings(root / "three.yml")
    assert [len(edition.audiences) for edition in settings.editions.values()] == [5, 3, 1]


# Between builds


@pytest.mark.parametrize(
    ("lay_out", "folder"),
    [
        (layouts.broadsheet, "changelog"),
        (layouts.material, "docs/blog/posts"),
        (layouts.hugo, "content/changelog"),
    ],
)
def test_one_entry_is_edited(
    lay_out: Callable[[Corpus, Path], None], folder: str, tiny: Corpus, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    lay_out(tiny, root)
    for _ in range(2):
        before = {file: file.read_bytes() for file in root.rglob("*.md")}
        edit(folder)(root)
        changed = [file for file, text in before.items() if file.read_bytes() != text]
        assert changed == [root / folder / "entry-00003.md"]
        assert changed[0].read_bytes().startswith(before[changed[0]])


def test_a_restored_cache_is_beside_sources_with_new_times(tiny: Corpus, tmp_path: Path) -> None:
    root = tmp_path / "project"
    layouts.broadsheet(tiny, root)
    sources = [file for folder in ("docs", "changelog") for file in (root / folder).rglob("*.md")]
    for file in (GitRepo(root).write("site/all/index.html", "Home"), *sources):
        os.utime(file, (10**9, 10**9))
    restore(root)

    checkout = root / RESTORED
    assert (checkout / "site/all/index.html").read_text(encoding="utf-8") == "Home"
    assert (checkout / "site/all/index.html").stat().st_mtime == 10**9
    assert not (root / "site").exists()
    assert [f for f in sources if (checkout / f.relative_to(root)).stat().st_mtime == 10**9] == []
    changed = GitRepo(checkout).git("diff", "--name-only", "HEAD~1")
    assert changed == "changelog/entry-00003.md"
    assert GitRepo(checkout).git("status", "--porcelain") == "?? site/"


def test_every_peer_is_pinned() -> None:
    lines = PINS.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    pinned = {line.partition("==")[0] for line in lines}
    assert {name.partition("[")[0] for subject in SUBJECTS for name in subject.packages} <= pinned


# Measuring

HOLD = "import time; held = b'x' * 2**26\nwhile time.process_time() < 1.5: pass\n"


def test_processes_count_together(tmp_path: Path) -> None:
    code = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {HOLD!r}]); {HOLD}"
    usage = measure([sys.executable, "-c", f"{code}child.wait()"], tmp_path)
    assert usage.cpu is not None
    assert usage.peak is not None
    assert usage.cpu >= 2.9
    assert usage.peak > 128
    assert list(tmp_path.iterdir()) == []


def test_memory_that_processes_share_counts_once(tmp_path: Path) -> None:
    code = (
        "import mmap, os, time\n"
        "held = mmap.mmap(-1, 2**27)\n"
        "held.write(bytes(2**27))\n"
        "child = os.fork()\n"
        "sum(held[::4096])\n"
        "while time.process_time() < 0.5: pass\n"
        "child and os.wait()"
    )
    usage = measure([sys.executable, "-c", code], tmp_path)
    assert usage.peak is not None
    assert 128 < usage.peak < 200


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


@pytest.mark.long
def test_a_saved_entry_is_shown(tiny: Corpus, browser: Browser, tmp_path: Path) -> None:
    root = tmp_path / "project"
    layouts.broadsheet(tiny, root)
    usages = shown_after_saves(browser, str(Path(sys.executable).with_name("broadsheet")), root)
    entry = (root / "changelog/entry-00003.md").read_text(encoding="utf-8")
    assert len(usages) == entry.count("This is its edit number") == 5


def test_a_server_that_ends_is_not_waited_for(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "changelog").mkdir()
    (tmp_path / "changelog" / "entry.md").touch()
    with pytest.raises(CommandFailedError, match="the server did not answer"):
        shown_after_saves(browser, "false", tmp_path)


def test_history_is_read_cold_and_warm_and_after_a_commit(tmp_path: Path) -> None:
    root = tmp_path / "project"
    make_repository(root, commits=300)
    commits = GitRepo(root).git("rev-list", "--count", "HEAD")
    assert [len(read(root)) for read in (reading.cold, reading.warm, reading.one_commit_more)] == [3, 3, 3]
    assert int(GitRepo(root).git("rev-list", "--count", "HEAD")) == int(commits) + 3
    assert GitRepo(root).git("status", "--porcelain") == ""


@pytest.mark.parametrize("names", ["hugo,jekyll", ""])
def test_peers_must_be_known(names: str) -> None:
    done = CliRunner().invoke(main, ["S", "--peers", names])
    assert done.exit_code == 2
    assert "there are hugo, material, zensical" in done.output
