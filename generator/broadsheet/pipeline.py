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

from broadsheet.checks.output import check_output, pages_that_may_link_to
from broadsheet.codes import Code
from broadsheet.editions.select import select
from broadsheet.errors import FindingsError, GitError, UsageError
from broadsheet.findings import Finding, Findings, Place
from broadsheet.garbage import uncollected
from broadsheet.markdown_extensions import PAST_SELECTION
from broadsheet.model.content import build_content, check_ids
from broadsheet.model.items import Content
from broadsheet.outputs.compose import compose
from broadsheet.outputs.project import Project
from broadsheet.outputs.search import BUNDLE
from broadsheet.publish.draft import Draft
from broadsheet.publish.manifest import Manifest, digest, manifest_path, read_ids, write_manifest
from broadsheet.publish.stage import Stage
from broadsheet.render.crew import shared_out
from broadsheet.render.environment import hindrances
from broadsheet.render.target import Means
from broadsheet.settings import Settings
from broadsheet.sources.read import read as read_sources
from broadsheet.sources.request import Request
from broadsheet.store import Store


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
    settings: Settings,
    findings: Findings,
    *,
    ref: str | None = None,
    now: datetime | None = None,
    store: Store | None = None,
) -> Content:
    """Read and understand a project: sources → model.

    Args:
        settings: The configuration.
        findings: Gets everything that is wrong.
        ref: The revision to read from the object database; None for the work tree.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        store: Where items and history are kept from build to build; None where none are.

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
        with uncollected():
            raw = read_sources(request, findings, store)
            content = build_content(raw, settings.rules(now or datetime.now(UTC)), findings, store)
    except GitError as error:
        findings.add(error.code, error.place, error.message, error.hint)
        raise FindingsError(findings) from error
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


@dataclass(frozen=True, slots=True)
class Order:
    """What to build, and how.

    Args:
        editions: Names of the editions to make; all where empty.
        ref: The revision to build; None for the work tree.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        workers: How many processes there may be.
        verify: How many of the pages that are kept to make again, to see that they would be the same.
        search: Whether to index what changed; without, the search finds what it found before.
    """

    editions: tuple[str, ...] = ()
    ref: str | None = None
    now: datetime | None = None
    workers: int = 1
    verify: int = 0
    search: bool = True


def build(
    settings: Settings,
    findings: Findings,
    order: Order,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Published]:
    """Build editions and publish them together.

    Args:
        settings: The configuration.
        findings: Gets everything that is wrong.
        order: What to build, and how.
        progress: Is told what is being done.

    Raises:
        FindingsError: Something is wrong with the inputs or the output. What was published stays.
        UsageError: There is no such edition.
    """
    for name in order.editions:
        if name not in settings.editions:
            raise UsageError(f"there is no edition “{name}”", f"There are: {', '.join(settings.editions)}.")
    sources = (settings.project / settings.docs_dir, settings.project / settings.changelog_dir)
    with Stage(settings.site_dir, settings.editions, alone=settings.is_alone, sources=sources) as stage:
        stage.look(order.editions or settings.editions)
        return build_on(stage, settings, findings, order, progress)


def build_on(
    stage: Stage,
    settings: Settings,
    findings: Findings,
    order: Order,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Published]:
    """Build editions on a stage that is taken already; see :func:`build`."""
    names = order.editions or tuple(settings.editions)
    with Store(stage.store) as store:
        progress("reading the sources")
        content = read(
            settings, findings, ref=order.ref, now=order.now, store=None if order.verify else store
        )
        projects = [lay_out(content, settings, name, findings) for name in names]
        stop_on_errors(findings)
        drafts = []
        for project in projects:
            progress(f"rendering the edition “{project.edition.name}”")
            means = Means(store, findings, order.workers)
            drafts.append(_draft(project, content, settings, stage, means, order))
    stop_on_errors(findings)
    return [
        Published(
            edition=project.edition.name,
            folder=stage.target(project.edition.name),
            pages=len(project.pages),
            entries=len(project.held.entries),
            changed=stage.publish(draft, _manifest(project, content)),
        )
        for project, draft in zip(projects, drafts, strict=True)
    ]


def _draft(
    project: Project,
    content: Content,
    settings: Settings,
    stage: Stage,
    means: Means,
    order: Order,
) -> Draft:
    """Make an edition and check it: render → checks."""
    # They bring MkDocs with them, which a build that changes nothing does without.
    from broadsheet.render.edition import EditionBuild  # noqa: PLC0415
    from broadsheet.render.mkdocs_build import render  # noqa: PLC0415

    name, findings = project.edition.name, means.findings
    draft = stage.draft(name)
    if hindrances(settings):
        render(project, content, settings, stage.folder(name), findings)
        if not findings.errors:
            draft.adopt(stage.folder(name))
    else:
        making = EditionBuild(project, content, settings, draft, means)
        making.run(verify=order.verify, search=order.search)
    if not findings.errors:
        _check(project, draft, findings, order.workers)
    return draft


def _check(project: Project, draft: Draft, findings: Findings, workers: int) -> None:
    """Look at what is to be published: at what is new, and at what may lead to what is gone."""
    folder, files = draft.assemble(), draft.records.keys()
    gone = {path for path in draft.changed - files if not path.startswith(f"{BUNDLE}/")}
    new = draft.changed & files
    kept = [path for path in files - new if path.endswith(".html")]
    again = pages_that_may_link_to(folder, kept, gone) if gone else []

    def work(paths: Sequence[str]) -> list[Finding]:
        found = Findings()
        check_output(
            folder,
            project.edition.name,
            found,
            paths=paths,
            files=files,
            assets={asset.src_uri for asset in project.assets},
            dangling=project.dangling,
        )
        return list(found)

    for _, found in shared_out(work, sorted({*new, *again}), workers):
        findings.extend(found)
        # What is only warned of is made again, so that the next build looks at it again.
        draft.doubt(finding.place.path.partition("/")[2] for finding in found)


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
        ids |= read_ids(manifest_path(settings.site_dir, name, alone=settings.is_alone)) or {}
    return ids


def _manifest(project: Project, content: Content) -> Manifest:
    return Manifest(
        edition=project.edition.name,
        commit=content.commit,
        sources=project.sources,
        ids={entry.times.origin: entry.id for entry in project.held.entries},
    )
