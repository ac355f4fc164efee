"""How git is run: each call's output in full, or an error in git's own words."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING

from broadsheet.codes import Code
from broadsheet.errors import GitError

if TYPE_CHECKING:
    from git import Git

ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_GRAFT_FILE": f"{os.devnull}/none",  # grafts are of one clone, as replaced objects are
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}

SETTINGS = (
    "core.checkStat=default",
    "core.fsmonitor=false",
    "core.trustctime=true",
    "diff.renameLimit=1000",
    "i18n.logOutputEncoding=UTF-8",
    "log.showRoot=true",
    "log.showSignature=false",
    "mailmap.file=",
)

CONVERTING = frozenset({"crlf", "eol", "filter", "ident", "text", "working-tree-encoding"})
"""Attributes that have git convert a file."""

_COMPLAINTS = ("error:", "fatal:", "warning: ignoring broken ref")
_FEW = 500  # objects that one process reads in a few hundredths of a second


def call(git: Git, command: str, *args: str, stdin: IO[bytes] | None = None) -> tuple[int, bytes, str]:
    """Run git and return its status, what it prints, and its words about what went wrong."""
    from git import GitCommandNotFound  # noqa: PLC0415 - GitPython looks for git as it is imported

    options = {
        "istream": stdin,
        "with_extended_output": True,
        "with_exceptions": False,
        "stdout_as_string": False,
        "strip_newline_in_stdout": False,
    }
    try:
        status, out, words = getattr(git, command)(*args, **options)
    except GitCommandNotFound as error:
        raise not_installed() from error
    return status, out, words


def output(git: Git, command: str, *args: str, stdin: IO[bytes] | None = None) -> str:
    """Run git and return what it prints: all of it, or an error."""
    status, out, words = call(git, command, *args, stdin=stdin)
    if status or _complaints(words):
        raise failure(git, words)
    return out.decode(errors="surrogateescape")


def output_for(git: Git, shas: Sequence[str], command: str, *args: str) -> str:
    """Run git with objects on its standard input, in several processes where they are many.

    Args:
        git: The repository's.
        shas: The objects' names.
        command: What to run; it takes each object by itself.
        args: The command's.

    Returns:
        What git prints, in the objects' order.
    """

    def part_of(part: Sequence[str]) -> str:
        with tempfile.TemporaryFile() as stdin:
            stdin.write("".join(f"{sha}\n" for sha in part).encode("ascii"))
            stdin.seek(0)
            return output(git, command, *args, stdin=stdin)

    workers = os.cpu_count() or 1
    size = max(_FEW, -(-len(shas) // workers))
    parts = [shas[start : start + size] for start in range(0, len(shas), size)]
    with ThreadPoolExecutor(workers) as pool:
        return "".join(pool.map(part_of, parts))


def version(git: Git) -> tuple[int, ...]:
    """Return the version of git."""
    from git import GitCommandError  # noqa: PLC0415 - GitPython looks for git as it is imported

    try:
        return git.version_info
    except GitCommandError as error:
        raise failure(git, str(error.stderr)) from error


def failure(git: Git, words: str) -> GitError:
    """Tell what kind of failure git's words mean, and quote them."""
    reason = "; ".join(dict.fromkeys(_complaints(words))) or words.strip() or "it ended without a word"
    remedy = next((line.strip() for line in words.splitlines() if "safe.directory" in line), "")
    if remedy:
        return GitError(Code.BS138, reason, f"If you trust the repository, run `{remedy}`.")
    promised, _, _ = call(git, "config", "--get-regexp", r"^remote\..*\.promisor$")
    if promised == 0:
        return GitError(Code.BS136, f"the clone is partial and lacks what is needed: {reason}")
    return GitError(Code.BS137, f"git cannot read the repository: {reason}")


def not_installed() -> GitError:
    """Return the error for a git that is not there, or does not even tell its version."""
    if shutil.which("git"):
        done = subprocess.run(["git", "version"], capture_output=True, check=False)
        if done.returncode:
            words = done.stderr.decode(errors="replace")
            reason = "; ".join(_complaints(words)) or words.strip() or "it ended without a word"
            return GitError(Code.BS137, f"git does not run: {reason}", "Mend what it complains about.")
    return GitError(Code.BS130, "git is not installed, or not on the PATH")


def not_found(directory: Path) -> GitError:
    """Tell a folder outside any repository from one whose repository is gone."""
    for folder in (directory, *directory.parents):
        link = folder / ".git"
        if link.is_file():
            target = link.read_text(errors="replace").strip().removeprefix("gitdir: ")
            return GitError(Code.BS134, f"{link} leads to {target}, where there is no repository")
    return GitError(Code.BS131, f"{directory} is not in a git repository")


def _complaints(words: str) -> list[str]:
    return [line.partition(": ")[2] for line in words.splitlines() if line.startswith(_COMPLAINTS)]


def another(git: Git) -> Git:
    """Return what runs git in the same folder, and shares no process with the one that is given."""
    other = type(git)(git.working_dir)
    other.update_environment(**git.environment())  # which says whose objects these are
    set_up(other)
    return other


def set_up(git: Git) -> None:
    """Have git neither ask nor lock, nor depend on whose machine this is."""
    git.set_persistent_git_options(c=SETTINGS)
    git.update_environment(**ENVIRONMENT)
