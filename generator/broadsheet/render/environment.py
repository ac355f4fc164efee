"""What every page of an edition depends on besides its content, and whether that can be told at all.

What is converted or rendered once is kept only where everything that it was made from is known. A plugin, a
hook or a template may read whatever it likes; where one may, :func:`hindrances` names it, and the edition
is made by MkDocs from scratch each time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from broadsheet.config.file import PLUGIN
from broadsheet.config.settings import Settings
from broadsheet.model.taxonomy import Edition
from broadsheet.render.overrides import unseen
from broadsheet.store import digest

PACKAGE = Path(__file__).parent.parent

_METADATA = (".dist-info", ".egg-info")

_KNOWN_EXTENSIONS = ("markdown.extensions.", "pymdownx.", "material.extensions.")
_SHORT_NAMES = frozenset(
    (
        *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes"),
        *("legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables"),
        *("toc", "wikilinks"),
    )
)
"""Python-Markdown's own extensions, by the names that its entry points give them."""

_READING = frozenset({"pymdownx.b64", "pymdownx.pathconverter"})
"""Extensions that read files, or are told of paths, while they convert."""

_FUNCTION = "tag:yaml.org,2002:python/"


def hindrances(settings: Settings) -> list[str]:
    """Say what keeps an edition from being made piece by piece, in words; nothing where nothing does."""
    config = settings.config
    found = [f"the plugin “{name}”" for name in sorted(config.plugins - {PLUGIN})]
    if config.values.get("hooks"):
        found.append("the hooks")
    if config.values.get("extra_templates"):
        found.append("`extra_templates`")
    theme = config.values.get("theme")
    name = theme.get("name") if isinstance(theme, dict) else theme
    if name != "material":
        found.append(f"the theme “{name}”")
    if _warns_of_anchors(config.values.get("validation")):
        found.append("`validation: anchors`, which compares all pages with each other,")
    found += [f"the Markdown extension “{e}”" for e in sorted(config.extensions) if not _is_known(e)]
    found += [f"“{f}” in `markdown_extensions`" for f in sorted(set(_functions(config.extensions)))]
    if settings.overrides:
        found += unseen(settings.config.path.parent / settings.overrides)
    return found


def text_key(settings: Settings) -> bytes:
    """Return the digest of what a converted text depends on besides the text itself."""
    icons = [str(folder) for folder in _named(settings.config.extensions, "custom_icons")]
    return digest(
        b"text",
        _tool(),
        str(settings.options.untrusted),
        repr(settings.config.extensions),
        repr(settings.config.values.get("validation")),
        str(settings.directory_urls),
        *(_folder(settings.config.path.parent / icon) for icon in icons),
    )


def page_key(settings: Settings, edition: Edition) -> bytes:
    """Return the digest of what every page of an edition depends on."""
    overrides = settings.config.path.parent / settings.overrides if settings.overrides else None
    return digest(
        b"page",
        text_key(settings),
        repr(settings.config.values),
        msgspec.msgpack.encode(edition, order="deterministic"),
        settings.authority,
        str(settings.preview),
        _folder(overrides) if overrides else b"",
    )


@cache
def _tool() -> bytes:
    """Return the digest of the program: its own files, and every distribution that is installed beside it."""
    return digest(sys.version, *_installed(), _folder(PACKAGE))


def _installed() -> list[str]:
    """Return the names of all distributions with their versions, as their metadata's folders say them."""
    found: set[str] = set()
    for place in sys.path:
        with suppress(OSError):
            found.update(path.name for path in Path(place or ".").iterdir() if path.suffix in _METADATA)
    return sorted(found)


def _folder(folder: Path) -> bytes:
    """Return the digest of all files below a folder."""
    parts: list[bytes | str] = []
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            file = Path(path, name)
            parts += (str(file.relative_to(folder)), file.read_bytes())
    return digest(*parts)


def _is_known(extension: str) -> bool:
    if extension in _READING:
        return False
    return extension in _SHORT_NAMES or extension.startswith(_KNOWN_EXTENSIONS)


def _functions(value: object) -> Iterator[str]:
    """Yield the names of functions that the configuration hands to extensions, other than their own."""
    for text in _strings(value):
        name = text.partition(":python/")[2].partition(":")[2]
        if text.startswith(_FUNCTION) and not name.startswith(_KNOWN_EXTENSIONS):
            yield name


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _named(value: object, key: str) -> Iterator[Any]:
    """Yield what stands under a key, however deep; a list's items one by one."""
    items: Iterable[object] = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    if isinstance(value, dict) and key in value:
        yield from value[key] if isinstance(value[key], list) else [value[key]]
    for item in items:
        yield from _named(item, key)


def _warns_of_anchors(validation: object) -> bool:
    return any(level not in {"info", "ignore"} for level in _named(validation, "anchors"))
