"""The page of everything between two releases.

The browser gathers it from the data of the releases in between, a small file each: so no reader loads more
than was asked for, however many releases there are, and what does not change is not written again.
"""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.editions.select import Held
from broadsheet.model.items import Content
from broadsheet.outputs.addresses import release_uri
from broadsheet.outputs.facets import Facet, facets

TITLE = "Since your version"
"""What the page is called."""

FEWEST = 2
"""With fewer releases there is nothing between two of them."""


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """What the page says of a release.

    Args:
        version: Its name.
        title: What it is called.
        day: Its day, as in ISO 8601.
        when: The same in words.
        src_uri: Its page's file in the edition's project.
        changes: How many entries it has.
        breaking: How many of them ask the reader to act.
    """

    version: str
    title: str
    day: str
    when: str
    src_uri: str
    changes: int
    breaking: int


@dataclass(frozen=True, slots=True)
class Since:
    """The page: without scripts, a list of the releases to read.

    Args:
        releases: Newest first.
        facets: What their entries can differ in.
    """

    releases: tuple[ReleaseRow, ...]
    facets: tuple[Facet, ...]


def since(held: Held, content: Content) -> Since | None:
    """Return what stands on the page; None where the edition has too few releases."""
    if len(held.releases) < FEWEST:
        return None
    rows = (
        ReleaseRow(
            version=release.version,
            title=release.title,
            day=release.date.isoformat(),
            when=f"{release.date:%-d %B %Y}",
            src_uri=release_uri(release.version),
            changes=len(release.entries),
            breaking=sum(entry.breaking for entry in release.entries),
        )
        for release in held.releases
    )
    shipped = [entry for release in held.releases for entry in release.entries]
    return Since(tuple(rows), facets(shipped, content, held.edition))
