"""The text of an entry's file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadsheet.model.schema import EntryMatter
from broadsheet.writing.front_matter import page_text

_FENCE = re.compile(r"^\s*(/{3,})", re.MULTILINE)


def entry_text(matter: EntryMatter, text: str, blocks: Sequence[tuple[Sequence[str], str]] = ()) -> str:
    """Return an entry's file. What is in ``matter`` reads back as it is, whatever it says.

    Args:
        matter: Its front matter; what is None, False or empty is left out.
        text: The Markdown that all its readers read; the first paragraph is the summary. May be empty.
        blocks: Names of audiences, and the Markdown that they alone read.
    """
    parts = [text.strip("\n"), *(_block(names, words.strip("\n")) for names, words in blocks)]
    return page_text(matter, "\n\n".join(part for part in parts if part))


def _block(names: Sequence[str], words: str) -> str:
    fence = "/" * max([3, *(len(found) + 1 for found in _FENCE.findall(words))])
    return f"{fence} audience | {', '.join(names)}\n{words}\n{fence}"
