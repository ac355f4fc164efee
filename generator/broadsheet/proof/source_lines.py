"""The lines of a source, and who may read each: Markdown with its audience blocks, and front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_OPEN = re.compile(r"^[ \t>]*(/{3,})[ \t]*([A-Za-z][\w-]*)[ \t]*(?:\|(.*))?$")
_CLOSE = re.compile(r"^[ \t>]*(/{3,})[ \t]*$")
_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[^`\n]*$")
_SPAN = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$")
_NOTE = re.compile(r"(?:^|\s)#\s*(.*)$", re.MULTILINE)

_SHOWN = frozenset(
    [
        "title",
        "description",
        "subtitle",
        "tags",
        "status",
        "kind",
        "icon",
        "milestone",
        "path",
        "action",
        "type",
        "product",
        "release",
        "id",
        "links",
        "order",
        "minutes",
    ]
)
"""Front matter that readers of the item may see."""
_SILENT = frozenset(
    [
        "audience",
        "date",
        "publish_on",
        "expires_on",
        "reviewed_on",
        "review_every",
        "hide",
        "search",
        "comments",
        "template",
    ]
)
"""Front matter that says how, and nothing of its own."""

OWN, INSIDE, NOBODY = "own", "inside", "nobody"
"""Who may read a part: the item's readers, those of an internal edition, nobody at all."""

Key = tuple[str, tuple[tuple[str, ...], ...]]
"""Who may read a part, and the audiences of the blocks around it, outermost first."""


class Line(NamedTuple):
    """A line of a source, and who may read it."""

    number: int
    key: Key
    text: str
    what: str = "text"


def body_lines(text: str, first: int) -> Iterator[Line]:
    """Yield the lines of Markdown, each with the audience blocks that it stands in, and comments apart."""
    lines = text.split("\n")
    stack: list[tuple[int, tuple[str, ...] | None]] = []
    comment, code = False, -1
    for index, line in enumerate(lines):
        number = first + index
        blocks = tuple(named for _, named in stack if named is not None)
        if index > code and not comment and (fence := _FENCE.match(line)):
            code = _last_of_code(lines, index, fence)
        if index <= code:
            yield Line(number, (OWN, blocks), line)
            continue
        seen, hidden, comment = _apart(line, comment)
        if hidden and not _OPEN.match(hidden.strip()):
            yield Line(number, (NOBODY, ()), hidden, "comment")
        if opening := _OPEN.match(seen):
            is_ours = opening[2].lower() == "audience"
            stack.append((len(opening[1]), _words_of(opening[3] or "") if is_ours else None))
            if is_ours:
                continue
        elif _CLOSE.match(seen) and stack:
            stack.pop()
            continue
        yield Line(number, (OWN, blocks), seen)


def _last_of_code(lines: list[str], start: int, fence: re.Match[str]) -> int:
    """Return the index of the line that ends the code which a fence opens; -1 where it opens none."""
    prefix = fence[1].expandtabs(4)
    for index, line in enumerate(lines[start + 1 :], start + 1):
        text = line.expandtabs(4)
        if not text.startswith(prefix):
            if text.strip(" >"):
                return -1
        elif text[len(prefix) :].rstrip(" ") == fence[2]:
            return index
    return -1


def _apart(line: str, comment: bool) -> tuple[str, str, bool]:
    """Return what of a line is seen, what stands in comments, and whether one goes on behind it."""
    if not comment and "<!--" not in line:
        return line, "", False
    code = [match.span() for match in _SPAN.finditer(line)]
    seen, hidden, at = "", "", 0
    while True:
        if comment:
            end = line.find("-->", at)
            hidden += line[at : end if end >= 0 else None] + " "
            if end < 0:
                return seen, hidden, True
            at, comment = end + 3, False
        start = line.find("<!--", at)
        while start >= 0 and any(left <= start < right for left, right in code):
            start = line.find("<!--", start + 1)
        if start < 0:
            return seen + line[at:], hidden, False
        seen += line[at:start]
        at, comment = start + 4, True


def matter_lines(values: dict[Any, Any], block: str) -> Iterator[Line]:
    """Yield front matter's values and comments, each for those who may see it."""
    numbers: dict[str, int] = {}
    for number, line in enumerate(block.split("\n"), 2):
        name = line.partition(":")[0].strip(" \"'")
        numbers.setdefault(name, number)
    for key, value in values.items():
        number = numbers.get(str(key), 1)
        if key == "links" and isinstance(value, list):
            for link in value:
                is_work = isinstance(link, dict) and ("pr" in link or "issue" in link)
                for text in _texts(link):
                    yield Line(number, (INSIDE if is_work else OWN, ()), text, "link")
        elif key not in _SILENT:
            rule = OWN if key in _SHOWN else INSIDE if key == "owner" else NOBODY
            for text in _texts(value):
                yield Line(number, (rule, ()), text, str(key))
    for found in _NOTE.finditer(block):
        yield Line(block.count("\n", 0, found.start(1)) + 2, (NOBODY, ()), found[1], "comment")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def titled(lines: list[Line], values: dict[Any, Any]) -> Iterator[Line]:
    """Mark the first heading where there is no other title."""
    is_title = "title" not in values
    for line in lines:
        if is_title and line.what == "text" and (heading := _HEADING.match(line.text)):
            is_title = False
            yield Line(line.number, line.key, heading[1], "title")
        else:
            yield line


def _words_of(args: str) -> tuple[str, ...]:
    return tuple(filter(None, re.split(r"[\s,]+", args.strip())))
