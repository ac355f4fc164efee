"""Which feeds an edition has, and what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from types import ModuleType

from broadsheet.model.items import Content, Document, Entry
from broadsheet.model.taxonomy import Audience
from broadsheet.outputs.addresses import LATEST, ROOT, audience_uri, entry_uri, item_id, product_uri
from broadsheet.outputs.changelog import type_title
from broadsheet.outputs.feed_formats import atom, json_feed, opml, rss
from broadsheet.outputs.feed_formats.sanitise import sanitise
from broadsheet.outputs.feed_formats.types import Feed, Item
from broadsheet.outputs.fragments import Fragments
from broadsheet.outputs.project import Project, newest_documents
from broadsheet.settings import Settings

FEED_TYPES: Mapping[str, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
"""Media type by file ending."""

ALL = "all"
"""The feed of everything that an edition holds."""

_WRITERS: Mapping[str, ModuleType] = {"rss": rss, "atom": atom, "json": json_feed}


def feed_files(feeds: Sequence[Feed], site_name: str) -> dict[str, bytes]:
    """Return every feed in every format, and their list as OPML, by path in the edition."""
    files = {
        f"feeds/{feed.path}.{ending}": _WRITERS[ending].write(feed) for feed in feeds for ending in FEED_TYPES
    }
    files["feeds/index.opml"] = opml.write(site_name, feeds)
    return files


def is_main(feed: Feed) -> bool:
    """Whether a feed is a whole audience's, or everybody's, and not a part of one."""
    return "/" not in feed.path


def entry_html(entry: Entry, html: str, links: Iterable[tuple[str, str]]) -> str:
    """Return an entry as it stands on its own: what to do first, further links last.

    Args:
        entry: The entry.
        html: Its converted text.
        links: Its further links, title and address.
    """
    todo = ""
    if entry.action:
        label = "Action needed" if entry.breaking else "What to do"
        todo = f"<p><strong>{label}:</strong> {escape(entry.action)}</p>\n"
    items = "".join(f'<li><a href="{escape(url)}">{escape(title)}</a></li>' for title, url in links)
    return f"{todo}{html}" + (f"\n<ul>{items}</ul>" if items else "")


def build_feeds(
    project: Project, fragments: Fragments, content: Content, settings: Settings
) -> tuple[Feed, ...]:
    """Return an edition's feeds, the main ones first.

    A product or a type has a feed for an audience once it has an entry for it, so that no name stands in
    an edition that has nothing to show for it.
    """
    builder = _Builder(project, fragments, content, settings)
    main = [builder.everything(), *(builder.whole(audience) for audience in project.edition.audiences)]
    parts = [part for audience in project.edition.audiences for part in builder.parts(audience)]
    return (*main, *parts)


class _Builder:
    def __init__(self, project: Project, fragments: Fragments, content: Content, settings: Settings) -> None:
        self._project, self._fragments, self._content, self._settings = project, fragments, content, settings
        self._site_url, self._name = project.edition.site_url, project.edition.site_name
        self._limit = settings.feeds.limit

    def everything(self) -> Feed:
        items = [self._item(entry, ALL) for entry in self._project.held.entries[: self._limit]]
        return self._feed(ALL, "everything", f"All changes in {self._name}.", LATEST, items)

    def whole(self, audience: Audience) -> Feed:
        items = self._items(self._entries(audience), audience)
        about = audience.description or f"Changes for {audience.title}."
        return self._feed(audience.name, audience.title, about, audience_uri(audience.name), items)

    def parts(self, audience: Audience) -> Iterator[Feed]:
        entries = self._entries(audience)
        for product in self._content.products.values():
            items = self._items([e for e in entries if product.name in e.products], audience)
            if items:
                path, title = f"{audience.name}/product/{product.name}", f"{audience.title}: {product.title}"
                yield self._feed(
                    path, title, f"Changes of {product.title}.", product_uri(product.name), items
                )
        for kind in self._content.types:
            items = self._items([e for e in entries if e.type == kind], audience)
            if items:
                path, title = f"{audience.name}/type/{kind}", f"{audience.title}: {type_title(kind)}"
                about = f"Changes of the type “{type_title(kind)}”."
                yield self._feed(path, title, about, audience_uri(audience.name), items)
        documents = newest_documents(self._project.held, audience.name, self._limit)
        if documents:
            items = [self._document(d, audience, moment) for d, moment in _moments(documents)]
            title = f"{audience.title}: documents"
            about = f"Documents for {audience.title} that changed."
            yield self._feed(f"{audience.name}/docs", title, about, "index.md", items)

    def _entries(self, audience: Audience) -> list[Entry]:
        return [entry for entry in self._project.held.entries if audience.name in entry.audiences]

    def _items(self, entries: Sequence[Entry], audience: Audience) -> list[Item]:
        return [self._item(entry, audience.name) for entry in entries[: self._limit]]

    def _feed(self, path: str, title: str, description: str, home: str, items: Sequence[Item]) -> Feed:
        return Feed(
            path=path,
            title=f"{self._name}: {title}",
            description=description,
            home=self._project.addresses.absolute(home),
            site_url=self._site_url,
            id=item_id(self._settings.authority, "feeds", *path.split("/", 1)),
            author=self._name,
            language=self._settings.language,
            updated=max((item.updated for item in items), default=self._content.newest),
            items=tuple(items),
        )

    def _item(self, entry: Entry, audience: str) -> Item:
        fragment = (
            self._fragments.entries[entry.id]
            if audience == ALL
            else self._fragments.wordings[entry.id, audience]
        )
        html = entry_html(entry, fragment.html, self._project.further[entry.id])
        products = [(name, self._content.products[name].title) for name in entry.products]
        return Item(
            id=item_id(self._settings.authority, "changelog", audience, entry.id),
            url=self._project.addresses.absolute(entry_uri(entry)),
            title=entry.title,
            html=self._clean(html, entry_uri(entry)),
            summary=fragment.summary,
            published=entry.published,
            updated=entry.updated,
            categories=((entry.type, type_title(entry.type)), *products),
        )

    def _document(self, document: Document, audience: Audience, moment: datetime) -> Item:
        fragment = self._fragments.documents[document.path, audience.name]
        return Item(
            id=item_id(self._settings.authority, "docs", audience.name, _lasting_name(document)),
            url=self._project.addresses.absolute(document.src_uri),
            title=document.title,
            html=self._clean(fragment.html, document.src_uri),
            summary=fragment.summary,
            published=moment,
            updated=moment,
            categories=tuple((tag, tag) for tag in document.tags),
        )

    def _clean(self, html: str, src_uri: str) -> str:
        return sanitise(html.replace(ROOT, self._site_url), self._project.addresses.absolute(src_uri))


def _lasting_name(document: Document) -> str:
    """Name a document by where it was first committed, without telling: that may have been internal."""
    return hashlib.sha256(document.times.origin.encode()).hexdigest()[:20]


def _moments(documents: Sequence[Document]) -> list[tuple[Document, datetime]]:
    """Date documents by their last change, each by a second of its own: readers may sort by time alone."""
    made: list[tuple[Document, datetime]] = []
    for document in reversed(documents):
        earliest = made[-1][1] + timedelta(seconds=1) if made else document.times.changed
        made.append((document, max(document.times.changed, earliest)))
    return made[::-1]
