"""Where everything of an edition stands: files of its project, addresses of its pages, ids of its feeds."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from broadsheet.model.content import page_address
from broadsheet.model.items import Document, Entry

ROOT = "broadsheet-root:/"
"""Stands for the edition's root in converted text, until it is known where the text will stand."""

LATEST = "changelog/index.md"
"""The changelog's own page."""

SINCE = "changelog/since/index.md"
"""The page of everything between two releases."""

PROPOSE = "changelog/propose/index.md"
"""The page on which an entry is proposed, in internal editions."""

WIDGET = "widget.js"
"""The script with which other sites show what is new."""

_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


@dataclass(frozen=True, slots=True)
class Addresses:
    """An edition's addresses.

    Args:
        site_url: The edition's absolute address, with a trailing slash.
        directory_urls: MkDocs' ``use_directory_urls``.
    """

    site_url: str
    directory_urls: bool

    def page(self, src_uri: str) -> str:
        """Return the address of a project's file relative to the edition's root, percent-encoded."""
        return _page(src_uri, self.directory_urls)

    def absolute(self, src_uri: str) -> str:
        """Return the absolute address of a project's file."""
        return self.site_url + self.page(src_uri)

    def rooted(self, src_uri: str) -> str:
        """Return an address to be used in text that will stand in several places; see :data:`ROOT`."""
        return ROOT + self.page(src_uri)


@lru_cache(maxsize=2**16)
def _page(src_uri: str, directory_urls: bool) -> str:
    return quote(page_address(src_uri, directory_urls) if src_uri.endswith(".md") else src_uri)


def is_external(address: str) -> bool:
    """Whether an address leads out of the edition: it has a scheme or a host (RFC 3986 §4.1 and §4.2)."""
    return _EXTERNAL.match(address) is not None


def entry_uri(entry: Entry) -> str:
    """Return the project's file of an entry's page."""
    return f"changelog/{entry.id}.md"


def year_uri(year: int) -> str:
    """Return the project's file of a year's page."""
    return f"changelog/{year}/index.md"


def month_uri(year: int, month: int) -> str:
    """Return the project's file of a month's page."""
    return f"changelog/{year}/{month:02}/index.md"


def release_uri(version: str) -> str:
    """Return the project's file of a release's page."""
    return f"changelog/releases/{version}/index.md"


def product_uri(name: str) -> str:
    """Return the project's file of a product's page."""
    return f"changelog/product/{name}/index.md"


def audience_uri(name: str) -> str:
    """Return the project's file of an audience's page."""
    return f"changelog/audience/{name}/index.md"


def item_id(authority: str, kind: str, audience: str, name: str = "") -> str:
    """Return a feed item's permanent id, a ``tag:`` URI (RFC 4151).

    It is made of what never changes: not of a title, an address or a path as it is now. Each audience has
    an id of its own for an entry, because each reads words of its own, and readers such as newsboat show
    one id once even if two feeds hold it.

    Args:
        authority: A name and a year in which it was the site's, like ``example.com,2026``.
        kind: ``changelog``, ``docs`` or ``feeds``.
        audience: The audience's name, or ``all``.
        name: The entry's id, the document's lasting name, or the rest of a feed's path.
    """
    return f"tag:{authority}:{kind}/{audience}" + (f"/{quote(name)}" if name else "")


def entry_item_id(authority: str, audience: str, entry: Entry) -> str:
    """Return the permanent id of an entry's item in an audience's feeds, or in that of all."""
    return item_id(authority, "changelog", audience, entry.id)


def document_item_id(authority: str, audience: str, document: Document) -> str:
    """Return the permanent id of a document's item in an audience's feeds."""
    return item_id(authority, "docs", audience, lasting_name(document))


def lasting_name(document: Document) -> str:
    """Name a document by where it was first committed, without telling: that may have been internal."""
    return hashlib.sha256(document.times.origin.encode()).hexdigest()[:20]


@lru_cache(maxsize=2**16)
def from_folder(folder: str, path: str) -> str:
    """Return a path relative to a folder's; both are relative to the same place, and normal.

    As :func:`posixpath.relpath`, which looks for the current directory each time.
    """
    start, target = (list(filter(None, one.split("/"))) for one in (folder, path))
    same = len(posixpath.commonprefix([start, target]))
    return "/".join([*[".."] * (len(start) - same), *target[same:]]) or "."


def relative(address: str, page: str) -> str:
    """Return an address relative to a page's own.

    Args:
        address: Relative to the edition's root.
        page: The page's address relative to the edition's root.
    """
    path = re.split("[#?]", address, maxsplit=1)[0]
    tail = address[len(path) :]
    target = from_folder(posixpath.dirname(page), path)
    slash = "/" if path.endswith("/") or not path else ""
    return f"{target}{slash}{tail}".removeprefix("./") or "./"
