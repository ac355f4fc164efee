"""What authors say of a page, as Material's templates may write it: they put it into HTML as it is."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import escape
from mkdocs.structure.toc import AnchorLink


def inert(value: Any) -> Any:
    """Return a value of the front matter with every text escaped, once, however often a template does it."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Mapping):
        return {key: inert(item) for key, item in value.items()}
    return [inert(item) for item in value] if isinstance(value, list) else value


def address(url: str) -> str:
    """Return an address that MkDocs made of a file's name, with what no address may hold percent-encoded."""
    return quote(url, safe="%/:?#[]@!$&()*+,;={}|")


def quieten(toc: Iterable[AnchorLink]) -> None:
    """Let headings be text, and their ids end no attribute that they are written into.

    Python-Markdown takes tags out of a heading and escapes the rest, but not where one tag is in another.
    """
    for link in toc:
        link.id, link.title = escape(link.id), html.escape(html.unescape(link.title), quote=False)
        quieten(link.children)
