"""A source file as the proof reads it: small, conservative, and by its own rules.

What selection understands is understood here a second time, from the bytes. Where this reader cannot tell who
may read something, it takes it for withheld from everybody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

from broadsheet.proof.words import BREAK, fingerprints, plain, readable, words

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPEN = re.compile(r"^[ \t>]*(/{3,})[ \t]*([A-Za-z][\w-]*)[ \t]*(?:\|(.*))?$")
_CLOSE = re.compile(r"^[ \t>]*(/{3,})[ \t]*$")
_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[^`\n]*$")
_SPAN = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
_INCLUDE = re.compile(r"-+8<-+[ \t]+[\"'](.+?)[\"']")
_INCLUDES = re.compile(r"^[ \t]*-+8<-+[ \t]*$")
_BLOCK = re.compile(r"[ \t>]*(?:$|[-*+|#:=]|\d+[.)]\s|`{3}|~{3})")
"""A line that does not go on with what the line before says."""
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$")
_NOTE = re.compile(r"(?:^|\s)#\s*(.*)$", re.MULTILINE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

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


class Short(NamedTuple):
    """A few words that are a fingerprint together: a title, a name, an address."""

    what: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """All of a file that the same people may read.

    Args:
        rule: Who they are.
        blocks: The audiences of the blocks around it.
        text: Its words, with breaks between what does not belong together.
        rows: The fingerprints in it.
        seams: What would be fingerprints too if nothing stood apart.
        shorts: Titles, names and addresses in it: what they are, their words, their line.
        names: The names of files that it mentions.
        includes: The files whose text stands in it.
    """

    rule: str
    blocks: tuple[tuple[str, ...], ...]
    text: str
    rows: list[int]
    seams: list[int]
    shorts: list[tuple[str, str, int]]
    names: list[str]
    includes: list[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A source file, read.

    Args:
        audience: Whom it names; None where it names nobody.
        withheld: Whether it is a draft, or could not be understood.
        starts: When it may be seen, as a timestamp.
        ends: When it may not be seen any more.
        identity: The id that it gives itself.
        parts: Its text by who may read it.
    """

    audience: list[str] | None
    withheld: bool
    starts: float | None
    ends: float | None
    identity: str
    parts: list[Part]


class Line(NamedTuple):
    """A line of a source, and who may read it."""

    number: int
    key: Key
    text: str
    what: str = "text"


def read(data: bytes, *, markdown: bool = True) -> Reading:
    """Read a source file.

    Args:
        data: Its bytes.
        markdown: Whether it is Markdown with front matter; else it is a text as it is.
    """
    text = data.decode("utf-8", "replace").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not markdown:
        lines = [Line(number, (OWN, ()), line) for number, line in enumerate(text.split("\n"), 1)]
        return Reading(None, False, None, None, "", _parts(lines))
    values, block, body, first = _split(text)
    lines = list(_body(body, first))
    if values is None:
        nobody = [Line(number, (NOBODY, ()), line) for number, line in enumerate(text.split("\n"), 1)]
        return Reading([], True, None, None, "", _parts([*nobody, *_titled(lines, {})]))
    starts = [moment for key in ("date", "publish_on") if (moment := _moment(values.get(key))) is not None]
    return Reading(
        audience=_named(values.get("audience")),
        withheld=values.get("draft", False) is not False,
        starts=max(starts, default=None),
        ends=_moment(values.get("expires_on")),
        identity=str(values.get("id") or ""),
        parts=_parts([*_matter(values, block), *_titled(lines, values)]),
    )


def defaults(data: bytes) -> Reading:
    """Read a folder's ``.meta.yml``."""
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    try:
        values = yaml.load(text, Loader=_LOADER) or {}  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, ValueError):
        values = None
    if not isinstance(values, dict):
        return Reading([], True, None, None, "", [])
    return Reading(_named(values.get("audience")), False, None, None, "", _parts(list(_matter(values, text))))


def lines_of(data: bytes, *, markdown: bool) -> list[Line]:
    """Return a source's lines as they are written, to find again what stands on which."""
    text = data.decode("utf-8", "replace").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not markdown:
        return [Line(number, (OWN, ()), line) for number, line in enumerate(text.split("\n"), 1)]
    values, block, body, first = _split(text)
    return [*_matter(values or {}, block), *_titled(list(_body(body, first)), values or {})]


