"""What a page's head says of it to search engines, and to whoever shows a link to it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from broadsheet.outputs.feed_formats.sanitise import plain
from broadsheet.outputs.feed_plan import FEED_TYPES, PlannedFeed, is_main

_DESCRIPTION = 200  # characters, after which search engines cut


def description_of(html: str) -> str:
    """Return a page's first paragraph in short, as plain text.

    Args:
        html: The page's converted text.
    """
    return shortened(plain(html.partition("</h1>")[2] or html))


def shortened(text: str) -> str:
    """Return as much of a plain text as search engines show."""
    if len(text) <= _DESCRIPTION:
        return text
    return text[:_DESCRIPTION].rpartition(" ")[0].rstrip(",;:–—") + "…"


def social(facts: dict[str, str], image: str) -> str:
    """Return Open Graph's elements (https://ogp.me), which need no service to be of use.

    Args:
        facts: The values by name: title, type, url, site_name, description. Empty ones are left out.
        image: The absolute address of a picture; may be empty.
    """
    named = {**{f"og:{name}": value for name, value in facts.items()}, "og:image": image}
    made = "".join(
        f'<meta property="{name}" content="{escape(value)}">' for name, value in named.items() if value
    )
    card = "summary_large_image" if image else "summary"
    return f'{made}<meta name="twitter:card" content="{card}">'


def discovery(feeds: Iterable[PlannedFeed]) -> str:
    """Return the links by which feed readers find an edition's feeds (RSS Autodiscovery)."""
    return "".join(
        f'<link rel="alternate" type="{media_type}" title="{escape(feed.head.title)}" '
        f'href="{escape(feed.head.address(ending))}">'
        for feed in feeds
        if is_main(feed.head)
        for ending, media_type in FEED_TYPES.items()
    )
