"""OPML 2.0 (http://opml.org/spec2.opml): the list of an edition's feeds, to subscribe to them at once."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from broadsheet.outputs.feed_formats.types import Feed, printable


def write(title: str, feeds: Sequence[Feed]) -> bytes:
    """Return the list of feeds: the main ones first, then a group for what each is divided into.

    Args:
        title: What the feeds are of.
        feeds: In the order in which they are shown. Those whose path has one part are the main ones.
    """
    opml = etree.Element("opml", version="2.0")
    head = etree.SubElement(opml, "head")
    etree.SubElement(head, "title").text = printable(title)
    body = etree.SubElement(opml, "body")
    for main in _parts_of("", feeds):
        _add(body, main)
    for main in _parts_of("", feeds):
        parts = _parts_of(main.path, feeds)
        group = etree.SubElement(body, "outline", text=printable(main.title)) if parts else body
        for part in parts:
            _add(group, part)
    return etree.tostring(opml, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _parts_of(main: str, feeds: Sequence[Feed]) -> list[Feed]:
    """Return the feeds that a main feed is divided into; those of no main feed are the main ones."""
    return [feed for feed in feeds if (feed.path.partition("/")[0] if "/" in feed.path else "") == main]


def _add(parent: etree._Element, feed: Feed) -> None:
    title = printable(feed.title)
    etree.SubElement(
        parent,
        "outline",
        type="rss",
        text=title,
        title=title,
        description=printable(feed.description),
        language=feed.language,
        version="RSS2",
        xmlUrl=feed.address("rss"),
        htmlUrl=feed.home,
    )
