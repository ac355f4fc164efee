"""Which feeds an edition has, and what will be in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadsheet.config.settings import Settings
from broadsheet.editions.select import Held
from broadsheet.model.items import Content, Document, Entry
from broadsheet.model.taxonomy import Audience
from broadsheet.outputs.addresses import LATEST, Addresses, audience_uri, item_id, product_uri
from broadsheet.outputs.changelog import type_title
from broadsheet.outputs.feed_formats.types import Feed

FEED_TYPES: Mapping[str, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
"""Media type by file ending."""

ALL = "all"
"""The feed of everything that an edition holds."""


@dataclass(frozen=True, slots=True)
class PlannedFeed:
    """A feed of which it is known what will be in it.

    Args:
        head: The feed, still without items.
        audience: For whom it is; :data:`ALL` for everything.
        entries: What is in it, newest first.
        documents: The same for a feed of documents, each with its item's time.
        begun: When the first came of all that was ever to be in it; None where nothing was.
    """

    head: Feed
    audience: str
    entries: tuple[Entry, ...] = ()
    documents: tuple[tuple[Document, datetime], ...] = ()
    begun: datetime | None = None


def feed_paths(feed: Feed) -> list[tuple[str, str]]:
    """Return where a feed stands in the edition, and the ending that tells its format there."""
    return [(f"feeds/{feed.path}.{ending}", ending) for ending in FEED_TYPES]


def is_main(feed: Feed) -> bool:
    """Whether a feed is a whole audience's, or everybody's, and not a part of one."""
    return "/" not in feed.path


def plan_feeds(
    held: Held, addresses: Addresses, content: Content, settings: Settings
) -> tuple[PlannedFeed, ...]:
    """Return an edition's feeds, the main ones first.

    A product or a type has a feed for an audience once it has an entry for it, so that no name stands in
    an edition that has nothing to show for it.
    """
    planner = _Planner(held, addresses, content, settings)
    main = [planner.everything(), *(planner.whole(audience) for audience in held.edition.audiences)]
    parts = [part for audience in held.edition.audiences for part in planner.parts(audience)]
    return (*main, *parts)


def newest_documents(held: Held, audience: str, limit: int) -> list[Document]:
    """Return the documents that changed last, newest first, of those that an audience may read."""
    theirs = [document for document in held.documents if audience in document.audiences]
    return sorted(theirs, key=lambda d: (d.times.changed, d.path), reverse=True)[:limit]


class _Planner:
    def __init__(self, held: Held, addresses: Addresses, content: Content, settings: Settings) -> None:
        self._held, self._addresses = held, addresses
        self._content, self._settings = content, settings
        self._limit = settings.feeds.limit

    def everything(self) -> PlannedFeed:
        about = f"All changes in {self._held.edition.site_name}."
        return self._planned(ALL, "everything", about, LATEST, self._held.entries, ALL)

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
        documents = _moments(newest_documents(self._held, name, self._limit))
        if documents:
            title = f"{audience.title}: documents"
            about = f"Documents for {audience.title} that changed."
            head = self._head(f"{name}/docs", title, about, "index.md", [moment for _, moment in documents])
            begun = min(d.times.created for d in self._held.documents if name in d.audiences)
            yield PlannedFeed(head, name, documents=tuple(documents), begun=begun)

    def _entries(self, audience: Audience) -> list[Entry]:
        return [entry for entry in self._held.entries if audience.name in entry.audiences]

    def _planned(
        self, path: str, title: str, about: str, home: str, entries: Sequence[Entry], audience: str
    ) -> PlannedFeed:
        newest = tuple(entries[: self._limit])
        head = self._head(path, title, about, home, [entry.updated for entry in newest])
        return PlannedFeed(head, audience, newest, begun=entries[-1].published if entries else None)

    def _head(self, path: str, title: str, about: str, home: str, times: Sequence[datetime]) -> Feed:
        name = self._held.edition.site_name
        return Feed(
            path=path,
            title=f"{name}: {title}",
            description=about,
            home=self._addresses.absolute(home),
            site_url=self._held.edition.site_url,
            id=item_id(self._settings.authority, "feeds", *path.split("/", 1)),
            author=name,
            language=self._settings.language,
            updated=max(times, default=self._content.newest),
            items=(),
        )


def _moments(documents: Sequence[Document]) -> list[tuple[Document, datetime]]:
    """Date documents by their last change, each by a second of its own: readers may sort by time alone."""
    made: list[tuple[Document, datetime]] = []
    for document in reversed(documents):
        earliest = made[-1][1] + timedelta(seconds=1) if made else document.times.changed
        made.append((document, max(document.times.changed, earliest)))
    return made[::-1]
