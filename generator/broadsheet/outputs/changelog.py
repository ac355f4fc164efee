"""The changelog's pages: which there are, and what stands on them in what order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from broadsheet.editions.select import Held
from broadsheet.model.items import Content, Entry, Release, ReleaseNotes
from broadsheet.model.taxonomy import Audience, Product
from broadsheet.outputs.addresses import LATEST, audience_uri, month_uri, product_uri, release_uri, year_uri

LATEST_LIMIT = 50
"""How many entries the changelog's own page shows in full."""

Kind = Literal["latest", "year", "month", "release", "product", "audience"]
"""What the entries of a page have in common."""


@dataclass(frozen=True, slots=True)
class Section:
    """A run of entries under one heading.

    Args:
        title: The heading.
        anchor: The heading's id.
        entries: Newest first, but breaking changes before all others.
        release: The release whose entries they are.
        src_uri: The file of the page that shows these entries alone; empty without one.
    """

    title: str
    anchor: str
    entries: tuple[Entry, ...]
    release: Release | None = None
    src_uri: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page of the same kind that comes before or after another one.

    Args:
        title: What a link to it says.
        src_uri: The page's file in the edition's project.
    """

    title: str
    src_uri: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that lists entries.

    Args:
        src_uri: The page's file in the edition's project.
        title: What it is called.
        sections: What stands on it.
        full: Whether entries stand there whole, or with title and summary only.
        kind: What its entries have in common.
        feeds: The feeds that come nearest to it: for whom, where that must be said, and the path without
            ending, relative to ``feeds/``.
        notes: What introduces it, on a release's page.
        description: A sentence under the title.
        newer: The release, the month or the year that came after it.
        older: The same that came before it.
        version: The release that it shows; empty on other pages.
    """

    src_uri: str
    title: str
    sections: tuple[Section, ...]
    full: bool
    kind: Kind
    feeds: tuple[tuple[str, str], ...] = (("", "all"),)
    notes: ReleaseNotes | None = None
    description: str = ""
    newer: Neighbour | None = None
    older: Neighbour | None = None
    version: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that is listed."""
        return tuple(entry for section in self.sections for entry in section.entries)


def listings(held: Held, content: Content) -> tuple[Listing, ...]:
    """Return an edition's changelog pages: latest, years, months, releases, products, audiences."""
    if not held.entries and not held.releases:
        return ()
    products = [p for p in content.products.values() if any(p.name in e.products for e in held.entries)]
    return (
        _latest(held),
        *_in_a_row(_year(year, entries) for year, entries in _by_year(held.entries)),
        *_in_a_row(_month(entries) for entries in _by_month(held.entries)),
        *_in_a_row(_release(release, content) for release in held.releases),
        *(_product(product, held) for product in products),
        *(_audience(audience, held.entries) for audience in held.edition.audiences),
    )


def _in_a_row(pages: Iterable[Listing]) -> list[Listing]:
    """Let pages lead to their neighbours; the newest comes first."""
    made = list(pages)
    known = [None, *(Neighbour(page.title, page.src_uri) for page in made), None]
    return [
        replace(page, newer=newer, older=older)
        for page, newer, older in zip(made, known, known[2:], strict=False)
    ]


def _latest(held: Held) -> Listing:
    newest = held.entries[:LATEST_LIMIT]
    if not held.releases:
        sections = _months(newest)
    else:
        unreleased = [entry for entry in newest if not entry.release]
        sections = (
            (Section("Unreleased", anchor("unreleased"), breaking_first(unreleased)),) if unreleased else ()
        )
        shown = {entry.id for entry in newest}
        sections += tuple(
            Section(release.title, anchor(release.version), entries, release, release_uri(release.version))
            for release in held.releases
            if (entries := breaking_first(e for e in release.entries if e.id in shown))
        )
    return Listing(LATEST, "Changelog", sections, full=True, kind="latest")


def _year(year: int, entries: Sequence[Entry]) -> Listing:
    return Listing(year_uri(year), f"Changelog {year}", _months(entries), full=False, kind="year")


def _month(entries: tuple[Entry, ...]) -> Listing:
    day = entries[0].published
    [section] = _months(entries)
    sections = (replace(section, src_uri=""),)
    title = f"Changelog {day:%B %Y}"
    return Listing(month_uri(day.year, day.month), title, sections, full=False, kind="month")


def _product(product: Product, held: Held) -> Listing:
    entries = [entry for entry in held.entries if product.name in entry.products]
    concerned = [a for a in held.edition.audiences if any(a.name in entry.audiences for entry in entries)]
    several = len(held.edition.audiences) > 1
    return Listing(
        product_uri(product.name),
        f"{product.title}: what changed",
        _years(entries),
        full=False,
        kind="product",
        feeds=tuple((a.title if several else "", f"{a.name}/product/{product.name}") for a in concerned),
    )


def _audience(audience: Audience, entries: Iterable[Entry]) -> Listing:
    return Listing(
        audience_uri(audience.name),
        f"For {audience.title.lower() if audience.title.istitle() else audience.title}: what changed",
        _years([entry for entry in entries if audience.name in entry.audiences]),
        full=False,
        kind="audience",
        feeds=(("", audience.name),),
        description=audience.description,
    )


def _release(release: Release, content: Content) -> Listing:
    breaking = tuple(entry for entry in release.entries if entry.breaking)
    sections = [Section("Action needed", anchor("action-needed"), breaking, release)] if breaking else []
    for kind in content.types:
        entries = tuple(e for e in release.entries if e.type == kind and not e.breaking)
        if entries:
            sections.append(Section(type_title(kind), anchor(kind), entries, release))
    return Listing(
        release_uri(release.version),
        f"Release {release.version}" if release.title == release.version else release.title,
        tuple(sections),
        full=True,
        kind="release",
        notes=release.notes,
        description=f"Released on {release.date:%-d %B %Y}.",
        version=release.version,
    )


def _by_year(entries: Iterable[Entry]) -> list[tuple[int, list[Entry]]]:
    return [(year, list(group)) for year, group in groupby(entries, key=lambda entry: entry.published.year)]


def _by_month(entries: Iterable[Entry]) -> list[tuple[Entry, ...]]:
    grouped = groupby(entries, key=lambda entry: (entry.published.year, entry.published.month))
    return [tuple(group) for _, group in grouped]


def _years(entries: Iterable[Entry]) -> tuple[Section, ...]:
    return tuple(
        Section(str(year), anchor(str(year)), breaking_first(group)) for year, group in _by_year(entries)
    )


def _months(entries: Iterable[Entry]) -> tuple[Section, ...]:
    made = ((group[0].published, group) for group in _by_month(entries))
    return tuple(
        Section(
            f"{day:%B %Y}",
            anchor(f"{day:%Y-%m}"),
            breaking_first(group),
            src_uri=month_uri(day.year, day.month),
        )
        for day, group in made
    )


def breaking_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Put what the reader must act on before everything else; the rest keeps its order."""
    return tuple(sorted(entries, key=lambda entry: not entry.breaking))


def type_title(name: str) -> str:
    """Return what readers see of a type."""
    return name.replace("-", " ").capitalize()


def anchor(name: str) -> str:
    """Return the id of a section's heading; no entry's id starts with a hyphen."""
    return f"-{name}"
