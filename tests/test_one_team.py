"""A team's first weeks, command by command: a repository with an origin, two releases, and what readers get.

Nothing is called but the program and git, as people and their CI call them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.gitrepo import ISOLATED

PERSON = {
    "GIT_AUTHOR_NAME": "Ada Lovelace",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada Lovelace",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
}
MEASURING = {"COVERAGE_FILE": str(Path(__file__).parents[1] / ".coverage")}
"""Where what is measured of the program goes: not into the team's work tree."""
EXPORT, QUEUE, RETRY = "Export reports to Parquet", "Raise the queue limit", "Try failed exports again"


class Team:
    """Somebody's clone, and what is typed in it.

    Args:
        clone: The work tree.
    """

    def __init__(self, clone: Path) -> None:
        self.clone = clone
        self.day = 0

    def run(self, *command: str, code: int = 0, folder: Path | None = None) -> str:
        """Run a program, and return all that it prints; it must end with that code."""
        self.day += 1
        date = f"2026-03-{self.day // 24 + 1:02}T{self.day % 24:02}:00:00Z"
        done = subprocess.run(
            command,
            cwd=folder or self.clone,
            env=os.environ
            | ISOLATED
            | PERSON
            | MEASURING
            | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{' '.join(command)}: {done.returncode}\n{done.stdout}"
        return done.stdout

    def git(self, *args: str) -> str:
        return self.run("git", *args)

    def broadsheet(self, *args: str, code: int = 0, folder: Path | None = None) -> str:
        call = "from broadsheet.cli import run; run()"
        return self.run(sys.executable, "-c", call, *args, code=code, folder=folder)

    def entry(self, title: str, *args: str) -> str:
        """Write an entry, and return its path."""
        return self.broadsheet("new", "entry", title, *args, "--no-edit").strip()

    def merge(self, branch: str) -> None:
        """Let the host merge a branch, as it does for a pull request, and bring the clone up to date."""
        self.git("push", "--quiet", "origin", branch)
        self.git("switch", "--quiet", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", f"Merge {branch}", branch)
        self.git("push", "--quiet", "origin", "main")

    def feed(self, edition: str, name: str) -> dict[str, str]:
        """The ids that a reader knows, each with the whole item."""
        feed = json.loads((self.clone / f"site/{edition}/feeds/{name}.json").read_text(encoding="utf-8"))
        return {item["id"]: json.dumps(item, ensure_ascii=False) for item in feed["items"]}


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """A team with an empty origin."""
    team = Team(tmp_path / "handbook")
    team.run("git", "init", "--quiet", "--bare", "--initial-branch=main", "origin.git", folder=tmp_path)
    team.broadsheet(
        *("init", "handbook", "--name", "Acme handbook", "--public", "Customers", "--internal", "Support"),
        *("--url", "https://docs.example.com/", "--internal-url", "https://hub.example.com/"),
        *("--host", "github", "--defaults"),
        folder=tmp_path,
    )
    team.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    team.git("push", "--quiet", "--set-upstream", "origin", "main")
    return team


def test_from_nothing_to_a_second_release(team: Team) -> None:
    assert "nothing is wrong" in team.broadsheet("check")
    write_two_entries(team)
    review(team)
    team.merge("exports")
    team.broadsheet("build")
    customers, support = team.feed("public", "customers"), team.feed("internal", "support")
    read_by(customers, EXPORT, not_by=("Admin", QUEUE))
    read_by(support, EXPORT, "Admin", QUEUE)

    release(team)
    assert team.feed("public", "customers") == customers
    assert team.feed("internal", "support") == support

    release_again(team)
    [new] = team.feed("public", "customers").keys() - customers.keys()
    read_by({new: team.feed("public", "customers")[new]}, RETRY)
    assert customers.items() < team.feed("public", "customers").items()
    assert support.items() < team.feed("internal", "support").items()

    first, second = (team.clone / f"site/public/changelog/releases/{v}/index.html" for v in ("1.0", "1.0.1"))
    assert EXPORT in first.read_text(encoding="utf-8")
    assert QUEUE not in first.read_text(encoding="utf-8")
    assert RETRY in second.read_text(encoding="utf-8")
    announced = team.broadsheet("release", "1.0", "--print", "text", "--audience", "customers")
    assert EXPORT in announced
    assert QUEUE not in announced


def read_by(feed: Mapping[str, str], *words: str, not_by: tuple[str, ...] = ()) -> None:
    """What a feed's readers read, and what they do not."""
    text = "".join(feed.values())
    assert [word for word in words if word not in text] == []
    assert [word for word in not_by if word in text] == []


def write_two_entries(team: Team) -> None:
    """A product manager writes on a branch; a mistake is found where it is, with a way out."""
    team.git("switch", "--quiet", "--create", "exports")
    export = team.entry(EXPORT, "--audience", "customers,support", "--type", "added", "--text", "As a file.")
    queue = team.entry(QUEUE, "--audience", "support", "--type", "changed", "--text", "To a thousand.")
    path = team.clone / export
    block = "\n/// audience | support\nTurn it on under *Admin*.\n///\n"
    path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")

    path = team.clone / queue
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("support", "suport"), encoding="utf-8")
    line = 1 + next(n for n, text in enumerate(sound.splitlines()) if "support" in text)
    said = team.broadsheet("check", code=1)
    assert f"{queue}:{line}: BS301" in said
    assert "Did you mean “support”?" in said
    path.write_text(sound, encoding="utf-8")
    assert "nothing is wrong" in team.broadsheet("check", "--changed-since", "origin/main")
    team.git("add", "--all")
    team.git("commit", "--quiet", "--message", "Tell of exports")


def review(team: Team) -> None:
    """The reviewer sees who will read what."""
    comment = team.broadsheet("preview", "--base", "origin/main")
    assert EXPORT in comment
    assert QUEUE in comment
    public = team.broadsheet("preview", "--base", "origin/main", "--edition", "public")
    assert EXPORT in public
    assert QUEUE not in public
    assert "Admin" not in public


def release(team: Team) -> None:
    """What is released is published anew, and cannot be released twice."""
    team.broadsheet("release", "1.0", "--commit", "--tag")
    team.git("push", "--quiet", "--follow-tags")
    team.broadsheet("build")
    team.broadsheet("release", "1.0", code=3)


def release_again(team: Team) -> None:
    """One more entry comes by a branch, and makes the next release."""
    team.git("switch", "--quiet", "--create", "retries")
    team.entry(RETRY, "--audience", "customers,support", "--type", "fixed", "--text", "Three times.")
    team.git("add", "--all")
    team.git("commit", "--quiet", "--message", "Tell of retries")
    team.merge("retries")
    assert "1.0.1" in team.broadsheet("release", "--next", "--commit", "--tag")
    team.broadsheet("build")
