"""The files that an edition's pages use, and what its stylesheets use in turn."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection

from broadsheet.model.items import Asset, Content
from broadsheet.settings import Settings

_CSS_URL = re.compile(rb"url\(\s*['\"]?([^'\")\s?#]+)|@import\s+['\"]([^'\"]+)")


def with_stylesheet_assets(used: Collection[str], content: Content, settings: Settings) -> tuple[Asset, ...]:
    """Return the assets of an edition.

    Args:
        used: Project paths of the files that a held page refers to.
        content: All assets.
        settings: Names the files that the theme itself puts on every page.

    Returns:
        These files, those of the theme, and what their stylesheets load, by path.
    """
    by_path = {asset.path: asset for asset in content.assets}
    waiting = [*used, *(f"{settings.docs_dir}/{name}" for name in settings.theme_assets)]
    taken: dict[str, Asset] = {}
    while waiting:
        path = waiting.pop()
        asset = by_path.get(path)
        if asset is None or path in taken:
            continue
        taken[path] = asset
        if path.endswith(".css"):
            for match in _CSS_URL.finditer(asset.data):
                name = (match[1] or match[2]).decode("utf-8", "replace")
                waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), name)))
    return tuple(taken[path] for path in sorted(taken))
