"""What authors say of a page, as Material's templates may write it: they put it into HTML as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import escape
from mkdocs.structure.toc import AnchorLink


def inert(value: Any) -> Any:
    """Return a value of the front matter with every text escaped, once, however often a template does it."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Mapping):
        return {key: inert(item) for key, item in value.items()}
    return [inert(item) for item in value] if isinstance(value, list) else value


def quieten(toc: Iterable[AnchorLink]) -> None:
    """Let no heading's id end the attribute that it is written into; its title is escaped HTML already."""
    for link in toc:
        link.id = escape(link.id)
        quieten(link.children)
