"""A revision's configuration, out of git's objects: what ``--ref`` builds needs no checkout."""

from __future__ import annotations

import posixpath
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.errors import FindingsError, GitError
from broadsheet.findings import Findings
from broadsheet.settings import Settings, load_settings
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
