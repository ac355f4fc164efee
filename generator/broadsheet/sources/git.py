"""The one place that runs git, through GitPython: a repository's history, its files, what is not committed.

Git decides everything by the repository alone: settings of the person who runs it that would change what
history says are overruled, nothing is fetched, nothing is asked for, nothing is locked. A failure is a
:class:`~broadsheet.errors.GitError` with git's own words; a part of history is never passed off as all of it.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.codes import Code
from broadsheet.errors import GitError
from broadsheet.findings import Findings
from broadsheet.sources.history import TAG_FORMAT, Graph, History, Tag, build_history, parse_graph, parse_tags
from broadsheet.sources.log import LOG_FORMAT, LogEntry, Trails, add_merged_files, parse_log

if TYPE_CHECKING:
    from git import Git

_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}

_SETTINGS = (
    "core.fsmonitor=false",
    "diff.renameLimit=1000",
    "i18n.logOutputEncoding=UTF-8",
    "log.showRoot=true",
    "log.showSignature=false",
    "mailmap.file=",
)

_COMPLAINTS = ("error:", "fatal:", "warning: ignoring broken ref")


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
            raise _not_installed() from error
        directory = directory.resolve()
        try:
            repo = git.Repo(directory, search_parent_directories=True, expand_vars=False)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise _not_found(directory) from error
        repo.git.set_persistent_git_options(c=_SETTINGS)
        repo.git.update_environment(**_ENVIRONMENT)
        facts = _output(repo.git, "rev_parse", "--is-shallow-repository", "--show-object-format")
        shallow, object_format = facts.split()
        if object_format != "sha1":
            raise GitError(Code.BS142, f"the repository names its objects by {object_format}")
        root = None if repo.working_tree_dir is None else Path(repo.working_tree_dir)
        opened = cls(root, shallow == "true", repo.git)
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
        status, out, words = _call(self._git, "rev_parse", *options, f"{ref}^{{commit}}")
        if status == 0:
            return out.decode("ascii").strip()
        if ref != "HEAD":
            raise GitError(Code.BS139, f"{ref!r} names no commit of the repository")
        if _call(self._git, "rev_parse", *options, ref)[0] == 0:
            raise _failure(self._git, words)
        _output(self._git, "for_each_ref")  # a branch that cannot be read is not one without commits
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
        listing = _output(self._git, "ls_tree", "-r", "-z", "--full-tree", commit, "--", *_paths(folders))
        files = {}
        for line in listing.split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, _, sha = facts.split()
            files[path] = TreeFile(int(mode, 8), sha)
        return files

    def read(self, sha: str) -> bytes:
        """Return the content of a file that :meth:`tree` names, as it is stored.

        One process answers all calls.

        Raises:
            GitError: It is damaged, or not here (as in a partial clone).
        """
        try:
            *_, size, content = self._git.get_object_data(sha)
        except (ValueError, OSError) as error:  # git says "missing", or has died
            self._git.clear_cache()
            raise _failure(self._git, f"fatal: unable to read {sha}") from error
        if len(content) != size:
            self._git.clear_cache()
            raise _failure(self._git, f"fatal: unable to read all of {sha}")
        return content

    def history(
        self, commit: str, folders: Sequence[str], tag_pattern: re.Pattern[str] | None = None
    ) -> History:
        """Say what history, up to a commit, tells of its files in some folders.

        Git's log is read once for all of them, and nothing is left out of it, since a file may have come from
        any other folder. (It is read a second time, merges only, where a merge itself has added a file.)

        Args:
            commit: Its sha.
            folders: Where the files are.
            tag_pattern: The names of the tags to look for; no tags where None.

        Raises:
            GitError: The repository is shallow, or git cannot read all of the history.
        """
        if self.shallow:
            message = "the clone is shallow: the dates of its files are in history that it does not have"
            raise GitError(Code.BS133, message)
        paths = self.tree(commit, folders)
        log = self._log(commit)
        trails = Trails(log)
        if not trails.complete(paths):
            log = add_merged_files(log, self._log(commit, "--merges", "-c", "--no-renames"))
            trails = Trails(log)
        findings = Findings()
        tags, elsewhere = self._tags(commit, tag_pattern, findings) if tag_pattern else ((), {})
        return build_history(log, trails, paths, tags, elsewhere, findings)

    def uncommitted(self, folders: Sequence[str]) -> frozenset[str]:
        """Return the paths whose file in the work tree is not what ``HEAD`` has.

        They are changed, staged, deleted, or new and not ignored. A submodule is among them where its
        own work tree is not clean.

        Raises:
            GitError: The repository is bare, or git cannot read its state.
        """
        if self.root is None:
            message = "the repository is bare: it has no files that could differ from a commit"
            raise GitError(Code.BS135, message)
        if not folders:
            return frozenset()
        options = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
        states = _output(self._git, "status", *options, "--", *_paths(folders))
        return frozenset(state[3:] for state in states.split("\0")[:-1])

    def _log(self, commit: str, *options: str) -> list[LogEntry]:
        """Read the log from the oldest commit to a commit, with ``options`` of ``git log`` on top."""
        how = ("-z", "--name-status", "--find-renames", "--date-order", "--reverse", "--date=raw")
        git = self._git(c=f"mailmap.blob={commit}:.mailmap")
        return list(parse_log(_output(git, "log", *how, f"--format={LOG_FORMAT}", *options, commit, "--")))

    def _tags(
        self, commit: str, pattern: re.Pattern[str], findings: Findings
    ) -> tuple[tuple[Tag, ...], Graph]:
        """Read the tags, and that part of their history that the commit does not have."""
        listing = _output(self._git, "for_each_ref", f"--format={TAG_FORMAT}", "refs/tags")
        elsewhere = _output(self._git, "rev_list", "--parents", "--tags", "--not", commit)
        return parse_tags(listing, pattern, findings), parse_graph(elsewhere)


def _call(git: Git, command: str, *args: str) -> tuple[int, bytes, str]:
    """Run git and return its status, what it prints, and its words about what went wrong."""
    from git import GitCommandNotFound  # noqa: PLC0415

    options = {
        "with_extended_output": True,
        "with_exceptions": False,
        "stdout_as_string": False,
        "strip_newline_in_stdout": False,
    }
    try:
        status, out, words = getattr(git, command)(*args, **options)
    except GitCommandNotFound as error:
        raise _not_installed() from error
    return status, out, words


def _output(git: Git, command: str, *args: str) -> str:
    """Run git and return what it prints: all of it, or an error."""
    status, out, words = _call(git, command, *args)
    if status or _complaints(words):
        raise _failure(git, words)
    return out.decode(errors="surrogateescape")


def _paths(folders: Sequence[str]) -> Sequence[str]:
    """Limit git to some folders, or to nothing where the repository's top is one of them."""
    return () if "" in folders else folders


