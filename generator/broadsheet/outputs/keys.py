"""What each file of an edition is made from, as a digest: equal keys, equal bytes.

A key holds everything that the file's maker may look at. When in doubt it holds more, so that a file is made
again for nothing rather than kept when it should not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec.msgpack import Encoder

from broadsheet.model.items import Document, Entry, Release
from broadsheet.outputs.addresses import LATEST
from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.feed_plan import ALL, PlannedFeed
from broadsheet.outputs.glossary import used
from broadsheet.outputs.home import HOME, Overview
from broadsheet.outputs.nav import nav_files
from broadsheet.outputs.project import Page, Project
from broadsheet.store import digest

_encode = Encoder(order="deterministic").encode


class Keys:
    """The keys of an edition's files.

    Args:
        project: The edition.
        summaries: The first paragraph of each entry, by its id.
        basis: Stands for what every file of the edition depends on: program, configuration, templates.
        outside: Stands for what pages outside of the nav show of the rest of the site.
        links: Stands for where a document's links lead, by its file in the edition's project.
        own_bodies: Whether the site has templates of its own for what stands inside of pages; they may show
            everything that is known of an entry.

    Attributes:
        facts: Stands for what lists show of an entry, by its id.
    """

    def __init__(
        self,
        project: Project,
        summaries: Mapping[str, str],
        *,
        basis: bytes,
        outside: bytes,
        links: Mapping[str, bytes],
        own_bodies: bool,
    ) -> None:
        self._project, self._summaries, self._own_bodies = project, summaries, own_bodies
        self._basis, self._outside, self._links = basis, outside, links
        self._nav, self._in_nav = nav_key(project), {page.src_uri for page in nav_pages(project)}
        self._pages: dict[str, bytes] = {}
        self.facts = {entry.id: self._facts_of(entry) for entry in project.held.entries}

    def page(self, page: Page) -> bytes:
        """Return the key of a page, and of what else shows all of it."""
        if page.src_uri not in self._pages:
            self._pages[page.src_uri] = self._page(page)
        return self._pages[page.src_uri]

    def _page(self, page: Page) -> bytes:
        shell = self._nav if page.src_uri in self._in_nav else self._outside
        common = (self._basis, shell, page.src_uri, page.title, page.path, _encode((page.changed, page.meta)))
        if isinstance(page.item, Document):
            document = page.item
            shown = (document.audiences, document.times, document.owner, document.tags, document.status)
            steps = (self._project.paths.get(page.src_uri), self._project.places.get(page.src_uri))
            own = (document.kind, document.path_start, document.order, document.minutes, document.milestone)
            added = (document.review, self._overview(page), used(self._project.glossary, page.rooted))
            leads = self._links.get(page.src_uri, b"")
            return digest(
                b"document", *common, leads, _encode((shown, steps, own, added)), page.markdown, page.rooted
            )
        if isinstance(page.item, Entry):
            text = self._project.entries[page.item.id]
            terms = used(self._project.glossary, text)
            dated = _encode((page.item.times, terms))
            return digest(b"entry", *common, self.facts[page.item.id], dated, text)
        if isinstance(page.item, Overview):
            return digest(b"home", *common, _encode(self._overview(page)))
        if isinstance(page.item, Listing):
            return digest(b"listing", *common, self._listing(page.item))
        return digest(b"generated", *common, _encode(page.item))

    def _overview(self, page: Page) -> object:
        """Return what the start page shows of the edition; nothing for other pages."""
        shown = self._project.overview
        if shown is None or not self._project.is_home(page):
            return None
        titles = [(document.src_uri, document.title, document.times.changed) for document in shown.documents]
        paths = [(document.src_uri, document.title, document.path_start) for document in shown.paths]
        releases = [(release.version, release.title) for release in shown.releases]
        return titles, paths, releases, [self.facts[entry.id] for entry in shown.entries]

    def feed(self, feed: PlannedFeed) -> bytes:
        """Return the key of a feed."""
        words = self._project.wordings
        texts = [
            self._project.entries[entry.id] if feed.audience == ALL else words[entry.id, feed.audience]
            for entry in feed.entries
        ]
        documents = [
            (d.path, d.src_uri, d.title, d.tags, d.times.origin, moment, self._worded(d, feed.audience))
            for d, moment in feed.documents
        ]
        times = [entry.updated for entry in feed.entries]
        facts = [self.facts[entry.id] for entry in feed.entries]
        return digest(
            b"feed", self._basis, _encode((feed.head, feed.audience, texts, times, documents)), *facts
        )

    @cached_property
    def data(self) -> bytes:
        """The key of what lists all entries for programs."""
        releases = [
            (r.version, r.title, r.date, [e.id for e in r.entries]) for r in self._project.held.releases
        ]
        times = [entry.updated for entry in self._project.held.entries]
        return digest(b"data", self._basis, _encode((releases, times)), *self.facts.values())

    def release(self, release: Release) -> bytes:
        """Return the key of a release's data for programs."""
        times = [entry.updated for entry in release.entries]
        facts = [self.facts[entry.id] for entry in release.entries]
        return digest(b"release", self._basis, _encode((release.version, times)), *facts)

    def _listing(self, listing: Listing) -> bytes:
        sections = [
            (
                s.title,
                s.anchor,
                s.src_uri,
                len(s.entries),
                s.release and (s.release.version, s.release.title, s.release.date),
            )
            for s in listing.sections
        ]
        notes = listing.notes and self._project.notes[listing.notes.version]
        neighbours = (listing.newer, listing.older)
        shape = (listing.title, listing.full, listing.feeds, listing.description, sections, notes, neighbours)
        facts = [self.facts[entry.id] for entry in listing.entries]
        texts = [self._project.entries[entry.id] for entry in listing.entries if listing.full]
        return digest(self._lists, _encode(shape), *facts, *texts)

    @cached_property
    def _lists(self) -> bytes:
        """What the changelog's own page names: every other list there is, but those of months."""
        titles = [
            (page.src_uri, page.title)
            for page in self._project.pages
            if isinstance(page.item, Listing) and page.item.kind != "month"
        ]
        return digest(_encode(titles))

    def _facts_of(self, entry: Entry) -> bytes:
        """Return what lists show of an entry: everything but its text."""
        facts = (
            entry.id,
            entry.title,
            entry.audiences,
            entry.published,
            entry.type,
            entry.products,
            entry.release,
            entry.breaking,
            entry.action,
            self._project.preview and entry.times.committed,
            self._project.further[entry.id],
            self._summaries[entry.id],
            (entry.path, entry.times, entry.links) if self._own_bodies else (),
        )
        return digest(_encode(facts))

    def _worded(self, document: Document, audience: str) -> str:
        return self._project.document_wordings[document.path, audience]


def nav_key(project: Project) -> bytes:
    """Return what stands for an edition's nav: every page that is in it, as it may show it."""
    shown = [(page.src_uri, page.title, page.path, page.meta) for page in nav_pages(project)]
    return digest(b"nav", _encode((project.nav, shown)))


def nav_pages(project: Project) -> list[Page]:
    """Return the pages that can be in the nav: documents, the changelog, and what the configuration names."""
    named = {HOME, LATEST, *nav_files(project.nav)}
    return [page for page in project.pages if isinstance(page.item, Document) or page.src_uri in named]
