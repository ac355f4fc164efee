"""Feeds for tests, with nothing special about them but what a test asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from broadsheet.outputs.feed_formats.types import Feed, Item

SITE = "https://docs.example.com/"
NEWEST = datetime(2019, 11, 20, 9, 30, tzinfo=UTC)
NASTY = """</title>]]><script>alert("x")</script> A&B &amp; &lt; 'q' "d" 😀 \u202eright\u202c a\u2028b"""


def item(number: int = 0, *, audience: str = "customers", **changes: object) -> Item:
    """Return an item; the higher its number, the older it is."""
    published = NEWEST - timedelta(days=number)
    values: dict[str, object] = {
        "id": f"tag:example.com,2019:changelog/{audience}/entry-{number}",
        "url": f"{SITE}changelog/entry-{number}/",
        "title": f"Entry {number}",
        "html": f"<p>What changed with <b>entry {number}</b> for {audience}.</p>",
        "summary": f"What changed with entry {number} for {audience}.",
        "published": published,
        "updated": published + timedelta(hours=1),
        "categories": (("added", "Added"), ("api", "API & tools")),
    }
    return Item(**{**values, **changes})  # type: ignore[arg-type]


def feed(*items: Item, path: str = "customers", **changes: object) -> Feed:
    """Return a feed of these items."""
    values: dict[str, object] = {
        "path": path,
        "title": f"Changes: {path}",
        "description": "For people who use it",
        "home": f"{SITE}changelog/audience/{path}/",
        "site_url": SITE,
        "id": f"tag:example.com,2019:feeds/{path}",
        "author": "Example",
        "language": "en",
        "updated": max((item.updated for item in items), default=NEWEST),
        "items": items,
    }
    return Feed(**{**values, **changes})  # type: ignore[arg-type]
