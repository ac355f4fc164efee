"""An edition before rendering: an ordinary MkDocs project of plain Markdown, assets and a nav.

This is the seam: what stands here knows nothing of the engine that renders it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from broadsheet.codes import Code
from broadsheet.editions.select import Held, wording
from broadsheet.findings import Findings, Place
from broadsheet.model.content import page_address
from broadsheet.model.items import Asset, Content, Document, Entry
from broadsheet.model.taxonomy import Edition
from broadsheet.outputs.addresses import Addresses, entry_uri
from broadsheet.outputs.assets import with_stylesheet_assets
from broadsheet.outputs.changelog import Listing, listings
from broadsheet.outputs.links import Linked, Links
from broadsheet.outputs.nav import edition_nav
from broadsheet.settings import Settings


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
    item: Document | Entry | Listing
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
        pages: Every page: documents, then entries, then the changelog's lists.
        assets: Every other file that a page uses.
        nav: The nav as MkDocs takes it; None for the engine's own.
        entries: Each entry's text with links that hold anywhere, by its id.
        wordings: The same as one audience reads it, by the entry's id and the audience's name.
        document_wordings: The newest documents' text as an audience reads it, by path and audience's name.
        notes: Each release's introduction with links that hold anywhere, by version.
        further: Each entry's further links, title and address, by its id.
        preview: Whether only its authors see it, so that what is not committed is marked.
    """

    edition: Edition
    held: Held
    addresses: Addresses
    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    nav: list[Any] | None
    entries: Mapping[str, str]
    wordings: Mapping[tuple[str, str], str]
    document_wordings: Mapping[tuple[str, str], str]
    notes: Mapping[str, str]
    further: Mapping[str, tuple[tuple[str, str], ...]]
    preview: bool = False

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The project's files that each page and asset is made from, by its path in the edition."""
        made: dict[str, tuple[str, ...]] = {asset.src_uri: (asset.path,) for asset in self.assets}
        for page in self.pages:
            address = page_address(page.src_uri, self.addresses.directory_urls)
            entries = page.item.entries if isinstance(page.item, Listing) else ()
            html = f"{address}index.html" if not address or address.endswith("/") else address
            made[html] = (page.path,) if page.path else tuple(entry.path for entry in entries)
        return made


def compose(content: Content, held: Held, settings: Settings, findings: Findings) -> Project:
    """Lay out an edition.

    Args:
        content: Everything there is, to name what is withheld.
        held: What the edition holds.
        settings: The configuration.
        findings: Gets what refers to something that the edition does not hold.
    """
    addresses = Addresses(held.edition.site_url, settings.directory_urls)
    lists = listings(held, content)
    generated = frozenset(listing.src_uri for listing in lists)
    folders = (settings.docs_dir, settings.changelog_dir)
    links = Links(content, held.edition, generated, addresses, folders, findings)
    documents = {d.src_uri: links.follow(d.body, d.path, d.src_uri, d.audiences) for d in held.documents}
    entries = {e.id: links.follow(e.body, e.path, entry_uri(e), e.audiences) for e in held.entries}
    notes = {
        listing.notes.version: links.follow(
            listing.notes.body, listing.notes.path, listing.src_uri, listing.notes.audiences
        )
        for listing in lists
        if listing.notes
    }
    used = frozenset().union(
        *(linked.assets for linked in (*documents.values(), *entries.values(), *notes.values()))
    )
    pages = (
        *(_document_page(document, documents[document.src_uri]) for document in held.documents),
        *(_entry_page(entry, entries[entry.id]) for entry in held.entries),
        *(_listing_page(listing, content.newest) for listing in lists),
    )
    if not any(addresses.page(page.src_uri) in {"", "index.html"} for page in pages):
        message = f"the edition “{held.edition.name}” holds no docs/index.md: its address leads nowhere"
        findings.add(Code.BS314, Place(settings.config.name), message)
    return Project(
        edition=held.edition,
        held=held,
        addresses=addresses,
        pages=pages,
        assets=with_stylesheet_assets(used, content, settings),
        nav=edition_nav(settings, content, pages, findings),
        entries={key: linked.rooted for key, linked in entries.items()},
        wordings=_wordings(held, entries, links),
        document_wordings=_document_wordings(held, documents, links, settings.feeds.limit),
        notes={key: linked.rooted for key, linked in notes.items()},
        preview=settings.preview,
        further={
            entry.id: tuple(_further(entry, held.edition, settings, links, addresses))
            for entry in held.entries
        },
    )


def _document_page(document: Document, linked: Linked) -> Page:
    meta: dict[str, Any] = {"title": document.title, **document.page_meta}
    if document.status:
        meta["status"] = document.status
    if document.tags:
        meta["tags"] = list(document.tags)
    return Page(
        src_uri=document.src_uri,
        title=document.title,
        item=document,
        changed=document.times.changed,
        markdown=linked.markdown,
        rooted=linked.rooted,
        meta=meta,
        path=document.path,
    )


def _entry_page(entry: Entry, linked: Linked) -> Page:
    return Page(
        src_uri=entry_uri(entry),
        title=entry.title,
        item=entry,
        changed=entry.updated,
        rooted=linked.rooted,
        meta={"title": entry.title},
        path=entry.path,
    )


def _listing_page(listing: Listing, newest: datetime) -> Page:
    changed = max((entry.updated for entry in listing.entries), default=newest)
    return Page(listing.src_uri, listing.title, listing, changed, meta={"title": listing.title})


def _wordings(held: Held, entries: Mapping[str, Linked], links: Links) -> dict[tuple[str, str], str]:
    return {
        (entry.id, audience): _wording(entry, entry_uri(entry), audience, entries[entry.id], links)
        for entry in held.entries
        for audience in entry.audiences
    }


def _document_wordings(
    held: Held, documents: Mapping[str, Linked], links: Links, limit: int
) -> dict[tuple[str, str], str]:
    return {
        (document.path, audience.name): _wording(
            document, document.src_uri, audience.name, documents[document.src_uri], links
        )
        for audience in held.edition.audiences
        for document in newest_documents(held, audience.name, limit)
    }


def newest_documents(held: Held, audience: str, limit: int) -> list[Document]:
    """Return the documents that changed last, newest first, of those that an audience may read."""
    theirs = [document for document in held.documents if audience in document.audiences]
    return sorted(theirs, key=lambda d: (d.times.changed, d.path), reverse=True)[:limit]


def _wording(item: Document | Entry, src_uri: str, audience: str, whole: Linked, links: Links) -> str:
    """Return an item's text as one audience reads it; the whole text where it has no blocks."""
    if not item.body.audiences:
        return whole.rooted
    return links.follow(wording(item.body, audience), item.path, src_uri, frozenset({audience})).rooted


def _further(
    entry: Entry, edition: Edition, settings: Settings, links: Links, addresses: Addresses
) -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = []
    for link in entry.links:
        if link.internal:
            kind, _, number = link.url.partition(":")
            if edition.internal and settings.repo_url:
                made.append((link.title, f"{settings.repo_url}/{settings.work_paths[kind]}/{number}"))
            continue
        target = links.target(link.url, Place(entry.path, link.line), entry_uri(entry))
        made.append((link.title, addresses.rooted(target.uri) + target.tail if target else link.url))
    return made
