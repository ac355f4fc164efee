"""What Broadsheet has to know of the site's Markdown extensions."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

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


def snippet_folders(extensions: Extensions) -> tuple[str, ...] | None:
    """Return where ``--8<--`` looks for files, relative to the project; None where it is not switched on."""
    if "pymdownx.snippets" not in extensions:
        return None
    base = extensions["pymdownx.snippets"].get("base_path", ["."])
    return tuple(folder_path(folder) for folder in (base if isinstance(base, list) else [base]))


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
