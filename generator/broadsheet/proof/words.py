"""Text → words → fingerprints, by one rule for sources and output.

What a text is written with is dropped: case, Markdown's marks, tags, references, invisible characters. What
is left are words; five in a row are a fingerprint, if there is enough in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from html import unescape
from itertools import accumulate

SIZE = 5
"""How many words in a row are a fingerprint."""

ENOUGH = 13
"""How many letters they must have between them: `1 0 0 1 0` is in every drawing."""

BREAK = "0break0"
"""Stands between texts that do not belong together. No text has it as a word."""

_WORD = re.compile(r"\w+")
_WIDE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
"""Letters of languages that do not put blanks between words: each is taken for a word."""
_LETTER = re.compile(r"[^\W\d_]")
_MARKS = ("*", "_", "`", "~", "\\")
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
"""Soft hyphens, joiners, marks of direction, and what chooses among forms of a letter."""
_DENSE = "\u0900"
"""From here on, writing says with a letter about as much as an alphabet with three."""
_TARGET = re.compile(r"\]\(\s*<?([^()\s<>]*)>?(?:\s+[\"'(]([^\"')]*)[\"')])?\s*\)")
_ATTRIBUTES = re.compile(r"\{[:.#][^{}\n]*\}|\{ [.#:][^{}\n]*\}")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`)\]}]+")
_OTHER_ADDRESS = re.compile(r"\b(?:ftp://|mailto:)[^\s<>\"'`)\]}]+")


class _Numbers(dict[str, int]):
    """A number for each word, the same on every machine."""

    def __missing__(self, word: str) -> int:
        number = int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=8).digest()) >> 4
        self[word] = number
        return number


_number = _Numbers().__getitem__


def plain(text: str) -> tuple[str, list[str]]:
    """Return a text without addresses and marks, and the addresses that stood in it."""
    addresses: list[str] = []
    if "](" in text:
        targets = _TARGET.findall(text)
        addresses += [target for target, _ in targets]
        text = _TARGET.sub(r"] \2 ", text)
    for pattern, is_there in (
        (_ADDRESS, "://" in text),
        (_OTHER_ADDRESS, "mailto:" in text or "ftp:" in text),
    ):
        if is_there and (found := pattern.findall(text)):
            addresses += found
            text = pattern.sub(f" {BREAK} ", text)
    if "{" in text:
        text = _ATTRIBUTES.sub(" ", text)
    return text, addresses


def words(text: str) -> list[str]:
    """Return a text's words, in order."""
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, "")
    if text.isascii():
        return _WORD.findall(text.lower())
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = _UNSEEN.sub("", text.casefold())
    return _WORD.findall(_WIDE.sub(r" \g<0> ", text))


def letters(text: str) -> int:
    """Return how many letters of an alphabet would say as much as those of a text do."""
    return len(_LETTER.findall(text)) + _more(text)


def _more(text: str) -> int:
    """Return what a text says beyond the number of its letters."""
    return 0 if text.isascii() else sum(2 for letter in text if letter >= _DENSE)


def fingerprints(found: Sequence[str]) -> list[int]:
    """Return what stands for each five words in a row that have enough in them."""
    if len(found) < SIZE:
        return []
    ids = list(map(_number, found))
    rows = map(hash, zip(ids, ids[1:], ids[2:], ids[3:], ids[4:], strict=False))
    weights = list(accumulate(map(_weight, found), initial=0))
    return [
        row for row, start, end in zip(rows, weights, weights[SIZE:], strict=False) if end - start >= ENOUGH
    ]


def every_fingerprint(found: Sequence[str]) -> Iterable[int]:
    """Return the same, with those that have too little in them: to be looked up, which costs less."""
    ids = list(map(_number, found))
    return map(hash, zip(ids, ids[1:], ids[2:], ids[3:], ids[4:], strict=False))


def readable(text: str) -> str:
    """Return a text without tags and references, as a reader would see it."""
    return unescape(TAG.sub(gap, text)) if "<" in text else unescape(text) if "&" in text else text


TAG = re.compile(r"<(/?)([A-Za-z!?][\w:-]*)([^<>]*)>")
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)


def gap(tag: re.Match[str]) -> str:
    """Return what stands between words where a tag was."""
    return "" if tag[2].lower() in INLINE else " "


class _Weights(dict[str, int]):
    """How much a word says; what parts texts says so little that nothing makes up for it."""

    def __missing__(self, word: str) -> int:
        self[word] = weight = 0 if word.isdigit() else len(word) + _more(word)
        return weight


_weight = _Weights({BREAK: -10_000}).__getitem__
