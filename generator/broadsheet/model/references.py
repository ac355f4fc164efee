"""Find what Markdown links to, shows or embeds, outside code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from broadsheet.model.body import Reference

_CODE_SPAN = re.compile(r"(?<!\\)(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_SPACE = r"[ \t]*\n?[ \t]*"
_ANGLED = r"<(?P<angled>[^<>\n]*)>"
_WORD = r"(?:[^\s()<>]|\((?:[^\s()]|\([^\s()]*\))*\))+"
# Python-Markdown takes spaces for a part of the address, up to a title or to the end of the link.
_WORDS = rf"{_WORD}(?:[ \t]+(?![\"']){_WORD})*(?={_SPACE}(?:\)|[\"']))|{_WORD}"
_INLINE = re.compile(rf"\]\({_SPACE}(?:{_ANGLED}|(?P<plain>{_WORDS}))")
_DEFINITION = re.compile(
    rf"^[ \t>]*\[(?!\^)[^\]\n]+\]:{_SPACE}(?:{_ANGLED}|(?P<plain>\S+))(?=[ \t]*(?:[\"'(]|$))", re.MULTILINE
)
_TAG = re.compile(r"<[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(?:href|src|poster|data)\s*=\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))",
    re.IGNORECASE,
)
_CONTAINER = re.compile(r"[ ]{0,3}(?:[-*+>:]|\d+[.)]|!!!|\?\?\?|===|///|\[\^)")
"""Starts something that indented lines may belong to: a list, an admonition, a footnote …"""
_RAW_HTML = re.compile(r"[ ]{0,3}<[A-Za-z]")


def find_references(text: str, numbers: Sequence[int]) -> tuple[Reference, ...]:
    """Find the destinations in a run of Markdown lines.

    Inline links and images, link definitions, and the attributes of raw HTML that load or lead somewhere.

    Args:
        text: The lines.
        numbers: Each line's number in its file.

    Returns:
        The references, in order of their offsets; what lies in code is left out.
    """
    if "](" not in text and "]:" not in text and "<" not in text:
        return ()
    hidden = _CODE_SPAN.sub(lambda match: _blank(match[0]), _without_indented_code(text))
    starts = [0, *(match.end() for match in re.finditer("\n", hidden))]
    found = sorted(set(_spans(hidden)))
    return tuple(
        Reference(text[start:end], numbers[bisect_right(starts, start) - 1], start, end, html)
        for start, end, html in found
        if end > start
    )


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", "\0", text)


def _without_indented_code(text: str) -> str:
    """Blank indented code, where nothing before it could make it the inside of something else.

    What comes before the first paragraph or heading is unknown, since a fence or block may have cut the text;
    and behind raw HTML Markdown's indentation may mean nothing.
    """
    kept: list[str] = []
    inside, code, after_blank = True, False, False
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if not line.strip():
            after_blank = True
        elif line.expandtabs(4).startswith("    "):
            code = code or (after_blank and not inside)
            after_blank = False
        else:
            if _RAW_HTML.match(line):
                return "\n".join([*kept, *lines[index:]])
            starts_anew = after_blank or line.startswith("#")
            inside = bool(_CONTAINER.match(line)) or (inside and not starts_anew)
            code = after_blank = False
        kept.append(_blank(line) if code else line)
    return "\n".join(kept)


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    for pattern in (_INLINE, _DEFINITION):
        for match in pattern.finditer(text):
            group = "plain" if match["angled"] is None else "angled"
            yield (*match.span(group), False)
    for tag in _TAG.finditer(text):
        for match in _ATTRIBUTE.finditer(tag[0]):
            group = next(name for name in ("double", "single", "bare") if match[name] is not None)
            start, end = match.span(group)
            yield tag.start() + start, tag.start() + end, True
