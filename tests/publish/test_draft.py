"""An edition that keeps what it can of the published one: always what a build from scratch would publish."""

from __future__ import annotations

import errno
import multiprocessing
import os
import pickle
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publishing import NEW, OLD, assert_published, is_untouched, key, known, prepare, publish
from tests.sample import contents

from broadsheet.errors import PublishError
from broadsheet.publish.draft import Writer
from broadsheet.publish.manifest import Manifest, digest
from broadsheet.publish.stage import Stage

ROOT = Path(__file__).parents[2]


def test_a_change_keeps_what_did_not_change(tmp_path: Path) -> None:
    assert publish(tmp_path, OLD)
    assert_published(tmp_path, OLD)
    before = {path: (tmp_path / "public" / path).stat().st_ino for path in OLD}
    assert publish(tmp_path, NEW)
    assert_published(tmp_path, NEW)
    kept = {path for path in NEW if (tmp_path / "public" / path).stat().st_ino in before.values()}
    assert kept == {"same", "d/same"}
    assert publish(tmp_path, OLD)
    assert_published(tmp_path, OLD)


_PATHS = ["a", "b/a", "b/b", "c/d/a", "c/d/e/a"]
_EDITIONS = st.dictionaries(
    st.sampled_from([*_PATHS, *(f"{path}/x" for path in _PATHS)]), st.sampled_from("12"), min_size=1
)


