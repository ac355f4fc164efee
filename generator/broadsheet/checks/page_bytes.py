"""What a page's bytes alone can say: quick filters that miss nothing a parser would find.

To parse a page costs fifty times as much as to look through its bytes, and nearly every page is fine. Each
filter here says "perhaps" of every page that a parser would object to, and of a few others besides.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_VALUE = rb"""\s*(?:"[^"]*|'[^']*|[^\s>]+)"""
_ATTRIBUTE = re.compile(
    rb"=(?<=[FfCcRr\s/]=)"  # most attributes leave here
    rb"(?=((?<=[\s/]=)|(?:(?<=[Hh][Rr][Ee][Ff]=)|(?<=[Ss][Rr][Cc]=)|(?<=[Pp][Oo][Ss][Tt][Ee][Rr]=))%b))"
    % _VALUE
)
"""A link's value with its opening quote, or nothing where a blank stands before the ``=``: how far back the
name is cannot be told then. The pattern starts at the ``=`` since nothing is faster than to search for one
byte. A value is looked at and not consumed: it may be text whose quote ends inside a real one."""
_SPACED = re.compile(rb"(?:href|src|poster)[\s/]+=(?=(%b))" % _VALUE, re.IGNORECASE)

_SPELT_OUT = re.compile(rb"&(?:#(?:0*(?:47|124)|[Xx]0*(?:2[Ff]|7[Cc]))|sol|vert|verbar|VerticalLine)")
"""A slash or a bar that is written as a reference."""
_NOT_ITSELF = rb"(?:[<\x00-\x08\x0b-\x1f\x7f-\xff]|&(?!(?:lt|gt|amp|quot|para);|#(?:34|38|39|60|62);))"
"""Where text is not what its bytes are: markup, control characters, which a parser may drop, whatever is not
ASCII (to :mod:`re`, ``ı`` is an ``i``), and references but for some harmless ones."""
_NO_TEXT = (
    rb"(?:\s++|<(?:/|(?!(?:code|pre|script|style)\b|p[\s/][^<>]*(?:bs-summary|&)))"
    rb"[a-z](?:[^<>\"'=]++|=\"[^\"<>]*+\")*>)*"
)
"""Blanks, and tags so plain that every parser sees their end in the same place. Text may go on behind them as
if they were not there, since a parser drops an end tag that nothing opened. Start tags of what is not looked
at are no part of this, and so leave the decision to the parser."""


def _going_on(text: str) -> bytes:
    """Return a pattern for text that goes on to its end, or to where only a parser knows how it goes on.

    What is no text is skipped once and for all: looked at, remembered and repeated, since Python before
    3.11.5 gets possessive repetition of a group wrong (python/cpython#106052).
    """
    if not text:
        return b""
    skipped = rb"(?=(?P<no_text_%d>%b))(?P=no_text_%d)" % (len(text), _NO_TEXT, len(text))
    return rb"%b(?:%b|%b%b)" % (skipped, _NOT_ITSELF, re.escape(text[0]).encode(), _going_on(text[1:]))


_BLOCK = re.compile(rb"/(?=[/<&\x00-\x20\x7f-\xff])" + _going_on("//audience|"), re.IGNORECASE)
"""The mark of an audience block from the third slash before its name; most slashes leave at once."""

_DISGUISED_BY_PERCENT = re.compile(rb"%(?:2[Dd]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])")
_DISGUISED_BY_REFERENCE = re.compile(rb"&(?:#(?!(?:34|38|39|60|62);)|fjlig)")
"""A letter, a digit or a hyphen that is not written as itself."""


def may_hold_block(data: bytes) -> bool:
    """Say whether the mark of an audience block may stand in a page's text.

    Its first slash and its bar are bytes of the page or references. From that slash on, the mark goes on byte
    by byte up to the first place where text is not what its bytes are; there the answer is "perhaps".
    """
    if _SPELT_OUT.search(data):
        return True
    return b"|" in data and _BLOCK.search(data) is not None


def link_values(data: bytes) -> set[bytes]:
    """Return the values of all attributes that are links, and of what only looks like some.

    An attribute's name cannot be written with references, and nothing but blanks can stand around its ``=``.

    Args:
        data: The page.

    Returns:
        Values as they are written, with the quote that opens them.
    """
    values = set(_ATTRIBUTE.findall(data))
    if b"" in values:
        values.remove(b"")
        values.update(_SPACED.findall(data))
    return values


def may_name(data: bytes, words: Collection[bytes]) -> bool:
    """Say whether one of some words may stand in a link.

    Args:
        data: The page.
        words: Made of ASCII letters, digits and hyphens, which nearly everybody writes as they are.
    """
    if any(word in data for word in words):
        return True
    return bool(_DISGUISED_BY_PERCENT.search(data) or _DISGUISED_BY_REFERENCE.search(data))
