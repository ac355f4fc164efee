"""Which feeds an edition has, and what is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from html import escape
from types import ModuleType

from broadsheet.model.items import Content, Document, Entry
from broadsheet.model.taxonomy import Audience
from broadsheet.outputs.addresses import (
    LATEST,
    ROOT,
    audience_uri,
    entry_uri,
    item_id,
    lasting_name,
    product_uri,
)
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


@dataclass(frozen=True, slots=True)
class PlannedFeed:
    """A feed of which it is known what will be in it.

    Args:
        head: The feed, still without items.
        audience: For whom it is; :data:`ALL` for everything.
        entries: What is in it, newest first.
        documents: The same for a feed of documents, each with its item's time.
    """

    head: Feed
    audience: str
    entries: tuple[Entry, ...] = ()
    documents: tuple[tuple[Document, datetime], ...] = ()


def feed_paths(feed: Feed) -> list[tuple[str, str]]:
    """Return where a feed stands in the edition, and the ending that tells its format there."""
    return [(f"feeds/{feed.path}.{ending}", ending) for ending in FEED_TYPES]


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


def plan_feeds(project: Project, content: Content, settings: Settings) -> tuple[PlannedFeed, ...]:
    """Return an edition's feeds, the main ones first.

    A product or a type has a feed for an audience once it has an entry for it, so that no name stands in
    an edition that has nothing to show for it.
    """
    planner = _Planner(project, content, settings)
    main = [planner.everything(), *(planner.whole(audience) for audience in project.edition.audiences)]
    parts = [part for audience in project.edition.audiences for part in planner.parts(audience)]
    return (*main, *parts)


def feed_list(feeds: Iterable[PlannedFeed], site_name: str) -> bytes:
    """Return the list of an edition's feeds as OPML."""
    return opml.write(site_name, [feed.head for feed in feeds])


class _Planner:
    def __init__(self, project: Project, content: Content, settings: Settings) -> None:
        self._project, self._content, self._settings = project, content, settings
        self._limit = settings.feeds.limit

    def everything(self) -> PlannedFeed:
        about = f"All changes in {self._project.edition.site_name}."
        return self._planned(ALL, "everything", about, LATEST, self._project.held.entries, ALL)

    def whole(self, audience: Audience) -> PlannedFeed:
        about = audience.description or f"Changes for {audience.title}."
        home = audience_uri(audience.name)
        return self._planned(
            audience.name, audience.title, about, home, self._entries(audience), audience.name
        )

    def parts(self, audience: Audience) -> Iterator[PlannedFeed]:
        name = audience.name
        products: dict[str, list[Entry]] = defaultdict(list)
        kinds: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries(audience):
            kinds[entry.type].append(entry)
            for product_name in entry.products:
                products[product_name].append(entry)
        for product in self._content.products.values():
            if product.name in products:
                title, about = f"{audience.title}: {product.title}", f"Changes of {product.title}."
                path, home = f"{name}/product/{product.name}", product_uri(product.name)
                yield self._planned(path, title, about, home, products[product.name], name)
        for kind in self._content.types:
            if kind in kinds:
                title = f"{audience.title}: {type_title(kind)}"
                about = f"Changes of the type “{type_title(kind)}”."
                path, home = f"{name}/type/{kind}", audience_uri(name)
                yield self._planned(path, title, about, home, kinds[kind], name)
        documents = _moments(newest_documents(self._project.held, name, self._limit))
        if documents:
            title = f"{audience.title}: documents"
            about = f"Documents for {audience.title} that changed."
            head = self._head(f"{name}/docs", title, about, "index.md", [moment for _, moment in documents])
            yield PlannedFeed(head, name, documents=tuple(documents))

    def _entries(self, audience: Audience) -> list[Entry]:
        return [entry for entry in self._project.held.entries if audience.name in entry.audiences]

    def _planned(
        self, path: str, title: str, about: str, home: str, entries: Sequence[Entry], audience: str
    ) -> PlannedFeed:
        newest = tuple(entries[: self._limit])
        head = self._head(path, title, about, home, [entry.updated for entry in newest])
        return PlannedFeed(head, audience, newest)

    def _head(self, path: str, title: str, about: str, home: str, times: Sequence[datetime]) -> Feed:
        name = self._project.edition.site_name
        return Feed(
            path=path,
            title=f"{name}: {title}",
            description=about,
            home=self._project.addresses.absolute(home),
            site_url=self._project.edition.site_url,
            id=item_id(self._settings.authority, "feeds", *path.split("/", 1)),
            author=name,
            language=self._settings.language,
            updated=max(times, default=self._content.newest),
            items=(),
        )


class FeedWriter:
    """Fills planned feeds and writes them; an item that is in several feeds is made once.

    Args:
        project: The edition.
        fragments: The edition's converted text.
        content: Holds the closed lists' titles.
        settings: The configuration.
    """

    def __init__(self, project: Project, fragments: Fragments, content: Content, settings: Settings) -> None:
        self._project, self._fragments, self._content, self._settings = project, fragments, content, settings
        self._made: dict[tuple[str, str], Item] = {}
        self._clean = cache(self._cleaned)  # most audiences read the same words

    def write(self, planned: PlannedFeed) -> dict[str, bytes]:
        """Return a feed in every format, by path in the edition."""
        entries = (self._item(entry, planned.audience) for entry in planned.entries)
        documents = (self._document(d, planned.audience, moment) for d, moment in planned.documents)
        feed = replace(planned.head, items=(*entries, *documents))
        return {path: _WRITERS[ending].write(feed) for path, ending in feed_paths(feed)}

    def _item(self, entry: Entry, audience: str) -> Item:
        if (entry.id, audience) not in self._made:
            self._made[entry.id, audience] = self._new_item(entry, audience)
        return self._made[entry.id, audience]

    def _new_item(self, entry: Entry, audience: str) -> Item:
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

    def _document(self, document: Document, audience: str, moment: datetime) -> Item:
        fragment = self._fragments.documents[document.path, audience]
        return Item(
            id=item_id(self._settings.authority, "docs", audience, lasting_name(document)),
            url=self._project.addresses.absolute(document.src_uri),
            title=document.title,
            html=self._clean(fragment.html, document.src_uri),
            summary=fragment.summary,
            published=moment,
            updated=moment,
            categories=tuple((tag, tag) for tag in document.tags),
        )

    def _cleaned(self, html: str, src_uri: str) -> str:
        return sanitise(
            html.replace(ROOT, self._project.edition.site_url), self._project.addresses.absolute(src_uri)
        )


def _moments(documents: Sequence[Document]) -> list[tuple[Document, datetime]]:
    """Date documents by their last change, each by a second of its own: readers may sort by time alone."""
    made: list[tuple[Document, datetime]] = []
    for document in reversed(documents):
        earliest = made[-1][1] + timedelta(seconds=1) if made else document.times.changed
        made.append((document, max(document.times.changed, earliest)))
    return made[::-1]
