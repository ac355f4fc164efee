"""A revision's configuration, out of git's objects: what ``--ref`` builds needs no checkout."""

from __future__ import annotations

import posixpath
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from broadsheet.config.settings import Settings, load_settings
from broadsheet.errors import FindingsError, GitError, UsageError
from broadsheet.findings import Findings
from broadsheet.sources.git import Repository

_YAML = (".yml", ".yaml")


@contextmanager
def settings_at(config_file: Path, ref: str | None, *, to_render: bool = True) -> Iterator[Settings]:
    """Read a project's settings, from disk or as they were in a revision.

    To render a revision, everything of the project but its content is laid out in a temporary folder, since
    MkDocs reads configuration, theme overrides and hooks from files. It is gone when the context ends.

    Args:
        config_file: ``mkdocs.yml``; for a revision it need not be on disk.
        ref: The revision; None for what is on disk.
        to_render: Whether the project will be rendered, and not only looked at.

    Raises:
        SettingsError: The configuration is missing or wrong.
        FindingsError: Git cannot read the revision.
    """
    if ref is None:
        yield load_settings(config_file)
        return
    project = config_file.absolute().parent
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as name:
        folder = Path(name)
        try:
            export = _Export(project, ref)
            export.write(folder, lambda path: "/" not in path and path.endswith(_YAML))
            settings = load_settings(folder / config_file.name, project)
            content = (f"{settings.docs_dir}/", f"{settings.changelog_dir}/")
            if to_render:
                export.write(folder, lambda path: not path.startswith(content))
        except GitError as error:
            findings = Findings()
            findings.add(error.code, error.place, error.message, error.hint)
            raise FindingsError(findings) from error
        (folder / settings.docs_dir).mkdir(parents=True, exist_ok=True)  # MkDocs wants it to be there
        yield settings


@contextmanager
def settings_for(config_file: Path, ref: str | None, untrusted: str | None) -> Iterator[Settings]:
    """Read the settings for a revision, whose authors may not be trusted.

    If they are not, nothing of it but texts and pictures is used. The configuration, the theme's overrides,
    hooks, plugins, scripts and style sheets are those on disk, so that nothing of the revision is run.

    Args:
        config_file: ``mkdocs.yml``.
        ref: A revision to be trusted; None for what is on disk.
        untrusted: A revision that is not.

    Raises:
        SettingsError: The configuration is missing or wrong.
        FindingsError: Git cannot read the revision.
        UsageError: Both are given.
    """
    if ref and untrusted:
        raise UsageError("a revision is trusted or it is not", "Leave out `--untrusted` or the other.")
    if untrusted is None:
        with settings_at(config_file, ref) as settings:
            yield settings
    else:
        yield _distrusting(load_settings(config_file))


def _distrusting(settings: Settings) -> Settings:
    """Pin the files below ``docs/`` that are put on pages, and switch sanitising on."""
    docs = settings.project / settings.docs_dir
    styles = {path.relative_to(docs).as_posix() for path in docs.rglob("*.css") if path.is_file()}
    pinned = {
        f"{settings.docs_dir}/{name}": path.read_bytes() if (path := docs / name).is_file() else b""
        for name in sorted(settings.theme_assets | styles)
    }
    options = settings.options.model_copy(update={"untrusted": True})
    return replace(settings, options=options, pinned=pinned)


class _Export:
    """The files of a project in a revision."""

    def __init__(self, project: Path, ref: str) -> None:
        self._repository = Repository.open(project)
        root = self._repository.root
        self._inside = "" if root is None else project.resolve().relative_to(root).as_posix()
        self._tree = self._repository.tree(self._repository.resolve(ref), [self._inside.removeprefix(".")])

    def write(self, folder: Path, wanted: Callable[[str], bool]) -> None:
        """Write the wanted regular files below a folder."""
        for path, file in self._tree.items():
            inner = posixpath.relpath(path, self._inside or ".")
            if stat.S_ISREG(file.mode) and wanted(inner):
                target = folder / inner
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(self._repository.read(file.sha))
