"""The repository's documentation as the tests see it: pages, and the examples on them.

An example is a fence that a reader could follow, in the order of the page:

- a fence with a ``title`` is a file of that name, to be written;
- ``sh`` is to be run, and has to succeed;
- ``text`` right behind it is what the commands print: each line must be there, in this order, with ``…`` for
  anything. Where its last line counts errors, the commands have to fail instead.

A fence of the class ``skip`` is only looked at. All other fences are illustrations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"

_FENCE = re.compile(r"^```[ ]*(?P<info>[^`\n]*)\n(?P<text>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Example:
    """A fence.

    Args:
        line: Where its text starts, counted from 1.
        language: What it is written in.
        title: The file that it is; empty for none.
        skipped: Whether it is not to be followed.
        text: What is in it.
        output: What following it prints; empty where the page does not say.
    """

    line: int
    language: str
    title: str
    skipped: bool
    text: str
    output: str = ""


def pages() -> list[str]:
    """The documentation's pages, by their paths in ``docs/``."""
    return sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def source(page: str) -> str:
    """The Markdown of a page."""
    return (DOCS / page).read_text(encoding="utf-8")


def examples(text: str) -> Iterator[Example]:
    """The fences of a Markdown text; one with output is joined with it."""
    pending: Example | None = None
    end = 0
    for match in _FENCE.finditer(text):
        example = _example(match, text.count("\n", 0, match.start()) + 2)
        follows = not text[end : match.start()].strip()
        if pending and follows and example.language == "text" and not example.title:
            yield Example(pending.line, pending.language, "", False, pending.text, example.text)
            pending = None
            continue
        if pending:
            yield pending
        pending, end = None, match.end()
        if example.language == "sh" and not example.skipped:
            pending = example
        else:
            yield example
    if pending:
        yield pending


def _example(match: re.Match[str], line: int) -> Example:
    info = match["info"].strip()
    words = re.findall(r"[\w-]+", info) or [""]
    title = _TITLE.search(info)
    return Example(line, words[0], title[1] if title else "", ".skip" in info, match["text"])
