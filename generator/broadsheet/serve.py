"""``broadsheet serve``: every edition on one local server, built again whenever a file changes."""

from __future__ import annotations
