"""Broadsheet as a MkDocs plugin: hooks that only delegate."""

from __future__ import annotations

from broadsheet.mkdocs_plugin.plugin import BroadsheetPlugin

__all__ = ["BroadsheetPlugin"]
