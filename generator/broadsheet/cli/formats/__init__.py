"""Findings in the forms that CI systems and other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from broadsheet.cli.formats import data, github, gitlab, sarif
from broadsheet.cli.formats.report import Report

TEXT: Final = "text"
"""What people read: on standard error, beside what the command itself says."""

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "github": github.write,
    "gitlab": gitlab.write,
    "json": data.write,
    "sarif": sarif.write,
}
"""The other formats: a whole report as the one thing that goes to standard output."""
