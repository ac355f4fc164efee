"""Publication: what was there stays until what is new is whole."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from tests.sample import Sample, contents

from broadsheet.config.places import manifest_path
from broadsheet.errors import FindingsError, PublishError
from broadsheet.publish.manifest import Manifest, read_ids
from broadsheet.publish.stage import Stage

EDITIONS = ("public", "internal", "lock", "new-york")
INDEX = {"docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n"}


def publish(site: Path, files: dict[str, str], *, edition: str = "public", alone: bool = False) -> bool:
    """Publish an edition of these files, as the pipeline would."""
    with Stage(site, EDITIONS, alone=alone) as stage:
        folder = stage.folder(edition)
        folder.mkdir()
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        draft = stage.draft(edition)
        draft.adopt(folder)
        return stage.publish(
            [(draft, Manifest(edition, "c0ffee", {}, {"a.html": ("docs/a.md",)}, {"x": "y"}))]
        )[0]


def test_an_edition_replaces_the_one_before_as_a_whole(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert publish(site, {"a.html": "1", "b.html": "1"})
    assert publish(site, {"a.html": "2"})
    assert contents(site / "public") == {"a.html": b"2"}


def test_nothing_is_touched_where_nothing_changed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, {"a.html": "1"})
    before = (site / "public").stat().st_ino
    assert not publish(site, {"a.html": "1"})
    assert (site / "public").stat().st_ino == before
    (site / "public" / "a.html").write_text("changed by hand", encoding="utf-8")
    assert publish(site, {"a.html": "1"})
    assert contents(site / "public") == {"a.html": b"1"}


@pytest.mark.parametrize("place", ["public", ".broadsheet/public/tree"])
def test_what_somebody_adds_while_an_edition_is_made_does_not_stay(tmp_path: Path, place: str) -> None:
    publish(tmp_path, {"a.html": "1", "deep/b.html": "1"})
    with Stage(tmp_path, EDITIONS, alone=False) as stage:
        draft = stage.draft("public")
        draft.keep(["deep/b.html"])
        draft.write("a.html", b"2", b"")
        (tmp_path / place / "deep/stray.html").write_text("not ours", encoding="utf-8")
        stage.publish([(draft, Manifest("public", "c0ffee"))])
    for text in ("3", "4"):
        publish(tmp_path, {"a.html": text, "deep/b.html": "1"})
        assert contents(tmp_path / "public") == {"a.html": text.encode(), "deep/b.html": b"1"}


@pytest.mark.parametrize("edition", ["public", "lock", "new-york"])
@pytest.mark.parametrize("alone", [False, True])
def test_beside_the_editions_there_is_only_what_the_next_build_needs(
    tmp_path: Path, alone: bool, edition: str
) -> None:
    site = tmp_path / "top" / "site"
    for text in ("1", "1", "2"):
        publish(site, {"a.html": text}, alone=alone, edition=edition)
    state = (site.parent if alone else site) / ".broadsheet"
    assert sorted(path.relative_to(state).as_posix() for path in state.rglob("*")) == [
        "_lock",
        edition,
        f"{edition}/manifest.json",
        f"{edition}/notes",
        f"{edition}/records",
        f"{edition}/tree",
        f"{edition}/tree/a.html",
    ]
    assert contents(site if alone else site / edition) == {"a.html": b"2"}


def test_a_stage_publishes_a_file_again(tmp_path: Path) -> None:
    """As `serve` does, where a page is saved between the pages and their search index."""
    with Stage(tmp_path, EDITIONS, alone=False, private=True) as stage:
        for text in (b"1", b"2", b"3"):
            draft = stage.draft("public")
            draft.write("a.html", text, b"")
            stage.publish([(draft, Manifest("public", "c0ffee"))])
            assert contents(tmp_path / "public") == {"a.html": text}


def test_the_manifest_counts_every_file(tmp_path: Path) -> None:
    publish(tmp_path, {"a.html": "1", "b.css": "2"})
    path = manifest_path(tmp_path, "public", alone=False)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "edition": "public",
        "commit": "c0ffee",
        "ids": {"x": "y"},
        "files": {
            "a.html": {"sha256": hashlib.sha256(b"1").hexdigest(), "sources": ["docs/a.md"]},
            "b.css": {"sha256": hashlib.sha256(b"2").hexdigest(), "sources": []},
        },
    }
    assert read_ids(path) == {"x": "y"}


def test_nothing_is_published_beside_what_is_no_edition(tmp_path: Path) -> None:
    """A lone site's pages, say, or an edition that is no longer configured: they would be deployed too."""
    publish(tmp_path, {"a.html": "1"})
    (tmp_path / "index.html").write_text("of a lone site, for every audience", encoding="utf-8")
    (tmp_path / "partners").mkdir()
    before = contents(tmp_path)
    with pytest.raises(PublishError, match=r"no edition of this site: index\.html, partners"):
        publish(tmp_path, {"a.html": "2"})
    assert contents(tmp_path) == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"edition": "public"}', "\x00"])
def test_a_manifest_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert read_ids(tmp_path / "manifest.json") is None
    assert read_ids(tmp_path / "absent.json") is None


