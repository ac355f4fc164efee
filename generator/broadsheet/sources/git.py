"""The one place that runs git, through GitPython: a repository's history, its files, what is not committed.

Git decides everything by the repository alone: settings of the person who runs it that would change what
history says are overruled, nothing is fetched, nothing is asked for, nothing is locked. A failure is a
:class:`~broadsheet.errors.GitError` with git's own words; a part of history is never passed off as all of it.
"""

from __future__ import annotations

import os
import re
import tempfile
import weakref
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.codes import Code
from broadsheet.errors import GitError
from broadsheet.garbage import uncollected
from broadsheet.sources.history import TAG_FORMAT, History
from broadsheet.sources.kept_history import history_key, keep_history, kept_history
from broadsheet.sources.read_history import read_history
from broadsheet.sources.run_git import (
    CONVERTING,
    another,
    call,
    failure,
    not_found,
    not_installed,
    output,
    set_up,
    version,
)
from broadsheet.sources.top import work_tree_of
from broadsheet.store import Store

if TYPE_CHECKING:
    from git import Git

_UNMERGED = frozenset({"DD", "AU", "UD", "UA", "DU", "AA", "UU"})
"""What ``git status --short`` calls paths that are in conflict."""
_NOT_IGNORED = ("--exclude-standard", "--full-name", "--")


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a commit.

    Args:
        mode: As git has it: ``0o100644``, ``0o100755``, ``0o120000`` for a symbolic link, ``0o160000`` for
            a submodule.
        sha: Of the content, for :meth:`Repository.read`; of a commit elsewhere for a submodule.
    """

    mode: int
    sha: str


@dataclass(frozen=True, slots=True)
class Status:
    """In what a work tree is not ``HEAD``.

    Args:
        uncommitted: Paths that are changed, staged, deleted, or new and not ignored. A submodule is among
            them where its own work tree is not clean.
        unmerged: Those of which git could not merge the versions, and nobody has said yet which it is.
    """

    uncommitted: frozenset[str]
    unmerged: frozenset[str]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Repository:
    """A git repository. Not for use by several threads at once.

    Paths are relative to the repository's top, with forward slashes; a byte that is not UTF-8 is decoded as
    :func:`os.fsdecode` does it. Folders are such paths too, ``""`` for everything; they are taken
    literally, never as patterns.

    Args:
        root: The top of the work tree, symbolic links resolved; None for a bare repository.
        shallow: Whether a part of the history is missing.
    """

    root: Path | None
    shallow: bool
    _git: Git
    _process: int

    @classmethod
    def open(cls, directory: Path) -> Repository:
        """Find the repository that holds a folder.

        Args:
            directory: A folder in the work tree, or a bare repository.

        Raises:
            GitError: There is none, git is not there, or git refuses.
        """
        try:
            import git  # noqa: PLC0415 - GitPython looks for git as it is imported
        except ImportError as error:
            raise not_installed() from error
        directory = directory.resolve()
        try:
            top = work_tree_of(directory) or directory  # which may be a bare repository, or in one
            repo = git.Repo(top, search_parent_directories=True, expand_vars=False)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise not_found(directory) from error
        set_up(repo.git)
        facts = output(repo.git, "rev_parse", "--is-shallow-repository", "--show-object-format")
        shallow, object_format = facts.split()
        if object_format != "sha1":
            raise GitError(Code.BS142, f"the repository names its objects by {object_format}")
        root = None if repo.working_tree_dir is None else Path(repo.working_tree_dir)
        opened = cls(root, shallow == "true", repo.git, os.getpid())
        weakref.finalize(opened, repo.git.clear_cache)  # ends the process that answers `read`
        return opened

    def resolve(self, ref: str) -> str:
        """Return the sha of the commit that a revision means.

        Args:
            ref: ``HEAD``, a branch, a tag, a sha: whatever ``git rev-parse`` knows.

        Raises:
            GitError: There is no such commit, or no commit at all.
        """
        options = ("--verify", "--end-of-options")
        status, out, words = call(self._git, "rev_parse", *options, f"{ref}^{{commit}}")
        if status == 0:
            return out.decode("ascii").strip()
        if ref != "HEAD":
            raise GitError(Code.BS139, f"{ref!r} names no commit of the repository")
        if call(self._git, "rev_parse", *options, ref)[0] == 0:
            raise failure(self._git, words)
        output(self._git, "for_each_ref")  # a branch that cannot be read is not one without commits
        raise GitError(Code.BS132, "the branch that is checked out has no commits yet")

    def tree(self, commit: str, folders: Sequence[str]) -> Mapping[str, TreeFile]:
        """Return the files that a commit has in some folders, by path.

        Symbolic links and submodules are among them; what is inside a submodule is not.

        Args:
            commit: Its sha.
            folders: What to look at.

        Raises:
            GitError: Git cannot read the commit's folders.
        """
        if not folders:
            return {}
        listing = output(self._git, "ls_tree", "-r", "-z", "--full-tree", commit, "--", *_paths(folders))
        files = {}
        for line in listing.split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, _, sha = facts.split()
            files[path] = TreeFile(int(mode, 8), sha)
        return files

    def read(self, sha: str) -> bytes:
        """Return the content of a file that :meth:`tree` names, as it is stored.

        One process answers all calls; where this one was forked, that is another's, and each has its own.

        Raises:
            GitError: It is damaged, or not here (as in a partial clone).
        """
        is_forked = os.getpid() != self._process
        git = another(self._git) if is_forked else self._git
        try:
            *_, size, content = git.get_object_data(sha)
        except (ValueError, OSError) as error:  # git says "missing", or has died
            git.clear_cache()
            raise failure(git, f"fatal: unable to read {sha}") from error
        if len(content) != size or is_forked:
            git.clear_cache()
        if len(content) != size:
            raise failure(git, f"fatal: unable to read all of {sha}")
        return content

    def history(
        self,
        commit: str,
        folders: Sequence[str],
        tag_pattern: re.Pattern[str] | None = None,
        store: Store | None = None,
    ) -> History:
        """Say what history, up to a commit, tells of its files in some folders.

        Args:
            commit: Its sha.
            folders: Where the files are.
            tag_pattern: The names of the tags to look for; no tags where None.
            store: Where to keep what is found, and to find it again.

        Raises:
            GitError: The repository is shallow, or git cannot read all of the history.
        """
        if self.shallow:
            message = "the clone is shallow: the dates of its files are in history that it does not have"
            raise GitError(Code.BS133, message)
        every_tag = ("for_each_ref", f"--format={TAG_FORMAT}", "refs/tags")
        listing = output(self._git, *every_tag) if tag_pattern else ""
        store = store or Store(None)
        key = history_key(version(self._git), commit, folders, tag_pattern, listing)
        found = kept_history(store, key)
        if found is None:
            with uncollected():
                found = read_history(
                    self._git,
                    commit,
                    folders,
                    paths=self.tree(commit, folders),
                    tag_pattern=tag_pattern,
                    listing=listing,
                    store=store,
                )
            keep_history(store, key, found)
        return found

    def status(self, folders: Sequence[str], output_folders: Sequence[str] = ()) -> Status:
        """Tell in what the work tree is not ``HEAD``.

        Args:
            folders: The folders to look at.
            output_folders: Folders that are written and never read; where git knows none of it, nobody looks.

        Raises:
            GitError: The repository is bare, or git cannot read its state.
        """
        if self.root is None:
            message = "the repository is bare: it has no files that could differ from a commit"
            raise GitError(Code.BS135, message)
        if not folders:
            return Status(frozenset(), frozenset())
        options = ("--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames")
        states = output(self._git, "status", *options, "--", *_paths(folders)).split("\0")[:-1]
        paths = {state[3:] for state in states}
        # Git does not look into a new folder by itself; into one that holds nothing but output nobody has to.
        new = {path for path in paths if path.endswith("/")}
        inside = new.difference(f"{folder}/" for folder in output_folders)
        listing = output(self._git, "ls_files", "-z", "--others", *_NOT_IGNORED, *inside) if inside else ""
        unmerged = frozenset(state[3:] for state in states if state[:2] in _UNMERGED)
        return Status(frozenset(paths - new | set(listing.split("\0")[:-1])), unmerged)

    def verbatim(self, paths: Collection[str], folders: Sequence[str]) -> frozenset[str]:
        """Return those of some files that hold, byte for byte, what was committed.

        Git calls a file unchanged also where it converts line endings or more on the way (gitattributes),
        and where it was told not to look (``git update-index --skip-worktree``).

        Args:
            paths: Files in the work tree that :meth:`status` does not name.
            folders: The folders that they are in.

        Raises:
            GitError: Git cannot read its index, or which attributes files have.
        """
        status, converts, words = call(self._git, "config", "--get", "core.autocrlf")
        if status not in (0, 1):  # 1: it is not set
            raise failure(self._git, words)
        if not paths or (status == 0 and converts.strip() != b"false"):
            return frozenset()
        listing = output(self._git, "ls_files", "-v", "-z", "--full-name", "--", *_paths(folders))
        looked_at = {line[2:] for line in listing.split("\0") if line.startswith("H ")}
        with tempfile.TemporaryFile() as names:
            names.write(os.fsencode("\0".join(paths)))
            names.seek(0)
            told = output(self._git, "check_attr", "-z", "--all", "--stdin", stdin=names).split("\0")
        attributes = zip(told[::3], told[1::3], told[2::3], strict=False)
        converted = {p for p, name, value in attributes if name in CONVERTING and value != "unset"}
        return frozenset(looked_at.intersection(paths) - converted)

    def merge_base(self, revision: str, commit: str) -> str:
        """Return the newest commit that the histories of two commits have in common.

        Args:
            revision: Whatever :meth:`resolve` takes.
            commit: The sha of the other one.

        Raises:
            GitError: There is no such revision, they have none in common, or the history that would tell is
                missing.
        """
        if self.shallow:  # the revision is often not there either; that it is shallow says what to do
            raise GitError(Code.BS133, "the clone is shallow: it cannot tell where the change began")
        one = self.resolve(revision)
        status, out, words = call(self._git, "merge_base", one, commit)
        if status == 0:
            return out.decode("ascii").strip()
        if words.strip():
            raise failure(self._git, words)
        raise GitError(Code.BS143, f"{one[:12]} and {commit[:12]} have no commit in common")

    def changed(self, before: str, after: str) -> frozenset[str]:
        """Return the paths whose file is not the same in two commits; a renamed one is there twice.

        Raises:
            GitError: Git cannot read them.
        """
        how = ("-r", "-z", "--name-only", "--no-renames")
        return frozenset(output(self._git, "diff_tree", *how, before, after).split("\0")[:-1])


def _paths(folders: Sequence[str]) -> Sequence[str]:
    """Limit git to some folders, or to nothing where the repository's top is one of them."""
    return () if "" in folders else folders
