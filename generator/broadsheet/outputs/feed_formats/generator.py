"""What RSS and Atom have in common: feedgen, told all of a feed."""

from __future__ import annotations

from html import escape

from feedgen.feed import FeedGenerator

from broadsheet.outputs.feed_formats.types import Feed, Item, printable_feed


def generator(feed: Feed, ending: str, media_type: str) -> FeedGenerator:
    """Return a generator that holds the feed.

    Left alone, feedgen puts the time of the build and its own version into what it writes; here both are
    replaced, so that the same feed gives the same bytes.

    Args:
        feed: What to write.
        ending: The ending of the file, like ``atom``.
        media_type: The file's media type.
    """
    feed = printable_feed(feed)
    filled = FeedGenerator()
    filled.id(feed.id)
    filled.title(feed.title)
    filled.description(feed.description)
    filled.language(feed.language)
    filled.author(name=feed.author)
    filled.generator("Broadsheet")
    filled.updated(feed.updated)
    filled.link(href=feed.address(ending), rel="self", type=media_type)
    # The channel's link in RSS is the last one given.
    filled.link(href=feed.home, rel="alternate", type="text/html")
    for item in feed.items:
        _add(filled, item)
    return filled


def _add(filled: FeedGenerator, item: Item) -> None:
    entry = filled.add_entry(order="append")
    entry.guid(item.id, permalink=False)
    entry.title(item.title)
    entry.link(href=item.url)
    # As HTML in both: RSS has no way to say that a description is plain text.
    entry.summary(escape(item.summary, quote=False), type="html")
    entry.content(item.html, type="html")
    entry.published(item.published)
    entry.updated(item.updated)
    entry.category([{"term": term, "label": label} for term, label in item.categories])
