"""The changelog's pages: which there are, and what stands on them in what order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from broadsheet.editions.select import Held
from broadsheet.model.items import Content, Entry, Release, ReleaseNotes
from broadsheet.outputs.addresses import LATEST, audience_uri, product_uri, release_uri, year_uri

LATEST_LIMIT = 50
"""How many entries the changelog's own page shows in full."""


@dataclass(frozen=True, slots=True)
class Section:
    """A run of entries under one heading.

    Args:
        title: The heading.
        anchor: The heading's id.
        entries: Newest first, but breaking changes before all others.
        release: The release whose entries they are.
    """

    title: str
    anchor: str
    entries: tuple[Entry, ...]
    release: Release | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that lists entries.

    Args:
        src_uri: The page's file in the edition's project.
        title: What it is called.
        sections: What stands on it.
        full: Whether entries stand there whole, or with title and summary only.
        feed: The feeds' path without ending, relative to ``feeds/``; empty where there is none.
        notes: What introduces it, on a release's page.
        description: A sentence under the title.
    """

    src_uri: str
    title: str
    sections: tuple[Section, ...]
    full: bool
    feed: str = ""
    notes: ReleaseNotes | None = None
    description: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that is listed."""
        return tuple(entry for section in self.sections for entry in section.entries)


def listings(held: Held, content: Content) -> tuple[Listing, ...]:
    """Return an edition's changelog pages: latest, years, releases, products, audiences."""
    if not held.entries and not held.releases:
        return ()
    products = [p for p in content.products.values() if any(p.name in e.products for e in held.entries)]
    return (
        _latest(held),
        *(_year(year, entries) for year, entries in _by_year(held.entries)),
        *(_release(release, content) for release in held.releases),
        *(
            Listing(
                product_uri(product.name),
                f"{product.title}: what changed",
                _years([entry for entry in held.entries if product.name in entry.products]),
                full=False,
            )
            for product in products
        ),
        *(
            Listing(
                audience_uri(audience.name),
                f"For {audience.title.lower() if audience.title.istitle() else audience.title}: what changed",
                _years([entry for entry in held.entries if audience.name in entry.audiences]),
                full=False,
                feed=audience.name,
                description=audience.description,
            )
            for audience in held.edition.audiences
        ),
    )


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
            Section(release.title, anchor(release.version), entries, release)
            for release in held.releases
            if (entries := breaking_first(e for e in release.entries if e.id in shown))
        )
    return Listing(LATEST, "Changelog", sections, full=True, feed="all")


def _year(year: int, entries: list[Entry]) -> Listing:
    return Listing(year_uri(year), f"Changelog {year}", _months(entries), full=False)


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
        notes=release.notes,
        description=f"Released on {release.date:%-d %B %Y}.",
    )


def _by_year(entries: Iterable[Entry]) -> list[tuple[int, list[Entry]]]:
    return [(year, list(group)) for year, group in groupby(entries, key=lambda entry: entry.published.year)]


def _years(entries: Iterable[Entry]) -> tuple[Section, ...]:
    return tuple(Section(str(year), anchor(str(year)), tuple(group)) for year, group in _by_year(entries))


def _months(entries: Iterable[Entry]) -> tuple[Section, ...]:
    grouped = groupby(entries, key=lambda entry: f"{entry.published:%Y-%m}")
    made = ((month, tuple(group)) for month, group in grouped)
    return tuple(Section(f"{group[0].published:%B %Y}", anchor(month), group) for month, group in made)


def breaking_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Put what the reader must act on before everything else; the rest keeps its order."""
    return tuple(sorted(entries, key=lambda entry: not entry.breaking))


def type_title(name: str) -> str:
    """Return what readers see of a type."""
    return name.replace("-", " ").capitalize()


def anchor(name: str) -> str:
    """Return the id of a section's heading; no entry's id starts with a hyphen."""
    return f"-{name}"
