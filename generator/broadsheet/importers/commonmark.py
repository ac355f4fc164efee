"""Markdown as hosts read it (CommonMark, with tables), by markdown-it-py, and its parts with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place

MAX_NESTING = 100
"""How deep blocks may nest; the parser would say nothing and leave out what follows."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def read_page(text: str, place: Place, findings: Findings) -> Page | None:
    """Parse a text.

    Args:
        text: The Markdown.
        place: Where it stands.
        findings: Gets a text that is nested too deeply.
    """
    page = Page(text)
    if page.depth < MAX_NESTING - 2:
        return page
    findings.add(Code.BS701, place, "lists or quotations are nested too deeply")
    return None


@dataclass(frozen=True, slots=True)
class Block:
    """A block at the top of a text, or an item of a list there.

    Args:
        kind: ``heading``, ``item`` or ``other``.
        level: A heading's level; else 0.
        line: Where it starts, counted from 1.
        text: What its first line says: Markdown of a heading, else empty.
        tokens: It, for :meth:`Page.html`.
    """

    kind: str
    level: int
    line: int
    text: str
    tokens: Sequence[Token] = field(repr=False)


class Page:
    """A text in Markdown, parsed as one, so that links find their addresses wherever those stand.

    Args:
        text: The Markdown.
    """

    def __init__(self, text: str) -> None:
        self._markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable(
            ["table", "strikethrough"]
        )
        self._links: dict[str, object] = {}
        # A comment is taken out with its lines kept, since no reader sees one.
        text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
        self._tokens = self._markdown.parse(text, self._links)

    @property
    def depth(self) -> int:
        """How deep blocks are nested."""
        return max((token.level for token in self._tokens), default=0)

    def html(self, tokens: Sequence[Token] | None = None) -> str:
        """Return the page, or some of its tokens, as HTML, which may hold any raw HTML that the text has."""
        chosen = self._tokens if tokens is None else tokens
        return str(self._markdown.renderer.render(chosen, self._markdown.options, self._links))

    def address(self, label: str) -> str:
        """Return the address that a link definition gives to a label; empty if none does."""
        references = self._links.get("references")
        found = references.get(" ".join(label.split()).upper()) if isinstance(references, dict) else None
        return str(found["href"]) if isinstance(found, dict) else ""

    def blocks(self) -> Iterator[Block]:
        """Yield headings, items of lists, and what else there is, in order."""
        index = 0
        while index < len(self._tokens):
            end = _end(self._tokens, index)
            token, block = self._tokens[index], self._tokens[index:end]
            line = (token.map[0] if token.map else 0) + 1
            if token.type == "heading_open":
                yield Block("heading", int(token.tag[1]), line, block[1].content, block)
            elif token.type in {"bullet_list_open", "ordered_list_open"}:
                yield from _items(block)
            else:
                yield Block("other", 0, line, "", block)
            index = end


def _items(tokens: Sequence[Token]) -> Iterator[Block]:
    index = 1
    while index < len(tokens) - 1:
        end = _end(tokens, index)
        line = (tokens[index].map or [0])[0] + 1
        yield Block("item", 0, line, "", tokens[index + 1 : end - 1])
        index = end


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return the index behind the block that a token opens."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += tokens[index].nesting
        if depth <= 0:
            return index + 1
    return len(tokens)