def _split(text: str) -> tuple[dict[Any, Any] | None, str, str, int]:
    """Return a file's front matter as values and as text, its body, and the line that this begins on."""
    found = _FRONT.match(text)
    if not found:
        return {}, "", text, 1
    body, first = text[found.end() :], text.count("\n", 0, found.end()) + 1
    try:
        values = yaml.load(found[1], Loader=_LOADER)  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, ValueError, RecursionError):
        return None, found[1], body, first
    values = {} if values is None else values
    return (values if isinstance(values, dict) else None), found[1], body, first


def _body(body: str, first: int) -> Iterator[Line]:
    """Yield the lines of Markdown, each with the audience blocks that it stands in, and comments apart."""
    lines = body.split("\n")
    stack: list[tuple[int, tuple[str, ...] | None]] = []
    fenced = comment = False
    closes = ""
    for index, line in enumerate(lines):
        number = first + index
        blocks = tuple(named for _, named in stack if named is not None)
        if fenced:
            fenced = line.strip(" \t>") != closes
            yield Line(number, (OWN, blocks), line)
            continue
        if not comment and (fence := _FENCE.match(line)) and _is_closed(lines, index, fence):
            fenced, closes = True, fence[2]
            yield Line(number, (OWN, blocks), line)
            continue
        seen, hidden, comment = _apart(line, comment)
        if hidden:
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


def _is_closed(lines: list[str], start: int, fence: re.Match[str]) -> bool:
    prefix = len(fence[1].expandtabs(4))
    for line in lines[start + 1 :]:
        text = line.expandtabs(4)
        if text.strip(" >") == fence[2] and len(text) - len(text.lstrip(" >")) >= prefix:
            return True
        if text.strip(" >") and len(text) - len(text.lstrip(" >")) < prefix:
            return False
    return False


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


def _matter(values: dict[Any, Any], block: str) -> Iterator[Line]:
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
    elif isinstance(value, float):
        yield str(value)


def _titled(lines: list[Line], values: dict[Any, Any]) -> Iterator[Line]:
    """Mark the first heading where there is no other title."""
    is_title = "title" not in values
    for line in lines:
        if is_title and line.what == "text" and (heading := _HEADING.match(line.text)):
            is_title = False
            yield Line(line.number, line.key, heading[1], "title")
        else:
            yield line


def _parts(lines: list[Line]) -> list[Part]:
    """Put together what the same people may read."""
    grouped: dict[Key, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.key].append(line)
    return [_part(key, some) for key, some in grouped.items()]


def _part(key: Key, lines: list[Line]) -> Part:
    shorts: list[tuple[str, str, int]] = []
    names: dict[str, None] = {}
    includes: list[str] = []
    texts: list[str] = []
    listing, before = False, 0
    for line in lines:
        if line.what == "text":
            if _INCLUDES.match(line.text):
                listing = not listing
            elif listing:
                includes.append(line.text.strip())
            elif include := _INCLUDE.search(line.text):
                includes.append(include[1])
            is_next = line.number <= before + 1 and not _BLOCK.match(line.text)
            texts.append(line.text if is_next else f"{BREAK} {line.text}")
        else:
            shorts.append((line.what, " ".join(words(readable(plain(line.text)[0]))), line.number))
            texts.append(f"{BREAK} {line.text} {BREAK}")
        before = line.number
        for name in _mentioned(line.text):
            names[name] = None
    text, addresses = plain("\n".join(texts))
    found = words(readable(text))
    shorts += [("address", " ".join(words(unquote(address))), 0) for address in addresses]
    shorts += [("address", " ".join(words(mail)), 0) for mail in _MAIL.findall(text)]
    joined = " ".join(found)
    rows = fingerprints(found)
    seams = list({*fingerprints([word for word in found if word != BREAK])}.difference(rows))
    return Part(*key, joined, rows, seams, [s for s in shorts if s[1]], list(names), includes)


_FILE = re.compile(r"[^\s()<>\"'\[\]|={},;:!?#]+\.[A-Za-z0-9]{2,5}\b")


def _mentioned(text: str) -> Iterator[str]:
    """Yield the last names of what look like paths of files."""
    if "." in text:
        for found in _FILE.finditer(text):
            yield found[0].rpartition("/")[2].lower()


def _named(value: object) -> list[str] | None:
    if value is None:
        return None
    return [str(item).strip() for item in (value if isinstance(value, list) else [value])]


def _words_of(args: str) -> tuple[str, ...]:
    return tuple(filter(None, re.split(r"[\s,]+", args.strip())))


def _moment(value: object) -> float | None:
    """Return the moment that a day or a time is; one that cannot be read never comes."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return float("inf")
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).timestamp()
    return datetime.combine(value, time(0), UTC).timestamp() if isinstance(value, date) else float("inf")
