"""The stages in order: this is the story of a build.

``git → sources → model → editions → outputs → render → checks → proof → publish``. Each step takes what the
one before made; all of them add to one collection of findings, and an error in it stops the story before
anything is published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from broadsheet.config.places import manifest_path
from broadsheet.config.settings import Settings
from broadsheet.editions.select import select
from broadsheet.errors import FindingsError, GitError
from broadsheet.findings import Findings
from broadsheet.making import make
from broadsheet.model.content import build_content, check_ids
from broadsheet.model.items import Content
from broadsheet.model.raw import RawContent
from broadsheet.order import Order, Published
from broadsheet.outputs.compose import compose
from broadsheet.outputs.project import Project
from broadsheet.proof.gate import Made, prove
from broadsheet.publish.manifest import Manifest, digest, read_ids, write_manifest
from broadsheet.publish.stage import Stage
from broadsheet.recall import remember
from broadsheet.render.environment import text_key
from broadsheet.render.target import Means
from broadsheet.sources.read import read as read_sources
from broadsheet.sources.request import Request
from broadsheet.store import Store


@dataclass(frozen=True, slots=True)
class Checked:
    """A project that was looked at.

    Args:
        raw: What was read.
        content: What it means.
    """

    raw: RawContent
    content: Content


def read(
    settings: Settings,
    findings: Findings,
    *,
    ref: str | None = None,
    now: datetime | None = None,
    store: Store | None = None,
    workers: int = 1,
) -> Content:
    """Read and understand a project: sources → model.

    Args:
        settings: The configuration.
        findings: Gets everything that is wrong.
        ref: The revision to read from the object database; None for the work tree.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        store: Where items and history are kept from build to build; None where none are.
        workers: How many processes there may be.

    Raises:
        FindingsError: Git cannot tell the history, so that nothing can be dated.
    """
    return _read(settings, settings.request(ref), findings, now, store, workers)[1]


def _read(
    settings: Settings,
    request: Request,
    findings: Findings,
    now: datetime | None,
    store: Store | None = None,
    workers: int = 1,
) -> tuple[RawContent, Content]:
    try:
        raw = read_sources(request, findings, store)
        content = build_content(raw, settings.rules(now or datetime.now(UTC)), findings, store, workers)
    except GitError as error:
        findings.add(error.code, error.place, error.message, error.hint)
        raise FindingsError(findings) from error
    check_ids(content.entries, _published_ids(settings), findings)
    return raw, content


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
    settings: Settings,
    findings: Findings,
    *,
    ref: str | None = None,
    now: datetime | None = None,
    overlay: Mapping[str, bytes] | None = None,
) -> Checked:
    """Find what is wrong with a project, for all of its editions, without rendering anything.

    Args:
        settings: The configuration.
        findings: Gets everything that is wrong.
        ref: The revision to read from the object database; None for the work tree.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        overlay: Files to read as if they held this, by path.

    Raises:
        FindingsError: Git cannot tell the history.
    """
    request = settings.request(ref)
    request = replace(request, overlay={**request.overlay, **(overlay or {})})
    raw, content = _read(settings, request, findings, now)
    for name in settings.editions:
        lay_out(content, settings, name, findings)
    return Checked(raw, content)


def publish(  # noqa: PLR0913 - everything that a build needs
    settings: Settings,
    stage: Stage,
    store: Store,
    findings: Findings,
    order: Order,
    *,
    mark: bytes = b"",
    progress: Callable[[str], None] = lambda _: None,
) -> list[Published]:
    """Make editions and publish them together.

    Args:
        settings: The configuration.
        stage: Where they are made and published.
        store: What was made before.
        findings: Gets everything that is wrong.
        order: What to build, and how.
        mark: Stands for what they are made from, so that the next build knows it again; empty where unknown.
        progress: Is told what is being done.

    Raises:
        FindingsError: Something is wrong with the inputs or the output. What was published stays.
    """
    progress("reading the sources")
    kept = None if order.verify else store  # what is verified is not taken from the store
    now = order.now or datetime.now(UTC)
    raw, content = _read(settings, settings.request(order.ref), findings, now, kept, order.workers)
    names = order.editions or tuple(settings.editions)
    projects = [lay_out(content, settings, name, findings) for name in names]
    stop_on_errors(findings)
    means = Means(store, findings, order.workers, order.makers)
    drafts = []
    for project in projects:
        progress(f"making the edition “{project.edition.name}”")
        drafts.append(make(project, content, settings, stage, means, order))
    stop_on_errors(findings)
    if order.prove:
        progress("looking for what must not be there")
        made = [
            Made(project.edition.name, draft.assemble(), draft.hashes)
            for project, draft in zip(projects, drafts, strict=True)
        ]
        listing, key = raw.listing(), text_key(settings)
        prove(made, settings, listing, findings, now=now, store=kept, key=key, workers=order.workers)
        stop_on_errors(findings)
    manifests = [_manifest(project, content) for project in projects]
    changed = stage.publish(list(zip(drafts, manifests, strict=True)))
    published = [
        Published(
            edition=project.edition.name,
            folder=stage.target(project.edition.name),
            pages=len(project.pages),
            entries=len(project.held.entries),
            changed=is_changed,
            due=project.due,
        )
        for project, is_changed in zip(projects, changed, strict=True)
    ]
    # What cannot be known again is remembered as such: what was there before is not published any more.
    known = mark if order.search and not len(findings) else b""
    for project in projects:
        remember(store, known, stage.state(project.edition.name), project, content)
    return published


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
