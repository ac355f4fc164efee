"""A release's page, ``changelog/<version>/index.md``: as it is begun, and with entries added. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from urllib.parse import quote

import yaml

from broadsheet.errors import UsageError
from broadsheet.findings import Findings
from broadsheet.model.items import Content, Entry
from broadsheet.model.taxonomy import EVERYONE
from broadsheet.outputs.changelog import type_title
from broadsheet.sources.front_matter import FrontMatter, split

_BOM = "\ufeff"
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_ENDS = "\r\n"
_MOST = 8
"""How many entries of a type an introduction names: the newest."""

_ITEM = re.compile(r"[ ]*-[ ]+")
_ON_ONE_LINE = re.compile(
    r"(?P<head>entries[ ]*:[ ]*\[)(?P<items>[^\]#]*?)(?P<tail>[ ]*,?[ ]*\].*)", re.DOTALL
)
_SPECIAL = re.compile(r"([\\`*\[\]{}]|(?<!\w)_|_(?!\w))")


def new_page(path: str, title: str, day: date, entries: Sequence[Entry], content: Content) -> bytes:
    """Begin a release's page, for those who read any of its entries.

    Args:
        path: The file, relative to the project.
        title: What the release is called.
        day: Its day.
        entries: What it gathers, newest first.
        content: Holds the closed lists.
    """
    published = [entry for entry in entries if entry.path not in content.unpublished]
    readers = frozenset().union(*(entry.audiences for entry in published))
    names = f"[{', '.join(map(_scalar, _in_order(readers, content)))}]"
    lines = [
        "---",
        f"title: {_scalar(title)}",
        f"date: {day}",
        f"audience: {EVERYONE if readers == content.audiences.keys() else names}",
        "entries:",
        *(f"  - {_scalar(entry.id)}" for entry in entries),
        "---",
        introduction(path, published, content),
    ]
    return "\n".join(lines).encode()


def introduction(path: str, entries: Sequence[Entry], content: Content) -> str:
    """Say what a release brings, to each audience of what it may read: the rest is in audience blocks.

    Args:
        path: The release's page, relative to the project.
        entries: What it gathers, newest first.
        content: Holds the closed lists.
    """
    readers = frozenset().union(*(entry.audiences for entry in entries))
    order = {name: place for place, name in enumerate(content.audiences)}

    def wide_first(entry: Entry) -> tuple[int, list[int]]:
        return -len(entry.audiences), sorted(order[name] for name in entry.audiences)

    parts = []
    for _, group in groupby(sorted(entries, key=wide_first), key=lambda entry: entry.audiences):
        some = list(group)
        text = "\n\n".join(_points(path, some, content.types))
        whom = some[0].audiences
        names = ", ".join(_in_order(whom, content))
        parts.append(text if whom == readers else f"/// audience | {names}\n{text}\n///")
    return "\n\n".join(parts) + "\n"


def with_entries(data: bytes, path: str, entries: Sequence[Entry]) -> bytes:
    """Add entries to those that a release's page gathers; all other bytes stay as they are.

    Args:
        data: The page, in which nothing is wrong.
        path: The file, relative to the project.
        entries: What to add, newest first.

    Raises:
        UsageError: Its list is written in a way that cannot be added to.
    """
    text = data.decode("utf-8")
    plain = text.lstrip(_BOM)
    lines = _LINES.findall(plain)
    parts = split("".join(f"{line.rstrip(_ENDS)}\n" for line in lines), path, Findings())
    assert parts is not None  # it was read before
    return (
        text.removesuffix(plain) + "".join(_added(lines, parts, path, [entry.id for entry in entries]))
    ).encode()


def _added(lines: list[str], parts: FrontMatter, path: str, ids: Sequence[str]) -> list[str]:
    if parts.yaml is None:
        end = _end_of_line(lines[0])
        return [f"---{end}entries:{end}", *_items(ids, "  - ", end), f"---{end}", *lines]
    last = max((line for key, line in parts.yaml.lines.items() if key[:1] == ("entries",)), default=0)
    if not last:
        fence = parts.body_line - 1
        end = _end_of_line(lines[0])
        return [*lines[: fence - 1], f"entries:{end}", *_items(ids, "  - ", end), *lines[fence - 1 :]]
    line = lines[last - 1]
    if item := _ITEM.match(line):
        return [*lines[:last], *_items(ids, item[0], _end_of_line(line)), *lines[last:]]
    if flow := _ON_ONE_LINE.fullmatch(line):
        items = [*filter(None, [flow["items"]]), *map(_scalar, ids)]
        return [*lines[: last - 1], f"{flow['head']}{', '.join(items)}{flow['tail']}", *lines[last:]]
    message = f"{path}:{last}: cannot add to the list of `entries`"
    raise UsageError(message, "Write each id on a line of its own, behind a hyphen.")


def _points(path: str, entries: Sequence[Entry], types: Iterable[str]) -> Iterator[str]:
    """Yield a paragraph for each thing there is to do, then one for each type of what is new."""
    for entry in entries:
        if entry.breaking:
            yield f"**Action needed:** {_link(path, entry)}. {_plain(entry.action)}"
    for kind in types:
        links = [_link(path, entry) for entry in entries if entry.type == kind and not entry.breaking]
        if links:
            more = " and more" if len(links) > _MOST else ""
            yield f"**{type_title(kind)}:** {', '.join(links[:_MOST])}{more}"


def _link(path: str, entry: Entry) -> str:
    target = posixpath.relpath(entry.path, posixpath.dirname(path))
    return f"[{_plain(entry.title)}]({quote(target)})"


def _plain(text: str) -> str:
    """Return a text as Markdown that shows it as it is, in one line."""
    one_line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(r"\\\1", one_line)


def _items(ids: Iterable[str], before: str, end: str) -> list[str]:
    return [f"{before}{_scalar(id)}{end}" for id in ids]


def _scalar(text: str) -> str:
    """Return a text as YAML reads it as text."""
    return yaml.safe_dump([text], allow_unicode=True, width=10_000).removeprefix("- ").rstrip("\n")


def _in_order(names: Collection[str], content: Content) -> list[str]:
    return [name for name in content.audiences if name in names]


def _end_of_line(line: str) -> str:
    return line[len(line.rstrip(_ENDS)) :] or "\n"
