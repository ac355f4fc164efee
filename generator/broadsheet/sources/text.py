"""Bytes to text: UTF-8 with LF line endings, and nothing in it that a page or a feed cannot carry."""

from __future__ import annotations

import codecs
import re
import sys
import unicodedata

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place

_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that no text may hold: most are not allowed in XML 1.0 (§2.2, ``Char``), and so in no feed;
the others are Unicode's noncharacters, which are kept for a program's own use."""

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that reorder what is seen (CVE-2021-42574, "Trojan Source")."""

_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,9})|([0-9]{1,9}))")
_LINE_BREAK = re.compile("\r\n?")
_PAGE_BREAK = re.compile("^\f+", re.MULTILINE)


def decode(data: bytes, path: str, findings: Findings) -> str | None:
    """Decode a text file.

    A byte order mark is dropped and every line ending becomes LF. A form feed, which old editors put
    between pages, is dropped at the start of a line and is a space elsewhere.

    Args:
        data: The file's bytes.
        path: The file, relative to the project.
        findings: Takes what is wrong: another encoding, control characters, bidi controls.

    Returns:
        The text, in which U+FFFD stands for each forbidden character; None where the file is no UTF-8
        text at all.
    """
    encoding = _wide_encoding(data)
    if encoding:
        findings.add(Code.BS101, Place(path, 1), f"this file is {encoding}, not UTF-8")
        return None
    if b"\0" in data:
        before = data[: data.index(b"\0")]
        findings.add(Code.BS102, Place(path, _line(before)), "this file holds a NUL byte, so it is not text")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Place(path, _line(data[: error.start]))
        findings.add(Code.BS100, place, _bad_byte(data, error.start))
        return None
    text = _LINE_BREAK.sub("\n", text.lstrip("\ufeff"))
    text = _PAGE_BREAK.sub("", text).replace("\f", " ")
    _check(text, path, findings)
    return FORBIDDEN.sub("\ufffd", text)


def forbidden(text: str) -> str:
    """The first forbidden character of a text as ``U+0008``; empty where there is none."""
    found = FORBIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def _wide_encoding(data: bytes) -> str:
    """Name UTF-16 or UTF-32, by their mark or by where the zero bytes of ASCII letters stand."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    sample = data[:400]
    if b"\0" not in sample:
        return ""
    zeros = [offset % 4 for offset, byte in enumerate(sample) if not byte]
    if len(zeros) > len(sample) * 0.7:
        return "UTF-32"
    odd = {offset % 2 for offset in zeros}
    return "UTF-16" if len(zeros) > len(sample) * 0.3 and len(odd) == 1 else ""


def _line(before: bytes) -> int:
    """The line, counted from 1, of what follows these bytes."""
    return _LINE_BREAK.sub("\n", before.decode("latin-1")).count("\n") + 1


def _bad_byte(data: bytes, offset: int) -> str:
    byte = data[offset]
    if byte == 0xED and data[offset + 1 : offset + 2] >= b"\xa0":
        return "half of a surrogate pair stands here, which is not a character"
    letter = bytes([byte]).decode("cp1252", errors="ignore")
    guess = f"; in Windows-1252 or Latin-1 it would be “{letter}”" if letter else ""
    return f"the byte 0x{byte:02X} is not UTF-8{guess}"


def _check(text: str, path: str, findings: Findings) -> None:
    """Report what is first in each line: a forbidden character, a bidi control, a bad reference."""
    if not any(pattern.search(text) for pattern in (FORBIDDEN, _BIDI, _REFERENCE)):
        return
    for number, line in enumerate(text.split("\n"), 1):
        place = Place(path, number)
        if found := FORBIDDEN.search(line):
            findings.add(Code.BS103, place, f"{forbidden(line)} stands in column {found.start() + 1}")
        if found := _BIDI.search(line):
            name = f"U+{ord(found[0]):04X} ({unicodedata.name(found[0])})"
            findings.add(Code.BS105, place, f"{name} stands in column {found.start() + 1}")
        for found in _REFERENCE.finditer(line):
            if _refers_to_nothing(found[1], found[2]):
                message = f"{found[0]}; in column {found.start() + 1} is a character that no feed can carry"
                findings.add(Code.BS104, place, message)
                break


def _refers_to_nothing(hexadecimal: str | None, decimal: str) -> bool:
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return number > sys.maxunicode or FORBIDDEN.match(chr(number)) is not None
