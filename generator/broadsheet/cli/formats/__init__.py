"""Findings in the forms that CI systems and other programs read."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from broadsheet.cli.formats.report import Report

TEXT: Final = "text"
"""What people read: on standard error, beside what the command itself says."""

_MODULES: Final = {"github": "github", "gitlab": "gitlab", "json": "data", "sarif": "sarif"}

FORMATS: Final = tuple(_MODULES)
"""The other formats: a whole report as the one thing that goes to standard output."""


def written(report: Report, form: str) -> str:
    """Return a report in a format, whose module is only loaded now.

    Args:
        report: What was found.
        form: One of :data:`FORMATS`.
    """
    text: str = import_module(f"{__name__}.{_MODULES[form]}").write(report)
    return text
