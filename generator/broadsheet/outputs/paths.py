"""Onboarding paths: which of an edition's documents are steps of which path, and in what order.

A path begins at the index of a folder; all other documents in and below that folder are its steps, up to
folders that begin a path of their own. Whose step a document is does not depend on the edition: where a
path's index is withheld, its steps are ordinary documents, and no part of a path around it.
"""

from __future__ import annotations

import hashlib
import math
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from broadsheet.model.body import Kind
from broadsheet.model.items import Document
from broadsheet.model.paths import Offset, offset_of
from broadsheet.model.reading import reading_minutes
from broadsheet.outputs.addresses import lasting_name


@dataclass(frozen=True, slots=True)
class Step:
    """A document as a step of a path.

    Args:
        src_uri: Its file in the edition's project.
        title: What it is called.
        number: Its place on the path, from 1.
        minutes: How long it takes.
        milestone: The milestone that it belongs to; may be empty.
        id: What a reader's progress is kept under: for ever the document's own.
        version: Stands for what the edition's readers see of its text.
    """

    src_uri: str
    title: str
    number: int
    minutes: int
    milestone: str
    id: str
    version: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """Steps that follow each other and belong to one milestone.

    Args:
        title: Its name; empty for steps without one.
        steps: Its steps, in order.
        offset: When it is due, from somebody's first day; None where its name does not tell.
        id: What a calendar knows it by: it lasts as long as the path and the name do.
    """

    title: str
    steps: tuple[Step, ...]
    offset: Offset | None
    id: str


@dataclass(frozen=True, slots=True)
class OnboardingPath:
    """An onboarding path, as one edition's readers see it.

    Args:
        src_uri: Its index's file in the edition's project.
        title: What its index is called.
        role: For whom it is.
        duration: How long it takes, in its author's words; may be empty.
        milestones: Its steps, in order.
        id: What a reader's ticks on its index are kept under.
    """

    src_uri: str
    title: str
    role: str
    duration: str
    milestones: tuple[Milestone, ...]
    id: str

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps, in order."""
        return tuple(step for milestone in self.milestones for step in milestone.steps)

    @property
    def minutes(self) -> int:
        """How long its steps take together."""
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page that another leads to: its file in the edition's project, and its title."""

    src_uri: str
    title: str


@dataclass(frozen=True, slots=True)
class StepPlace:
    """Where a step stands.

    Args:
        step: The step.
        path: The path's index.
        count: How many steps the path has.
        previous: The step before it; None for the first.
        next: The step after it; None for the last.
    """

    step: Step
    path: Neighbour
    count: int
    previous: Neighbour | None
    next: Neighbour | None


def plan_paths(
    documents: Iterable[Document], held: Iterable[Document], named: Iterable[str], site: str
) -> dict[str, OnboardingPath]:
    """Return an edition's paths, by their index's file in the edition's project.

    Steps stand in the order of ``order``; those that have none, or the same, in that of the nav, then in that
    in which MkDocs lists files.

    Args:
        documents: All documents, to know whose step each is.
        held: Those that the edition holds, cut for it.
        named: The files that the nav names, in order; none where the engine makes its own.
        site: The edition's address, which keeps milestones of two sites apart.
    """
    starts = {posixpath.dirname(d.src_uri): d for d in documents if d.path_start}
    places = {src_uri: number for number, src_uri in enumerate(named)}
    indexes: list[Document] = []
    steps: dict[str, list[Document]] = defaultdict(list)
    for document in held if starts else ():
        if document.path_start:
            indexes.append(document)
        elif start := _start_of(document, starts):
            steps[start.src_uri].append(document)

    def key(document: Document) -> tuple[float, float, tuple[tuple[object, ...], ...]]:
        order = math.inf if document.order is None else document.order
        return order, places.get(document.src_uri, math.inf), _file_order(document.src_uri)

    return {d.src_uri: _path(d, sorted(steps[d.src_uri], key=key), site) for d in indexes}


def storage_name(site_url: str) -> str:
    """Return what a site's progress is kept under in a browser, apart from other sites of the same host."""
    return _digest(site_url)


def places_on(paths: Iterable[OnboardingPath]) -> dict[str, StepPlace]:
    """Return where each step stands, by its file in the edition's project."""
    return {place.step.src_uri: place for path in paths for place in _places(path)}


def _start_of(document: Document, starts: Mapping[str, Document]) -> Document | None:
    """Return the index of the nearest folder that begins a path."""
    folder = document.src_uri
    while folder:
        folder = posixpath.dirname(folder)
        if folder in starts:
            return starts[folder]
    return None


def _file_order(src_uri: str) -> tuple[tuple[object, ...], ...]:
    """Order files as MkDocs does: a folder's index, its files, then its folders."""
    *folders, name = src_uri.split("/")
    return (*((1, folder) for folder in folders), (0, name not in {"index.md", "README.md"}, name))


def _path(index: Document, documents: Sequence[Document], site: str) -> OnboardingPath:
    start, id_ = index.path_start, lasting_name(index)
    assert start is not None
    steps = [_step(document, number) for number, document in enumerate(documents, 1)]
    milestones = tuple(
        Milestone(title, tuple(those), offset_of(title), _digest(site, id_, title))
        for title, those in groupby(steps, key=lambda step: step.milestone)
    )
    return OnboardingPath(index.src_uri, index.title, start.role, start.duration, milestones, id_)


def _step(document: Document, number: int) -> Step:
    return Step(
        src_uri=document.src_uri,
        title=document.title,
        number=number,
        minutes=document.minutes or reading_minutes(document.body),
        milestone=document.milestone,
        id=lasting_name(document),
        version=_version(document),
    )


def _version(document: Document) -> str:
    """Return what stands for a text, however its lines are broken."""
    texts = (chunk.text for chunk in document.body.chunks if chunk.kind in (Kind.TEXT, Kind.CODE))
    return _digest(document.title, *" ".join(texts).split())


def _places(path: OnboardingPath) -> list[StepPlace]:
    own = Neighbour(path.src_uri, path.title)
    steps = path.steps
    others = [None, *(Neighbour(step.src_uri, step.title) for step in steps), None]
    return [
        StepPlace(step, own, len(steps), others[step.number - 1], others[step.number + 1]) for step in steps
    ]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
