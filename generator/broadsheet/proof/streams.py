"""Every text in an output file, however it is written there.

A page's text, attributes, comments and scripts; strings of JSON; XML with CDATA; what is packed,
percent-encoded, spelled out by references, split by tags, or hidden in a picture. A text may come out in
several ways; what matters is that it comes out in one of them whole.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote, unquote_plus

import cbor2

from broadsheet.proof.lines import Lines
from broadsheet.proof.words import BREAK, INLINE, SIZE, TAG, plain

_DEEPEST = 4
"""How many wrappings are taken off, one from another."""

_COMMON = 1
"""How deep a text may lie that is the same as another in the open."""

_FAR = "\n".join(["", *[BREAK] * SIZE, ""])
"""Stands between texts so that nothing is around the lines of one but other lines of it."""

_LARGEST = 64 * 1024 * 1024
"""How many bytes are unpacked of one thing."""

_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b([^>]*)>(.*?)(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_VALUE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_REFERENCE = re.compile(r"&#?\w+;")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_TOKEN = re.compile(r"[^\s\"'<>]+")
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-9A-Fa-f]{2,6}) ?|(.))", re.DOTALL
)
_DATA = re.compile(r"data:[\w/+.;=,-]*?;base64,([A-Za-z0-9+/=%\s_-]+)|data:([\w/+.;=-]*),([^\"'\s)<>]+)")
_KINDS = bytes(b"a "[not (chr(n).isalnum() or chr(n) in "+/_-")] if n < 128 else 32 for n in range(256))
_RUN = b"a" * 32
"""So many letters in a row, for which :data:`_KINDS` has one, may be something in base64."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_BLOCKS = re.compile(r"\n[ \t>]*(?=\n)|\n[ \t>]*(?:[-*+|#]|\d+[.)])|\||(?<=[.!?])\s+(?=[^\w\s])")
"""Where one block of Markdown ends and another begins; in an index, they are sentences of one line."""
_PRINTABLE = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{5,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\0){5,}|(?:\0[\x20-\x7e]){5,}")
_GZIP = b"\x1f\x8b"
_PNG = b"\x89PNG\r\n\x1a\n"
_PAGEFIND = b"pagefind_dcd"


class Streams:
    """Collects the texts of a file.

    Args:
        strict: Whether blocks of a page are kept apart, so that a few words in a row stand in one of them.
        lines: Lines that need not be looked at again; None to look at everything.

    Attributes:
        texts: What was found; a break stands between what does not belong together.
        lone: Words that stand alone, in the form in which a search index has them.
        hashes: SHA-256 of what is embedded.
    """

    def __init__(self, *, strict: bool = False, lines: Lines | None = None) -> None:
        self.texts: list[str] = []
        self.lone: set[str] = set()
        self.hashes: set[str] = set()
        self._strict, self._gap = strict, f" {BREAK} " if strict else " "
        self._lines = lines

    def file(self, path: str, data: bytes) -> None:
        """Add a file."""
        self.data(data, suffix=path.rpartition(".")[2].lower())

    def data(self, data: bytes, *, suffix: str = "", depth: int = 0) -> None:
        """Add bytes of whatever kind."""
        if depth > _DEEPEST or not data:
            return
        if data.startswith(_GZIP):
            self._packed(data, depth)
        elif data.startswith(_PAGEFIND):
            self._index(data.removeprefix(_PAGEFIND), depth)
        elif data.startswith(_PNG):
            self._png(data, depth)
        elif (text := _text(data)) is None:
            self._binary(data)
        elif suffix == "json" or (not suffix and text[:1] in "[{"):
            self._json(text, depth)
        else:
            self.text(text, depth)

    def text(self, text: str, depth: int = 0) -> None:
        """Add a text, with whatever markup it has."""
        if depth > _DEEPEST:
            return
        if self._lines and depth <= _COMMON and not (text := self._lines.unknown(text)):
            return
        self._embedded(text, depth)
        if "<![CDATA[" in text:
            text = _CDATA.sub(r" \1 ", text)
        if "<!--" in text:
            for inner in _COMMENT.findall(text):
                self.text(inner, depth + 1)
            text = _COMMENT.sub(self._gap, text)
        if "<s" in text or "<S" in text:
            for _, attributes, inner in _SCRIPT.findall(text):
                self.text(inner, depth + 1)
                self._attributes([attributes])
            text = _SCRIPT.sub(self._gap, text)
        if "<" in text:
            self._attributes([tag[2] for tag in TAG.findall(text)])
            text = TAG.sub(self._between, text)
        if "&" in text and (plainer := unescape(text)) != text:
            if ("<" in plainer or _REFERENCE.search(plainer)) and depth < _DEEPEST:
                self.text(plainer, depth + 1)  # its tags are no words
                return
            text = plainer
        if "\\" in text:
            self.text(_ESCAPE.sub(_unescaped, text), depth + 1)
        self._add(text)

    def _attributes(self, tags: Iterable[str]) -> None:
        """Add the values of attributes, and all else that stands in tags."""
        joined = "\n".join(tag for tag in tags if tag and not tag.isspace())
        if not joined:
            return
        values = [a or b or c for a, b, c in _VALUE.findall(joined)]
        rest = _VALUE.sub(f" {BREAK} ", joined)
        spoken = f" {BREAK}\n".join([*values, rest])
        if "&" in spoken and (plainer := unescape(spoken)) != spoken:
            if "<" in plainer or "&" in plainer:
                self.text(plainer, _DEEPEST - 1)
            spoken = plainer
        if "\\" in spoken:
            self._add(_ESCAPE.sub(_unescaped, spoken))
        self._add(spoken)

    def _add(self, text: str) -> None:
        if not text or text.isspace():
            return
        if "%" in text and _PERCENT.search(text):
            encoded = [token for token in _TOKEN.findall(text) if _PERCENT.search(token)]
            self.texts += [unquote_plus(some) for some in encoded]
            self.texts += [plain_ for some in encoded if (plain_ := unquote(some)) != self.texts[-1]]
        if self._strict:
            text = _BLOCKS.sub(self._gap, text)
        bare, addresses = plain(text)
        self.texts.append(bare)
        self.texts += addresses

    def _between(self, tag: re.Match[str]) -> str:
        return "" if tag[2].lower() in INLINE else self._gap

    def _embedded(self, text: str, depth: int) -> None:
        """Add what is written as base64, or as an address that holds its own data."""
        if "data:" in text:
            for packed, kind, plain_ in _DATA.findall(text):
                if packed:
                    self._decoded(unquote(packed), depth)
                elif kind:
                    self.data(unquote(plain_).encode(errors="replace"), depth=depth + 1)
        marks = text.encode("ascii", "replace").translate(_KINDS)
        end = 0
        while (start := marks.find(_RUN, end)) >= 0:
            end = marks.find(b" ", start)
            end = end if end >= 0 else len(text)
            self._decoded(text[start:end], depth)

    def _decoded(self, packed: str, depth: int) -> None:
        bare = re.sub(r"\s+", "", packed).rstrip("=").replace("-", "+").replace("_", "/")
        try:
            data = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
        except (binascii.Error, ValueError):
            return
        self.hashes.add(hashlib.sha256(data).hexdigest())
        if ((inner := _text(data)) is not None and inner.isprintable()) or data.startswith(
            (_PNG, _GZIP, b"\xff\xd8")
        ):
            self.data(data, depth=depth + 1)

    def _json(self, text: str, depth: int) -> None:
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            self.text(text, depth + 1)
            return
        self._several(_strings(text), depth)

    def _several(self, texts: Iterable[str], depth: int) -> None:
        """Add texts that have nothing to do with each other."""
        self.text(_FAR.join(texts), depth + 1)

    def _packed(self, data: bytes, depth: int) -> None:
        inner, rest = b"", data
        while rest.startswith(_GZIP) and len(inner) < _LARGEST:
            unpacking = zlib.decompressobj(wbits=31)
            try:
                inner += unpacking.decompress(rest, _LARGEST - len(inner))
            except zlib.error:
                break
            rest = unpacking.unused_data
        self.data(inner, depth=depth + 1)
        self._binary(rest)

    def _index(self, data: bytes, depth: int) -> None:
        """Add what Pagefind keeps: fragments as JSON, its index and filters as CBOR."""
        if data[:1] in b"[{" and (text := _text(data)) is not None:
            self._json(text, depth)
            return
        try:
            text = json.dumps(cbor2.loads(data), ensure_ascii=False, default=_as_text)
        except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError):
            self._binary(data)
            return
        strings = list(_strings(text))
        self.lone.update(string.lower() for string in strings if " " not in string)
        self._several((string for string in strings if " " in string), depth)

    def _png(self, data: bytes, depth: int) -> None:
        self.hashes.add(hashlib.sha256(data).hexdigest())
        at = len(_PNG)
        while at + 12 <= len(data):
            (size,) = struct.unpack(">I", data[at : at + 4])
            kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
            at += 12 + size
            if kind in {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"iCCP"}:
                for some in body.split(b"\0"):
                    self._binary(some)
                for start in range(min(len(body), 200)):
                    if body[start : start + 1] == b"\x78":
                        self._inflated(body[start:], depth)
        if at < len(data):
            self._binary(data[at:])

    def _inflated(self, data: bytes, depth: int) -> None:
        try:
            inner = zlib.decompressobj().decompress(data, _LARGEST)
        except zlib.error:
            return
        self.data(inner, depth=depth + 1)

    def _binary(self, data: bytes) -> None:
        """Add what can be read of bytes that are no text, in one-byte and in two-byte letters."""
        wide = [run.replace(b"\0", b"") for run in _WIDE.findall(data)] if b"\0" in data else []
        for run in [*_PRINTABLE.findall(data), *wide]:
            self._add(run.decode("utf-8", "replace").replace("\ufffd", " "))


def _text(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _strings(text: str) -> Iterator[str]:
    """Yield the strings of JSON."""
    for quoted in dict.fromkeys(_STRING.findall(text)):
        yield json.loads(quoted, strict=False) if "\\" in quoted else quoted[1:-1]


def _as_text(value: object) -> object:
    """Make of what JSON does not have what it has."""
    if isinstance(value, cbor2.CBORTag):
        return value.value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _unescaped(found: re.Match[str]) -> str:
    for group in (1, 2, 3, 4):
        if found[group]:
            number = int(found[group], 16)
            return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else " "
    return {"n": "\n", "r": "\n", "t": " ", "b": " ", "f": " "}.get(found[5], found[5])
