"""HTML that text of other tools became → a tree of the few elements that an entry's Markdown has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import nh3
from lxml.html import HtmlElement, fragment_fromstring

from broadsheet.safe_html import SCHEMES

_KEPT = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "br"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("a", "img", "code", "em", "strong", "del", "sub", "sup"),
}
_SAME = {
    **dict.fromkeys(("i", "cite", "var", "dfn"), "em"),
    "b": "strong",
    **dict.fromkeys(("s", "strike"), "del"),
    **dict.fromkeys(("kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("aside", "details"), "blockquote"),
}
"""What is written as another element, for which Markdown has a sign."""

_PLAIN = {
    "div",
    "span",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "dl",
    "dd",
    "dt",
    "colgroup",
    "col",
    "tfoot",
}
_PLAIN |= {
    "abbr",
    "u",
    "ins",
    "mark",
    "small",
    "font",
    "center",
    "figure",
    "figcaption",
    "caption",
    "input",
    "label",
    "summary",
}
"""What may go without being missed: its content stays."""

_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}} | {
    tag: {"class"} for tag in ("pre", "code", "p", "div", "aside", "span")
}
_NOT_TEXT = {"script", "style", "template", "iframe", "object", "noscript", "svg", "math"}
_TAG = re.compile(r"<([a-zA-Z][\w:.-]*)")
_URL = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?()\[\]{}*_~]")
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
_HEADINGS = re.compile(r"h[1-6]")
Pictures = Callable[[str], str]

_MAX_TERM = 80
MAX_DEPTH = 40
"""How deep elements may nest; the rest is one paragraph of text."""


def tidied(html: str, pictures: Pictures = lambda _: "") -> tuple[HtmlElement, tuple[str, ...]]:
    """Return HTML as a ``div`` of what can be kept, and what was lost, in words.

    Args:
        html: From a converter that may let raw HTML through: it is not trusted.
        pictures: Returns a picture's address beside the entry, by that in the text; empty if it has none.
    """
    names = dict.fromkeys(name.lower() for name in _TAG.findall(html))
    losses = [f"<{name}> is left out" for name in names if name in _NOT_TEXT]
    odd = [name for name in names if name not in _KEPT | _SAME.keys() | _PLAIN | _NOT_TEXT]
    losses += [f"of <{name}>, only what is in it stays" for name in odd]
    tags = _KEPT | _SAME.keys() | {"dd", "dt", "div", "figure", "figcaption", "caption", "span", "summary"}
    clean = nh3.clean(
        html,
        tags=tags,
        clean_content_tags=_NOT_TEXT,
        attributes=_ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    tree = fragment_fromstring(clean, create_parent="div")
    if max((sum(1 for _ in element.iterancestors()) for element in tree.iter()), default=0) > MAX_DEPTH:
        losses.append("it is nested too deeply, and became plain text")
        text = " ".join(tree.text_content().split())
        tree = fragment_fromstring("<p></p>", create_parent="div")
        tree[0].text = text
    _rename(tree)
    losses += _addresses(tree, pictures)
    _link(tree)
    _settle(tree)
    return tree, tuple(dict.fromkeys(losses))


def _rename(tree: HtmlElement) -> None:
    """Write elements as those that Markdown has; what is a call-out's title stands out."""
    for element in list(tree.iterdescendants()):
        if element.getparent() is None:  # it went with a title
            continue
        classes = element.get("class", "").split()
        if element.tag == "div" and "admonition" in classes:
            element.tag = "blockquote"
        elif element.tag == "aside" and "footnote" in " ".join(classes):
            element.tag = "div"
        elif element.tag == "span" and "literal" in classes:  # as docutils writes code
            element.tag = "code"
        elif element.tag == "span":
            element.drop_tag()
        elif element.tag == "dt" and len(plain(element)) > _MAX_TERM:
            element.tag = "p"  # a paragraph that reStructuredText takes for a term, since a list follows
        elif element.tag in {"dt", "summary"} or "admonition-title" in classes:
            element.tag = "p"
            strong = fragment_fromstring("<strong></strong>")
            strong.text = plain(element)
            for child in list(element):
                element.remove(child)
            element.text = None
            element.append(strong)
        else:
            element.tag = _SAME.get(str(element.tag), element.tag)


