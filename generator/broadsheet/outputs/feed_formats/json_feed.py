"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json

from broadsheet.outputs.feed_formats.types import Feed, Item, printable_feed


def write(feed: Feed) -> bytes:
    """Return the feed as JSON; the same feed gives the same bytes."""
    feed = printable_feed(feed)
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address("json"),
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(item) for item in feed.items],
    }
    return f"{json.dumps(written, ensure_ascii=False, indent=2)}\n".encode()


def _item(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "tags": [label for _, label in item.categories],
    }
