"""What history says about files; the numbers are those of the list of bad inputs."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.gitrepo import GRACE, GitRepo

from broadsheet.codes import Code, Severity
from broadsheet.sources.git import Repository
from broadsheet.sources.history import History, Person

ANY_TAG = re.compile(".*")
LINES = "".join(f"line {number}\n" for number in range(20))

SIGNED = (
    b"C <c@d> 1767360000 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
)


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return GitRepo.init(tmp_path / "repo")


def history(
    repo: GitRepo, folders: Sequence[str] = ("",), tags: re.Pattern[str] | None = ANY_TAG, at: str = "HEAD"
) -> History:
    opened = Repository.open(repo.path)
    return opened.history(opened.resolve(at), folders, tags)


def test_created_and_changed_with_their_people_and_times(repo: GitRepo) -> None:
    repo.write("docs/a.md", "one\n")
    first = repo.commit(date="2026-03-01T10:00:00+02:00", committed="2026-03-02T09:00:00Z")
    repo.write("docs/a.md", "two\n")
    second = repo.commit(date="2026-03-03T10:00:00Z", author=GRACE)
    repo.write("docs/b.md", "b\n")
    third = repo.commit(date="2026-03-04T10:00:00Z")
    found = history(repo)
    a = found.files["docs/a.md"]
    assert (a.created.sha, a.changed.sha, a.landed.sha) == (first, second, first)
    assert a.created.author == Person("Ada Lovelace", "ada@example.com")
    assert a.created.authored == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert a.created.committed == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert [person.name for person in a.authors] == ["Ada Lovelace", "Grace Hopper"]
    assert found.files["docs/b.md"].created.sha == third
    assert (found.commit, found.newest) == (third, datetime(2026, 3, 4, 10, tzinfo=UTC))
    assert found.findings == ()


def test_only_files_of_the_commit_and_the_folders_are_told(repo: GitRepo) -> None:
    repo.write("docs/kept.md", "kept\n")
    repo.write("docs/gone.md", "gone\n")
    repo.write("src/code.py", "code\n")
    repo.commit()
    repo.rm("docs/gone.md")
    repo.commit()
    assert set(history(repo, ["docs"]).files) == {"docs/kept.md"}
    assert set(history(repo, ["docs"], at="HEAD~1").files) == {"docs/kept.md", "docs/gone.md"}
    assert history(repo, []).files == {}


# Renames (75)


def test_75_a_rename_keeps_the_first_date_even_from_another_folder(repo: GitRepo) -> None:
    repo.write("drafts/a.md", LINES)
    first = repo.commit()
    repo.mv("drafts/a.md", "docs/b.md")
    repo.commit()
    repo.mv("docs/b.md", "docs/c.md")
    repo.write("docs/c.md", LINES + "one more\n")
    third = repo.commit(author=GRACE)
    c = history(repo, ["docs"]).files["docs/c.md"]
    assert (c.created.sha, c.changed.sha) == (first, third)
    assert c.previous_paths == ("drafts/a.md", "docs/b.md")
    assert [person.name for person in c.authors] == ["Ada Lovelace", "Grace Hopper"]


def test_75_a_name_moved_away_and_back_is_not_a_previous_one(repo: GitRepo) -> None:
    repo.write("a.md", LINES)
    first = repo.commit()
    repo.mv("a.md", "b.md")
    repo.commit()
    repo.mv("b.md", "a.md")
    repo.commit()
    a = history(repo).files["a.md"]
    assert (a.created.sha, a.previous_paths) == (first, ("b.md",))


def test_a_new_file_under_a_name_that_was_left_is_new(repo: GitRepo) -> None:
    repo.write("unreleased.md", LINES)
    first = repo.commit()
    repo.mv("unreleased.md", "2.4.md")
    repo.commit()
    repo.write("unreleased.md", "something else\n")
    third = repo.commit()
    repo.write("unreleased.md", "something else again\n")
    repo.commit()
    files = history(repo).files
    assert files["2.4.md"].created.sha == first
    assert files["unreleased.md"].created.sha == third


def test_a_file_that_was_deleted_and_brought_back_keeps_its_first_date(repo: GitRepo) -> None:
    repo.write("a.md", LINES)
    first = repo.commit()
    repo.rm("a.md")
    repo.commit(author=GRACE)
    repo.write("a.md", LINES)
    third = repo.commit()
    a = history(repo).files["a.md"]
    assert (a.created.sha, a.changed.sha) == (first, third)
    assert [person.name for person in a.authors] == ["Ada Lovelace"]


def test_a_change_under_the_old_name_on_a_parallel_line_counts(repo: GitRepo) -> None:
    repo.write("a.md", LINES)
    first = repo.commit()
    repo.branch("side")
    repo.mv("a.md", "b.md")
    repo.commit()
    repo.checkout("main")
    repo.write("a.md", LINES + "more\n")
    change = repo.commit(author=GRACE)
    repo.merge("side")
    b = history(repo).files["b.md"]
    assert (b.created.sha, b.changed.sha, b.authors[-1].name) == (first, change, "Grace Hopper")


def test_two_lines_that_rename_a_file_differently_both_keep_its_first_date(repo: GitRepo) -> None:
    repo.write("a.md", LINES)
    first = repo.commit()
    repo.branch("side")
    repo.mv("a.md", "b.md")
    repo.commit()
    repo.checkout("main")
    repo.mv("a.md", "c.md")
    repo.commit()
    with pytest.raises(AssertionError, match="merge"):  # git stops: both sides renamed
        repo.merge("side")
    for name in ("b.md", "c.md"):
        repo.write(name, LINES)
    repo.commit()
    repo.write("b.md", LINES + "more\n")
    last = repo.commit()
    files = history(repo).files
    assert {path: file.created.sha for path, file in files.items()} == {"b.md": first, "c.md": first}
    assert files["b.md"].changed.sha == last
    assert files["c.md"].changed.sha != last


# Merges (76) and the main line


def test_a_file_lands_with_the_merge_of_its_branch(repo: GitRepo) -> None:
    repo.write("start.md", "start\n")
    start = repo.commit()
    repo.branch("outer")
    repo.write("outer.md", "outer\n")
    repo.commit()
    repo.branch("inner")
    repo.write("inner.md", "inner\n")
    inner = repo.commit()
    repo.checkout("outer")
    repo.merge("inner")
    repo.checkout("main")
    repo.write("direct.md", "direct\n")
    direct = repo.commit()
    merge = repo.merge("outer")
    repo.write("later.md", "later\n")
    later = repo.commit()
    files = history(repo).files
    landed = {path: file.landed.sha for path, file in files.items()}
    assert landed == {
        "start.md": start,
        "direct.md": direct,
        "outer.md": merge,
        "inner.md": merge,
        "later.md": later,
    }
    assert files["inner.md"].created.sha == inner


def test_76_what_only_a_merge_changes_is_no_change(repo: GitRepo) -> None:
    repo.write("a.md", LINES)
    first = repo.commit()
    repo.branch("side")
    repo.write("b.md", "b\n")
    repo.commit()
    repo.checkout("main")
    repo.merge("side", edit=True)
    repo.write("a.md", "changed in the merge\n")
    merge = repo.commit()
    found = history(repo)
    assert found.files["a.md"].changed.sha == first
    assert found.files["b.md"].landed.sha == merge


def test_76_a_file_that_only_a_merge_adds_is_created_by_it(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    first = repo.commit()
    repo.branch("side")
    repo.commit()
    repo.checkout("main")
    repo.merge("side", edit=True)
    repo.write("a.md", "changed in the merge\n")
    repo.write("merged.md", LINES)
    repo.write("moved.md", LINES.upper())
    merge = repo.commit()
    assert history(repo).files["merged.md"].changed.sha == merge
    repo.write("merged.md", LINES + "more\n")
    repo.mv("moved.md", "docs/moved.md")
    change = repo.commit()
    files = history(repo).files
    assert files["a.md"].changed.sha == first
    for path in ("merged.md", "docs/moved.md"):
        assert (files[path].created.sha, files[path].landed.sha) == (merge, merge)
        assert files[path].changed.sha == change
    assert files["docs/moved.md"].previous_paths == ("moved.md",)


def test_76_a_file_that_a_merge_itself_renames_is_created_by_it(repo: GitRepo) -> None:
    repo.write("a.md", LINES)
    repo.commit()
    repo.branch("side")
    repo.commit()
    repo.checkout("main")
    repo.merge("side", edit=True)
    repo.mv("a.md", "b.md")
    merge = repo.commit()
    assert history(repo).files["b.md"].created.sha == merge


# Dates (77, 78)


def test_77_children_older_than_their_parents_are_told_once(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    first = repo.commit(date="2026-05-01T00:00:00Z")
    repo.write("b.md", "b\n")
    second = repo.commit(date="2026-04-01T00:00:00Z")
    repo.write("c.md", "c\n")
    repo.commit(date="2026-03-01T00:00:00Z")
    found = history(repo)
    (finding,) = found.findings
    assert finding.code is Code.BS140
    assert finding.severity is Severity.WARNING
    assert "2 commits are dated before a parent" in finding.message
    assert second in finding.message
    assert found.files["a.md"].created.sha == first
    assert found.files["b.md"].created.committed == datetime(2026, 4, 1, tzinfo=UTC)


def test_77_a_parent_comes_first_whatever_its_date(repo: GitRepo) -> None:
    repo.write("a.md", LINES)
    first = repo.commit(date="2026-05-01T00:00:00Z")
    repo.branch("side")
    repo.mv("a.md", "b.md")
    rename = repo.commit(date="2026-01-01T00:00:00Z")
    repo.checkout("main")
    repo.commit(date="2026-06-01T00:00:00Z")
    repo.merge("side", date="2026-07-01T00:00:00Z")
    b = history(repo).files["b.md"]
    assert (b.created.sha, b.changed.sha) == (first, rename)


@pytest.mark.parametrize(
    ("author", "committer", "expected"),
    [
        # The year 3170843, in both places: the parent's date stands in.
        (
            b"A <a@b> 37887447239999 +0000",
            b"C <c@d> 37887447239999 +0000",
            datetime(2026, 1, 1, 13, tzinfo=UTC),
        ),
        # In one place only: the other stands in.
        (
            b"A <a@b> 37887447239999 +0000",
            b"C <c@d> 1767360000 +0000",
            datetime(2026, 1, 2, 13, 20, tzinfo=UTC),
        ),
        (
            b"A <a@b> 1767360000 +0000",
            b"C <c@d> 18446744073709551615 +0000",
            datetime(2026, 1, 2, 13, 20, tzinfo=UTC),
        ),
        (b"A <a@b> yesterday", b"C <c@d> 1767360000 +0000", datetime(2026, 1, 2, 13, 20, tzinfo=UTC)),
        # A zone that no place is in; the instant is sound.
        (b"A <a@b> 1767360000 +9900", b"C <c@d> 1767360000 +9900", datetime(2026, 1, 2, 13, 20, tzinfo=UTC)),
    ],
)
def test_78_absurd_dates_are_replaced_and_told(
    repo: GitRepo, author: bytes, committer: bytes, expected: datetime
) -> None:
    repo.write("a.md", "a\n")
    repo.commit()
    repo.write("b.md", "b\n")
    odd = repo.commit_raw(author, committer)
    found = history(repo)
    created = found.files["b.md"].created
    assert (created.authored, created.committed) == (expected, expected)
    (finding,) = found.findings
    assert (finding.code, finding.severity) == (Code.BS141, Severity.WARNING)
    assert "1 commit is" in finding.message
    assert odd in finding.message


def test_78_an_absurd_first_commit_does_not_crash(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    repo.commit_raw(b"A <a@b> 37887447239999 +0000")
    assert history(repo).files["a.md"].created.committed == datetime(1970, 1, 1, tzinfo=UTC)


# People (79, 82)


def test_79_a_name_that_is_not_utf8_gets_the_replacement_character(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    repo.commit_raw(b"Ren\xe9 <ren\xe9@example.com> 1767360000 +0000")
    (author,) = history(repo).files["a.md"].authors
    assert author == Person("Ren\ufffd", "ren\ufffd@example.com")


def test_82_mailmap_of_the_commit_is_applied_without_a_work_tree_too(repo: GitRepo, tmp_path: Path) -> None:
    repo.write("a.md", "one\n")
    repo.commit(author="ada <ada@old.example>")
    repo.write("a.md", "two\n")
    repo.commit(author="Ada Lovelace <ada@example.com>")
    assert len(history(repo).files["a.md"].authors) == 2
    repo.write(".mailmap", "Ada King <ada@example.com> <ada@old.example>\nAda King <ada@example.com>\n")
    repo.commit()
    expected = (Person("Ada King", "ada@example.com"),)
    assert history(repo).files["a.md"].authors == expected
    repo.branch("other")
    repo.rm(".mailmap")
    repo.commit()
    bare = repo.bare(tmp_path / "bare.git")
    assert history(bare, at="main").files["a.md"].authors == expected


def test_82_bots_are_no_authors(repo: GitRepo) -> None:
    repo.write("a.md", "one\n")
    repo.commit(author="dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>")
    repo.write("a.md", "two\n")
    repo.commit(author=GRACE)
    repo.write("a.md", "three\n")
    last = repo.commit(author="dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>")
    a = history(repo).files["a.md"]
    assert a.authors == (Person("Grace Hopper", "grace@example.com"),)
    assert a.changed.sha == last


def test_an_address_is_one_author_whatever_its_case_and_name(repo: GitRepo) -> None:
    for number, author in enumerate(["Ada <ada@example.com>", "Ada L. <ADA@example.com>", GRACE]):
        repo.write("a.md", f"{number}\n")
        repo.commit(author=author)
    assert [person.name for person in history(repo).files["a.md"].authors] == ["Ada", "Grace Hopper"]


# File names (80)


def test_80_every_file_name_is_right(repo: GitRepo) -> None:
    names = [
        "quo\"te's.md",
        "new\nline.md",
        "tab\t.md",
        "\x01start.md",
        "naïve 日本.md",
        "back\\slash.md",
        " M x.md",
        "-option",
        ":(top)magic",
        os.fsdecode(b"caf\xe9.md"),
    ]
    for number, name in enumerate(names):
        repo.write(f"in/{name}", f"{number}\n" * 9)
    first = repo.commit()
    for name in names:
        repo.mv(f"in/{name}", f"out/{name}")
    second = repo.commit()
    opened = Repository.open(repo.path)
    assert set(opened.tree(second, ["out"])) == {f"out/{name}" for name in names}
    files = history(repo).files
    assert set(files) == {f"out/{name}" for name in names}
    for name in names:
        file = files[f"out/{name}"]
        assert (file.created.sha, file.changed.sha) == (first, second)
        assert file.previous_paths == (f"in/{name}",)


# Tags


def test_the_first_tag_that_holds_a_file_is_by_date_then_name(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    repo.commit(date="2026-01-01T00:00:00Z")
    repo.write("b.md", "b\n")
    second = repo.commit(date="2026-01-02T00:00:00Z")
    repo.tag("z-light")
    repo.tag("b-late", annotated=True, date="2026-02-01T00:00:00Z", at="HEAD~1")
    repo.tag("v1", annotated=True, date="2026-01-20T00:00:00Z")
    repo.tag("v0.9", annotated=True, date="2026-01-20T00:00:00Z")
    repo.write("c.md", "c\n")
    repo.commit(date="2026-03-01T00:00:00Z")
    everything = history(repo)
    assert [tag.name for tag in everything.tags] == ["z-light", "v0.9", "v1", "b-late"]
    assert everything.tags[0].date == datetime(2026, 1, 2, tzinfo=UTC)
    assert everything.tags[2].commit_sha == second
    assert everything.files["a.md"].first_tag == everything.tags[0]
    assert everything.files["c.md"].first_tag is None
    versions = history(repo, tags=re.compile(r"v\d+(\.\d+)*"))
    assert [tag.name for tag in versions.tags] == ["v0.9", "v1"]
    assert versions.files["a.md"].first_tag == versions.tags[0]
    untagged = history(repo, tags=None)
    assert (untagged.tags, untagged.files["a.md"].first_tag) == ((), None)


def test_a_tag_on_a_release_branch_holds_what_the_branch_took(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    repo.commit()
    repo.branch("release")
    repo.commit("prepare")
    repo.tag("v1")
    repo.checkout("main")
    repo.write("b.md", "b\n")
    repo.commit()
    found = history(repo)
    (tag,) = found.tags
    assert [found.files[path].first_tag for path in ("a.md", "b.md")] == [tag, None]


def test_tags_that_lead_to_no_commit_hold_nothing(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    repo.commit()
    repo.tag("a-tree", at="HEAD^{tree}")
    repo.tag("a-file", annotated=True, at="HEAD:a.md")
    assert history(repo).files["a.md"].first_tag is None


def test_a_tag_without_any_usable_date_is_left_out_and_told(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    repo.commit_raw(b"A <a@b> 37887447239999 +0000")
    repo.tag("v1")
    found = history(repo)
    assert found.tags == ()
    assert any("'v1'" in finding.message for finding in found.findings)


# The reader's own settings


def test_settings_of_git_do_not_change_what_history_says(repo: GitRepo, tmp_path: Path) -> None:
    repo.write("docs/ä.md", LINES)
    repo.write("docs/z.md", LINES.upper())
    repo.commit(author="Zoë <zoe@example.com>")
    repo.mv("docs/ä.md", "docs/é.md")
    repo.write("docs/é.md", LINES + "more\n")
    repo.mv("docs/z.md", "docs/y.md")
    repo.write("docs/y.md", LINES.upper() + "more\n")
    repo.write("docs/copy.md", LINES + "not\nquite\nthe\nsame\n")
    repo.commit()
    repo.write("docs/signed.md", "signed\n")
    repo.commit_raw(b"A <a@b> 1767360000 +0000", SIGNED)
    before = history(repo)
    assert before.files["docs/é.md"].previous_paths == ("docs/ä.md",)
    (tmp_path / "mailmap").write_text("Somebody Else <else@example.com> <zoe@example.com>\n")
    verify = tmp_path / "verify"
    verify.write_text("#!/bin/sh\necho signature of somebody >&2\n")
    verify.chmod(0o755)
    for name, value in {
        "color.ui": "always",
        "diff.noprefix": "true",
        "diff.relative": "true",
        "diff.renameLimit": "1",
        "diff.renames": "false",
        "format.pretty": "oneline",
        "gpg.program": str(verify),
        "i18n.logOutputEncoding": "ISO-8859-1",
        "log.abbrevCommit": "true",
        "log.date": "iso",
        "log.decorate": "full",
        "log.diffMerges": "first-parent",
        "log.follow": "true",
        "log.mailmap": "false",
        "log.showRoot": "false",
        "log.showSignature": "true",
        "mailmap.file": str(tmp_path / "mailmap"),
        "status.relativePaths": "true",
        "status.showUntrackedFiles": "no",
        "status.branch": "true",
    }.items():
        repo.git("config", name, value)
    assert history(repo) == before
    repo.write("docs/ü.md", "new\n")
    assert Repository.open(repo.path / "docs").status(["docs"]).uncommitted == {"docs/ü.md"}


def test_replaced_objects_of_one_clone_do_not_count(repo: GitRepo) -> None:
    repo.write("a.md", "a\n")
    first = repo.commit()
    repo.write("a.md", "b\n")
    repo.commit()
    before = history(repo)
    repo.git("replace", "--graft", "HEAD")
    assert history(repo) == before
    assert before.files["a.md"].created.sha == first


# The same as git, one file at a time

Step = tuple[str, int]
STEPS = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["add", "edit", "rename", "delete"]), st.integers(0, 5)),
        min_size=1,
        max_size=3,
        unique_by=lambda step: step[1],
    ),
    min_size=2,
    max_size=9,
)


def play(repo: GitRepo, commits: list[list[Step]]) -> None:
    """Make a linear history in which no name that a rename left is used again."""
    names: dict[int, str] = {}
    for number, steps in enumerate(commits):
        for action, file in steps:
            name = names.get(file)
            if name is None:
                names[file] = name = names.get(-file - 1, f"{file}/start.md")
                repo.write(name, "".join(f"file {file} line {line}\n" for line in range(30)))
            elif action == "edit":
                with (repo.path / name).open("a") as out:
                    out.write(f"edit {number}\n")
            elif action == "rename":
                names[file] = f"{file}/{'x' * (number % 3)}/moved-{number}.md"
                repo.mv(name, names[file])
            elif action == "delete":
                repo.rm(name)
                names[-file - 1] = names.pop(file)  # it may come back
        repo.commit()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(commits=STEPS)
def test_history_agrees_with_git_log_follow(commits: list[list[Step]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = GitRepo.init(Path(folder))
        play(repo, commits)
        for path, file in history(repo).files.items():
            followed = repo.git("log", "--follow", "--format=%H", "--", path).splitlines()
            assert (file.changed.sha, file.created.sha) == (followed[0], followed[-1]), path
            assert file.landed == file.created


def test_the_same_history_is_told_twice(repo: GitRepo) -> None:
    play(repo, [[("add", 1), ("add", 2)], [("rename", 1), ("edit", 2)], [("edit", 1)]])
    once, again = history(repo), history(repo)
    assert once == again
    assert list(once.files) == list(again.files)
    assert replace(once, files={}) == replace(again, files={})
