"""The stages in order: this is the story of a build.

``git → sources → model → editions → outputs → render → checks → publish``. Each step takes what the one
before made; all of them add to one collection of findings, and an error in it stops the story before
anything is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from broadsheet.checks.output import check_output
from broadsheet.codes import Code
from broadsheet.editions.select import select
from broadsheet.errors import FindingsError, GitError, UsageError
from broadsheet.findings import Findings, Place
from broadsheet.markdown_extensions import PAST_SELECTION
from broadsheet.model.content import build_content, check_ids
from broadsheet.model.items import Content
from broadsheet.outputs.compose import compose
from broadsheet.outputs.project import Project
from broadsheet.publish.manifest import Manifest, digest, manifest_path, read_manifest, write_manifest
from broadsheet.publish.stage import Stage
from broadsheet.render.mkdocs_build import render
from broadsheet.settings import Settings
from broadsheet.sources.read import Request
from broadsheet.sources.read import read as read_sources


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that a build made.

    Args:
        edition: Its name.
        folder: Where it is.
        pages: How many pages it has.
        entries: How many entries it holds.
        changed: Whether any byte differs from what was there.
    """

    edition: str
    folder: Path
    pages: int
    entries: int
    changed: bool


def collector(settings: Settings) -> Findings:
    """Return a new collection of findings that knows what the configuration accepts, and what it warns of."""
    findings = Findings(settings.options.accept)
    for name in sorted({"search", "material/search"} & settings.config.plugins):
        place = Place(settings.config.name, settings.config.own.line("plugins"))
        findings.add(Code.BS005, place, f"the plugin “{name}” is on, beside Broadsheet's own search")
    for name in sorted(PAST_SELECTION & settings.config.extensions.keys()):
        place = Place(settings.config.name, settings.config.own.line("markdown_extensions"))
        findings.add(Code.BS006, place, f"“{name}” includes files that nobody chose for an edition")
    return findings


def read(
    settings: Settings, findings: Findings, *, ref: str | None = None, now: datetime | None = None
) -> Content:
    """Read and understand a project: sources → model.

    Args:
        settings: The configuration.
        findings: Gets everything that is wrong.
        ref: The revision to read from the object database; None for the work tree.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.

    Raises:
        FindingsError: Git cannot tell the history, so that nothing can be dated.
    """
    request = Request(
        project=settings.project,
        docs_dir=settings.docs_dir,
        changelog_dir=settings.changelog_dir,
        use_git=settings.options.git,
        release_tags=re.compile(settings.options.release_tags),
        snippets=settings.snippets,
        excluded=settings.excluded,
        ref=ref,
    )
    try:
        raw = read_sources(request, findings)
    except GitError as error:
        findings.add(error.code, error.place, error.message, error.hint)
        raise FindingsError(findings) from error
    content = build_content(raw, settings.rules(now or datetime.now(UTC)), findings)
    check_ids(content.entries, _published_ids(settings), findings)
    return content


def lay_out(content: Content, settings: Settings, edition: str, findings: Findings) -> Project:
    """Choose what an edition holds and lay it out: editions → outputs."""
    return compose(content, select(content, content.editions[edition]), settings, findings)


def stop_on_errors(findings: Findings) -> None:
    """End the story where something is wrong.

    Raises:
        FindingsError: There are errors.
    """
    if findings.errors:
        raise FindingsError(findings)


def check(
    settings: Settings, findings: Findings, *, ref: str | None = None, now: datetime | None = None
) -> Content:
    """Find what is wrong with a project, for all of its editions, without rendering anything.

    Raises:
        FindingsError: Git cannot tell the history.
    """
    content = read(settings, findings, ref=ref, now=now)
    for name in settings.editions:
        lay_out(content, settings, name, findings)
    return content


def build(
    settings: Settings,
    findings: Findings,
    *,
    editions: Sequence[str] = (),
    ref: str | None = None,
    now: datetime | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Published]:
    """Build editions and publish them together.

    Args:
        settings: The configuration.
        findings: Gets everything that is wrong.
        editions: Names of the editions to make; all where empty.
        ref: The revision to build; None for the work tree.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        progress: Is told what is being done.

    Raises:
        FindingsError: Something is wrong with the inputs or the output. What was published stays.
        UsageError: There is no such edition.
    """
    names = list(editions) or list(settings.editions)
    for name in names:
        if name not in settings.editions:
            raise UsageError(f"there is no edition “{name}”", f"There are: {', '.join(settings.editions)}.")
    progress("reading the sources")
    content = read(settings, findings, ref=ref, now=now)
    projects = [lay_out(content, settings, name, findings) for name in names]
    stop_on_errors(findings)
    sources = (settings.project / settings.docs_dir, settings.project / settings.changelog_dir)
    with Stage(settings.site_dir, settings.editions, alone=settings.is_alone, sources=sources) as stage:
        for project in projects:
            progress(f"rendering the edition “{project.edition.name}”")
            folder = stage.folder(project.edition.name)
            render(project, content, settings, folder, findings)
            assets = {asset.src_uri for asset in project.assets}
            check_output(folder, project.edition.name, findings, assets=assets, dangling=project.dangling)
        stop_on_errors(findings)
        return [
            Published(
                edition=project.edition.name,
                folder=settings.edition_dir(project.edition.name),
                pages=len(project.pages),
                entries=len(project.held.entries),
                changed=stage.publish(_manifest(project, content)),
            )
            for project in projects
        ]


def record(project: Project, content: Content, settings: Settings, folder: Path) -> None:
    """Write the manifest of an edition that was made in its place, by ``mkdocs build``.

    Args:
        project: The edition.
        content: What it was made from.
        settings: The configuration.
        folder: Where the edition is.
    """
    path = manifest_path(settings.site_dir, project.edition.name, alone=settings.is_alone)
    write_manifest(path, replace(_manifest(project, content), files=digest(folder)))


def _published_ids(settings: Settings) -> dict[str, str]:
    """Return the ids that readers know, by the path that the entry was first committed under."""
    ids: dict[str, str] = {}
    for name in settings.editions:
        manifest = read_manifest(manifest_path(settings.site_dir, name, alone=settings.is_alone))
        ids.update(manifest.ids if manifest else {})
    return ids


def _manifest(project: Project, content: Content) -> Manifest:
    return Manifest(
        edition=project.edition.name,
        commit=content.commit,
        files={},
        sources=project.sources,
        ids={entry.times.origin: entry.id for entry in project.held.entries},
    )
