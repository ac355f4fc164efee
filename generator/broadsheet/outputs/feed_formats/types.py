"""What every feed format is written from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What an XML document cannot hold, not even as a character reference (XML 1.0, section 2.2)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed.

    Args:
        id: Its permanent ``tag:`` URI (RFC 4151).
        url: The absolute address of its page.
        title: Plain text, not empty.
        html: Its whole content, sanitised, with absolute addresses.
        summary: Plain text, one paragraph.
        published: In UTC and whole seconds (RSS knows no less), unique in the feed.
        updated: In UTC, not before ``published``.
        categories: Terms with their labels.
    """

    id: str
    url: str
    title: str
    html: str
    summary: str
    published: datetime
    updated: datetime
    categories: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, before it is written in any format.

    Args:
        path: Where it stands below ``feeds/``, without an ending, like ``customers/product/api``.
        title: Plain text, not empty.
        description: Plain text, not empty: RSS requires one.
        home: The absolute address of the HTML page that shows the same.
        site_url: The edition's absolute address, with a trailing slash.
        id: The feed's own permanent ``tag:`` URI.
        author: The site's name.
        language: A BCP 47 tag.
        updated: In UTC; the newest ``updated`` of its items, and a commit's time where it has none.
        items: Strictly newest first by ``published``.
    """

    path: str
    title: str
    description: str
    home: str
    site_url: str
    id: str
    author: str
    language: str
    updated: datetime
    items: tuple[Item, ...]

    def address(self, ending: str) -> str:
        """Return the absolute address of the feed in the format with this ending, like ``atom``."""
        return f"{self.site_url}feeds/{quote(self.path)}.{ending}"


def printable(text: str) -> str:
    """Return the text without what no XML document can hold."""
    return _FORBIDDEN.sub("", text)


def printable_feed(feed: Feed) -> Feed:
    """Return the feed with printable text only.

    Inputs with such characters are refused long before. What comes here all the same must not make a feed
    that no reader can open, and must read the same in every format.
    """
    items = tuple(
        replace(
            item,
            title=printable(item.title),
            html=printable(item.html),
            summary=printable(item.summary),
            categories=tuple((printable(term), printable(label)) for term, label in item.categories),
        )
        for item in feed.items
    )
    return replace(
        feed,
        title=printable(feed.title),
        description=printable(feed.description),
        author=printable(feed.author),
        items=items,
    )
