"""Converted Markdown as feed readers show it: no scripts, no styles, absolute addresses.

nh3 first makes sound HTML of it; then what pages do with style sheets, scripts and icons is put into words
and plain structure; then nh3 keeps only what is listed here.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import nh3
from lxml.html import HtmlElement, HTMLParser, fragment_fromstring, tostring
from lxml.html.builder import P

from broadsheet.outputs.feed_formats.types import printable
from broadsheet.safe_html import ATTRIBUTES, DROPPED, SCHEMES, TAGS

_TAGS = TAGS - {"span"}
# What tells a page's devices apart, needed only until they are put into plain structure.
_RAW_TAGS = _TAGS | {"input", "label", "span"}
_RAW_ATTRIBUTES = ATTRIBUTES | {"*": {"class"}, "input": {"checked", "type"}}

_ONLY_ON_PAGES = ("headerlink", "footnote-backref", "linenos")
_EMOJI = ("twemoji", "emojione", "gemoji")
_SUMMARIES = ("./p", ".//p", ".//li", ".")
"""Where a summary is looked for, best first."""


def sanitise(html: str, base: str) -> str:
    """Return a page's content as it goes into feeds.

    Args:
        html: Converted Markdown, of any origin.
        base: The page's absolute address, which relative ones are resolved against.
    """
    body = _parse(_clean(html, base, _RAW_TAGS, _RAW_ATTRIBUTES))
    _drop_page_furniture(body)
    _put_images_into_words(body)
    _put_checkboxes_into_words(body)
    _flatten_code(body)
    _flatten_tabs(body)
    _flatten_admonitions(body)
    inner = tostring(body, encoding="unicode").removeprefix("<div>").removesuffix("</div>")
    return _clean(inner, base, _TAGS, ATTRIBUTES)


def plain(html: str) -> str:
    """Return the text of the first paragraph, in one line; where there is none, of the first list item.

    Args:
        html: Sanitised HTML.
    """
    body = _parse(html)
    for footnote in body.xpath(".//sup[a]"):
        footnote.drop_tree()
    for line_break in body.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    texts = (" ".join(found.text_content().split()) for path in _SUMMARIES for found in body.xpath(path))
    return next(filter(None, texts), "")


def _clean(html: str, base: str, tags: AbstractSet[str], attributes: dict[str, AbstractSet[str]]) -> str:
    return nh3.clean(
        printable(html),
        tags=tags,
        clean_content_tags=DROPPED | {"svg"},
        attributes=attributes,
        url_schemes=SCHEMES,
        url_relative=("rewrite_with_base", base),
        link_rel=None,
    ).strip()


def _parse(html: str) -> HtmlElement:
    # References to control characters are the characters themselves by now.
    return fragment_fromstring(printable(html), create_parent="div", parser=HTMLParser(huge_tree=True))


def _drop_page_furniture(body: HtmlElement) -> None:
    """Drop what leads about the page only: anchors of headings and lines, ways back, line numbers."""
    for name in _ONLY_ON_PAGES:
        for element in body.find_class(name):
            element.drop_tree()
    for anchor in body.xpath(".//a[not(*) and not(normalize-space())]"):
        anchor.drop_tree()


def _put_images_into_words(body: HtmlElement) -> None:
    """Write emoji as characters, and keep one of two images that are each for a colour scheme."""
    for image in list(body.iter("img")):
        if any(name in image.classes for name in _EMOJI):
            _put_into_words(image, image.get("alt", ""))
        elif image.get("src", "").endswith(("#only-dark", "#gh-dark-mode-only")):
            image.drop_tree()


def _put_checkboxes_into_words(body: HtmlElement) -> None:
    for box in body.xpath(".//input[@type='checkbox']"):
        _put_into_words(box, "☐" if box.get("checked") is None else "☑")


def _flatten_code(body: HtmlElement) -> None:
    """Take code out of the table that shows numbers beside it."""
    for table in body.find_class("highlighttable"):
        for part in list(table.iter("table", "tbody", "tr", "th", "td")):
            part.drop_tag()
    for name in body.find_class("filename"):
        _make_caption(name)


def _flatten_tabs(body: HtmlElement) -> None:
    """Put each tab's label above what the tab shows."""
    for tabs in body.find_class("tabbed-alternate"):
        for label, block in zip(tabs.xpath("./div[1]/label"), tabs.xpath("./div[2]/div"), strict=False):
            block.addprevious(label)
            _make_caption(label)


def _flatten_admonitions(body: HtmlElement) -> None:
    """Set admonitions apart without a style sheet."""
    for admonition in body.find_class("admonition"):
        admonition.tag = "blockquote"
    for title in body.find_class("admonition-title"):
        _make_caption(title)


def _make_caption(element: HtmlElement) -> None:
    """Turn an element into a bold paragraph of its own."""
    paragraph = P()
    element.addprevious(paragraph)
    element.tag = "strong"
    paragraph.append(element)


def _put_into_words(element: HtmlElement, words: str) -> None:
    element.tail = f"{words}{element.tail or ''}"
    element.drop_tree()
