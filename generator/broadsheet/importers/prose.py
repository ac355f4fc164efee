"""A text's HTML → a title, the rest as Markdown, and what it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement, tostring

from broadsheet.importers.records import Prose
from broadsheet.importers.tidy import Pictures, plain, tidied
from broadsheet.importers.to_markdown import to_markdown

MAX_TITLE = 80
"""Longest title, in characters: as much as ``prose: title_length`` allows where nothing else is configured.
Of a longer sentence, the beginning is the title, and all of it is in the text."""

_SENTENCE = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)(?<!\bcf)(?<!\b[A-Z])[.!?](?=\s|$)|:(?=\s*$)"
)
_NUMBER = re.compile(r"/(?:pull|pulls|issues|merge_requests|work_items)/(\d+)/?(?:#.*)?$")
_OPENS, _CLOSES = re.compile(r"\s*\[$"), re.compile(r"^\][:,]?\s*")
_BEFORE = re.compile(
    r"\s*\((?:see(?: also)?:? )?$|\s+by @(?P<author>[\w-]+(?:\[bot\])?) in\s*$", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:,|and|;|,\s*and)?\s*")
_AFTER, _END = re.compile(r"\)(?=\s*(?:[.!?:;]|$))"), re.compile(r"\s*$")
_BREAKING = re.compile(r"\W*breaking\b", re.IGNORECASE)
_PAUSE = re.compile(r"[,;:](?=\s)|\s[(–—]")
_FAR = re.compile(r"[.!?:;,\s]+$")


def prose(html: str, losses: Iterable[str] = ()) -> Prose:
    """Divide a text into what an entry has.

    Args:
        html: The text; it is not trusted.
        losses: What was lost on the way to HTML.
    """
    tree, lost = tidied(html)
    if len(tree) == 1 and tree[0].tag == "ul" and len(tree[0]) == 1:
        tree = tree[0][0]  # a list of one, as some write what is in a list already
    found = [*losses, *lost]
    links, author = _references(tree)
    if author:
        found.append(f"the author @{author} is not kept: Broadsheet takes authors from git")
    title = _title(tree)
    if _BREAKING.match(title):
        found.append(
            "it calls itself breaking: write `breaking: true` and, as `action`, what the reader must do"
        )
    return Prose(title, _markdown(tree), links, tuple(dict.fromkeys(found)))


def untitled(html: str, losses: Iterable[str] = ()) -> Prose:
    """Take a text as it is: its title stands elsewhere."""
    tree, lost = tidied(html)
    return Prose("", _markdown(tree), (), tuple(dict.fromkeys((*losses, *lost))))


def headed(html: str, losses: Iterable[str], pictures: Pictures) -> Prose:
    """Take a text whose title is its first heading, if it starts with one."""
    tree, lost = tidied(html, pictures)
    title = ""
    if len(tree) and re.fullmatch(r"h[1-6]", str(tree[0].tag)):
        title = plain(tree[0])
        tree.remove(tree[0])
    return Prose(title, _markdown(tree), (), tuple(dict.fromkeys((*losses, *lost))))


def shortened(text: str) -> str:
    """Return a text as a title: no longer than may be, without a full stop."""
    text = " ".join(text.split())
    if len(text) <= MAX_TITLE:
        return re.sub(r"(?<!\.)[.:]$", "", text)
    start = text[: MAX_TITLE - 1]  # and one for the dots
    pauses = [found.start() for found in _PAUSE.finditer(start) if found.start() >= MAX_TITLE // 2]
    cut = start[: pauses[-1]] if pauses else start.rpartition(" ")[0] or start
    return f"{_FAR.sub('', cut)}…"


def _markdown(tree: HtmlElement) -> str:
    inner = "".join(tostring(child, encoding="unicode") for child in tree)
    return to_markdown(inner)


def _title(tree: HtmlElement) -> str:
    """Take the first sentence out of the text, unless something of it would be lost."""
    if not len(tree):
        return ""
    first = tree[0]
    if first.tag != "p":
        while len(first) and first.tag in {"ul", "ol", "li", "blockquote"}:
            first = first[0]
        return shortened(plain(first))
    _squeeze(first)
    whole = str(first.text_content())
    end = _SENTENCE.search(whole)
    sentence = whole[: end.end()] if end else whole
    if len(sentence.strip()) <= MAX_TITLE and _cut(first, len(sentence)) and not plain(first):
        tree.remove(first)
    return shortened(sentence)


def _squeeze(paragraph: HtmlElement) -> None:
    """Write each run of blanks as one, so that offsets in a paragraph are those of its text."""
    for element in paragraph.iter():
        element.text = re.sub(r"\s+", " ", element.text) if element.text else element.text
        if element is not paragraph and element.tail:
            element.tail = re.sub(r"\s+", " ", element.tail)
    paragraph.text = (paragraph.text or "").lstrip()


def _cut(paragraph: HtmlElement, end: int) -> bool:
    """Take a paragraph's beginning out, unless there are links in it, or it ends within markup."""
    seen, gone = len(paragraph.text or ""), []
    if seen < end:
        for child in paragraph:
            if child.tag == "a" or child.find(".//a") is not None or child.tag == "br":
                return False
            gone.append(child)
            seen += len(str(child.text_content())) + len(child.tail or "")
            if seen >= end:
                break
        if gone and seen - len(gone[-1].tail or "") > end:
            return False
    rest = (gone[-1].tail if gone else paragraph.text) or ""
    for child in gone:
        paragraph.remove(child)
    paragraph.text = rest[len(rest) - (seen - end) :].lstrip()
    return True


