"""Names of new files: safe in addresses, and no other's."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from itertools import count

from anyascii import anyascii

MAX_SLUG = 60
"""Longest slug, in characters: with a day and a number it is well within what an id may have."""


def slug(title: str) -> str:
    """Return a title as lower-case ASCII letters and digits with hyphens between words; may be empty."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", anyascii(title)).lower())
    name = "-".join(words)
    if len(name) <= MAX_SLUG:
        return name
    return name[: MAX_SLUG + 1].rpartition("-")[0] or name[:MAX_SLUG]


def free_name(title: str, taken: Collection[str], *, day: date | None = None, fallback: str = "entry") -> str:
    """Return the stem of a new file's name, like ``2026-11-20-parquet-export``.

    An entry's stem is its id and part of a public address, so it holds nothing but the day and the title: no
    number of a pull request. With the day, the same name in two branches means the same change.

    Args:
        title: What the file is about, in any script.
        taken: What cannot be used: stems of files and ids of entries, in any case.
        day: The day that the name starts with.
        fallback: What stands for a title without letters or digits.
    """
    prefix = f"{day.isoformat()}-" if day else ""
    name = prefix + (slug(title) or fallback)
    used = {stem.lower() for stem in taken}
    candidates = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(candidate for candidate in candidates if candidate not in used)
