"""What is in an edition's feeds, in every format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from html import escape
from types import ModuleType

from broadsheet.config.settings import Settings
from broadsheet.model.items import Content, Document, Entry
from broadsheet.outputs.addresses import ROOT, document_item_id, entry_item_id, entry_uri
from broadsheet.outputs.changelog import type_title
from broadsheet.outputs.feed_formats import atom, json_feed, opml, rss
from broadsheet.outputs.feed_formats.sanitise import sanitise
from broadsheet.outputs.feed_formats.types import Item
from broadsheet.outputs.feed_plan import ALL, PlannedFeed, feed_paths
from broadsheet.outputs.fragments import Fragments
from broadsheet.outputs.project import Project

_WRITERS: Mapping[str, ModuleType] = {"rss": rss, "atom": atom, "json": json_feed}


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


def feed_list(feeds: Iterable[PlannedFeed], site_name: str) -> bytes:
    """Return the list of an edition's feeds as OPML."""
    return opml.write(site_name, [feed.head for feed in feeds])


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
            id=entry_item_id(self._settings.authority, audience, entry),
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
            id=document_item_id(self._settings.authority, audience, document),
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
