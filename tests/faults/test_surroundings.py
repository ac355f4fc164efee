"""Builds on machines that are set up oddly: each ends well, or says in a sentence what is odd."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.gitrepo import ISOLATED, GitRepo
from tests.newsroom import Newsroom, Run

from broadsheet.store import Store, digest

RUN = "from broadsheet.cli import run; run()"
GUIDE = "---\naudience: customers\n---\n# Guide\n\nHow it works now.\n"


def started(site: Newsroom, env: Mapping[str, str], shell: str = 'exec "$@"') -> Run:
    """Build in a process of its own, which a shell starts."""
    done = subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-c", RUN, "build", "--workers", "1"],
        cwd=site.path,
        env={**os.environ, **ISOLATED, "NO_COLOR": "1", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("env", "shell", "said"),
    [
        ({"PYTHONIOENCODING": "ascii"}, 'exec "$@"', "public \\u2192 site/public"),
        ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, 'exec "$@"', "site/public"),
        ({}, 'exec "$@" >&-', ""),
        ({}, 'exec "$@" <&- >&- 2>&-', ""),
    ],
    ids=["ascii", "locale", "closed", "all closed"],
)
def test_what_cannot_be_printed_stops_no_build(
    newsroom: Newsroom, env: Mapping[str, str], shell: str, said: str
) -> None:
    newsroom.put({"docs/guide.md": GUIDE})
    done = started(newsroom, env, shell)
    assert (done.code, done.err) == (0, "")
    assert said in done.out
    assert b"How it works now" in newsroom.published()["public/guide/index.html"]


def test_what_git_sets_for_its_hooks_leads_to_no_other_repository(newsroom: Newsroom, tmp_path: Path) -> None:
    elsewhere = GitRepo.init(tmp_path / "elsewhere")
    elsewhere.write("a", "a")
    elsewhere.commit()
    env = {"GIT_DIR": str(elsewhere.path / ".git"), "GIT_WORK_TREE": str(elsewhere.path)}
    assert started(newsroom, env).code == 0
    newsroom.put({"docs/guide.md": GUIDE})
    assert started(newsroom, env).code == 0
    assert b"How it works now" in newsroom.published()["public/guide/index.html"]


@pytest.mark.parametrize("told", ["soon", "", "9" * 30])
def test_a_time_that_is_none_is_said(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", told)
    newsroom.put({"docs/guide.md": GUIDE})
    run = newsroom.fails(code=2, planted=False)
    assert run.err.startswith(f"error: SOURCE_DATE_EPOCH is “{told}”, which is no number of seconds")


def test_a_git_that_complains_of_its_configuration_is_installed(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("<<<<<<< HEAD\n")
    done = started(newsroom, {"GIT_CONFIG_GLOBAL": str(tmp_path / "broken")})
    assert done.code == 1
    assert ".: BS137 git does not run: bad config line 1 in file" in done.err


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("bytearray(1 << 60)", "there is not enough memory"),
        ("threading.stack_size(1 << 46); threading.Thread().start()", "the system lets no thread start"),
        ("raise OSError(errno.EAGAIN, 'Too many')", "no process could be started: Too many"),
    ],
)
def test_what_the_system_has_not_enough_of_is_said(newsroom: Newsroom, harm: str, said: str) -> None:
    hook = f"import errno, threading\ndef on_env(env, **_):\n    {harm}\n"
    newsroom.put({"harm.py": hook, "docs/guide.md": GUIDE})
    newsroom.configure({"hooks": ["harm.py"]})
    before = newsroom.published()
    done = started(newsroom, {})
    assert done.code == 1
    assert done.err.startswith(f"error: {said}\n  → "), done.err
    assert newsroom.published() == before


def test_what_another_version_noted_of_a_build_is_not_understood(newsroom: Newsroom) -> None:
    with Store(newsroom.path / "site/.broadsheet/store.db") as store:
        store.put("build", {digest("public"): b"\xc1", digest("internal"): b"\x90"})
    newsroom.succeeds()


def test_a_conflict_is_not_published(newsroom: Newsroom) -> None:
    repo = newsroom.repo
    main = repo.git("branch", "--show-current")
    repo.branch("other")
    newsroom.put({"docs/guide.md": GUIDE})
    newsroom.commit()
    repo.checkout(main)
    newsroom.put({"docs/guide.md": GUIDE.replace("now", "then")})
    newsroom.commit()
    with pytest.raises(AssertionError, match="git merge"):
        repo.merge("other")
    marks = "<" * 7
    assert marks in (newsroom.path / "docs/guide.md").read_text()
    run = newsroom.fails()
    assert "git could not merge this" in run.finding("docs/guide.md:6", "BS144")
    (newsroom.path / "docs/planted.md").unlink()
    newsroom.put({"docs/guide.md": GUIDE})  # chosen, and git is not told yet
    newsroom.succeeds()
    newsroom.put({"docs/guide.md": GUIDE + f"\n```\n{marks} HEAD\n```\n"})
    repo.git("add", "docs/guide.md")
    newsroom.succeeds()  # a page may tell of such marks
