"""Converted text, ready to be put into pages and feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fragment:
    """HTML converted from an item's Markdown.

    Args:
        html: Its links start with :data:`~broadsheet.outputs.addresses.ROOT`.
        summary: Its first paragraph, as plain text.
        toc: Its headings, as Python-Markdown's ``toc_tokens``.
    """

    html: str
    summary: str
    toc: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Fragments:
    """Everything of an edition that stands in more than one place.

    Args:
        entries: Each entry as the edition reads it, by its id.
        wordings: Each entry as one audience reads it, by its id and the audience's name.
        notes: Each release's introduction, by version.
        documents: Documents that a feed holds, as one audience reads them, by path and audience.
    """

    entries: Mapping[str, Fragment]
    wordings: Mapping[tuple[str, str], Fragment]
    notes: Mapping[str, Fragment]
    documents: Mapping[tuple[str, str], Fragment]
