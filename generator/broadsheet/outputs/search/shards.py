"""What is searched together: an edition's pages, cut into shards that are indexed one by one."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

#: How much a shard holds at most, counted in entries: what Pagefind indexes in about 0.4 s.
LIMIT = 600

#: A document is longer than an entry, and takes as long to index as this many.
_DOCUMENT = 3

#: Blocks of years, each of which begins at a multiple of its length.
_YEARS = (16, 8, 4, 2)

#: The finest cut that there is, so that no set of pages is cut for ever.
_DEEPEST = 40

#: Only a page that marks its own text is indexed.
_MARK = b"data-pagefind-body"

_ATTRIBUTE = b"data-pagefind-"
_ROOT = re.compile(rb"<html[^>]*>")


@dataclass(frozen=True, slots=True)
class Searched:
    """A page that a search may find.

    Args:
        path: Its HTML file in the edition.
        day: The day on which an entry was published, UTC; None for a document.
    """

    path: str
    day: date | None = None


def shards(pages: Iterable[Searched], limit: int = LIMIT) -> dict[str, list[str]]:
    """Cut an edition's pages into shards.

    A set of pages is cut only while it holds more than the limit: into documents and entries, then entries
    by ever shorter periods, and whatever is left by bits of a digest of the path. So a page that is added
    moves no other page from shard to shard, unless its own shard grows beyond the limit.

    Args:
        pages: Every page to index.
        limit: How much a shard holds at most, counted in entries.

    Returns:
        Each shard's name, and its pages' paths, sorted. Documents come first, then the newest entries.
    """
    found: dict[str, list[Searched]] = {}
    todo = [("all", 0, sorted(pages, key=lambda page: page.path))]
    while todo:
        name, depth, held = todo.pop()
        if depth == _DEEPEST or sum(1 if page.day else _DOCUMENT for page in held) <= limit:
            found[name] = held
            continue
        cut: dict[str, list[Searched]] = defaultdict(list)
        for page in held:
            cut[_name(page, depth)].append(page)
        todo.extend((name, depth + 1, part) for name, part in cut.items())
    newest = {
        name: max((page.day or date.max for page in held), default=date.max) for name, held in found.items()
    }
    ordered = sorted(sorted(found), key=newest.__getitem__, reverse=True)
    return {name: [page.path for page in found[name]] for name in ordered}


def _name(page: Searched, depth: int) -> str:
    """Return the name of the shard that a page belongs to when its set is cut for the n-th time."""
    if page.day is None:
        return _bits("docs", page, depth)
    name, bits = _period(page.day, depth)
    return _bits(name, page, bits) if bits else name


@cache
def _period(day: date, depth: int) -> tuple[str, int]:
    """Return the name of the period that a day is in, and by how many bits it is cut further."""
    periods = len(_YEARS)
    if depth == 0:
        return "entries", 0
    if depth <= periods:
        length = _YEARS[depth - 1]
        first = day.year // length * length
        return f"{first}-{first + length - 1}", 0
    year, month = f"{day.year:04}", day.month
    names = (year, f"{year}-h{(month + 5) // 6}", f"{year}-q{(month + 2) // 3}", f"{year}-{month:02}")
    finer = depth - periods - 1
    return (names[finer], 0) if finer < len(names) else (names[-1], finer - len(names) + 1)


def _bits(name: str, page: Searched, count: int) -> str:
    digest = int.from_bytes(hashlib.blake2b(page.path.encode(), digest_size=4).digest())
    return f"{name}-{digest:032b}"[: len(name) + 1 + count] if count else name


def slim(html: bytes) -> bytes | None:
    """Return what of a finished page is indexed, as a page of its own.

    Pagefind takes twice the time over all that Material puts around a page's text.

    Args:
        html: A finished page.

    Returns:
        The page from the first thing on it that is meant for Pagefind to the end of its article; the whole
        page where a theme puts something meant for Pagefind behind that. None where nothing marks the text.
    """
    if _MARK not in html:
        return None
    root = _ROOT.search(html)
    start = html.rfind(b"<", 0, html.index(_ATTRIBUTE))
    end = html.rfind(b"</article>")
    if root is None or start <= root.start() or end < html.rfind(_ATTRIBUTE):
        return html
    return b"<!doctype html>" + root[0] + b"<body>" + html[start:end] + b"</body></html>"
