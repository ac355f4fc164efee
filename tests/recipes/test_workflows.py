"""GitHub's workflows: what they may do, and that they do it in a real repository with a bare origin."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.gitrepo import GitRepo
from tests.newsroom import Newsroom
from tests.recipes.workflow import WORKFLOWS, Job, Yaml, read

FILES = sorted(WORKFLOWS.glob("*.yml"))
DEPENDABOT = WORKFLOWS.parent / "dependabot.yml"

ENTRY = "---\naudience: customers\ntype: added\n---\n# Export reports to CSV\n\nReports can be exported.\n"

_PINNED = re.compile(r"actions/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def jobs(path: Path) -> dict[str, Yaml]:
    found: dict[str, Yaml] = read(path)["jobs"]
    return found


def permissions(name: str) -> dict[str, dict[str, str]]:
    return {job: value["permissions"] for job, value in jobs(WORKFLOWS / f"{name}.yml").items()}


@pytest.mark.parametrize(
    ("command", "paths"),
    [
        ("check-jsonschema --builtin-schema vendor.github-workflows", FILES),
        ("check-jsonschema --builtin-schema vendor.dependabot", [DEPENDABOT]),
        ("zizmor --offline --no-progress --persona pedantic", [*FILES, DEPENDABOT]),
    ],
)
def test_linters_have_nothing_to_say(command: str, paths: list[Path]) -> None:
    program, *options = command.split()
    done = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *options, *map(str, paths)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit_and_name_their_version(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))

    assert [line for line in used if not _PINNED.fullmatch(line)] == []


def test_same_action_is_the_same_everywhere() -> None:
    used = {line for path in FILES for line in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))}
    names = [line.partition("@")[0] for line in used]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rights_are_given_job_by_job(path: Path) -> None:
    workflow = read(path)

    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())


def test_rights_are_the_least() -> None:
    assert permissions("check") == {"check": {"contents": "read"}}
    assert permissions("preview-comment") == {"comment": {"actions": "read", "pull-requests": "write"}}
    assert permissions("publish") == {
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    assert permissions("release") == {"notes": {"contents": "read"}, "release": {"contents": "write"}}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nobody_elses_code_runs_with_rights(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    privileged = [job for job in jobs(path).values() if "write" in job["permissions"].values()]

    assert "pull_request_target" not in text
    assert "secrets." not in text
    for job in privileged:
        steps = [step.get("uses", "") for step in job["steps"]]
        assert not [use for use in steps if use.startswith(("actions/checkout", "actions/cache"))]
        assert "pip install" not in str(job)


def test_checkout_has_all_history_and_keeps_no_token() -> None:
    found = [
        step["with"]
        for path in FILES
        for job in jobs(path).values()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout")
    ]
    assert found
    assert all(step == {"fetch-depth": 0, "persist-credentials": False} for step in found)


def test_only_the_public_edition_leaves_the_build() -> None:
    uploads = [
        step["with"]["path"]
        for step in jobs(WORKFLOWS / "publish.yml")["build"]["steps"]
        if "upload" in step.get("uses", "")
    ]
    assert uploads == ["site/public"]


@pytest.fixture
def origin(newsroom: Newsroom, tmp_path: Path) -> GitRepo:
    """The project on its host, where a fork asks for a change."""
    newsroom.commit()
    return newsroom.repo.bare(tmp_path / "origin")


def checkout(origin: GitRepo, fork: GitRepo, folder: Path) -> GitRepo:
    """Check a pull request out as the host does: what merging it would make, and the host's branches."""
    origin.git("fetch", "--quiet", str(fork.path), "HEAD:refs/pull/7/head")
    runner = origin.clone(folder)
    runner.git("fetch", "--quiet", "origin", "refs/pull/7/head")
    runner.git("checkout", "--quiet", "--detach", "origin/main")
    runner.merge("FETCH_HEAD", date="2026-11-20T14:00:00Z")
    return runner


def proposed(origin: GitRepo, tmp_path: Path, files: dict[str, str]) -> GitRepo:
    """Return the checkout of a pull request from a fork."""
    fork = origin.clone(tmp_path / "fork")
    fork.branch("exports")
    for name, text in files.items():
        fork.write(name, text)
    fork.commit("Propose", date="2026-11-20T13:00:00Z")
    return checkout(origin, fork, tmp_path / "runner")


CHECK = Job("check", "check", {"github.base_ref": "main"})


def test_sound_pull_request_passes_and_is_previewed(origin: GitRepo, tmp_path: Path) -> None:
    runner = proposed(origin, tmp_path, {"changelog/csv.md": ENTRY})
    checked = CHECK.run("Check", runner.path)
    previewed = CHECK.run("Preview", runner.path, GITHUB_STEP_SUMMARY=str(tmp_path / "summary"))

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert previewed.returncode == 0, previewed.stdout + previewed.stderr
    assert "Export reports to CSV" in (runner.path / "preview.md").read_text()
    assert (tmp_path / "summary").read_text() == (runner.path / "preview.md").read_text()


def test_mistake_is_shown_in_its_line(origin: GitRepo, tmp_path: Path) -> None:
    runner = proposed(origin, tmp_path, {"changelog/csv.md": ENTRY.replace("customers", "custommers")})
    checked = CHECK.run("Check", runner.path)

    assert checked.returncode == 1
    assert re.search(
        r"^::error .*file=changelog/csv\.md,line=2", checked.stdout + checked.stderr, re.MULTILINE
    )


def test_publishing_builds_every_edition(origin: GitRepo, tmp_path: Path) -> None:
    runner = origin.clone(tmp_path / "runner")
    built = Job("publish", "build", {}).run("Build", runner.path)

    assert built.returncode == 0, built.stderr
    assert (runner.path / "site/public/index.html").is_file()
    assert (runner.path / "site/internal/index.html").is_file()
    assert not (runner.path / "site/public/.broadsheet").exists()


def test_tag_becomes_a_release_with_the_text_of_its_entries(origin: GitRepo, tmp_path: Path) -> None:
    runner = origin.clone(tmp_path / "runner")
    context = {"github.ref_name": "v2.4", "github.token": "token", "github.repository": "example/handbook"}
    written = Job("release", "notes", context).run("Write", runner.path)
    assert written.returncode == 0, written.stderr

    notes = (runner.path / "notes.md").read_text()
    assert "Export to Parquet" in notes
    assert made_release(tmp_path, context, notes, known=False) == (
        "release create v2.4 --verify-tag --title v2.4 --notes-file notes.md"
    )
    assert made_release(tmp_path, context, notes, known=True) == "release edit v2.4 --notes-file notes.md"


def made_release(tmp_path: Path, context: dict[str, str], notes: str, *, known: bool) -> str:
    """Return how GitHub's own program was called last; this one only writes that down."""
    folder = tmp_path / f"known-{known}"
    folder.mkdir()
    (folder / "notes.md").write_text(notes)
    program = folder / "gh"
    view = f'[ "$2" != view ] || exit {0 if known else 1}'
    program.write_text(f'#!/bin/sh\n[ "$GH_TOKEN" = token ] || exit 2\n{view}\necho "$@" >called\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    done = Job("release", "release", context).run("Release", folder, PATH=f"{folder}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    return (folder / "called").read_text().strip()
