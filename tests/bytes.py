"""Look for a word in every byte of a folder: in names, in compressed files, and however it is escaped."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

_GZIP = b"\x1f\x8b\x08"
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def find(folder: Path, needle: str) -> list[Path]:
    """Return the files that hold a word, in any case, in their bytes or in their path.

    Gzip (``.gz``, and Pagefind's own files) is unpacked; entities of HTML, percent-encoding and JSON's
    escapes are resolved.

    Args:
        folder: Where to look, with all that is below.
        needle: The word.
    """
    wanted = needle.lower()
    return [
        path
        for path in sorted(folder.rglob("*"))
        if wanted in _resolved(path.relative_to(folder).as_posix())
        or (path.is_file() and any(wanted in text for text in _texts(path, path.stat().st_mtime_ns)))
    ]


def matches(folder: Path, pattern: re.Pattern[str]) -> dict[str, list[str]]:
    """Return all that matches in the files that :func:`find` would look into, and the paths that hold it.

    Args:
        folder: Where to look, with all that is below.
        pattern: What to look for, in lower case.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        texts = _read(path) if path.is_file() else ()
        for word in {word for text in (_resolved(name), *texts) for word in pattern.findall(text)}:
            found.setdefault(word, []).append(name)
    return found


@cache
def _texts(path: Path, changed: int) -> tuple[str, ...]:
    """Return what a file can be read as; a test looks for many words in the same files."""
    return _read(path)


def _read(path: Path) -> tuple[str, ...]:
    data = path.read_bytes()
    texts = [unpacked.decode("utf-8", "replace") for unpacked in (data, *_unpacked(data))]
    return tuple(form for text in texts for form in (text.lower(), _resolved(text)))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Unpack gzip wherever it starts: tools put marks of their own before it."""
    for match in re.finditer(re.escape(_GZIP), data):
        try:
            yield zlib.decompressobj(wbits=31).decompress(data[match.start() :])
        except zlib.error:  # these three bytes came about by chance
            continue


def _resolved(text: str) -> str:
    plain = _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return html.unescape(unquote(html.unescape(plain))).lower()
