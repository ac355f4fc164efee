"""When what a template reads for one page is the same as for another."""

from __future__ import annotations

import posixpath
from typing import Any, Final, cast

from jinja2 import Environment, Undefined
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.ext import _gettext_alias
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from broadsheet.render.template_reads import PAGE, Path

Key = tuple[object, ...]
_PLAIN: Final = frozenset({int, bool, type(None), Markup})
# "_" is gettext's short name to Jinja, and Material's name for what it does not need.
_PURE: Final = frozenset(
    map(id, [_gettext_alias, *(pure for name, pure in DEFAULT_NAMESPACE.items() if name != "lipsum")])
)


class UnlikeError(Exception):
    """A value cannot be compared safely."""


def place_of(url: str) -> tuple[Key, str]:
    """Return what decides the relative links of a page.

    MkDocs' ``get_relative_url`` compares a target's parts with the parts of the page's folder, in order.
    Pages whose folders have the same parent differ only in the last part, and so do their links only where a
    target has that part.

    Args:
        url: The page's address, as MkDocs has it: relative to the site's root, without a leading slash.

    Returns:
        A key, and the one part of the address that the key leaves out; empty where it leaves out none. Two
        pages with one key have the same link to every target that holds neither's part.
    """
    folder, _, name = url.rpartition("/")
    is_file = "." in name
    parts = _parts(folder if is_file else url)
    return ((False, *parts), "") if is_file or not parts else ((True, *parts[:-1]), parts[-1])


def near(target: str) -> frozenset[str]:
    """The parts of a link's target; a page whose :func:`place_of` leaves out one of them may differ."""
    return frozenset(target.replace("\\", "/").split("/")) - {""}


def _parts(url: str) -> list[str]:
    return [part for part in posixpath.normpath(f"/{url}").split("/") if part]


class Likeness:
    """Turns what is read for the page at hand into keys: equal keys, equal reads.

    The page at hand is the active one. Where it is not in the nav, nothing in the nav is active, and the nav
    is the same for all such pages; else only an item of the nav is that neither is active nor holds what is.

    Args:
        environment: Knows how a template reads an attribute.
    """

    def __init__(self, environment: Environment) -> None:
        self._getattr = environment.getattr
        self._config: object = None
        self._nav: object = None
        self._items: dict[int, Page | Section | Link] = {}
        self._sources: set[str] = set()
        self._sound = False
        self._modules: dict[int, object] = {}
        self._page: object = None
        self._place: tuple[Key, str] = ((), "")
        self._outside = False

    def enter(self, context: Context) -> bool:
        """Take up the page of a context; False where it has none, or one that cannot be compared."""
        page, nav = context.resolve_or_missing(PAGE), context.resolve_or_missing("nav")
        if type(page) is not Page or not page.active or type(nav) is not Navigation:
            return False
        if self._nav is None:
            self._config = context.resolve_or_missing("config")
            self._take(nav)
        if nav is not self._nav:
            return False
        if page is not self._page:
            self._page, self._place = page, place_of(page.url)
            listed = id(page) in self._items or page.file.src_uri in self._sources
            self._outside = self._sound and not listed and page.parent is None
        return True

    @property
    def place(self) -> Key:
        """Where the page at hand stands, but for the last part of its address."""
        return self._place[0]

    @property
    def own(self) -> str:
        """The last part of the address of the page at hand."""
        return self._place[1]

    @property
    def outside(self) -> bool:
        """Whether the page at hand is not in the nav."""
        return self._outside

    def keep(self, module: object) -> None:
        """Take an imported template for the same wherever it turns up."""
        self._modules[id(module)] = module

    def value(self, value: Any) -> object:  # noqa: PLR0911 - one for each kind of value
        """Return a key of a value.

        Raises:
            UnlikeError: There is none.
        """
        kind = type(value)
        if kind is str or value is missing:
            return value
        if value is self._config:
            return MkDocsConfig
        if kind is TableOfContents:  # Stands twice on a page that is in the nav; many entries have none.
            return value if len(value) else TableOfContents
        if kind in _PLAIN:
            return kind, value
        if kind is list or kind is tuple:
            return kind, *map(self.value, value)
        if kind is dict:
            return kind, *((self.value(key), self.value(held)) for key, held in value.items())
        if self._is_same(value):
            return id(value)
        if isinstance(value, Undefined):
            return Undefined
        raise UnlikeError

    def path(self, value: Any, path: Path) -> object:
        """Return a key of what a chain of attributes comes to.

        Raises:
            UnlikeError: There is none.
        """
        if value is missing:
            return missing
        for step in path.steps:
            if isinstance(value, Undefined):
                break
            value = self._getattr(value, step)
        return bool(value) if path.truth else self.value(value)

    def _is_same(self, value: object) -> bool:
        if value is self._nav:
            return self._outside
        item = self._items.get(id(value))
        if item is not None:
            return self._sound and not item.active
        return id(value) in _PURE or id(value) in self._modules

    def _take(self, nav: Navigation) -> None:
        """Look through a nav; one that is not as MkDocs makes it is the same for no two pages."""
        self._nav = nav
        self._sound = all(self._takes(item, None) for item in nav.items)
        home = [nav.homepage] if nav.homepage else []
        self._sound &= all(id(page) in self._items for page in nav.pages + home)

    def _takes(self, item: StructureItem, parent: Section | None) -> bool:
        if type(item) not in (Page, Section, Link) or item.parent is not parent or id(item) in self._items:
            return False
        self._items[id(item)] = cast("Page | Section | Link", item)
        if isinstance(item, Page):
            once = item.file.src_uri not in self._sources
            self._sources.add(item.file.src_uri)
            return once
        return not isinstance(item, Section) or all(self._takes(child, item) for child in item.children)
