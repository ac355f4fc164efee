"""Search finished files for fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from broadsheet.proof.fingerprints import Suspects
from broadsheet.proof.streams import Streams
from broadsheet.proof.words import BREAK, SIZE, every_fingerprint, words

_CODE = (".js", ".css", ".map", ".wasm", ".pagefind")
"""What is written by programs: any word may be a name in it."""

_STEM = 6
"""How many letters of a word in a search index tell which word it was."""


class Hit(NamedTuple):
    """A fingerprint that was found.

    Args:
        kind: ``row``, ``short``, ``word`` or ``image``.
        text: The words; a file's SHA-256.
    """

    kind: str
    text: str


class Search:
    """Searches the files of one edition.

    Args:
        suspects: What is searched for.
    """

    def __init__(self, suspects: Suspects) -> None:
        self._suspects = suspects

    def file(self, path: str, data: bytes) -> set[Hit]:
        """Return what must not be in a file."""
        found = self._images(data)
        streams = Streams()
        streams.file(path, data)
        found |= {Hit("image", sha) for sha in streams.hashes & self._suspects.images.keys()}
        spoken = words(f" {BREAK} ".join([path, *streams.texts]))
        return found | self._among(spoken, code=path.endswith(_CODE)) | self._stems(streams.lone)

    def _images(self, data: bytes) -> set[Hit]:
        if not self._suspects.images:
            return set()
        sha256 = hashlib.sha256(data).hexdigest()
        return {Hit("image", sha256)} if sha256 in self._suspects.images else set()

    def _among(self, spoken: Sequence[str], *, code: bool) -> set[Hit]:
        suspects = self._suspects
        vocabulary = set(spoken)
        found: set[Hit] = set()
        if not code:
            found |= {Hit("word", word) for word in vocabulary & suspects.words}
        if suspects.rows and (hit := suspects.rows.intersection(every_fingerprint(spoken))):
            found |= {Hit("row", row) for row in rows_in(spoken, hit)}
        likely = [
            text
            for anchor in vocabulary & suspects.shorts.keys()
            for text in suspects.shorts[anchor]
            if vocabulary.issuperset(text.split()) and not (code and " " not in text)
        ]
        if likely:
            joined = f" {' '.join(spoken)} "
            found |= {Hit("short", text) for text in likely if f" {text} " in joined}
        return found

    def _stems(self, lone: Iterable[str]) -> set[Hit]:
        """Return the words of an index that must come from what is withheld."""
        suspects = self._suspects
        new = [word for word in lone if len(word) >= _STEM and word not in suspects.vocabulary]
        if not new or not suspects.words:
            return set()
        heads = {word[: _STEM - 1] for word in suspects.words}
        found = set()
        for stem in new:
            if stem[: _STEM - 1] not in heads:
                continue
            likely = [w for w in suspects.words if w.startswith(stem) and len(w) - len(stem) <= 4]
            if likely and not any(word.startswith(stem[:-1]) for word in suspects.vocabulary):
                found |= {Hit("word", min(likely))}
        return found


def rows_in(spoken: Sequence[str], rows: Collection[int]) -> set[str]:
    """Return the words of those rows that were hit."""
    return {
        " ".join(spoken[index : index + SIZE])
        for index, row in enumerate(every_fingerprint(spoken))
        if row in rows
    }


def spoken_in(path: str, data: bytes, *, strict: bool) -> str:
    """Return a file's words, and what stands between them."""
    streams = Streams(strict=strict)
    streams.file(path, data)
    joined = " ".join(words(f" {BREAK} ".join([path, *streams.texts])))
    return f" {joined} "
