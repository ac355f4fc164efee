"""Markdown source → chunks: fences, audience blocks, comments.

The scanner follows the rules by which Python-Markdown and pymdownx find fences and blocks, and where the
two could disagree about what is code it refuses the text rather than guess: a block that one of them does
not see would be a leak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.limits import MAX_DEPTH
from broadsheet.model.audiences import report_unknown_audience
from broadsheet.model.body import Body, Chunk, Kind, Reference
from broadsheet.model.near_misses import CODE_SPAN, is_near_miss
from broadsheet.model.raw import Line
from broadsheet.model.references import find_references
from broadsheet.model.rules import Rules
from broadsheet.model.taxonomy import EVERYONE

FENCE = re.compile(r"^(?P<prefix>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")
OPEN = re.compile(
    r"^(?P<prefix>[ \t>]*)(?P<slashes>/{3,})[ \t]*(?P<name>[A-Za-z][\w-]*)[ \t]*(?:\|(?P<args>.*))?$"
)
CLOSE = re.compile(r"^(?P<prefix>[ \t>]*)(?P<slashes>/{3,})[ \t]*$")
_COMMENT_OPEN, _COMMENT_CLOSE = "<!--", "-->"
_REMARKABLE = re.compile(r"[^\x00-\x7f]|/|\\\\|:::|!!!|\?\?\?|\{%|```|~~~|<!--")
"""Is in every line that is, or could be meant as, more than text."""


@dataclass(slots=True)
class _Open:
    """A block that waits for its closing line."""

    name: str
    prefix: str
    slashes: int
    line: int
    outer: frozenset[str] | None
    chunk: int | None
    inner: int = 0
    """The most slashes of any block inside."""


@dataclass(slots=True)
class _Scanner:
    path: str
    readers: frozenset[str]
    rules: Rules
    findings: Findings
    chunks: list[Chunk] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    includes: list[Reference] = field(default_factory=list)
    seen: frozenset[str] | None = None
    comment: int = 0
    """The line on which a comment was opened that is not closed yet."""
    quoted: list[int] = field(default_factory=list)
    """Lines of audience blocks that stand in code."""
    loose: list[int] = field(default_factory=list)
    """Lines of code fences without a partner."""

    def scan(self, lines: list[Line]) -> Body:
        index = 0
        while index < len(lines):
            line = lines[index]
            if line.include:
                self.includes.append(Reference(line.include, line.number))
            end = 0 if self.comment else _fence_end(lines, index)
            if end:
                self._code(lines[index:end])
                index = end
                continue
            self._line(line)
            index += 1
        self._flush()
        self._finish()
        return Body(tuple(self.chunks))

    def _line(self, line: Line) -> None:
        if not self.comment and not _REMARKABLE.search(line.text):
            self.text.append(line.text)
            self.numbers.append(line.number)
            return
        text, commented = self._without_comments(line)
        if commented and not text.strip():
            return
        if FENCE.match(text):
            self.loose.append(line.number)
        if opening := OPEN.match(text):
            self._open(opening, line)
        elif closing := CLOSE.match(text):
            self._close(closing, line)
        else:
            if is_near_miss(text):
                self._add(
                    Code.BS503, line.number, f"“{text.strip()}” looks like an audience block but is none"
                )
            self.text.append(text)
            self.numbers.append(line.number)

    def _without_comments(self, line: Line) -> tuple[str, bool]:
        text, start = line.text, 0
        commented = bool(self.comment)
        kept: list[str] = []
        while True:
            if self.comment:
                end = text.find(_COMMENT_CLOSE, start)
                if end < 0:
                    return "".join(kept), True
                start, self.comment = end + len(_COMMENT_CLOSE), 0
            begin = _comment_start(text, start)
            if begin < 0:
                return "".join(kept) + text[start:], commented
            kept.append(text[start:begin])
            commented = True
            self.comment, start = line.number, begin + len(_COMMENT_OPEN)

    def _open(self, match: re.Match[str], line: Line) -> None:
        name, slashes = match["name"].lower(), len(match["slashes"])
        for open_block in self.stack:
            open_block.inner = max(open_block.inner, slashes)
        entry = _Open(name, match["prefix"], slashes, line.number, self.seen, None)
        if name == "audience":
            self._flush()
            self.seen = self._readers(match["args"] or "", line.number)
            entry.chunk = len(self.chunks)
            self.chunks.append(Chunk(Kind.OPEN, line.number, match["prefix"], self.seen))
        else:
            if name not in self.rules.blocks:
                self._unknown(name, line.number)
            self.text.append(line.text)
            self.numbers.append(line.number)
        self.stack.append(entry)
        if len(self.stack) == MAX_DEPTH + 1:
            self._add(Code.BS508, line.number, f"blocks are nested more than {MAX_DEPTH} deep here")

    def _close(self, match: re.Match[str], line: Line) -> None:
        if not self.stack:
            self._add(Code.BS501, line.number, f"“{match['slashes']}” closes a block, but none is open")
            return
        block = self.stack.pop()
        if len(match["slashes"]) != block.slashes or _indent(match["prefix"]) != _indent(block.prefix):
            self._add(
                Code.BS501,
                line.number,
                f"this line does not match “{'/' * block.slashes} {block.name}” of line {block.line}, "
                "the innermost open block: it needs as many slashes and the same indentation",
            )
        if block.chunk is None:
            self.text.append(line.text)
            self.numbers.append(line.number)
            return
        self._flush()
        fence = "/" * max(block.slashes, block.inner + 1)
        opened = self.chunks[block.chunk]
        self.chunks[block.chunk] = Chunk(Kind.OPEN, opened.line, f"{opened.text}{fence}", self.seen)
        self.chunks.append(Chunk(Kind.CLOSE, line.number, f"{block.prefix}{fence}", self.seen))
        self.seen = block.outer

    def _readers(self, args: str, number: int) -> frozenset[str]:
        named = frozenset(filter(None, re.split(r"[\s,]+", args.strip())))
        if not named:
            self._add(Code.BS502, number, "this audience block names no audience")
        everybody = frozenset(self.rules.audiences)
        for name in sorted(named - {EVERYONE} - everybody):
            report_unknown_audience(name, Place(self.path, number), self.rules, self.findings)
        known = everybody if EVERYONE in named else named & everybody
        readers = known & (self.readers if self.seen is None else self.seen)
        if known and not readers:
            self._add(
                Code.BS504,
                number,
                f"nobody can read this block: it is for {_list(known)}, inside something for "
                f"{_list(self.readers if self.seen is None else self.seen)}",
            )
        return readers

    def _unknown(self, name: str, number: int) -> None:
        close = get_close_matches(name, ["audience", *sorted(self.rules.blocks)], 1)
        hint = f"Did you mean “{close[0]}”?" if close else ""
        self.findings.add(Code.BS505, Place(self.path, number), f"there is no block “{name}”", hint)

    def _code(self, lines: list[Line]) -> None:
        self._flush()
        for line in lines[1:-1]:
            if (opening := OPEN.match(line.text)) and opening["name"].lower() == "audience":
                self.quoted.append(line.number)
            elif _closes_elsewhere(line.text, lines[0].text):
                self.loose.append(line.number)
        text = "".join(f"{line.text}\n" for line in lines)
        self.includes += [Reference(line.include, line.number) for line in lines[1:] if line.include]
        numbers = _unless_counting([line.number for line in lines])
        taken = self._taken_includes()
        self.chunks.append(Chunk(Kind.CODE, lines[0].number, text, self.seen, taken, numbers))

    def _flush(self) -> None:
        if self.text or self.includes:
            text = "".join(f"{line}\n" for line in self.text)
            found = find_references(text, self.numbers)
            line = self.numbers[0] if self.numbers else self.includes[0].line
            references = (*self._taken_includes(), *found)
            numbers = _unless_counting(self.numbers)
            self.chunks.append(Chunk(Kind.TEXT, line, text, self.seen, references, numbers))
            self.text.clear()
            self.numbers.clear()

    def _taken_includes(self) -> tuple[Reference, ...]:
        taken = tuple(self.includes)
        self.includes.clear()
        return taken

    def _finish(self) -> None:
        for block in self.stack:
            message = f"this “{block.name}” block is never closed"
            self._add(Code.BS501, block.line, message)
        for line in self.quoted:
            if loose := next((number for number in self.loose if number > line), 0):
                message = f"whether this block is code is not clear: the fence of line {loose} has no partner"
                self._add(Code.BS507, line, message)
        if self.comment:
            self._add(Code.BS506, self.comment, "this comment is never closed: “-->” is missing")

    def _add(self, code: Code, number: int, message: str) -> None:
        self.findings.add(code, Place(self.path, number), message)


def scan(
    lines: Iterable[Line], path: str, *, readers: frozenset[str], rules: Rules, findings: Findings
) -> Body:
    """Cut Markdown into chunks by who may read them.

    Args:
        lines: The source, with includes already expanded.
        path: The item's file, for findings.
        readers: The names of those who may read the item.
        rules: The audiences and the other ``///`` blocks there are.
        findings: Gets what is wrong: unbalanced, unknown or unreadable blocks, comments left open.

    Returns:
        The body. Where findings were added, it is only good for finding more problems.
    """
    return _Scanner(path, readers, rules, findings).scan(list(lines))


def _unless_counting(numbers: list[int]) -> tuple[int, ...]:
    """Return lines' numbers, or nothing where each is one more than the one before."""
    first = numbers[0] if numbers else 0
    return () if numbers == list(range(first, first + len(numbers))) else tuple(numbers)


