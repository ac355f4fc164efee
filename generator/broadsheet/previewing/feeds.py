"""What a merge would do to feeds: who gets an item, who gets one again, whose feed would be gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from broadsheet.model.items import Document, Entry
from broadsheet.outputs.addresses import document_item_id, entry_item_id
from broadsheet.outputs.feed_plan import ALL, PlannedFeed
from broadsheet.outputs.project import Project
from broadsheet.previewing.pairs import Pair
from broadsheet.previewing.report import Resent
from broadsheet.previewing.sides import Side


def new_items(before: Side | None, after: Side, edition: str) -> dict[str, tuple[str, ...]]:
    """Return the feeds of an edition that get a new item, by the path of the file that it is made of.

    An item is new to a feed if nothing that the edition held before had its id for that audience.
    """
    old, new = before and before.projects.get(edition), after.projects.get(edition)
    if new is None:
        return {}
    known = set(_ids(old, before.settings.authority)) if before and old else set()
    found: dict[str, list[str]] = defaultdict(list)
    for feed in new.feeds:
        for item in _items(feed):
            if _id(item, feed.audience, after.settings.authority) not in known:
                found[item.path].append(feed.head.path)
    return {path: tuple(feeds) for path, feeds in found.items()}


def lost_feeds(before: Project | None, after: Project | None) -> tuple[str, ...]:
    """Return the feeds that an edition would no longer have, by their path below ``feeds/``."""
    if before is None or after is None:
        return ()
    there = {feed.head.path for feed in after.feeds}
    return tuple(feed.head.path for feed in before.feeds if feed.head.path not in there)


def resent(pairs: Iterable[Pair], before: Side | None, after: Side) -> list[Resent]:
    """Return the items of feeds that readers have, and would get again under another id.

    Args:
        pairs: Everything that is on both sides.
        before: The one side; None where there was nothing.
        after: The other.
    """
    if before is None:
        return []
    fed = (Document, Entry)
    items = [
        (pair.before, pair.after)
        for pair in pairs
        if isinstance(pair.before, fed) and isinstance(pair.after, fed)
    ]
    return [
        found
        for edition in after.projects
        if edition in before.projects
        for found in _resent(items, before, after, edition)
    ]


def _resent(
    items: Sequence[tuple[Document | Entry, Document | Entry]], before: Side, after: Side, edition: str
) -> Iterator[Resent]:
    old_views, new_views = before.views[edition], after.views[edition]
    fed = {(feed.audience, item.path) for feed in after.projects[edition].feeds for item in _items(feed)}
    for one, other in items:
        if one.path not in old_views or other.path not in new_views:
            continue
        everyone = {ALL} if isinstance(other, Entry) else set()
        had, has = (view.item.audiences for view in (old_views[one.path], new_views[other.path]))
        for audience in sorted((had & has) | everyone):
            known = _id(one, audience, before.settings.authority)
            new = _id(other, audience, after.settings.authority)
            if known != new and (audience, other.path) in fed:
                yield Resent(edition, audience, other.path, known, new)


def _items(feed: PlannedFeed) -> Iterator[Document | Entry]:
    yield from feed.entries
    yield from (document for document, _ in feed.documents)


def _ids(project: Project, authority: str) -> Iterator[str]:
    """Yield the ids of all items that an edition's feeds ever had of what it holds."""
    for entry in project.held.entries:
        for audience in (ALL, *entry.audiences):
            yield entry_item_id(authority, audience, entry)
    for document in project.held.documents:
        for audience in document.audiences:
            yield document_item_id(authority, audience, document)


def _id(item: Document | Entry, audience: str, authority: str) -> str:
    if isinstance(item, Entry):
        return entry_item_id(authority, audience, item)
    return document_item_id(authority, audience, item)
