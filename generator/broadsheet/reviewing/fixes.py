"""Mend what a machine can mend without changing what is meant. Pure: bytes in, bytes out.

Bytes of lines that are not mended stay as they are: line endings, spaces, comments, quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from broadsheet.codes import Code
from broadsheet.findings import Findings
from broadsheet.sources.front_matter import CLOSE, OPEN, split
from broadsheet.sources.names import META
from broadsheet.sources.strict_yaml import Yaml, load

_LINE = re.compile(r"(?P<text>[^\r\n]*)(?P<end>\r\n|\r|\n)|(?P<last>[^\r\n]+)\Z")
_WIDTHS = (2, 4, 8)
"""How far a tab may have been meant to indent."""
_PLAIN = r"(?![\"'\[{|>&*!%@`#])\S"
_VALUE = re.compile(
    rf"(?P<head>[ ]*(?:-[ ]+)*(?:[\w-]+:[ \t]+|(?<=-[ ])))(?P<value>{_PLAIN}.*?)(?P<tail>[ \t]+#.*|[ \t]*)"
)
_COLON = re.compile(r":(?:[ \t]|$)")
_TITLE = re.compile(
    r"(?P<head>title:[ \t]+(?P<quote>[\"']?)\S.*?(?<![\s.]))\.(?P<tail>(?P=quote)(?:[ \t]+#.*|[ \t]*))"
)
_HEADING = re.compile(r"(?P<head>(?:#{1,6}[ \t]*|[ ]{0,3})[^\s#].*?)(?<![\s.])\.(?P<tail>[ \t]*#*[ \t]*)")


@dataclass(frozen=True, slots=True)
class Fix:
    """Something that was mended.

    Args:
        line: The line, counted from 1 as the file was.
        what: What was done.
    """

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Known:
    """Lines of a file with what only its meaning tells.

    Args:
        unquoted: Those with a value that is read as something else than the text that is meant.
        stops: Those with a title that ends with a full stop.
    """

    unquoted: frozenset[int] = frozenset()
    stops: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Text:
    """A file's lines, and how each of them ends."""

    lines: tuple[str, ...]
    ends: tuple[str, ...]

    def block(self, path: str) -> range:
        """Return where the front matter is; nowhere if it has none, or it is not closed."""
        if path.rpartition("/")[2] == META:
            return range(len(self.lines))
        if not self.lines or not OPEN.fullmatch(self.lines[0]):
            return range(0)
        close = (number for number, line in enumerate(self.lines) if number and CLOSE.fullmatch(line))
        return range(1, next(close, 1))

    def read(self, path: str) -> tuple[Yaml | None, Findings]:
        """Read the front matter; its lines are counted from 0, as here."""
        block, findings = self.block(path), Findings()
        text = "".join(f"{self.lines[number]}\n" for number in block)
        return load(text, path, findings, first_line=block.start), findings

    def with_lines(self, changed: dict[int, str]) -> _Text:
        """Return the text with some lines written anew."""
        return replace(self, lines=tuple(changed.get(number, line) for number, line in enumerate(self.lines)))


def mend(data: bytes, path: str, known: Known = Known()) -> tuple[bytes, tuple[Fix, ...]]:
    """Mend a file.

    Args:
        data: What is in it.
        path: Its path, relative to the project.
        known: What its meaning tells.

    Returns:
        What should be in it, and what was done.
    """
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        return data, ()
    if "\0" in whole:
        return data, ()
    fixes: list[Fix] = []
    bare = whole.lstrip("\ufeff")
    if bare != whole:
        fixes.append(Fix(1, "took the byte order mark away"))
    text, gone = _from_its_fence(_split(bare), path)
    fixes += [Fix(number + 1, "took away what stood above the front matter") for number in range(gone)]
    for step in (_indent, _quote_colons):
        text, done = step(text, path)
        fixes += [Fix(number + gone + 1, what) for number, what in done]
    known_lines = (known.unquoted | known.stops) & frozenset(range(gone + 1, gone + 1 + len(text.lines)))
    for number in sorted(known_lines):
        text, what = _in_line(text, path, number - gone - 1, known, number)
        fixes += [Fix(number, what)] if what else []
    if text.lines and not text.ends[-1]:
        ends = (*text.ends[:-1], text.ends[-2] if len(text.ends) > 1 else "\n")
        text = replace(text, ends=ends)
        fixes.append(Fix(len(text.lines) + gone, "ended the last line"))
    mended = "".join(line + end for line, end in zip(text.lines, text.ends, strict=True))
    return mended.encode(), tuple(sorted(fixes, key=lambda fix: fix.line))


