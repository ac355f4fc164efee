"""Find text that is nested more deeply than Markdown, or what reads its HTML, can follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.limits import MAX_BRACKETS, MAX_DEPTH
from broadsheet.model.body import Body, Chunk, Kind
from broadsheet.model.near_misses import CODE_SPAN

_MARKER = r"(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))"
_PREFIX = re.compile(rf"(?:[ \t]*{_MARKER})*[ \t]*(?:!!!|\?\?\?|===|:(?=[ \t]))?")
"""What a line stands in: quotations, lists, and by its indentation whatever began above it."""
_MAY_BE_DEEP = re.compile(rf"^[ \t>*+\-\d.)]{{{MAX_DEPTH}}}", re.MULTILINE)
_LEVEL = re.compile(rf"{_MARKER}|[ ]{{4}}|!!!|\?\?\?|===|:")
_RULE = re.compile(r"[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$")
_BRACKET = re.compile(r"\\.|\]\(|[\[\])]", re.DOTALL)


def check_depth(body: Body, path: str, findings: Findings) -> None:
    """Report the first line of an item that is nested too deeply, and the first such paragraph.

    Args:
        body: Its Markdown.
        path: Its file.
        findings: Gets what is nested too deeply.
    """
    texts = [chunk for chunk in body.chunks if chunk.kind is Kind.TEXT]
    deep = (line for chunk in texts if _MAY_BE_DEEP.search(chunk.text) for line in chunk.lines())
    for number, line in deep:
        if (depth := depth_of(line)) > MAX_DEPTH:
            message = f"this is nested {depth} levels deep; {MAX_DEPTH} are possible"
            findings.add(Code.BS508, Place(path, number), message)
            break
    for number, paragraph in (found for chunk in texts for found in _bracketed(chunk)):
        if _open_brackets(paragraph) > MAX_BRACKETS:
            message = f"more than {MAX_BRACKETS} brackets are open at once in the paragraph that begins here"
            hint = "Close them, or write `\\[` for a bracket that is only text."
            findings.add(Code.BS508, Place(path, number), message, hint)
            break


def depth_of(line: str) -> int:
    """Return in how many quotations, lists and blocks a line stands; 0 where it begins none itself."""
    prefix = _PREFIX.match(line.expandtabs(4))
    assert prefix is not None  # it may be empty
    if not prefix[0].strip() or _RULE.match(line):
        return 0
    return len(_LEVEL.findall(prefix[0]))


def _bracketed(chunk: Chunk) -> Iterator[tuple[int, str]]:
    """Yield paragraphs with many brackets, each with the line where it begins."""
    if chunk.text.count("[") > MAX_BRACKETS:
        for filled, lines in groupby(chunk.lines(), lambda line: bool(line[1].strip())):
            if filled:
                numbers, texts = zip(*lines, strict=True)
                yield numbers[0], "\n".join(texts)


def _open_brackets(paragraph: str) -> int:
    """Return how many brackets, or parentheses of links, are open at once at most, outside of code."""
    if paragraph.count("[") <= MAX_BRACKETS:
        return 0
    texts = links = deepest = 0
    for bracket in _BRACKET.findall(CODE_SPAN.sub("", paragraph)):
        if bracket == "[":
            texts += 1
        elif bracket == ")":
            links = max(0, links - 1)
        elif bracket[0] == "]":
            texts, links = max(0, texts - 1), links + len(bracket) - 1
        deepest = max(deepest, texts, links)
    return deepest
