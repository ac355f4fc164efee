"""The comment under a pull request: it comes from anybody, and does nothing but say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.recipes.github import BOT, REPOSITORY, GitHub, serving, zipped
from tests.recipes.workflow import Job

COMMIT = "0123456789012345678901234567890123456789"
MARK = "<!-- broadsheet preview -->"


@pytest.fixture
def github(program: Callable[[str], str]) -> Iterator[GitHub]:
    for name in ("curl", "jq", "unzip"):
        program(name)
    with serving(
        GitHub("ada:exports", COMMIT, zipped({"preview.md": b"Two entries for *customers*."}))
    ) as started:
        yield started


def comment(github: GitHub, folder: Path, branch: str = "exports", commit: str = COMMIT) -> str:
    """Run the workflow for a run of “Check”, and return what it prints."""
    context = {
        "github.token": "token",
        "github.event.workflow_run.id": "42",
        "github.event.workflow_run.head_repository.owner.login": "ada",
        "github.event.workflow_run.head_branch": branch,
        "github.event.workflow_run.head_sha": commit,
    }
    given = {"GITHUB_API_URL": github.address, "GITHUB_REPOSITORY": REPOSITORY, "RUNNER_TEMP": str(folder)}
    done = Job("preview-comment", "comment", context).run("Comment", folder, **given)
    assert done.returncode == 0, done.stderr
    return done.stdout


def bodies(github: GitHub) -> list[str]:
    return [each["body"] for each in github.comments]


def test_preview_becomes_one_comment_that_stays_up_to_date(github: GitHub, tmp_path: Path) -> None:
    github.comment("grace", f"{MARK} is what it begins with")
    github.comment(BOT, "A comment of another workflow")
    comment(github, tmp_path)
    first = bodies(github)[2]
    github.artifact = zipped({"preview.md": b"Nothing changes."})
    comment(github, tmp_path)

    assert first.startswith(f"{MARK}\nPreview of {COMMIT}, as that commit makes it.")
    assert first.endswith("\n\nTwo entries for *customers*.")
    assert bodies(github)[:2] == [f"{MARK} is what it begins with", "A comment of another workflow"]
    assert [text.partition("\n\n")[2] for text in bodies(github)[2:]] == ["Nothing changes."]


def test_token_goes_to_github_alone(github: GitHub, tmp_path: Path) -> None:
    comment(github, tmp_path)

    assert github.strangers == [""]


def test_commit_that_is_not_the_last_one_gets_no_comment(github: GitHub, tmp_path: Path) -> None:
    said = comment(github, tmp_path, commit=COMMIT[::-1])

    assert said == "No open pull request ends with this commit.\n"
    assert bodies(github) == []


def test_name_of_a_branch_is_only_a_name(github: GitHub, tmp_path: Path) -> None:
    branch = "x'\"`touch pwned`$(touch pwned)&state=closed#"
    github.head = f"ada:{branch}"
    comment(github, tmp_path, branch=branch)

    assert len(bodies(github)) == 1
    assert not (tmp_path / "pwned").exists()


def test_artifact_is_no_more_than_a_text(github: GitHub, tmp_path: Path) -> None:
    hostile = b"Ping @example/everybody `$(touch pwned)` \xff\x00 <!--"
    github.artifact = zipped({"preview.md": hostile, "../outside": b"x", "body.json/x": b"x"})
    folder = tmp_path / "temporary"
    folder.mkdir()
    comment(github, folder)
    (body,) = bodies(github)

    assert "Ping @\u200bexample/everybody `$(touch pwned)`" in body
    assert {path.name for path in tmp_path.rglob("*")} == {
        "temporary",
        "preview.zip",
        "text.md",
        "body.json",
    }


def test_long_preview_is_cut(github: GitHub, tmp_path: Path) -> None:
    github.artifact = zipped({"preview.md": "@é".encode() * 100_000})
    comment(github, tmp_path)
    (body,) = bodies(github)

    assert body.endswith("\n\n… and more")
    assert len(body) > 60_000


@pytest.mark.parametrize("artifact", [None, b"", zipped({"other.md": b"x"}), zipped({"preview.md": b""})])
def test_without_a_preview_nothing_is_said(github: GitHub, tmp_path: Path, artifact: bytes | None) -> None:
    github.artifact = artifact
    comment(github, tmp_path)

    assert bodies(github) == []


def test_huge_archive_is_left_where_it_is(github: GitHub, tmp_path: Path) -> None:
    github.size = 1_000_000
    said = comment(github, tmp_path)

    assert said == "There is no preview, or one that is too large.\n"
    assert github.strangers == []
