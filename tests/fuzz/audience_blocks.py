"""Any Markdown with audience blocks: nobody is left words that one of three readers says are for others.

What selection keeps is compared with what the proof's own reader makes of the same text, and with where the
words stand in the page when the Markdown engine itself understands the blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement, fragment_fromstring
from tests.model.samples import RULES
from tests.test_audience_blocks_property import INTERNAL, scanned, text_for

from broadsheet.errors import RenderError
from broadsheet.model.scan import CLOSE, OPEN
from broadsheet.proof.reading import lines_of
from broadsheet.proof.source_lines import NOBODY

_PREFIXES = (
    "", "", "", "    ", "  ", "\t", "> ", ">", "- ", "   ", "> > ", ">     ", "        ", "1. ", " ",
    "> - ",
)  # fmt: skip
_LINES = (
    "@", "@", "@ `<!--` @", "<!-- @ -->", "@ <!-- @", "@ --> @", "", "", "- @", "> @", "# @", "@\n---",
    "| @ |", "/// audience | support", "/// audience | customers", "/// audience | everyone",
    "/// audience | engineers", "/// audience | support, customers", "///", "///", "///", "///", "////",
    "////", "/////", "/////", "//// audience | support", "//// audience | customers",
    "///// audience | support", "/// note | @", "//// note | @", "/// details | @", "///// tab | @", "```",
    "```", "``` md", "````", "~~~", "~~~~ py", "```@```", "`@", "@`", "<div markdown>", "<div>", "</div>",
    "<pre>", "</pre>", "<script>", "</script>", '!!! note "@"', "??? note", '=== "@"', "[^1]: @",
    "[@](@.md)", "[r]: @.md", "\\/// audience | support", "/// audience|support", "///audience | support",
    "/// Audience | support ", "    type: note", "@  ", "<!--\n```\n-->", "```\n///\n```", "x[^1]", "<p>@",
    "&lt;!-- @", "<!-- @", "-->", "/// html | div", "*[@]: @",
)  # fmt: skip
_HTML = re.compile("<[A-Za-z/!?]")
_AUDIENCES = tuple(RULES.audiences)


def check(data: bytes) -> None:
    """Scan a text, cut it for each audience, and compare.

    Args:
        data: The first byte says whether the others are Markdown, or each two of them a line of it.
    """
    text, words = _text(data)
    body, findings = scanned(text.split("\n"))
    count = text.count("\n") + 1
    assert all(1 <= finding.place.line <= count for finding in findings), list(findings)
    if findings.errors:
        return
    kept = {name: _found(text_for(body, name), words) for name in _AUDIENCES}
    for name in _AUDIENCES:
        assert kept[name] == _left_by_the_proof(text, words, name), (name, text)
    if not body.is_divided:
        return
    everything = text_for(body, *_AUDIENCES)
    assert _found(everything, words) == set().union(*kept.values()), text
    if _HTML.search(everything) or _is_left(everything):
        return  # HTML that is left open swallows the end of a block, and so does a container that ends before
    for name, wrong in _marked_for_others(everything, words).items():
        assert not kept[name] & wrong, (name, kept[name] & wrong, text)


def _text(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Make Markdown in which each word is there once."""
    if data[:1] < b"\x80":
        pattern = data[1:].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    else:
        pairs = zip(data[1::2], data[2::2], strict=False)
        pattern = "\n".join(_PREFIXES[one % 16] + _LINES[two % len(_LINES)] for one, two in pairs)
    parts = pattern.replace("\0", "").replace("qz", "").split("@")
    words = tuple(f"zq{number}qz" for number in range(1, len(parts)))
    return "".join(part + word for part, word in zip(parts, (*words, ""), strict=True)), words


def _found(text: str, words: Iterable[str]) -> set[str]:
    return {word for word in words if word in text}


def _left_by_the_proof(text: str, words: Iterable[str], audience: str) -> set[str]:
    """Return the words that the proof takes for an audience's."""
    lines = lines_of(f"---\naudience: everyone\n---\n{text}".encode(), markdown=True)
    mine = (
        line.text
        for line in lines
        if line.key[0] != NOBODY and all({audience, "everyone"} & set(named) for named in line.key[1])
    )
    return _found("\n".join(mine), words)


def _is_left(markdown: str) -> bool:
    """Whether a line inside of a block is less deep in quotations and lists than the block."""
    depths: list[int] = []
    for line in markdown.split("\n"):
        text = line.expandtabs(4)
        depth = len(text) - len(text.lstrip(" >"))
        if OPEN.match(line):
            depths.append(depth)
        elif CLOSE.match(line) and depths:
            depths.pop()
        elif depths and text.strip(" >") and depth < depths[-1]:
            return True
    return False


def _marked_for_others(markdown: str, words: Iterable[str]) -> dict[str, set[str]]:
    """Return the words that stand in a part of a page that names others, for each audience."""
    try:
        html = INTERNAL.convert(markdown).html
    except (RenderError, RecursionError):
        return {}
    page = fragment_fromstring(html, create_parent="div")
    wrong: dict[str, set[str]] = {name: set() for name in _AUDIENCES}
    for block in page.find_class("bs-audience"):
        label = _label(block)
        found = _found(str(block.text_content()), words)
        for name in set(_AUDIENCES) - set(label.removeprefix("For ").split(" and ")):
            wrong[name] |= found
    return wrong


def _label(block: HtmlElement) -> str:
    (label,) = block.find_class("bs-audience__label")[:1]
    return str(label.text)
