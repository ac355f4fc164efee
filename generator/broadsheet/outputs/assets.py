"""The files that an edition's pages use, and what its stylesheets use in turn."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from broadsheet.codes import Code
from broadsheet.config.settings import Settings
from broadsheet.findings import Findings, Place
from broadsheet.model.items import Asset, Content
from broadsheet.model.taxonomy import Edition

_CSS_URL = re.compile(rb"url\(\s*['\"]?([^'\")\s?#]+)|@import\s+['\"]([^'\"]+)")

_PAGE = re.compile(r"\.(?:[qr]?md|mdx|mdown|mdwn|mkdn?|markdown)$", re.IGNORECASE)
_AUDIENCE = re.compile(rb"(?:\xef\xbb\xbf)?---\s.*?^[\"']?audience[\"']?[ \t]*:", re.DOTALL | re.MULTILINE)
"""Front matter that names an audience."""


def with_stylesheet_assets(
    used: Collection[str], content: Content, edition: Edition, settings: Settings, findings: Findings
) -> tuple[Asset, ...]:
    """Return the assets of an edition.

    Args:
        used: Project paths of the files that a held page refers to.
        content: All assets.
        edition: The edition.
        settings: Names the files that the theme itself puts on every page.
        findings: Gets files that the theme or a stylesheet wants and that are not for the edition's readers.

    Returns:
        These files, those of the theme, and what their stylesheets load, by path.
    """
    by_path = {asset.path: asset for asset in content.assets}
    config = Place(settings.config.name)
    named = [*used, *(f"{settings.docs_dir}/{name}" for name in settings.theme_assets)]
    waiting = [(path, config) for path in named]
    taken: dict[str, Asset] = {}
    while waiting:
        path, place = waiting.pop()
        asset = by_path.get(path)
        if asset is None and path == f"{settings.docs_dir}/{settings.options.image}":
            findings.add(Code.BS402, place, f"`image` leads to nothing: there is no {path}")
        if asset is None or path in taken:
            continue
        if asset.audiences is not None and not asset.audiences & edition.sees:
            whom = ", ".join(sorted(asset.audiences)) or "nobody"
            message = f"this uses {path}, which is for {whom}: the edition “{edition.name}” does not hold it"
            findings.add(Code.BS401, place, message)
            continue
        if _names_readers(asset):
            message = "this names an `audience`, and only “.md” files are asked for one: no edition holds it"
            findings.add(
                Code.BS401, Place(path), message, "Let its name end in “.md”, or delete its `audience`."
            )
            continue
        taken[path] = asset
        if path.endswith(".css"):
            waiting += loaded(asset)
    return tuple(taken[path] for path in sorted(taken))


def _names_readers(asset: Asset) -> bool:
    """Whether a file is a page by another name: it would be handed on whole, whomever it is meant for."""
    return bool(_PAGE.search(asset.path) and _AUDIENCE.match(asset.data))


def loaded(stylesheet: Asset) -> Iterator[tuple[str, Place]]:
    """Yield the files that a stylesheet loads, and where it does.

    Args:
        stylesheet: The stylesheet.
    """
    folder = posixpath.dirname(stylesheet.path)
    for match in _CSS_URL.finditer(stylesheet.data):
        name = unquote((match[1] or match[2]).decode("utf-8", "replace"))
        line = stylesheet.data.count(b"\n", 0, match.start()) + 1
        yield posixpath.normpath(posixpath.join(folder, name)), Place(stylesheet.path, line)
