"""The fingerprint differs where reading would, and is the same where nothing changed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.gitrepo import GitRepo

from broadsheet.sources.fingerprint import source_fingerprint
from broadsheet.sources.request import Request, Snippets


def request(project: Path) -> Request:
    return Request(project, "docs", "changelog", True, re.compile("v.*"), None)


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    repo = GitRepo.init(tmp_path / "repo")
    repo.write("docs/a.md", "Text 1.\n")
    repo.write("docs/sub/b.md", "Text 2.\n")
    repo.write("README.md", "Text 3.\n")
    repo.write(".gitignore", "*.log\n")
    repo.commit()
    return repo


def same_size(repo: GitRepo) -> None:
    file = repo.path / "docs/a.md"
    before = file.stat()
    file.write_text("Text 4.\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[GitRepo], object]] = {
    "edit": lambda repo: repo.write("docs/a.md", "More.\n"),
    "edit of the same size and time": same_size,
    "new file": lambda repo: repo.write("docs/c.md", "New.\n"),
    "file elsewhere": lambda repo: repo.write("README.md", "It may be included.\n"),
    "deletion": lambda repo: repo.rm("docs/a.md"),
    "link": lambda repo: (repo.path / "docs/link.md").symlink_to("a.md"),
    "commit": GitRepo.commit,
    "tag": lambda repo: repo.tag("v1"),
    "setting": lambda repo: repo.git("config", "core.excludesFile", "/none"),
    "pipe": lambda repo: os.mkfifo(repo.path / "docs/pipe"),
    "ignored link": lambda repo: (repo.path / "docs/x.log").symlink_to("a.md"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changes_with_what_is_read(repo: GitRepo, change: str) -> None:
    before = source_fingerprint(request(repo.path))
    CHANGES[change](repo)

    after = source_fingerprint(request(repo.path))

    assert before is not None
    assert after not in {None, before}
    assert after == source_fingerprint(request(repo.path))


def test_changes_with_what_is_not_committed(repo: GitRepo) -> None:
    repo.write("docs/new.md", "New 1.\n")
    before = source_fingerprint(request(repo.path))
    repo.write("docs/new.md", "New 2.\n")

    assert source_fingerprint(request(repo.path)) not in {None, before}


def test_is_the_same_where_files_are_only_touched_or_ignored(repo: GitRepo) -> None:
    before = source_fingerprint(request(repo.path))
    (repo.path / "docs/a.md").touch()
    repo.write("docs/a.log", "x")

    assert source_fingerprint(request(repo.path)) == before


def test_changes_with_line_ends_that_git_does_not_count(repo: GitRepo) -> None:
    repo.write(".gitattributes", "* text=auto\n")
    repo.commit()
    before = source_fingerprint(request(repo.path))
    repo.write("docs/a.md", "Text 1.\r\n")
    repo.git("add", "--all")

    assert repo.git("status", "--porcelain") == ""
    assert source_fingerprint(request(repo.path)) not in {None, before}


def test_changes_with_line_ends_that_a_setting_hides(repo: GitRepo) -> None:
    repo.git("config", "core.autocrlf", "input")
    before = source_fingerprint(request(repo.path))
    repo.write("docs/a.md", "Text 1.\r\n")
    repo.git("add", "--all")

    assert source_fingerprint(request(repo.path)) not in {None, before}


def test_changes_with_the_request(repo: GitRepo) -> None:
    asked = request(repo.path)
    others = [
        asked,
        replace(asked, docs_dir="docs/sub"),
        replace(asked, excluded=("a.md",)),
        replace(asked, snippets=Snippets((".",))),
        replace(asked, release_tags=re.compile("x" * 300 + "a")),
        replace(asked, release_tags=re.compile("x" * 300 + "b")),
        replace(asked, ref="HEAD"),
    ]

    assert len({source_fingerprint(other) for other in others} - {None}) == len(others)


def test_a_revision_does_not_depend_on_the_work_tree(repo: GitRepo) -> None:
    asked = replace(request(repo.path), ref="HEAD")
    before = source_fingerprint(asked)
    repo.write("docs/a.md", "More.\n")
    same = source_fingerprint(asked)
    repo.commit()

    assert before == same
    assert source_fingerprint(asked) not in {None, before}


def nest(repo: GitRepo) -> None:
    GitRepo.init(repo.path / "docs/nested")


UNKNOWN: dict[str, Callable[[GitRepo], object]] = {
    "nested repository": nest,
    "not looked at": lambda repo: repo.git("update-index", "--assume-unchanged", "docs/a.md"),
    "left out": lambda repo: repo.git("update-index", "--skip-worktree", "docs/a.md"),
    "no commit": lambda repo: repo.git("checkout", "--quiet", "--orphan", "other"),
    "large": lambda repo: repo.write("docs/a.md", b"x" * 17_000_000),
    "many": lambda repo: [repo.write(f"docs/{n}.md", "x") for n in range(2001)],
}


@pytest.mark.parametrize("change", UNKNOWN)
def test_is_not_told_where_that_takes_more_than_a_look(repo: GitRepo, change: str) -> None:
    UNKNOWN[change](repo)

    assert source_fingerprint(request(repo.path)) is None


def test_is_not_told_without_git(repo: GitRepo, tmp_path: Path) -> None:
    assert source_fingerprint(request(tmp_path)) is None
    assert source_fingerprint(replace(request(repo.path), use_git=False)) is None
    assert source_fingerprint(replace(request(repo.path), ref="--all")) is None
