"""Lines that were meant to open an audience block, but are none."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

CODE_SPAN = re.compile(r"(?<!\\)(?<!`)(`+)(?!`)(?:.+?)(?<!`)\1(?!`)")
NEAR_MISS = re.compile(r"(?<![\w/:`])(?:/+|:{3,})[ \t]*audiences?[ \t]*\|", re.IGNORECASE)
LIKE_BLOCK = re.compile(
    r"(?:[\s>]|[-*+]\s|\d+[.)]\s)*(?:/{2,}|:{3,}|!!!|\?\?\?\+?|\{%)\s*(?P<word>[A-Za-z]+)"
)


def is_near_miss(text: str) -> bool:
    """Whether a line was meant to open an audience block but is only text, so that all read on."""
    seen = text if text.isascii() else _without_lookalikes(text)
    if NEAR_MISS.search(CODE_SPAN.sub("", seen)):
        return True
    opening = LIKE_BLOCK.match(seen)
    return bool(opening and get_close_matches(opening["word"].lower(), ["audience", "audiences"], 1, 0.8))


def _without_lookalikes(text: str) -> str:
    """Return a text with plain spaces and slashes for wide and unbreakable ones, and nothing invisible."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
