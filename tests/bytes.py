"""Look for a word in finished bytes, in every way in which files can hide it."""

from __future__ import annotations

import base64
import gzip
import re
import zlib
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote

_GZIP = b"\x1f\x8b"
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{2,6}) ?")


def find(folder: Path, needle: str) -> list[str]:
    """Return where a word stands below a folder: in paths of files, and in the files themselves.

    Compressed files are unpacked; percent, HTML, JSON, CSS and Base64 notations are undone, and case is ignored.

    Args:
        folder: Where to look.
        needle: A word of ASCII letters and digits.
    """
    assert needle.isascii()
    word = needle.lower()
    return [path for path, text, data in _readings(folder) if word in text or _in_base64(needle, data)]


@cache
def _readings(folder: Path) -> tuple[tuple[str, str, bytes], ...]:
    """Return each path, all that it and its file can be read as, and the file's bytes unpacked."""
    found: list[tuple[str, str, bytes]] = []
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        data = b"".join(_unpacked(file.read_bytes())) if file.is_file() else b""
        texts = (path, data.decode("utf-8", "replace"), data.replace(b"\0", b"").decode("utf-8", "replace"))
        found.append((path, "\n".join(form for text in texts for form in _forms(text)).lower(), data))
    return tuple(found)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield bytes as they are, then what is packed in them."""
    yield data
    if data.startswith(_GZIP):
        yield from _unpacked(gzip.decompress(data))
    elif data[:1] == b"\x78":
        try:
            yield from _unpacked(zlib.decompress(data))
        except zlib.error:
            return


def _forms(text: str) -> Iterator[str]:
    """Yield a text, and what is meant by it in each notation, twice over."""
    for _ in range(2):
        yield text
        text = unquote(unescape(text))
        text = _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    yield _CSS_ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text)


def _in_base64(needle: str, data: bytes) -> bool:
    """Whether a word stands in Base64, at any of the three offsets that it can have there."""
    word = needle.encode()
    for skipped in range(3):
        coded = base64.b64encode(bytes(skipped) + word)
        # The first and the last characters depend on what stands around the word.
        if coded[4 if skipped else 0 : len(coded) // 4 * 4 - 4] in data:
            return True
    return False
