"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from broadsheet.outputs.feed_formats.generator import generator
from broadsheet.outputs.feed_formats.types import Feed


def write(feed: Feed) -> bytes:
    """Return the feed as Atom; the same feed gives the same bytes."""
    written: bytes = generator(feed, "atom", "application/atom+xml").atom_str(pretty=True)
    return written