def test_what_is_not_published_is_removed(tmp_path: Path) -> None:
    stop = pytest.raises(FileExistsError)
    with stop, Stage(tmp_path, EDITIONS, alone=False) as stage:
        stage.folder("public").mkdir()
        stage.folder("public").mkdir()
    assert [path.name for path in (tmp_path / ".broadsheet").iterdir()] == ["_lock"]
    assert publish(tmp_path, {"a.html": "1"})


def test_without_renameat2_folders_are_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, {"a.html": "1"})
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    assert publish(tmp_path, {"b.html": "2"})
    assert contents(tmp_path / "public") == {"b.html": b"2"}
    assert sorted(path.name for path in (tmp_path / ".broadsheet").iterdir()) == ["_lock", "public"]


def test_what_was_renamed_when_a_build_was_killed_is_renamed_back(tmp_path: Path) -> None:
    publish(tmp_path, {"a.html": "1"})
    new = tmp_path / ".broadsheet" / "_new" / "public"
    new.mkdir(parents=True)
    (tmp_path / "public").rename(new / "aside")
    with Stage(tmp_path, EDITIONS, alone=False):
        assert contents(tmp_path / "public") == {"a.html": b"1"}


def test_an_edition_that_cannot_be_replaced_says_what_to_mount() -> None:
    with (
        tempfile.TemporaryDirectory(dir="/tmp") as folder,
        tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere,
    ):
        if Path(elsewhere).stat().st_dev == Path(folder).stat().st_dev:
            pytest.skip("/dev/shm is not another file system")
        site = Path(folder, "site")
        site.mkdir()
        (site / ".broadsheet").symlink_to(elsewhere)
        with pytest.raises(PublishError, match="cannot be published: Invalid cross-device link") as raised:
            publish(site, {"a.html": "1"})
        assert not (site / "public").exists()
    assert "mount the folder above" in raised.value.hint


def test_a_user_without_a_home_and_a_name_can_build() -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom broadsheet.publish.stage import Stage\n"
        "if os.geteuid() == 0:\n    os.setuid(4711)\n"  # as containers do
        "with Stage(Path(sys.argv[1], 'site'), ('public',), alone=False):\n    print('taken')\n"
    )
    # Nor can it write down what is covered, beside files of ours.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HOME", "COVERAGE"))}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        done = subprocess.run(
            [sys.executable, "-c", program, folder],
            env=env | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.stdout, done.stderr) == ("taken\n", "")


# What may not be overwritten


def test_a_lone_edition_takes_the_place_of_no_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to("elsewhere")
    with pytest.raises(PublishError, match="is a symbolic link"):
        publish(tmp_path / "site", {"a.html": "1"}, alone=True)
    assert (tmp_path / "site").is_symlink()


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site" / "public").mkdir(parents=True)
    publish(tmp_path / "site", {"a.html": "1"})
    photos = tmp_path / "photos"
    (photos / "public").mkdir(parents=True)
    (photos / "public" / "me.jpg").touch()
    for site, alone in ((photos, False), (photos / "public", True)):
        with pytest.raises(PublishError, match="is not empty, and no edition of this site") as refused:
            publish(site, {"a.html": "1"}, alone=alone)
        assert "site_dir" in refused.value.hint
    assert (photos / "public" / "me.jpg").exists()


@pytest.mark.parametrize("was_published", [False, True])
@pytest.mark.parametrize("kind", ["file", "link", "dangling link"])
def test_what_is_no_folder_is_refused(tmp_path: Path, kind: str, was_published: bool) -> None:
    site = tmp_path / "site"
    if was_published:
        publish(site, {"a.html": "1"})
        (site / "public").rename(tmp_path / "elsewhere")
    site.mkdir(exist_ok=True)
    if kind == "file":
        (site / "public").touch()
    else:
        (site / "public").symlink_to(tmp_path / ("nowhere" if kind == "dangling link" else "elsewhere"))
        (tmp_path / "elsewhere").mkdir(exist_ok=True)
    with pytest.raises(PublishError):
        publish(site, {"a.html": "2"})
    assert not (site / "public").is_dir() or (site / "public").is_symlink()


def test_dangerous_folders_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home" / "me"
    (home / "project" / "docs").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for site in (Path("/"), home, home.parent, home / "project" / ".." / ".."):
        with (
            pytest.raises(PublishError, match="cannot be the output folder"),
            Stage(site, EDITIONS, alone=False),
        ):
            pass
    docs = home / "project" / "docs"
    for site in (docs, docs / "site", home / "project"):
        refused = pytest.raises(PublishError, match="lie in each other")
        with refused, Stage(site, EDITIONS, alone=False, sources=(docs,)):
            pass
    assert not (home / "project" / ".broadsheet").exists()
    with Stage(home / "project" / "site", EDITIONS, alone=False, sources=(docs,)):
        pass


def test_a_link_into_the_sources_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "site").symlink_to("docs")
    refused = pytest.raises(PublishError, match="lie in each other")
    with refused, Stage(tmp_path / "site", EDITIONS, alone=False, sources=(tmp_path / "docs",)):
        pass


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PublishError, match="cannot be written: Not a directory"):
        publish(tmp_path / "file" / "site", {})