@given(st.lists(_EDITIONS, min_size=1, max_size=5))
def test_whatever_was_published_before_the_last_edition_does_not_matter(
    editions: list[dict[str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        for files in editions:
            possible = {path: text for path, text in files.items() if f"{path}/x" not in files}
            publish(site, possible)
            assert_published(site, possible)
            assert not publish(site, possible)


def test_a_draft_tells_what_changes(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    (tmp_path / "public" / "foreign").touch()
    with Stage(tmp_path, ["public"], alone=False) as stage:
        draft = prepare(stage, NEW)
        assert draft.changed == (NEW.keys() | OLD.keys() | {"foreign"}) - {"same", "d/same"}
        assert contents(draft.assemble()) == {path: text.encode() for path, text in NEW.items()}
        assert contents(tmp_path / "public") == {
            **{path: text.encode() for path, text in OLD.items()},
            "foreign": b"",
        }


def test_an_edition_that_is_not_published_in_the_end_leaves_nothing(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    with Stage(tmp_path, ["public"], alone=False) as stage:
        prepare(stage, NEW).assemble()
    assert contents(tmp_path / "public") == {path: text.encode() for path, text in OLD.items()}
    assert known(tmp_path) == OLD.keys()
    assert not publish(tmp_path, OLD)
    assert_published(tmp_path, OLD)


def test_the_same_bytes_from_something_else_are_not_written_again(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    before = (tmp_path / "public" / "same").stat()
    with Stage(tmp_path, ["public"], alone=False) as stage:
        draft = stage.draft("public")
        draft.keep(OLD.keys() - {"same"})
        draft.write("same", b"1", b"another key")
        assert not draft.changed
        assert stage.publish([(draft, Manifest("public", ""))]) == [False]
    assert (tmp_path / "public" / "same").stat() == before
    with Stage(tmp_path, ["public"], alone=False) as stage:
        assert stage.draft("public").known["same"] == b"another key"


def test_what_nobody_knows_the_origin_of_is_never_kept(tmp_path: Path) -> None:
    (tmp_path / "made" / "d").mkdir(parents=True)
    (tmp_path / "made" / "d" / "same").write_text("1")
    (tmp_path / "made" / "link").symlink_to("d/same")
    for changed in (True, False):
        with Stage(tmp_path / "site", ["public"], alone=False) as stage:
            draft = stage.draft("public")
            draft.adopt(tmp_path / "made")
            assert not draft.known
            assert stage.publish([(draft, Manifest("public", ""))]) == [changed]
    assert_published(tmp_path / "site", {"d/same": "1", "link": "1"})


@pytest.mark.parametrize("before", [{}, OLD], ids=["scratch", "warm"])
def test_others_can_write_and_tell_of_it(tmp_path: Path, before: dict[str, str]) -> None:
    publish(tmp_path, before)
    with Stage(tmp_path, ["public"], alone=False) as stage:
        draft = stage.draft("public")
        writer: Writer = pickle.loads(pickle.dumps(draft.writer()))
        for path in ("same", "added/in/folder"):
            draft.add(path, pickle.loads(pickle.dumps(writer.write(path, b"2", key("2")))))
        stage.publish([(draft, Manifest("public", ""))])
    assert_published(tmp_path, {"same": "2", "added/in/folder": "2"})
    assert known(tmp_path) == {"same", "added/in/folder"}


# What others did to the output


def _edit(tree: Path, _: Path) -> None:
    (tree / "same").write_text("9")


def _replace(tree: Path, _: Path) -> None:
    (tree / "new").write_text("more than before")
    (tree / "new").replace(tree / "d" / "same")


def _remove(tree: Path, _: Path) -> None:
    (tree / "same").unlink(missing_ok=True)
    shutil.rmtree(tree / "d")


def _add(tree: Path, _: Path) -> None:
    (tree / "d" / "foreign").touch()
    (tree / "empty" / "folder").mkdir(parents=True)


def _link_a_file(tree: Path, outside: Path) -> None:
    (tree / "same").unlink(missing_ok=True)
    (tree / "same").symlink_to(outside / "same")


def _link_a_folder(tree: Path, outside: Path) -> None:
    shutil.rmtree(tree / "d")
    (tree / "d").symlink_to(outside)
    (tree / "gone").unlink(missing_ok=True)
    (tree / "gone").symlink_to(outside)


def _file_for_folder(tree: Path, _: Path) -> None:
    shutil.rmtree(tree / "d")
    (tree / "d").write_text("1")


def _folder_for_file(tree: Path, _: Path) -> None:
    (tree / "same").unlink()
    (tree / "same" / "deep").mkdir(parents=True)
    (tree / "same" / "deep" / "foreign").touch()
    (tree / "other").unlink()
    (tree / "other").mkdir()


@pytest.mark.parametrize("files", [OLD, NEW], ids=["old", "new"])
@pytest.mark.parametrize(
    "trees", [["public"], [".broadsheet/public/tree"], ["public", ".broadsheet/public/tree"]]
)
@pytest.mark.parametrize(
    "harm",
    [_edit, _replace, _remove, _add, _link_a_file, _link_a_folder, _file_for_folder, _folder_for_file],
)
def test_what_others_did_is_undone(
    tmp_path: Path, harm: Callable[[Path, Path], None], trees: list[str], files: dict[str, str]
) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    for name in ("same", "gone"):
        (outside / name).write_text("1")
    publish(site, OLD)
    for tree in trees:
        harm(site / tree, outside)
    assert is_untouched(site) == (trees == [".broadsheet/public/tree"] and harm is not _edit)
    publish(site, files)
    assert_published(site, files)
    assert contents(outside) == {"same": b"1", "gone": b"1"}


def test_the_twin_is_no_link_to_elsewhere(tmp_path: Path) -> None:
    publish(tmp_path / "site", OLD)
    twin = tmp_path / "site" / ".broadsheet" / "public" / "tree"
    twin.rename(tmp_path / "elsewhere")
    twin.symlink_to(tmp_path / "elsewhere")
    publish(tmp_path / "site", NEW)
    assert_published(tmp_path / "site", NEW)
    assert contents(tmp_path / "elsewhere") == {path: text.encode() for path, text in OLD.items()}


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x82\xa7version\x02\xa5files\x80"])
def test_without_records_all_is_made_again(tmp_path: Path, data: bytes) -> None:
    publish(tmp_path, OLD)
    (tmp_path / ".broadsheet" / "public" / "records").write_bytes(data)
    assert not known(tmp_path)
    publish(tmp_path, NEW)
    assert_published(tmp_path, NEW)
    assert known(tmp_path) == NEW.keys()


# What was restored from elsewhere


@pytest.mark.parametrize("leave_out", [None, "tree"])
@pytest.mark.parametrize("format_", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_an_archive_brings_all_back(tmp_path: Path, format_: int, leave_out: str | None) -> None:
    """GNU's format has whole seconds, POSIX' has the fractions of them."""
    publish(tmp_path / "site", OLD)
    if leave_out:
        shutil.rmtree(tmp_path / "site" / ".broadsheet" / "public" / leave_out)
    with tarfile.open(tmp_path / "site.tar", "w", format=format_) as archive:
        archive.add(tmp_path / "site", "restored")
    subprocess.run(["tar", "-xf", "site.tar"], cwd=tmp_path, check=True)
    _assert_restored(tmp_path / "restored")


def _copy_with_times(site: Path, to: Path) -> None:
    shutil.copytree(site, to)


def _copy_without_times(site: Path, to: Path) -> None:
    shutil.copytree(site, to, copy_function=shutil.copyfile)


@pytest.mark.parametrize("copy", [_copy_with_times, _copy_without_times])
def test_a_copy_brings_all_back(tmp_path: Path, copy: Callable[[Path, Path], None]) -> None:
    publish(tmp_path / "site", OLD)
    copy(tmp_path / "site", tmp_path / "restored")
    _assert_restored(tmp_path / "restored", linked=False)


def _assert_restored(site: Path, *, linked: bool = True) -> None:
    assert is_untouched(site)
    assert known(site) == OLD.keys()
    assert not publish(site, OLD)
    (site / "public" / "same").write_text("9")
    assert known(site) == OLD.keys() - {"same"}
    publish(site, NEW)
    assert contents(site / "public") == {path: text.encode() for path, text in NEW.items()}
    publish(site, OLD)
    publish(site, NEW)
    assert contents(site / "public") == {path: text.encode() for path, text in NEW.items()}


def test_a_time_of_whole_seconds_proves_nothing(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    file = tmp_path / "public" / "same"
    os.utime(file, ns=(0, 10**9))
    assert not publish(tmp_path, OLD)
    file.write_text("9")
    os.utime(file, ns=(0, 10**9))
    assert known(tmp_path) == OLD.keys() - {"same"}


# Systems and accidents


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP])
def test_without_hard_links_files_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refuse)
    for files in (OLD, NEW, OLD):
        publish(tmp_path, files)
        assert_published(tmp_path, files, linked=False)
        assert known(tmp_path) == files.keys()


@pytest.mark.parametrize("before", [{}, OLD], ids=["scratch", "warm"])
def test_a_full_disk_leaves_what_is_published(tmp_path: Path, before: dict[str, str]) -> None:
    publish(tmp_path, before)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(PublishError, match="added cannot be written: File too large"):
            publish(tmp_path, NEW | {"added": "2" * 2000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(tmp_path / "public") == {path: text.encode() for path, text in before.items()}
    publish(tmp_path, NEW)
    assert_published(tmp_path, NEW)


@pytest.mark.parametrize(
    "before", [[], ["old"], ["old", "records"]], ids=["first", "warm", "from scratch over another"]
)
def test_a_build_can_be_killed_at_any_step(tmp_path: Path, before: list[str]) -> None:
    command = [sys.executable, "-m", "tests.publishing", str(tmp_path / "site"), *(before or ["none"])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 30


def test_two_builds_at_once_publish_one_after_the_other(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    context = multiprocessing.get_context("spawn")
    editions = [OLD, NEW, {"same": "3"}]
    processes = [context.Process(target=publish, args=(tmp_path, files)) for files in editions]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    last = next(files for files in editions if files.keys() == digest(tmp_path / "public").keys())
    assert_published(tmp_path, last)


@pytest.mark.parametrize("harm", [None, _edit, _remove, _add])
def test_a_look_from_beside_finds_the_same(tmp_path: Path, harm: Callable[[Path, Path], None] | None) -> None:
    publish(tmp_path, OLD)
    if harm:
        harm(tmp_path / "public", tmp_path)
    expected = known(tmp_path)
    with Stage(tmp_path, ["public"], alone=False) as stage:
        stage.look(["public"])
        assert stage.is_untouched("public") == (harm is None)
        draft = prepare(stage, NEW)
        assert draft.known.keys() == expected
        stage.publish([(draft, Manifest("public", ""))])
    assert_published(tmp_path, NEW)
    with Stage(tmp_path, ["public"], alone=False) as stage:
        stage.look(["public"])  # and nobody waits for it
    with Stage(tmp_path / "none", ["public"], alone=False) as stage:
        stage.look(["public"])
        assert not stage.is_untouched("public")
        assert not stage.draft("public").known
