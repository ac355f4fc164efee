"""A changelog in Markdown, by its headings: changes are items of lists below the name of their kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from broadsheet.importers.commonmark import Block, Page
from broadsheet.importers.prose import prose, untitled
from broadsheet.importers.records import Prose, Record

KINDS = frozenset({"added", "changed", "deprecated", "removed", "fixed", "security"})
"""The sections that Keep a Changelog 1.1.0 names."""


@dataclass(frozen=True, slots=True)
class Item:
    """A change.

    Args:
        line: Where it stands, counted from 1.
        section: The heading above it; empty where there is none.
        prose: What it says.
    """

    line: int
    section: str
    prose: Prose


@dataclass(frozen=True, slots=True)
class Listed:
    """What stands below a release's heading.

    Args:
        items: The changes.
        intro: HTML of what is none.
        line: Where that starts; 0 where there is none.
    """

    items: tuple[Item, ...]
    intro: str = ""
    line: int = 0


def listed(page: Page, blocks: Sequence[Block]) -> Listed:
    """Find the changes among the blocks below a release's heading.

    Items of lists are changes, and so is a paragraph below the name of a kind; the rest is an introduction.
    """
    items: list[Item] = []
    intro: list[Block] = []
    for heading, part in _parts(blocks):
        section = heading.text if heading else ""
        is_kind = section.strip().lower() in KINDS
        if not is_kind and not any(block.kind == "item" for block in part):
            intro += [*([heading] if heading else []), *part]
            continue
        lost: tuple[str, ...] = ()
        for block in part:
            if block.kind == "heading":
                lost = (f"the heading “{block.text}” within a section is left out",)
            elif block.kind == "item" or is_kind:
                made = prose(page.html(block.tokens), lost)
                items += [Item(block.line, section, made)] if made.title else []
                lost = ()
            else:
                intro.append(block)
    html = "".join(page.html(block.tokens) for block in intro)
    return Listed(tuple(items), html, intro[0].line if intro else 0)


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[Block | None, list[Block]]]:
    """Cut blocks at the headings of the highest level there is."""
    top = min((block.level for block in blocks if block.kind == "heading"), default=0)
    heading: Block | None = None
    part: list[Block] = []
    for block in blocks:
        if block.kind == "heading" and block.level == top:
            yield heading, part
            heading, part = block, []
        else:
            part.append(block)
    yield heading, part


def introduction(html: str, title: str = "", address: str = "") -> Prose:
    """Return a release's introduction, with a link below it where there is an address."""
    made = untitled(html)
    link = untitled(f'<p><a href="{address}">{title}</a></p>') if address else Prose("")
    return replace(made, text=f"{made.text}\n\n{link.text}".strip(), losses=(*made.losses, *link.losses))


def numbered(records: Sequence[Record]) -> tuple[Record, ...]:
    """Tell apart what has one key because it says the same twice. The last in a file is the oldest."""
    seen: Counter[str] = Counter()
    made = []
    for record in reversed(records):
        seen[record.key] += 1
        number = seen[record.key]
        made.append(record if number == 1 else replace(record, key=f"{record.key}~{number}"))
    return tuple(reversed(made))
