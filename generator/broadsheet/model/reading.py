"""How long a text takes to read."""

from __future__ import annotations

import re

from broadsheet.model.body import Body, Kind

WORDS_A_MINUTE = 200
"""What somebody reads in a minute who wants to do what the text says."""

_UNREAD = re.compile(r"\]\([^)]*\)|<[^<>]*>")
"""Where links lead, and tags."""
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


def reading_minutes(body: Body) -> int:
    """Return the whole minutes that a body takes to read, at least one."""
    texts = (chunk.text for chunk in body.chunks if chunk.kind in (Kind.TEXT, Kind.CODE))
    words = sum(len(_WORD.findall(_UNREAD.sub(" ", text))) for text in texts)
    return max(1, round(words / WORDS_A_MINUTE))