def _split(text: str) -> _Text:
    found = list(_LINE.finditer(text))
    lines = tuple(match["text"] if match["last"] is None else match["last"] for match in found)
    return _Text(lines, tuple(match["end"] or "" for match in found))


def _from_its_fence(text: _Text, path: str) -> tuple[_Text, int]:
    """Drop blank lines above front matter, and return how many there were."""
    blank = next((number for number, line in enumerate(text.lines) if line.strip()), 0)
    findings = Findings()
    split("\n".join(text.lines), path, findings)
    rest = _Text(text.lines[blank:], text.ends[blank:])
    is_meant = any(finding.code is Code.BS214 for finding in findings)
    if not is_meant or not rest.block(path):
        return text, 0
    return rest, blank


def _indent(text: _Text, path: str) -> tuple[_Text, list[tuple[int, str]]]:
    """Indent with spaces, where every width of a tab that can be read means the same."""
    _, findings = text.read(path)
    if not any(finding.code is Code.BS201 for finding in findings):
        return text, []
    tabbed = [number for number in text.block(path) if "\t" in _indentation(text.lines[number])]
    tries: list[tuple[_Text, Any]] = []
    for width in _WIDTHS:
        changed = {}
        for number in tabbed:
            indentation = _indentation(text.lines[number])
            changed[number] = indentation.expandtabs(width) + text.lines[number][len(indentation) :]
        candidate = text.with_lines(changed)
        yaml, wrong = candidate.read(path)
        if yaml and not len(wrong):
            tries.append((candidate, yaml.value))
    if not tries or any(value != tries[0][1] for _, value in tries):
        return text, []
    return tries[0][0], [(number, "indented with spaces (BS201)") for number in tabbed]


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _quote_colons(text: _Text, path: str) -> tuple[_Text, list[tuple[int, str]]]:
    """Put values with a colon in quotes, if that is all that keeps the front matter from being read."""
    current, done = text, dict[int, str]()
    while True:
        yaml, findings = current.read(path)
        if yaml:
            return current, list(done.items())
        number = next((found.place.line for found in findings if found.code is Code.BS202), -1)
        match = _VALUE.fullmatch(current.lines[number]) if number >= 0 and number not in done else None
        if not match or not _COLON.search(match["value"]):
            return text, []
        current = current.with_lines({number: _quoted(match)})
        done[number] = "put the value in quotes (BS202)"


def _quoted(match: re.Match[str]) -> str:
    escaped = match["value"].replace("\\", "\\\\").replace('"', '\\"')
    return f'{match["head"]}"{escaped}"{match["tail"]}'


def _in_line(text: _Text, path: str, number: int, known: Known, line: int) -> tuple[_Text, str]:
    """Mend what only the file's meaning shows to be wrong with a line.

    Args:
        text: The file.
        path: Its path.
        number: The line, counted from 0 as the text is.
        known: What its meaning tells.
        line: The line as it is known.
    """
    in_block = number in text.block(path)
    match = _VALUE.fullmatch(text.lines[number]) if line in known.unquoted and in_block else None
    if match:
        return _if_readable(
            text, text.with_lines({number: _quoted(match)}), path, "put the value in quotes (BS221)"
        )
    match = (_TITLE if in_block else _HEADING).fullmatch(text.lines[number]) if line in known.stops else None
    if match:
        shorter = text.with_lines({number: match["head"] + match["tail"]})
        return _if_readable(text, shorter, path, "took the full stop from the title (BS803)")
    return text, ""


def _if_readable(text: _Text, mended: _Text, path: str, what: str) -> tuple[_Text, str]:
    """Return the mended text and what was done to it, if its front matter can still be read."""
    yaml, findings = mended.read(path)
    return (mended, what) if yaml and not len(findings) else (text, "")
