"""Where MkDocs itself converts every page: pages that ask for too much are all found before it stops."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents

from broadsheet.errors import ExcessError, FindingsError
from broadsheet.findings import Findings, Place
from broadsheet.limits import within

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

T = TypeVar("T")


def limited(path: str, seconds: float, work: Callable[[], T]) -> T:
    """Convert a page, as far as it asks for no more than it is given.

    Args:
        path: The page's source.
        seconds: How long it may take.
        work: Converts it.

    Raises:
        ExcessError: It asks for more.
    """
    try:
        return within(seconds, work)
    except ExcessError as error:
        error.place = Place(path, 1)
        raise


class Excesses:
    """Lets MkDocs go on behind a page that asks for too much, up to where all pages are converted.

    Args:
        seconds: How long a page may take.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._findings = seconds, Findings()

    def guard(self, page: MkDocsPage, path: str) -> None:
        """Have MkDocs leave a page empty where it asks for too much."""
        page.render = partial(self._render, page, path)  # type: ignore[method-assign]

    def _render(self, page: MkDocsPage, path: str, config: MkDocsConfig, files: Files) -> None:
        page.content, page.toc = "", TableOfContents([])
        self.tried(lambda: limited(path, self._seconds, lambda: MkDocsPage.render(page, config, files)), None)

    def tried(self, work: Callable[[], T], otherwise: T) -> T:
        """Do some work; where it asks for too much, note that, and go on with something else."""
        try:
            return work()
        except ExcessError as error:
            self._findings.add(error.code, error.place or Place("."), error.message)
            return otherwise

    def stop(self) -> None:
        """Stop, if there were any.

        Raises:
            FindingsError: There were.
        """
        if self._findings.errors:
            raise FindingsError(self._findings)
