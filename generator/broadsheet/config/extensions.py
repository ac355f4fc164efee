"""What Broadsheet has to know of the site's Markdown extensions."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Set
from typing import Any

from broadsheet.sources.request import Snippets

Extensions = Mapping[str, Mapping[str, Any]]
"""The extensions that are switched on, with their configuration."""

_BLOCK_TYPES = ["note", "attention", "caution", "danger", "error", "tip", "hint", "warning"]
_BLOCKS = {
    "pymdownx.blocks.admonition": ["admonition", *_BLOCK_TYPES],
    "pymdownx.blocks.details": ["details"],
    "pymdownx.blocks.tab": ["tab"],
    "pymdownx.blocks.html": ["html"],
    "pymdownx.blocks.definition": ["define"],
    "pymdownx.blocks.caption": ["caption", "figure-caption", "table-caption"],
}


PAST_SELECTION = frozenset({"markdown_include.include", "mdx_include.mdx_include", "mdx_include"})
"""Extensions that put files into a text while it is rendered, when selection is over."""


DOING = frozenset(
    (
        *("codeinclude", "embed-external-markdown", "external-markdown", "gallery", "include-markdown"),
        *(
            "kroki",
            "macros",
            "markdown-exec",
            "markdownextradata",
            "marimo",
            "mkdocs-jupyter",
            "mkdocstrings",
        ),
        *("mknotebooks", "build_plantuml", "plantuml", "table-reader"),
        *("markdown_inline_graphviz", "mkdocs_graphviz", "plantuml_markdown"),
    )
)
"""Plugins and extensions that run, import, fetch or read from disk what a text says."""


def doing(extensions: Extensions, plugins: Set[str]) -> list[str]:
    """Return the plugins and extensions that do what a text says, as far as they are known.

    Args:
        extensions: Those that are switched on.
        plugins: The same.
    """
    found = DOING & (extensions.keys() | plugins)
    # Also as a function that draws fences, without its plugin.
    return sorted(found | {"markdown-exec"} if "markdown_exec" in repr(extensions) else found)


def snippets(extensions: Extensions, docs_dir: str) -> Snippets | None:
    """Return how files are included; None where that is not switched on."""
    if "pymdownx.snippets" not in extensions:
        return None
    config = extensions["pymdownx.snippets"]
    named = [str(folder) for folder in _as_list(config.get("base_path", "."))]
    places = [re.sub(r"^\$config_dir\b", ".", re.sub(r"^\$docs_dir\b", docs_dir, name)) for name in named]
    appended = tuple(str(name) for name in _as_list(config.get("auto_append", [])))
    return Snippets(tuple(folder_path(place) for place in places), appended)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def known_blocks(extensions: Extensions) -> frozenset[str]:
    """Return the names of the ``///`` blocks that the extensions know."""
    names: list[str] = []
    for extension, blocks in _BLOCKS.items():
        if extension in extensions:
            configured = extensions[extension].get("types")
            types = configured if isinstance(configured, list) else []
            names += [*blocks, *(str(item.get("name") if isinstance(item, dict) else item) for item in types)]
    return frozenset(re.sub(r"\s+", "-", name.lower()) for name in names)


def folder_path(path: object) -> str:
    """Return a folder as the configuration names it, in the form that paths have everywhere else."""
    return os.path.normpath(str(path)).replace(os.sep, "/")
