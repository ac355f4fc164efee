"""Tables of contents of pages that are made of entries and feeds, as Python-Markdown's ``toc_tokens``."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import escape

from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.subscribe import WAYS, Subscribe


def listing_toc(listing: Listing) -> list[Mapping[str, object]]:
    """Return a list page's table of contents, two levels deep where entries stand there whole."""
    return [
        {
            "level": 2,
            "id": section.anchor,
            "name": escape(section.title),
            "children": [
                {"level": 3, "id": entry.id, "name": escape(entry.title), "children": []}
                for entry in section.entries
                if listing.full
            ],
        }
        for section in listing.sections
    ]


def subscribe_toc(page: Subscribe) -> list[Mapping[str, object]]:
    """Return the table of contents of the page of all feeds."""
    headings = [*((group.anchor, group.title) for group in page.groups), *WAYS.items()]
    return [{"level": 2, "id": anchor, "name": escape(title), "children": []} for anchor, title in headings]
