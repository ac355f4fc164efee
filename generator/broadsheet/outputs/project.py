"""An edition before rendering: an ordinary MkDocs project of plain Markdown, assets and a nav.

This is the seam: what stands here knows nothing of the engine that renders it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from broadsheet.editions.due import Due
from broadsheet.editions.select import Held
from broadsheet.model.content import page_address
from broadsheet.model.items import Asset, Document, Entry
from broadsheet.model.taxonomy import Edition
from broadsheet.outputs.addresses import Addresses
from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.feed_plan import PlannedFeed
from broadsheet.outputs.glossary import Term
from broadsheet.outputs.home import Overview
from broadsheet.outputs.paths import OnboardingPath, StepPlace
from broadsheet.outputs.propose import Propose
from broadsheet.outputs.since import Since
from broadsheet.outputs.subscribe import Subscribe


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an edition.

    Args:
        src_uri: Its file in the edition's project.
        title: What it is called.
        item: What it shows.
        changed: When that last changed, UTC.
        markdown: What the engine converts; empty for pages that are made of entries.
        rooted: The same with links that hold anywhere, for mirrors and feeds.
        meta: Front matter for the engine and its theme.
        path: The source, relative to the project; empty for pages made of several.
    """

    src_uri: str
    title: str
    item: Document | Entry | Listing | Overview | Propose | Since | Subscribe
    changed: datetime
    markdown: str = ""
    rooted: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """An edition, ready to be rendered.

    Args:
        edition: The edition.
        held: What it holds.
        addresses: Where it stands.
        pages: Every page: documents, then entries, then the changelog's lists, then what is made of both.
        assets: Every other file that a page uses.
        nav: The nav as MkDocs takes it; None for the engine's own.
        feeds: Its feeds, the main ones first.
        entries: Each entry's text with links that hold anywhere, by its id.
        wordings: The same as one audience reads it, by the entry's id and the audience's name.
        document_wordings: The newest documents' text as an audience reads it, by path and audience's name.
        notes: Each release's introduction with links that hold anywhere, by version.
        further: Each entry's further links, title and address, by its id.
        dangling: Destinations of links that lead to nothing, where that is accepted.
        preview: Whether only its authors see it, so that what is not committed is marked.
        paths: Onboarding paths, by their index's file in the edition's project.
        places: Where each step of a path stands, by the step's file.
        overview: What its start page shows of it; None where that page's author wants none of it.
        glossary: The terms that pages explain.
        due: When it changes by itself; None for never.
    """

    edition: Edition
    held: Held
    addresses: Addresses
    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    nav: list[Any] | None
    feeds: tuple[PlannedFeed, ...]
    entries: Mapping[str, str]
    wordings: Mapping[tuple[str, str], str]
    document_wordings: Mapping[tuple[str, str], str]
    notes: Mapping[str, str]
    further: Mapping[str, tuple[tuple[str, str], ...]]
    dangling: frozenset[str] = frozenset()
    preview: bool = False
    paths: Mapping[str, OnboardingPath] = field(default_factory=dict)
    places: Mapping[str, StepPlace] = field(default_factory=dict)
    overview: Overview | None = None
    glossary: tuple[Term, ...] = ()
    due: Due | None = None

    def is_home(self, page: Page) -> bool:
        """Whether a page is what the edition's own address leads to."""
        return self.addresses.page(page.src_uri) in {"", "index.html"}

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The project's files that each page and asset is made from, by its path in the edition."""
        made: dict[str, tuple[str, ...]] = {asset.src_uri: (asset.path,) for asset in self.assets}
        for page in self.pages:
            entries = page.item.entries if isinstance(page.item, Listing) else ()
            made[self.html_path(page)] = (page.path,) if page.path else tuple(entry.path for entry in entries)
        return made

    def html_path(self, page: Page) -> str:
        """Return where a page's HTML stands in the edition."""
        address = page_address(page.src_uri, self.addresses.directory_urls)
        return f"{address}index.html" if not address or address.endswith("/") else address