def _fence_end(lines: list[Line], start: int) -> int:
    """Return the index behind a fenced block that opens at ``start``; 0 if none does.

    As in pymdownx.superfences: content is indented at least as far as the fence, and the closing line
    repeats the fence; else the opening line is plain text.
    """
    opening = FENCE.match(lines[start].text)
    if not opening:
        return 0
    prefix, fence = opening["prefix"].expandtabs(4), opening["fence"]
    for index in range(start + 1, len(lines)):
        text = lines[index].text.expandtabs(4)
        if text.startswith(prefix):
            if text[len(prefix) :].rstrip(" ") == fence:
                return index + 1
        elif text.strip(" >"):
            return 0
    return 0


def _closes_elsewhere(text: str, opening: str) -> bool:
    """Whether a line within code looks like a fence that could open or close it as well."""
    outer, inner = FENCE.match(opening), FENCE.match(text)
    return bool(outer and inner and inner["fence"].startswith(outer["fence"]))


def _comment_start(text: str, start: int) -> int:
    """Return where a comment opens in a line from ``start`` on, outside code spans; -1 if nowhere."""
    spans = [match.span() for match in CODE_SPAN.finditer(text)]
    begin = text.find(_COMMENT_OPEN, start)
    while begin >= 0 and any(left <= begin < right for left, right in spans):
        begin = text.find(_COMMENT_OPEN, begin + 1)
    return begin


def _indent(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" >"))


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
