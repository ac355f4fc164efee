"""Content that looks like a repository: git would run what its configuration names, and is not asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.gitrepo import ISOLATED
from tests.sample import Sample

from broadsheet.cli import main
from broadsheet.sources.git import Repository

PAGE = "---\naudience: everyone\n---\n# Page\n\nText.\n"
ENTRY = "---\naudience: everyone\ntype: added\n---\n# News\n\nText.\n"


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """A file that is there once a program of the author has run."""
    return tmp_path / "ran"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    person = {"NAME": "Ada", "EMAIL": "ada@example.com"}
    for role in ("AUTHOR", "COMMITTER"):
        for key, value in person.items():
            monkeypatch.setenv(f"GIT_{role}_{key}", value)
    files = {"docs/index.md": PAGE, "changelog/x.md": ENTRY, ".gitignore": "/site/\n"}
    made = Sample.small(tmp_path / "top/site", files)
    monkeypatch.chdir(made.path)
    return made


def trap(ran: Path, work_tree: str) -> dict[str, str]:
    """Return files that git takes for a bare repository, whose settings name programs."""
    program = f"touch {ran}; cat"
    return {
        "HEAD": "ref: refs/heads/main\n",
        "objects/x.png": "x",
        "refs/x.png": "x",
        "config": "[core]\nrepositoryformatversion = 0\nbare = false\n"
        f'worktree = {work_tree}\nfsmonitor = "{program}"\n'
        f'[filter "x"]\nclean = "{program}"\n',
    }


def test_a_release_asks_the_repository_that_was_cloned(site: Sample, ran: Path) -> None:
    files = trap(ran, "..")
    inside = {f"changelog/{name}": text for name, text in files.items()}
    site.write({**inside, ".gitattributes": "* filter=x\n"})
    done = CliRunner().invoke(main, ["release", "2.5", "--commit", "--tag", "--no-edit"])
    assert done.exit_code == 0, done.output
    assert not ran.exists()
    assert site.repo.git("show", "--name-only", "--format=%s").split() == [
        *("Release", "2.5", "changelog/2.5/index.md")
    ]


def test_a_project_inside_of_a_repository_is_read_from_that(site: Sample, ran: Path) -> None:
    top = site.path.parent
    (site.path / ".git").rename(top / ".git")
    for name, text in {**trap(ran, "."), ".gitattributes": "* filter=x\n"}.items():
        site.repo.write(name, text)
    site.repo.at(top).commit()
    assert Repository.open(site.path).root == top
    for command in (["check"], ["preview", "--base", "HEAD"], ["new", "doc", "X", "-a", "everyone"]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
    assert not ran.exists()
