"""Converted text, ready to be put into pages and feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from broadsheet.outputs.glossary import Term

K = TypeVar("K")
V = TypeVar("V")


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


class Made(Mapping[K, V], Generic[K, V]):
    """What is made of some texts, each when it is asked for.

    Args:
        texts: The texts, by whatever names them.
        make: Makes one; expected to remember.
    """

    def __init__(self, texts: Mapping[K, str], make: Callable[[str], V]) -> None:
        self._texts, self._make = texts, make

    def __getitem__(self, key: K) -> V:
        return self._make(self._texts[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@dataclass(frozen=True, slots=True)
class Fragments:
    """Everything of an edition that stands in more than one place.

    Args:
        entries: Each entry as the edition reads it, by its id.
        summaries: The first paragraph of each entry, as plain text, by its id.
        wordings: Each entry as one audience reads it, by its id and the audience's name.
        notes: Each release's introduction, by version.
        documents: Documents that a feed holds, as one audience reads them, by path and audience.
        definitions: What the glossary says of each term, as plain text.
    """

    entries: Mapping[str, Fragment]
    summaries: Mapping[str, str]
    wordings: Mapping[tuple[str, str], Fragment]
    notes: Mapping[str, Fragment]
    documents: Mapping[tuple[str, str], Fragment]
    definitions: Mapping[Term, str]
