"""Lines that were meant to open an audience block, but are none."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

CODE_SPAN = re.compile(r"(?<!\\)(?<!`)(`+)(?!`)(?:.+?)(?<!`)\1(?!`)")
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u2044\u2215\u29f8\u2571", "/"),
        **dict.fromkeys("\u0430\u03b1\u0251", "a"),
        **dict.fromkeys("\u0443\u03c5\u057d", "u"),
        **dict.fromkeys("\u0501\u0257", "d"),
        **dict.fromkeys("\u0456\u03b9\u0131", "i"),
        **dict.fromkeys("\u0435\u0454\u03b5", "e"),
        **dict.fromkeys("\u043f\u0578\u03b7", "n"),
        **dict.fromkeys("\u0441\u03f2\u1d04", "c"),
    }
)
"""Other signs that look like slashes and like the letters of “audience”."""
NEAR_MISS = re.compile(r"(?<![\w/:`])(?:/+|\\{2,}|:{3,})[ \t]*audiences?[ \t]*\|", re.IGNORECASE)
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
    """Return a text with plain spaces, slashes and letters for those alike, and nothing invisible."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_LOOKALIKES)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf")
