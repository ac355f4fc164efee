"""A revision, or the files on disk, understood as far as an edition's outputs: one side of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from broadsheet import pipeline
from broadsheet.config.settings import Settings
from broadsheet.errors import FindingsError, GitError, SettingsError
from broadsheet.findings import Findings
from broadsheet.model.items import Content
from broadsheet.outputs.project import Project
from broadsheet.previewing.views import View, views
from broadsheet.revision import settings_at
from broadsheet.sources.git import Repository
from broadsheet.store import Store


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Args:
        settings: Its configuration.
        content: Everything there is.
        projects: Its editions as they are laid out, by name.
    """

    settings: Settings
    content: Content
    projects: Mapping[str, Project]

    @cached_property
    def views(self) -> Mapping[str, Mapping[str, View]]:
        """What there is to read, by edition and path."""
        return {name: views(project, self.content) for name, project in self.projects.items()}


@dataclass(frozen=True, slots=True)
class Base:
    """What is compared with.

    Args:
        side: What it held; None where nothing can be known of it.
        note: What is wrong with it; may be empty.
    """

    side: Side | None
    note: str = ""


def commits(project: Path, base: str, head: str | None) -> tuple[str, str]:
    """Find what a merge of ``head`` into ``base`` would start from.

    That is the newest commit that both have: what came to ``base`` since is no part of the change.

    Args:
        project: The project's folder.
        base: The revision that is merged into.
        head: The revision that is merged; None for the files on disk.

    Returns:
        That commit's sha, and that of ``head``; the latter is empty for the files on disk.

    Raises:
        FindingsError: Git does not know one of them, or they have no commit in common.
    """
    try:
        repository = Repository.open(project)
        tip = repository.resolve(head or "HEAD")
        return repository.merge_base(base, tip), tip if head else ""
    except GitError as error:
        raise _found(error) from error


def side_of(
    settings: Settings, findings: Findings, *, ref: str | None, now: datetime | None, store: Store
) -> Side:
    """Read one side.

    Args:
        settings: Its configuration.
        findings: Gets everything that is wrong with it.
        ref: The revision; None for the files on disk.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        store: Holds the items that both sides share.

    Raises:
        FindingsError: Git cannot tell the history.
    """
    content = pipeline.read(settings, findings, ref=ref, now=now, store=store)
    projects = {name: pipeline.lay_out(content, settings, name, findings) for name in settings.editions}
    return Side(settings, content, projects)


def base_of(config_file: Path, commit: str, *, now: datetime | None, store: Store) -> Base:
    """Read what is compared with, as far as it can be read: what is wrong there need not be so any more.

    Args:
        config_file: ``mkdocs.yml``.
        commit: The commit.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        store: Holds the items that both sides share.

    Raises:
        FindingsError: Git cannot read the commit.
    """
    findings = Findings()
    with ExitStack() as stack:
        try:
            settings = stack.enter_context(settings_at(config_file, commit))
        except SettingsError:
            return Base(None, f"No site can be made of {commit[:12]}, so everything counts as new.")
        side = side_of(settings, findings, ref=commit, now=now, store=store)
    count = len(findings.errors)
    note = ""
    if count:
        errors = f"{count} error{'s' if count != 1 else ''}"
        note = f"{commit[:12]} has {errors} of its own; it is compared with as far as it can be read."
    return Base(side, note)


def _found(error: GitError) -> FindingsError:
    findings = Findings()
    findings.add(error.code, error.place, error.message, error.hint)
    return FindingsError(findings)
