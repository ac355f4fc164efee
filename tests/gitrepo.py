"""Throwaway git repositories with fixed dates and people, untouched by the developer's own git settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

ADA = "Ada Lovelace <ada@example.com>"
GRACE = "Grace Hopper <grace@example.com>"

#: For a test's own calls of git, and for ``monkeypatch.setenv`` around the code under test.
ISOLATED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_TERMINAL_PROMPT": "0"}

_FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


class GitRepo:
    """A repository that a test fills step by step.

    Every commit, merge and tag is one hour later than the one before, unless the test says when.

    Args:
        path: The work tree, or the repository itself where it is bare.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._now = _FIRST

    @classmethod
    def init(cls, path: Path, *options: str) -> GitRepo:
        """Make an empty repository on the branch ``main``."""
        path.mkdir(parents=True, exist_ok=True)
        repo = cls(path)
        repo.git("init", "--quiet", "--initial-branch=main", *options)
        return repo

    def at(self, path: Path) -> GitRepo:
        """Return a copy of the repository that was made elsewhere, at the same time of day."""
        other = GitRepo(path)
        other._now = self._now
        return other

    def wait(self, moment: datetime) -> None:
        """Let the next commit be an hour later than this moment."""
        self._now = moment

    def git(self, *args: str, stdin: bytes | None = None, env: dict[str, str] | None = None) -> str:
        """Run git in the repository and return what it prints, without the last newline."""
        done = subprocess.run(
            ["git", "-c", "maintenance.auto=false", *args],  # half of a commit's time
            cwd=self.path,
            env=os.environ | ISOLATED | {"GIT_ALLOW_PROTOCOL": "file"} | (env or {}),
            input=stdin,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode(errors="surrogateescape").rstrip("\n")

    # The work tree

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file, with the folders it needs; text goes out as UTF-8 with the newlines it has."""
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_bytes(content))
        return file

    def rm(self, path: str) -> None:
        """Remove a file or a folder."""
        target = self.path / path
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink()

    def mv(self, source: str, target: str) -> None:
        """Move a file or a folder, making the target's folder."""
        (self.path / target).parent.mkdir(parents=True, exist_ok=True)
        (self.path / source).rename(self.path / target)

    # History

    def commit(
        self, message: str = "change", *, date: str = "", committed: str = "", author: str = ADA
    ) -> str:
        """Commit all that changed, or nothing, and return the commit's sha.

        Args:
            message: The commit's message.
            date: When it was written, in any form that git reads, e.g. ``2026-03-01T10:00:00Z``.
            committed: When it was committed; the same where empty.
            author: ``Name <address>``.
        """
        self.git("add", "--all")
        self.git(
            "commit",
            "--quiet",
            "--allow-empty",
            f"--message={message}",
            env=self._at(date, committed, author),
        )
        return self.sha()

    def commit_each(self, files: Mapping[str, str | bytes], authors: Sequence[str] = (ADA,)) -> None:
        """Write files and commit each by itself, by its author in turn; git is asked once for all of them.

        What was written before and not committed is part of the first commit.
        """
        before = self.git("ls-files", "--others", "-z").split("\0")[:-1]
        first = {path: (self.path / path).read_bytes() for path in before}
        steps: list[bytes] = []
        for number, (path, content) in enumerate(files.items()):
            when = self._at(author=authors[number % len(authors)])
            steps.append(b"commit refs/heads/main\n")
            for role in ("author", "committer"):
                name, email, date = (when[f"GIT_{role.upper()}_{what}"] for what in ("NAME", "EMAIL", "DATE"))
                seconds = int(datetime.fromisoformat(date).timestamp())
                steps.append(f"{role} {name} <{email}> {seconds} +0000\n".encode())
            steps.append(_data(f"Add {path}\n".encode()))
            for inner, data in {**first, path: content}.items():
                steps.append(f"M 100644 inline {inner}\n".encode() + _data(_bytes(data)))
            first = {}
        self.git("fast-import", "--quiet", stdin=b"".join(steps))
        self.git("reset", "--quiet", "--hard")

    def commit_raw(self, author: bytes, committer: bytes = b"") -> str:
        """Commit all that changed under headers that git itself would refuse to write.

        Args:
            author: All that follows ``author``, e.g. ``b"Ada <ada@example.com> 99999999999999 +0000"``.
            committer: The same for the committer; the author's where empty.
        """
        self.git("add", "--all")
        parent = f"parent {self.sha()}\n" if self.git("rev-list", "--max-count=1", "--all") else ""
        head = f"tree {self.git('write-tree')}\n{parent}".encode()
        body = head + b"author " + author + b"\ncommitter " + (committer or author) + b"\n\nraw\n"
        sha = self.git("hash-object", "-t", "commit", "--literally", "-w", "--stdin", stdin=body)
        self.git("update-ref", "HEAD", sha)
        return sha

    def merge(self, branch: str, *, date: str = "", edit: bool = False) -> str:
        """Merge a branch with a merge commit and return its sha.

        Args:
            branch: What to merge into the branch that is checked out.
            date: When.
            edit: Stop before the commit, so that the test can change the tree; it then calls
                :meth:`commit`.
        """
        options = ["--no-commit"] if edit else [f"--message=merge {branch}"]
        self.git("merge", "--quiet", "--no-ff", *options, branch, env=self._at(date))
        return self.sha()

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Start a branch and check it out."""
        self.git("checkout", "--quiet", "-b", name, start)

    def checkout(self, ref: str) -> None:
        """Check out a branch, or a commit with a detached HEAD."""
        self.git("checkout", "--quiet", ref)

    def tag(self, name: str, *, annotated: bool = False, date: str = "", at: str = "HEAD") -> None:
        """Tag a commit; only an annotated tag has a date of its own."""
        options = ["--annotate", f"--message={name}"] if annotated else []
        self.git("tag", *options, name, at, env=self._at(date))

    def sha(self, ref: str = "HEAD") -> str:
        """Return the sha of a commit, a tag or any other object."""
        return self.git("rev-parse", ref)

    # Other repositories made from this one

    def clone(self, path: Path, *options: str) -> GitRepo:
        """Clone over git's own protocol, so that options such as ``--depth`` and ``--filter`` count."""
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("clone", "--quiet", *options, self.path.absolute().as_uri(), str(path.absolute()))
        return GitRepo(path)

    def shallow(self, path: Path, depth: int = 1) -> GitRepo:
        """Clone only the newest commits."""
        return self.clone(path, f"--depth={depth}")

    def bare(self, path: Path) -> GitRepo:
        """Clone without a work tree."""
        return self.clone(path, "--bare")

    def _at(self, date: str = "", committed: str = "", author: str = ADA) -> dict[str, str]:
        if not date:
            self._now += timedelta(hours=1)
            date = self._now.isoformat()
        name, _, email = author.rstrip(">").partition(" <")
        return {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": "Committer",
            "GIT_COMMITTER_EMAIL": "committer@example.com",
            "GIT_COMMITTER_DATE": committed or date,
        }


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _data(content: bytes) -> bytes:
    """Write bytes as ``git fast-import`` reads them."""
    return b"data %d\n%b\n" % (len(content), content)
