"""An edition's nav: the configured one without what the edition does not hold, and the changelog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from broadsheet.codes import Code
from broadsheet.config.settings import Settings
from broadsheet.findings import Findings, Place
from broadsheet.model.items import Content
from broadsheet.outputs.addresses import LATEST, is_external
from broadsheet.outputs.project import Page


def edition_nav(
    settings: Settings, content: Content, pages: Iterable[Page], findings: Findings
) -> list[Any] | None:
    """Return the nav of an edition, as MkDocs takes it.

    Sections that have no page left are gone, with their titles and their links to other sites. The changelog
    comes last where the configuration does not place it.

    Args:
        settings: Holds the configured nav.
        content: Everything there is: what it has and the edition has not is left out silently.
        pages: The edition's pages.
        findings: Gets what the nav names and nobody has.

    Returns:
        The nav; None where none is configured and the engine makes its own.
    """
    if settings.nav is None:
        return None
    held = {page.src_uri for page in pages}
    known = {document.src_uri for document in content.documents} | held | {LATEST}
    named: set[str] = set()

    def keep_each(items: list[Any]) -> list[Any]:
        return [kept for child in items if (kept := keep(child)) is not None]

    def keep(item: Any) -> Any | None:
        if isinstance(item, list):
            left = keep_each(item)
            return left if left and (_has_page(left) or not _has_page(item)) else None
        if isinstance(item, dict):
            kept = {title: child for title, value in item.items() if (child := keep(value)) is not None}
            return kept or None
        if not isinstance(item, str) or is_external(item):
            return item
        named.add(item)
        if item not in known:
            place = Place(settings.config.name, settings.config.nav_line(item))
            findings.add(Code.BS404, place, f"the nav names {item}, and there is no such page")
        return item if item in held else None

    nav = keep_each(settings.nav)
    if LATEST in held and LATEST not in named:
        nav.append({"Changelog": LATEST})
    return nav


def _has_page(nav: object) -> bool:
    return not all(map(is_external, nav_files(nav)))


def nav_files(nav: object) -> Iterator[str]:
    """Yield every file and address that a nav names, in order."""
    if isinstance(nav, str):
        yield nav
    for item in nav if isinstance(nav, list) else nav.values() if isinstance(nav, dict) else ():
        yield from nav_files(item)
