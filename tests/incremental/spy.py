"""What a build makes, told by those who make it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest

from broadsheet.outputs.project import Page
from broadsheet.render import search
from broadsheet.render.markdown import Converter
from broadsheet.render.mkdocs_pages import PageMaker


class Spy:
    """Remembers what was made, until it is emptied.

    Attributes:
        pages: Pages that were put into the theme, by their file in the edition's project.
        documents: Documents that were converted, by the same.
        texts: Texts that were converted.
        shards: How many shards of the search were indexed.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.empty()
        self._watch(monkeypatch, PageMaker, "html", lambda _, page: self.pages.append(_uri(page)))
        self._watch(monkeypatch, PageMaker, "convert", lambda _, page: self.documents.append(_uri(page)))
        self._watch(monkeypatch, Converter, "convert", lambda _, text: self.texts.append(text))
        self._watch(monkeypatch, search, "index_shard", lambda _: self._count_shard())

    def empty(self) -> None:
        """Forget what was made."""
        self.pages: list[str] = []
        self.documents: list[str] = []
        self.texts: list[str] = []
        self.shards = 0

    @property
    def made(self) -> tuple[list[str], list[str], int, int]:
        """Pages and documents, sorted, how many texts, and how many shards."""
        return sorted(self.pages), sorted(self.documents), len(self.texts), self.shards

    @classmethod
    def calls(cls, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[tuple[Any, ...]]:
        """Return the arguments of all calls of something, as they come to be made."""
        made: list[tuple[Any, ...]] = []
        cls._watch(monkeypatch, owner, name, lambda *args: made.append(args))
        return made

    def _count_shard(self) -> None:
        self.shards += 1

    @staticmethod
    def _watch(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, tell: Callable[..., None]) -> None:
        real = getattr(owner, name)

        @wraps(real)
        def watched(*args: Any) -> Any:
            tell(*args)
            return real(*args)

        monkeypatch.setattr(owner, name, watched)


def _uri(page: Page) -> str:
    return page.src_uri
