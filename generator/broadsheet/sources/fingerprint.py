"""Whether anything can have changed since an earlier build, without reading what git knows to be unchanged.

Take the fingerprint before the sources are read: then what changes meanwhile makes the next one differ.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

from broadsheet.sources.request import Request
from broadsheet.sources.run_git import CONVERTING, ENVIRONMENT, SETTINGS
from broadsheet.sources.top import work_tree_of
from broadsheet.store import digest

_MANY = 2000  # files that are not committed; past that, reading them takes longer than is saved
_LARGE = 16 * 1024 * 1024  # bytes in one of them


class _UnknownError(Exception):
    """It takes more than a look to tell."""


def source_fingerprint(request: Request) -> bytes | None:
    """Return what stands for all that reading a project depends on.

    The configuration counts only as far as it is in the request, and the time does not.

    Args:
        request: What would be read.

    Returns:
        A digest; None where it cannot be told cheaply: without git, where another repository lies inside of
        the project, where much is not committed, or where git was told not to look at some files.
    """
    project = request.project.resolve()
    root = work_tree_of(project)
    if root is None or not request.use_git:
        return None
    try:
        with ExitStack() as running:
            git = _Git(root, running)
            parts = _committed(git, request.ref) if request.ref else _checked_out(git, project, request)
            return digest(str(project), repr(request), request.release_tags.pattern, *parts)
    except (_UnknownError, OSError):
        return None


class _Git:
    """Runs several git at once.

    Args:
        root: The top of the work tree.
        running: Ends those that nobody listened to.
    """

    def __init__(self, root: Path, running: ExitStack) -> None:
        self.root = str(root)
        self._running = running

    def ask(self, *command: str, literally: bool = True) -> Popen[bytes]:
        """Start one; paths are no patterns, unless they are not to be taken literally."""
        settings = (part for setting in SETTINGS for part in ("-c", setting))
        process = Popen(
            ("git", *settings, *command),
            cwd=self.root,
            env={**os.environ, **ENVIRONMENT, "GIT_LITERAL_PATHSPECS": str(int(literally))},
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
        )
        return self._running.enter_context(process)

    def facts(self, revision: str) -> list[Popen[bytes]]:
        """Ask for the settings, git's version, a commit and the tags."""
        if revision.startswith("-"):
            raise _UnknownError
        return [
            self.ask("config", "--list", "-z"),
            self.ask("version"),
            self.ask("rev-parse", "--is-shallow-repository", f"{revision}^{{commit}}"),
            self.ask("for-each-ref", "--format=%(objectname) %(*objectname) %(refname)", "refs/tags"),
        ]


def _answer(process: Popen[bytes], question: bytes = b"") -> bytes:
    out, _ = process.communicate(question)
    if process.returncode:
        raise _UnknownError
    return out


def _committed(git: _Git, ref: str) -> list[bytes]:
    return [_answer(process) for process in git.facts(ref)]


def _checked_out(git: _Git, project: Path, request: Request) -> Iterable[bytes | str]:
    facts = git.facts("HEAD")
    others = [f":(top,exclude,literal){path}" for path in request.output_in(Path(git.root))]
    status = git.ask(
        *("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", ".", *others),
        literally=False,
    )
    listing = _answer(git.ask("ls-files", "-v", "-z")).split(b"\0")[:-1]
    if any(not line.startswith(b"H ") for line in listing):
        raise _UnknownError  # git does not look at it, or is in the middle of a merge
    paths = [line[2:] for line in listing]
    attributes = _answer(git.ask("check-attr", "-z", "--all", "--stdin"), b"\0".join(paths))
    odd = [name for folder in (request.docs_dir, request.changelog_dir) for name in _odd(project / folder)]
    settings, *known = map(_answer, facts)
    converted = _converted(attributes) if _is_off(settings, b"core.autocrlf") else paths
    changed = _answer(status)
    stats = (_stat(f"{git.root}/{os.fsdecode(path)}") for path in converted)
    return [settings, *known, changed, *odd, *stats, *_contents(git.root, changed)]


def _is_off(settings: bytes, name: bytes) -> bool:
    lines = (line.partition(b"\n") for line in settings.split(b"\0"))
    return all(value == b"false" for key, _, value in lines if key == name)


def _converted(attributes: bytes) -> list[bytes]:
    """Return the paths of files that git may convert."""
    told = attributes.split(b"\0")
    named = zip(told[::3], told[1::3], told[2::3], strict=False)
    return sorted({path for path, name, value in named if name.decode() in CONVERTING and value != b"unset"})


def _odd(folder: Path) -> Iterator[str]:
    """Yield what is below a folder and git does not list: pipes, sockets, devices, unreadable folders."""
    ahead = [str(folder)]
    while ahead:
        path = ahead.pop()
        try:
            with os.scandir(path) as children:
                found = [child for child in children if not child.is_file(follow_symlinks=False)]
        except OSError as error:
            yield f"{path}: {error.strerror}"
            continue
        for child in found:
            if child.name == ".git":
                raise _UnknownError  # what is in another repository, this one's git does not say
            if child.is_dir(follow_symlinks=False):
                ahead.append(child.path)
            else:
                yield child.path


def _contents(root: str, states: bytes) -> Iterator[bytes]:
    """Yield what is in the files that are not as they were committed."""
    paths = [os.fsdecode(state[3:]) for state in states.split(b"\0")[:-1]]
    if len(paths) > _MANY:
        raise _UnknownError
    for path in paths:
        yield _content(Path(root, path))


def _content(path: Path) -> bytes:
    if path.is_symlink():
        return b"link " + os.fsencode(path.readlink())
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return b"gone"
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(_LARGE + 1)
    if len(data) > _LARGE:
        raise _UnknownError
    return b"file " + data


def _stat(path: str) -> bytes:
    """Return what git itself goes by; it calls a file unchanged also where only line ends have changed."""
    found = os.lstat(path)
    return b"%d %d %d %d" % (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
