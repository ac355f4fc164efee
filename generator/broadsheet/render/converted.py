"""A document as MkDocs converted it, in a form that can be kept."""

from __future__ import annotations

from typing import Any

import msgspec
from mkdocs.structure.toc import AnchorLink, TableOfContents


class Anchor(msgspec.Struct, frozen=True, array_like=True):
    """A heading in a table of contents."""

    title: str
    id: str
    level: int
    children: tuple[Anchor, ...]


class Converted(msgspec.Struct, frozen=True, array_like=True):
    """A document as MkDocs converts it.

    Args:
        html: Its content.
        toc: Its headings.
        asked: The files of the edition's project that it asked for, to link to them.
    """

    html: str
    toc: tuple[Anchor, ...]
    asked: tuple[str, ...]


def anchors_of(toc: Any) -> tuple[Anchor, ...]:
    """Take MkDocs' table of contents apart."""
    return tuple(Anchor(link.title, link.id, link.level, anchors_of(link.children)) for link in toc)


def toc_of(anchors: tuple[Anchor, ...]) -> TableOfContents:
    """Make MkDocs' table of contents again."""
    links = [_link(anchor) for anchor in anchors]
    if links:
        links[0].active = True  # type: ignore[attr-defined]  # as MkDocs does it
    return TableOfContents(links)


def add_steps(toc: TableOfContents) -> None:
    """Let a path's steps stand in its index's table of contents, behind the author's own headings."""
    top = toc.items[0].children if len(toc.items) == 1 and toc.items[0].level == 1 else toc.items
    top.append(AnchorLink("Steps", "bs-steps", 2))


def _link(anchor: Anchor) -> AnchorLink:
    link = AnchorLink(anchor.title, anchor.id, anchor.level)
    link.children = [_link(child) for child in anchor.children]
    return link