# Whole builds


def published(site: Path) -> dict[str, bytes]:
    """Return what readers of a site have: all but what only the next build needs."""
    private = re.compile(r"\.broadsheet/(store\.db.*|[^/]+/(tree/.*|records))")
    return {path: data for path, data in contents(site).items() if not private.fullmatch(path)}


def failing(path: Path) -> Sample:
    """A site that is published once, and whose theme then breaks."""
    sample = Sample.small(path, INDEX)
    sample.configure({"theme": {"name": "material", "custom_dir": "overrides", "font": False}})
    sample.write({"overrides/main.html": '{% extends "base.html" %}\n'})
    sample.build("public")
    sample.write(
        {"overrides/main.html": '{% extends "base.html" %}\n{% block content %}{{ 1 / 0 }}{% endblock %}\n'}
    )
    sample.edit("docs/index.md", "Text.", "Another text.")
    return sample


@pytest.mark.parametrize("mistake", ["{{ nothing.there.at.all }}", "{% if %}", "{% include 'none.html' %}"])
def test_a_build_that_fails_in_a_template_leaves_all_as_it_was(tmp_path: Path, mistake: str) -> None:
    sample = failing(tmp_path)
    before = published(tmp_path / "site")
    sample.edit("overrides/main.html", "{{ 1 / 0 }}", mistake)
    with pytest.raises(FindingsError) as failed:
        sample.build("public")
    [finding] = failed.value.findings.errors
    assert (finding.code.name, str(finding.place)) == ("BS604", "overrides/main.html:2")
    assert published(tmp_path / "site") == before
    assert not (tmp_path / "site" / ".broadsheet" / "_new").exists()


def test_even_a_crash_leaves_all_as_it_was(tmp_path: Path) -> None:
    sample = failing(tmp_path)
    before = published(tmp_path / "site")
    with pytest.raises(ZeroDivisionError):
        sample.build("public")
    assert published(tmp_path / "site") == before
    sample.edit("overrides/main.html", "{{ 1 / 0 }}", "{{ super() }}")
    assert [edition.changed for edition in sample.build("public")] == [True]


def test_an_edition_with_errors_holds_back_the_others(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, INDEX)
    sample.build()
    before = published(tmp_path / "site")
    sample.write({"docs/index.md": INDEX["docs/index.md"] + "\n[x](in.md)\n"})
    sample.write({"docs/in.md": "---\naudience: engineers\n---\n# In\n\nText.\n"})
    with pytest.raises(FindingsError):
        sample.build()
    assert published(tmp_path / "site") == before
    sample.build("internal")
    after = published(tmp_path / "site")
    assert {path for path in after if after[path] != before.get(path) and not path.startswith(".")} >= {
        "internal/in/index.html"
    }
    assert not [path for path in after if after[path] != before.get(path) and path.startswith("public/")]


WAIT = """\
from pathlib import Path

def on_env(env, config, files):
    print("rendering beside", len(list(Path("site").glob("public"))), flush=True)
    input()
    return env
"""


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, {**INDEX, "wait.py": WAIT})
    sample.configure({"hooks": ["wait.py"]})
    first = _start(sample)
    assert first.stdout is not None
    assert "rendering beside 0\n" in iter(first.stdout.readline, "")
    with pytest.raises(Timeout):
        FileLock(tmp_path / "site" / ".broadsheet" / "_lock").acquire(blocking=False)
    second = _start(sample)
    first_out, _ = first.communicate("\n", timeout=60)
    second_out, _ = second.communicate("\n", timeout=60)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "rendering beside 1\n" in second_out
    assert ["unchanged" in out for out in (first_out, second_out)] == [False, True]


def test_a_killed_build_leaves_the_site_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, {**INDEX, "wait.py": WAIT})
    sample.configure({"hooks": ["wait.py"]})
    killed = _start(sample)
    assert killed.stdout is not None
    assert "rendering beside 0\n" in iter(killed.stdout.readline, "")
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=60)
    state = tmp_path / "site" / ".broadsheet"
    assert (state / "_new").is_dir()
    assert not (tmp_path / "site" / "public").exists()
    sample.configure()
    sample.build("public")
    assert not (state / "_new").exists()


def _start(sample: Sample) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from broadsheet.cli import run; run()", "build", "public"],
        cwd=sample.path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("site_dir", "message"),
    [
        ("docs/site", "lie in each other"),
        ("docs", "lie in each other"),
        (".", "lie in each other"),
        ("changelog", "lie in each other"),
        ("/", "cannot be the output folder"),
        ("photos", "is not empty"),
    ],
)
def test_a_site_dir_that_would_destroy_something_is_refused(
    tmp_path: Path, site_dir: str, message: str
) -> None:
    sample = Sample.small(tmp_path, {**INDEX, "photos/public/me.jpg": "me"})
    sample.configure({"site_dir": site_dir})
    with pytest.raises(PublishError, match=message):
        sample.build()
    assert (tmp_path / "photos/public/me.jpg").read_text() == "me"
