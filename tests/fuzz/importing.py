"""Any bytes as a file of each format: it makes sound entries, and a second import changes none."""

from __future__ import annotations

from tests.importers.sound import check_import
from tests.importers.test_mangled import SAMPLES

from broadsheet.findings import Findings
from broadsheet.importers.formats import FORMATS
from broadsheet.sources.text import decode

_NAMES = tuple(FORMATS)


def check(data: bytes) -> None:
    """Import a file.

    Args:
        data: The format's number, then what the file holds.
    """
    format_name = _NAMES[data[0] % len(_NAMES)] if data else _NAMES[0]
    name = SAMPLES[format_name][0]
    text = decode(data[1:], name, Findings())
    if text is not None:
        check_import(format_name, name, text)
