"""What is asked of a part of the history, or found again, is what the whole of it says."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.gitrepo import ADA, GRACE, GitRepo

from broadsheet.codes import Code
from broadsheet.errors import GitError
from broadsheet.sources.git import Repository
from broadsheet.sources.history import History
from broadsheet.store import Store

RELEASES = re.compile(r"v\d+")
LINES = "".join(f"line {number}\n" for number in range(20))
FOLDERS = ("docs", "docs/deep", "drafts", "archive/old", "")


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return GitRepo.init(tmp_path / "repo")


def history(
    repo: GitRepo,
    folders: Sequence[str] = ("docs",),
    store: Store | None = None,
    tags: str = RELEASES.pattern,
) -> History:
    opened = Repository.open(repo.path)
    return opened.history(opened.resolve("HEAD"), folders, re.compile(tags), store)


class Kept(Store):
    """A store that counts what is found in it."""

    hits = 0

    def get(self, kind: str, keys: object) -> dict[bytes, bytes]:
        found = super().get(kind, keys)  # type: ignore[arg-type]
        self.hits += len(found)
        return found


class Player:
    """Plays random steps on a repository of a few files that move between folders."""

    def __init__(self, repo: GitRepo) -> None:
        self.repo = repo
        self.steps = 0
        repo.git("config", "user.name", "Committer")
        repo.git("config", "user.email", "committer@example.com")

    def play(self, action: str, number: int) -> None:
        self.steps += 1
        author = (ADA, GRACE, "Ada <ada@old.example>")[number % 3]
        files = [path for path in self.repo.git("ls-files", "-z").split("\0") if path.endswith(".md")]
        path = files[number % len(files)] if files else ""
        if action == "add" or not path:
            name = f"{FOLDERS[number % 5]}/{number % 4}.md".lstrip("/")
            self.repo.write(name, f"{number}\n{self.steps}\n" + f"{number % 4} {LINES}" * 2)
        elif action == "edit":
            with (self.repo.path / path).open("a") as out:
                out.write(f"edit {self.steps}\n")
        elif action == "move":
            self.repo.mv(path, f"{FOLDERS[number // 7 % 5]}/{number % 4}{self.steps % 2}.md".lstrip("/"))
        elif action == "delete":
            self.repo.rm(path)
        elif action == "mailmap":
            self.repo.write(".mailmap", f"Ada {number} <ada@example.com> <ada@old.example>\n")
        elif action == "tag":
            self.repo.git("tag", "--force", f"v{number % 3}")
            return
        elif action == "amend":
            self.repo.git("commit", "--quiet", "--amend", "--allow-empty", f"--message={self.steps}")
            return
        elif action == "merge":
            self._merge(path, number)
            return
        self.repo.commit(author=author)

    def _merge(self, path: str, number: int) -> None:
        """Change a file on one line, move it on another, and merge; the merge may add a file of its own."""
        with (self.repo.path / path).open("a") as out:
            out.write(f"main {self.steps}\n")
        self.repo.branch(f"side{self.steps}")
        self.repo.git("checkout", "--quiet", "HEAD", "--", ".")
        self.repo.mv(path, f"{FOLDERS[number // 3 % 5]}/side{number % 2}.md".lstrip("/"))
        self.repo.commit(author=GRACE)
        self.repo.checkout("main")
        with (self.repo.path / path).open("a") as out:
            out.write(f"main {self.steps}\n")
        self.repo.commit()
        with contextlib.suppress(AssertionError):  # a conflict; what is there is committed as it is
            self.repo.merge(f"side{self.steps}", edit=True)
        if number % 4 == 0:
            self.repo.write(f"docs/merged{self.steps}.md", f"merged {self.steps}\n")
        self.repo.commit()


ACTIONS = ["add", "add", "edit", "move", "move", "delete", "mailmap", "tag", "amend", "merge"]
STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 1000)), min_size=3, max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_a_part_of_the_history_is_what_the_whole_says(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        player = Player(GitRepo.init(Path(folder)))
        for action, number in [("add", 0), ("add", 1), *steps]:
            player.play(action, number)
        whole = history(player.repo, [""])
        part = history(player.repo, ["docs"])
        assert part.files == {path: it for path, it in whole.files.items() if path.startswith("docs/")}
        assert (part.commit, part.newest, part.tags, part.findings) == (
            whole.commit,
            whole.newest,
            whole.tags,
            whole.findings,
        )


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_kept_history_is_fresh_history_after_any_steps(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Kept(None) as store:
        player = Player(GitRepo.init(Path(folder)))
        for action, number in [("add", 0), *steps]:
            player.play(action, number)
            fresh = history(player.repo)
            assert history(player.repo, store=store) == fresh
            hits = store.hits
            again = history(player.repo, store=store)
            assert again == fresh
            assert list(again.files) == list(fresh.files)
            assert store.hits == hits + 1


# What a history depends on


def test_a_moved_tag_another_pattern_and_another_folder_are_another_history(repo: GitRepo) -> None:
    repo.write("docs/a.md", "a\n")
    repo.commit()
    repo.write("other/b.md", "b\n")
    repo.commit()
    with Store(None) as store:
        for step in (
            lambda: None,
            lambda: repo.tag("v1"),
            lambda: repo.git("tag", "--force", "v1", "HEAD~1"),
        ):
            step()
            for folders in (["docs"], ["other"], ["docs", "other"], ["other/docs"]):
                for tags in (r"v\d+", "w.*"):
                    assert history(repo, folders, store, tags) == history(repo, folders, None, tags)


def test_warnings_are_told_again(repo: GitRepo) -> None:
    repo.write("docs/a.md", "a\n")
    repo.commit()
    repo.commit_raw(b"A <a@b> 37887447239999 +0000")
    repo.commit(date="2020-01-01T00:00:00Z")
    with Kept(None) as store:
        first, again = history(repo, store=store), history(repo, store=store)
    assert store.hits == 1
    assert [finding.code for finding in again.findings] == [Code.BS140, Code.BS141]
    assert again.findings == first.findings


def test_names_that_are_not_utf8_are_told_right(repo: GitRepo) -> None:
    repo.write("docs/caf\udce9.md", "a\n")
    repo.commit()
    with Store(None) as store:
        assert history(repo, store=store) == history(repo, store=store) == history(repo)


def test_a_shallow_clone_is_refused_though_the_history_is_kept(repo: GitRepo, tmp_path: Path) -> None:
    repo.write("docs/a.md", "a\n")
    repo.commit()
    repo.write("docs/a.md", "b\n")
    repo.commit()
    with Store(None) as store:
        history(repo, store=store)
        with pytest.raises(GitError, match="shallow"):
            history(repo.shallow(tmp_path / "shallow"), store=store)


def test_grafts_of_one_clone_do_not_count(repo: GitRepo) -> None:
    repo.write("docs/a.md", "a\n")
    first = repo.commit()
    repo.write("docs/a.md", "b\n")
    repo.commit()
    before = history(repo)
    repo.write(".git/info/grafts", f"{repo.sha()}\n")
    assert history(repo) == before
    assert before.files["docs/a.md"].created.sha == first


# Where files come from


def test_a_folder_that_many_files_came_from_is_followed(repo: GitRepo) -> None:
    for number in range(60):
        repo.write(f"manual/{number % 3}/{number}.md", f"page {number}\n{LINES}")
        repo.write(f"src/{number}.py", f"code {number}\n")
    first = repo.commit()
    repo.write("manual/1/1.md", f"page 1\n{LINES}more\n")
    repo.commit(author=GRACE)
    repo.mv("manual", "docs")
    repo.commit()
    files = history(repo).files
    assert {file.created.sha for file in files.values()} == {first}
    assert [person.name for person in files["docs/1/1.md"].authors] == ["Ada Lovelace", "Grace Hopper"]
    assert files == {path: it for path, it in history(repo, [""]).files.items() if path in files}


def test_a_file_that_left_and_came_back_keeps_its_history(repo: GitRepo) -> None:
    repo.write("docs/a.md", LINES)
    first = repo.commit()
    repo.mv("docs/a.md", "attic/a.md")
    repo.commit()
    repo.write("attic/a.md", LINES + "more\n")
    repo.commit(author=GRACE)
    repo.write("docs/a.md", "another\n")
    fourth = repo.commit()
    repo.mv("attic/a.md", "docs/b.md")
    repo.commit()
    files = history(repo).files
    assert (files["docs/b.md"].created.sha, files["docs/a.md"].created.sha) == (first, fourth)
    assert files["docs/b.md"].previous_paths == ("docs/a.md", "attic/a.md")
    assert [person.name for person in files["docs/b.md"].authors] == ["Ada Lovelace", "Grace Hopper"]
