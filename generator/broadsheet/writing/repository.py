"""The git repository that one writes in: whether there is one, what it says of itself, its first commit."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from broadsheet.errors import BroadsheetError

_HTTP = re.compile(r"(https?://)(?:[^@/]*@)?([\w.:-]+)/(.+?)(?:\.git)?/?")
_SSH = re.compile(r"(?:ssh://)?[\w.-]+@([\w.-]+)(?::\d+)?[:/](.+?)(?:\.git)?/?")
"""Where a repository is cloned from. Who may clone it is no part of its pages' address."""


def is_in_repository(folder: Path) -> bool:
    """Whether a folder, or the nearest above it that there is, lies in a git repository.

    Raises:
        BroadsheetError: Git is not installed.
    """
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    return _git(there, "rev-parse", "--is-inside-work-tree").returncode == 0


def web_address(folder: Path) -> str:
    """Return the address of the web pages of what a folder is cloned from; empty if unknown."""
    if not folder.is_dir():
        return ""
    remote = _git(folder, "remote", "get-url", "origin").stdout.strip()
    if found := _HTTP.fullmatch(remote):
        return f"{found[1]}{found[2]}/{found[3]}"
    found = _SSH.fullmatch(remote)
    return f"https://{found[1]}/{found[2]}" if found else ""


def branch(folder: Path) -> str:
    """Return the branch that is checked out; empty where none is, or where there is no repository."""
    try:
        return _git(folder, "symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip()
    except BroadsheetError:  # without git, too
        return ""


def start(folder: Path, files: Sequence[str], message: str) -> str:
    """Make a repository with a first commit.

    Args:
        folder: Where.
        files: What to commit; nothing else is.
        message: The commit's message.

    Returns:
        Why there is no commit, in git's words; empty where there is one.

    Raises:
        BroadsheetError: Git cannot make a repository.
    """
    made = _git(folder, "init", "--quiet", "--initial-branch=main")
    if made.returncode:
        raise BroadsheetError(f"git cannot make a repository: {_words(made)}")
    added = _git(folder, "add", "--force", "--", *files)
    done = added if added.returncode else _git(folder, "commit", "--quiet", f"--message={message}")
    return _words(done) if done.returncode else ""


def _git(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["git", *args], cwd=folder, capture_output=True, text=True, errors="replace", check=False
        )
    except FileNotFoundError as error:
        raise BroadsheetError("git is not installed", "Install it, or say --no-git.") from error


def _words(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (told or lines or ["it gives no reason"])[-1].partition(": ")[2] or lines[-1]