def plain(element: HtmlElement) -> str:
    """Return an element's text in one line."""
    return " ".join(str(element.text_content()).split())


def _addresses(tree: HtmlElement, pictures: Pictures) -> Iterator[str]:
    """Keep what leads elsewhere on the web, and say what does not."""
    for image in list(tree.iter("img")):
        source, alt = image.get("src", ""), image.get("alt", "")
        if address := pictures(source):
            image.set("src", address)
        elif _is_absolute(source):
            yield f"the picture {source} became a link: pages of a site load nothing from elsewhere"
            link = fragment_fromstring("<a></a>")
            link.text = alt or source
            link.set("href", source)
            image.addprevious(link)
            image.drop_tree()
        else:
            yield f"the picture “{source}” is not copied"
            image.tail = alt + (image.tail or "")
            image.drop_tag()
    for link in list(tree.iter("a")):
        target = link.get("href", "")
        if not _is_absolute(target) or any(True for _ in link.iterancestors("a")):
            if target and not target.startswith("#"):
                yield f"“{target}” leads nowhere from here: only the link's text stays"
            link.drop_tag()


def _is_absolute(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.scheme == "mailto" and parts.path) or bool(
        parts.scheme in {"http", "https"} and parts.hostname
    )


def _link(tree: HtmlElement) -> None:
    """Make links of bare addresses, as most hosts do."""
    for element in list(tree.iter()):
        around = {element.tag, *(above.tag for above in element.iterancestors())}
        if not around & {"a", "code", "pre"}:
            for behind in (None, *element):
                _link_text(element, behind)


def _link_text(parent: HtmlElement, behind: HtmlElement | None) -> None:
    text = (parent.text if behind is None else behind.tail) or ""
    pieces, last = [], 0
    for found in _URL.finditer(text):
        if _is_absolute(found[0]):
            pieces.append((text[last : found.start()], found[0]))
            last = found.end()
    if not pieces:
        return
    at = 0 if behind is None else parent.index(behind) + 1
    lead = pieces[0][0]
    if behind is None:
        parent.text = lead
    else:
        behind.tail = lead
    followers = [*(piece[0] for piece in pieces[1:]), text[last:]]
    for offset, ((_, address), tail) in enumerate(zip(pieces, followers, strict=True)):
        link = fragment_fromstring("<a></a>")
        link.text, link.tail = address, tail
        link.set("href", address)
        parent.insert(at + offset, link)


def _settle(tree: HtmlElement) -> None:
    """Put every run of text into a paragraph, and headings below a page's own."""
    for element in list(tree.iter("div", "dd", "figure", "figcaption", "caption")):
        if element is not tree:
            _wrap(element)
            element.drop_tag()
    for element in [tree, *tree.iter("li", "blockquote")]:
        _wrap(element)
    levels = [int(str(element.tag)[1]) for element in tree.iter() if _is_heading(element)]
    for element in list(tree.iter()):
        if _is_heading(element):
            element.tag = f"h{min(6, int(str(element.tag)[1]) - min(levels) + 2)}"


def _is_heading(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and _HEADINGS.fullmatch(element.tag) is not None


def _wrap(parent: HtmlElement) -> None:
    children, text = list(parent), parent.text
    for child in children:
        parent.remove(child)
    parent.text = None
    paragraph: HtmlElement | None = None

    def add_text(words: str | None) -> None:
        nonlocal paragraph
        if not words or (paragraph is None and not words.strip()):
            return
        if paragraph is None:
            paragraph = fragment_fromstring("<p></p>")
            parent.append(paragraph)
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + words
        else:
            paragraph.text = (paragraph.text or "") + words

    add_text(text)
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in _BLOCKS:
            paragraph = None
            parent.append(child)
        else:
            if paragraph is None:
                paragraph = fragment_fromstring("<p></p>")
                parent.append(paragraph)
            paragraph.append(child)
        add_text(tail)
