"""The ``/// audience | …`` block, for editions that see several audiences and say whom a part is for.

Selection has cut the source already and rewritten the names. A block that arrives here and names anybody
else has escaped it: the build stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from xml.etree import ElementTree

from markdown import Markdown
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block, type_any

from broadsheet.codes import Code
from broadsheet.errors import RenderError


class AudienceBlock(Block):  # type: ignore[misc]
    """A part of a page that some of its readers read."""

    NAME = "audience"
    ARGUMENT = True
    CONFIG: ClassVar[dict[str, list[Any]]] = {"titles": [{}, type_any]}

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Make the element, and the line that says for whom it is."""
        titles: Mapping[str, str] = self.config["titles"]
        names = {name.strip() for name in str(self.argument).split(",")}
        if not names <= titles.keys():
            raise RenderError(
                Code.BS601, f"an audience block for “{self.argument}” was not cut from the source"
            )
        element = ElementTree.SubElement(parent, "div", {"class": "bs-audience"})
        label = ElementTree.SubElement(element, "p", {"class": "bs-audience__label"})
        label.text = "For " + " and ".join(title for name, title in titles.items() if name in names)
        return element


class AudienceBlocks(BlocksExtension):  # type: ignore[misc]
    """Registers the block.

    Args:
        titles: The audiences that the edition tells apart, name to title; empty where it sees only one.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = dict(titles)
        super().__init__()

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # noqa: ARG002, N802
        """Register the block with pymdownx."""
        block_mgr.register(AudienceBlock, {"titles": self._titles})


def makeExtension(titles: Mapping[str, str]) -> AudienceBlocks:  # noqa: N802 - the name that Python-Markdown wants
    """Return the extension."""
    return AudienceBlocks(titles)