def _references(tree: HtmlElement) -> tuple[tuple[tuple[str, str], ...], str]:
    """Take out what the first paragraph refers to in brackets, at its beginning or at a sentence's end."""
    if not len(tree) or tree[0].tag != "p":
        return (), ""
    first = tree[0]
    _squeeze(first)
    leading = _leading(first)
    bracketed, author = _bracketed(first)
    found = dict.fromkeys((_name(link), str(link.get("href"))) for link in (*leading, *bracketed))
    return tuple(found), author


def _name(link: HtmlElement) -> str:
    href = str(link.get("href"))
    number = _NUMBER.search(href)
    return f"#{number[1]}" if number and plain(link) == href else plain(link)


def _leading(paragraph: HtmlElement) -> list[HtmlElement]:
    taken = []
    while len(paragraph) and paragraph[0].tag == "a" and _OPENS.fullmatch(paragraph.text or ""):
        link = paragraph[0]
        closing = _CLOSES.match(link.tail or "")
        if (
            not closing
            or not plain(link)
            or (len(paragraph) == 1 and not (link.tail or "")[closing.end() :].strip())
        ):
            break
        taken.append(link)
        paragraph.text = (link.tail or "")[closing.end() :]
        paragraph.remove(link)
    return taken


def _bracketed(paragraph: HtmlElement) -> tuple[list[HtmlElement], str]:
    """Take out links that stand in brackets where a sentence ends, and the author that a host names there."""
    children = list(paragraph)
    for start, link in enumerate(children):
        before = (children[start - 1].tail if start else paragraph.text) or ""
        opening = _BEFORE.search(before)
        if link.tag != "a" or not opening or not (start or before[: opening.start()].strip()):
            continue
        end = start
        while (
            end + 1 < len(children)
            and children[end + 1].tag == "a"
            and _BETWEEN.fullmatch(_tail(children[end]))
        ):
            end += 1
        if closing := (_END if opening["author"] else _AFTER).match(_tail(children[end])):
            text = before[: opening.start()] + _tail(children[end])[closing.end() :]
            for taken in children[start : end + 1]:
                paragraph.remove(taken)
            if start:
                children[start - 1].tail = text
            else:
                paragraph.text = text
            return [taken for taken in children[start : end + 1] if plain(taken)], opening["author"] or ""
    return [], ""


def _tail(element: HtmlElement) -> str:
    return element.tail or ""
