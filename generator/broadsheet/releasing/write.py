"""Write a release: its page on disk, its commit, its tag.

Reading git is :mod:`broadsheet.sources.git`'s, which depends on nobody's settings. To commit and to tag is
the user's own doing: git runs with their name, their hooks and their signature.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from broadsheet.errors import ReleaseError, UsageError
from broadsheet.sources.top import work_tree_of


def write(path: Path, data: bytes) -> None:
    """Write a file so that it has its old bytes or its new ones at any time.

    Args:
        path: The file; its folders are made.
        data: What it will hold.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    # A hidden file is no content, should we die before it has its name.
    with tempfile.NamedTemporaryFile(prefix=".", suffix=".new", dir=path.parent, delete=False) as file:
        written = Path(file.name)
        try:
            file.write(data)
            file.close()
            _like(path, written)
            written.replace(path)
        except BaseException:
            written.unlink(missing_ok=True)
            raise


def commit(folder: Path, path: str, message: str) -> None:
    """Commit one file, and nothing else that may be staged.

    Args:
        folder: A folder of the repository.
        path: The file, relative to ``folder``.
        message: The commit's message.

    Raises:
        ReleaseError: Git does not.
    """
    hint = "The page is written. Mend what git says, and commit it."
    file = str(folder.resolve() / path)
    _git(folder, "add", "--", file, hint=hint)
    _git(folder, "commit", "--quiet", f"--message={message}", "--only", "--", file, hint=hint)


def tag(folder: Path, name: str, message: str) -> None:
    """Tag what is checked out, with a tag that has a date and an author of its own.

    Raises:
        ReleaseError: Git does not.
    """
    _git(folder, "tag", "--annotate", f"--message={message}", "--", name)


def tag_name(folder: Path, version: str, pattern: re.Pattern[str]) -> str:
    """Return what a version's tag is called: as the tags of the releases before it, else with a ``v``.

    Args:
        folder: A folder of the repository.
        version: The version.
        pattern: Which tags are releases; its group ``version`` is the release's name.

    Raises:
        ReleaseError: There is no repository.
        UsageError: No such tag would be taken for a release of that name.
    """
    tags = [name for name in _git(folder, "tag", "--list").split("\n") if pattern.fullmatch(name)]
    plain = bool(tags) and not any(name.startswith("v") for name in tags)
    for name in (version, f"v{version}") if plain else (f"v{version}", version):
        match = pattern.fullmatch(name)
        if match and match["version"] == version:
            return name
    hint = f"`release_tags` in mkdocs.yml is: {pattern.pattern}"
    raise UsageError(f"neither “v{version}” nor “{version}” is a tag of the release {version}", hint)


def uncommitted(folder: Path, *, but: str = "") -> list[str]:
    """Return what git would not find as it is if it were checked out: changed, staged, deleted or new.

    Args:
        folder: A folder of the repository.
        but: A file to leave out, relative to ``folder``.
    """
    where = [":/", *([f":(exclude,literal){folder.resolve() / but}"] if but else [])]
    status = _git(folder, "status", "--porcelain", "--untracked-files=normal", "--", *where)
    return [line[3:] for line in status.splitlines()]


def _git(folder: Path, *args: str, hint: str = "") -> str:
    folder = folder.resolve()
    try:
        done = subprocess.run(
            ["git", *args],
            cwd=work_tree_of(folder) or folder,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise ReleaseError("git is not installed, or not on the PATH") from error
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip()).removeprefix("fatal: ")
        raise ReleaseError(f"`git {args[0]}` failed: {words}", hint)
    return done.stdout.strip("\n")


def _like(path: Path, written: Path) -> None:
    """Give a new file the rights of the one that it replaces, or those of any new file."""
    if path.exists():
        shutil.copymode(path, written)
        return
    mask = os.umask(0)
    os.umask(mask)
    written.chmod(0o666 & ~mask)
