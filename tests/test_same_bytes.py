"""The same commit gives the same bytes, wherever, whenever and with whatever it is built."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sample import Sample, contents, published

Same = Callable[[dict[str, bytes], dict[str, bytes]], None]
NOW = ("--now", "2026-11-20T12:00Z")
HERE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
ELSEWHERE = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample's repository, built from its own folder in a process of its own."""
    made = Sample.make(tmp_path_factory.mktemp("origin"))
    built = made.run("build", "--quiet", *NOW, env=HERE)
    assert built.returncode == 0, built.stderr
    return made


@pytest.fixture
def same(tally: Callable[[str, int], None]) -> Same:
    """A function that holds what two builds made against each other."""

    def compare(one: dict[str, bytes], other: dict[str, bytes]) -> None:
        assert one == other
        tally("files compared between two builds of one commit", len(one))

    return compare


def elsewhere(origin: Sample, path: Path) -> Sample:
    """Clone a repository, so that its folders list files in another order and at another time."""
    cloned = Sample(origin.repo.clone(path))
    for folder in ("docs", "changelog"):
        files = contents(path / folder)
        shutil.rmtree(path / folder)
        for age, (name, data) in enumerate(sorted(files.items(), reverse=True)):
            file = cloned.repo.write(f"{folder}/{name}", data)
            os.utime(file, (age * 100_000, age * 100_000))
    return cloned


def test_everything_around_the_commit_may_differ(origin: Sample, tmp_path: Path, same: Same) -> None:
    other = elsewhere(origin, tmp_path / "some where" / "else")
    built = other.run("build", "--quiet", *NOW, env=ELSEWHERE)
    assert built.returncode == 0, built.stderr
    same(published(other.path / "site"), published(origin.path / "site"))


def test_building_again_changes_no_file(origin: Sample, tmp_path: Path) -> None:
    clone = Sample(origin.repo.clone(tmp_path / "clone"))
    first = clone.build("public")
    times = {file: file.stat().st_mtime_ns for file in clone.site().rglob("*")}
    second = clone.build("public")
    assert [edition.changed for edition in (*first, *second)] == [True, False]
    assert {file: file.stat().st_mtime_ns for file in clone.site().rglob("*")} == times


def test_an_edition_alone_is_the_edition_among_others(origin: Sample, tmp_path: Path, same: Same) -> None:
    clone = Sample(origin.repo.clone(tmp_path / "clone"))
    clone.build("partners")
    assert [path.name for path in sorted((clone.path / "site").iterdir())] == [".broadsheet", "partners"]
    same(contents(clone.site("partners")), contents(origin.site("partners")))


def test_a_revision_gives_what_its_files_give(origin: Sample, tmp_path: Path, same: Same) -> None:
    clone = Sample(origin.repo.clone(tmp_path / "clone"))
    clone.repo.write("docs/index.md", "no front matter: an error on disk")
    built = clone.run("build", "public", "--quiet", "--ref", "HEAD", *NOW)
    assert built.returncode == 0, built.stderr
    same(contents(clone.site()), contents(origin.site()))


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_mkdocs_makes_the_same_edition(origin: Sample, tmp_path: Path, edition: str, same: Same) -> None:
    path = tmp_path / "clone"
    clone = Sample(origin.repo.clone(path))
    clone.configure(plugin={"edition": edition})
    built = clone.mkdocs("build", "--quiet", env=ELSEWHERE)
    assert built.returncode == 0, built.stderr
    same(contents(clone.site(edition)), contents(origin.site(edition)))


def test_mkdocs_makes_the_edition_that_sees_least(origin: Sample, tmp_path: Path) -> None:
    clone = Sample(origin.repo.clone(tmp_path / "clone"))
    built = clone.mkdocs("build", "--quiet")
    assert built.returncode == 0, built.stderr
    assert sorted(path.name for path in (clone.path / "site").iterdir()) == [".broadsheet", "public"]


def test_mkdocs_stops_where_broadsheet_would(origin: Sample, tmp_path: Path) -> None:
    clone = Sample(origin.repo.clone(tmp_path / "clone"))
    clone.repo.write("docs/index.md", "---\naudience: nobody\n---\n# Index\n")
    built = clone.mkdocs("build")
    assert built.returncode == 1
    assert "docs/index.md:2: BS301" in built.stderr
    assert "nothing was published" in built.stderr
    assert not (clone.path / "site" / "public").exists()


def test_a_time_zone_moves_no_day(tmp_path: Path) -> None:
    """An entry of the last hour of a UTC day stands under that day, wherever it is built."""
    entry = "---\ndate: 2026-01-31T23:30:00Z\naudience: everyone\ntype: added\n---\n# Late\n\nText.\n"
    index = "---\naudience: everyone\n---\n# Index\n\nText.\n"
    sample = Sample.small(tmp_path, {"docs/index.md": index, "changelog/late.md": entry})
    built = sample.run("build", "public", "--quiet", *NOW, env=ELSEWHERE)
    assert built.returncode == 0, built.stderr
    assert "January 2026" in sample.read("changelog/index.md")
    assert "31 January 2026" in sample.read("changelog/late/index.html")


def test_git_is_not_asked_for_what_is_not_committed(tmp_path: Path) -> None:
    """An untracked entry is built, dated by the newest commit: the clock is not asked."""
    sample = Sample.small(tmp_path, {"docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n"})
    sample.repo.write("changelog/new.md", "---\naudience: everyone\ntype: added\n---\n# New\n\nText.\n")
    sample.build("public")
    day = sample.repo.git("log", "-1", "--format=%cs")
    assert f"({day}, added)" in sample.read("changelog/index.md")
