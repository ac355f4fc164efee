"""RSS 2.0, after the RSS Advisory Board's specification and its best practices profile.

The summary is the ``description``, the whole content ``content:encoded``. RSS has no element for the time of
an item's last change.
"""

from __future__ import annotations

from broadsheet.outputs.feed_formats.generator import generator
from broadsheet.outputs.feed_formats.types import Feed


def write(feed: Feed) -> bytes:
    """Return the feed as RSS; the same feed gives the same bytes."""
    written: bytes = generator(feed, "rss", "application/rss+xml").rss_str(pretty=True)
    return written