def _complaints(words: str) -> list[str]:
    return [line.partition(": ")[2] for line in words.splitlines() if line.startswith(_COMPLAINTS)]


def _failure(git: Git, words: str) -> GitError:
    """Tell what kind of failure git's words mean, and quote them."""
    reason = "; ".join(dict.fromkeys(_complaints(words))) or words.strip()
    remedy = next((line.strip() for line in words.splitlines() if "safe.directory" in line), "")
    if remedy:
        return GitError(Code.BS138, reason, f"If you trust the repository, run `{remedy}`.")
    promised, _, _ = _call(git, "config", "--get-regexp", r"^remote\..*\.promisor$")
    if promised == 0:
        return GitError(Code.BS136, f"the clone is partial and lacks what is needed: {reason}")
    return GitError(Code.BS137, f"git cannot read the repository: {reason}")


def _not_installed() -> GitError:
    return GitError(Code.BS130, "git is not installed, or not on the PATH")


def _not_found(directory: Path) -> GitError:
    """Tell a folder outside any repository from one whose repository is gone."""
    for folder in (directory, *directory.parents):
        link = folder / ".git"
        if link.is_file():
            target = link.read_text(errors="replace").strip().removeprefix("gitdir: ")
            return GitError(Code.BS134, f"{link} leads to {target}, where there is no repository")
    return GitError(Code.BS131, f"{directory} is not in a git repository")
