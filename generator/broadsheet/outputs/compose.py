"""Lay out an edition: what it holds, with every reference followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from broadsheet.config.settings import Settings
from broadsheet.editions.due import due
from broadsheet.editions.select import Held, wording
from broadsheet.findings import Findings, Place
from broadsheet.model.content import SUBSCRIBE
from broadsheet.model.items import Content, Document, Entry
from broadsheet.model.taxonomy import Edition
from broadsheet.outputs.active_files import check_files
from broadsheet.outputs.addresses import PROPOSE, SINCE, WIDGET, Addresses, entry_uri
from broadsheet.outputs.assets import with_stylesheet_assets
from broadsheet.outputs.changelog import Listing, listings
from broadsheet.outputs.feed_plan import PlannedFeed, newest_documents, plan_feeds
from broadsheet.outputs.glossary import glossary
from broadsheet.outputs.home import HOME, Overview, overview
from broadsheet.outputs.links import Linked, Links, may_lead
from broadsheet.outputs.nav import edition_nav, nav_files
from broadsheet.outputs.paths import places_on, plan_paths
from broadsheet.outputs.project import Page, Project
from broadsheet.outputs.propose import TITLE as PROPOSE_TITLE
from broadsheet.outputs.propose import propose
from broadsheet.outputs.since import TITLE as SINCE_TITLE
from broadsheet.outputs.since import since
from broadsheet.outputs.subscribe import TITLE as SUBSCRIBE_TITLE
from broadsheet.outputs.subscribe import subscribe


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
    feeds = plan_feeds(held, addresses, content, settings)
    home = next((d for d in held.documents if addresses.page(d.src_uri) in {"", "index.html"}), None)
    shown = overview(held, home)
    more_pages = [
        *_since_page(held, content),
        *_propose_page(held, content, settings),
        _subscribe_page(held, content, feeds),
    ]
    if home is None:
        more_pages.append(_home_page(held.edition, shown, settings.site_description, content.newest))
    generated = frozenset({WIDGET, *(one.src_uri for one in lists), *(page.src_uri for page in more_pages)})
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
    named = nav_files(settings.nav)
    paths = plan_paths(content.documents, held.documents, named, held.edition.site_url)
    places = places_on(paths.values())
    guided = {*places, *(src_uri for src_uri, path in paths.items() if path.steps)}
    pages = (
        *(_document_page(d, documents[d.src_uri], is_guided=d.src_uri in guided) for d in held.documents),
        *(_entry_page(entry, entries[entry.id]) for entry in held.entries),
        *(_listing_page(listing, content.newest) for listing in lists),
        *more_pages,
    )
    assets = with_stylesheet_assets(used, content, held.edition, settings, findings)
    check_files(assets, settings, findings)
    return Project(
        edition=held.edition,
        held=held,
        addresses=addresses,
        pages=pages,
        assets=assets,
        nav=edition_nav(settings, content, pages, findings),
        feeds=feeds,
        entries={key: linked.rooted for key, linked in entries.items()},
        wordings=_wordings(held, entries, links),
        document_wordings=_document_wordings(held, documents, links, settings.feeds.limit),
        notes={key: linked.rooted for key, linked in notes.items()},
        preview=settings.preview,
        further={
            entry.id: tuple(_further(entry, held.edition, settings, links, addresses))
            for entry in held.entries
        },
        dangling=frozenset(links.dangling),  # complete only now
        paths=paths,
        places=places,
        overview=None if home and "overview" in home.hidden else shown,
        glossary=glossary(held.documents),
        due=due(content, held.edition),
    )


def _document_page(document: Document, linked: Linked, *, is_guided: bool) -> Page:
    meta: dict[str, Any] = {"title": document.title, **document.page_meta}
    if document.status:
        meta["status"] = document.status
    if document.tags:
        meta["tags"] = list(document.tags)
    if is_guided:  # a path leads on in its own order, which need not be that of the theme's footer
        meta["hide"] = [*meta.get("hide", ()), "footer"]
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


def _since_page(held: Held, content: Content) -> list[Page]:
    shown = since(held, content)
    if shown is None:
        return []
    changed = max(
        (entry.updated for release in held.releases for entry in release.entries), default=content.newest
    )
    return [Page(SINCE, SINCE_TITLE, shown, changed, meta={"title": SINCE_TITLE})]


def _propose_page(held: Held, content: Content, settings: Settings) -> list[Page]:
    """Return the page on which entries are proposed, as wide as the screen: a preview is beside the form."""
    shown = propose(held, content, settings)
    if shown is None:
        return []
    meta = {"title": PROPOSE_TITLE, "hide": ["navigation", "toc", "footer"]}
    return [Page(PROPOSE, PROPOSE_TITLE, shown, content.newest, meta=meta)]


def _subscribe_page(held: Held, content: Content, feeds: Sequence[PlannedFeed]) -> Page:
    """Return the page of all feeds, which changed when the newest of them came to be."""
    changed = max((feed.begun for feed in feeds if feed.begun), default=content.newest)
    shown = subscribe(held.edition, content, feeds)
    return Page(SUBSCRIBE, SUBSCRIBE_TITLE, shown, changed, meta={"title": SUBSCRIBE_TITLE})


def _home_page(edition: Edition, shown: Overview, description: str, newest: datetime) -> Page:
    meta = {"description": description}  # the theme titles the start page with the site's name alone
    times = [entry.updated for entry in shown.entries] + [d.times.changed for d in shown.documents]
    return Page(HOME, edition.site_name, shown, max(times, default=newest), meta=meta)


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


def _wording(item: Document | Entry, src_uri: str, audience: str, whole: Linked, links: Links) -> str:
    """Return an item's text as one audience reads it; the whole text where it has no blocks."""
    if not item.body.is_divided:
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
        if target or may_lead(link.url, strict=settings.options.untrusted):
            made.append((link.title, addresses.rooted(target.uri) + target.tail if target else link.url))
    return made
