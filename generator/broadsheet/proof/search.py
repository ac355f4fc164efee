"""Search finished files for fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from broadsheet.proof.fingerprints import Suspects, is_number
from broadsheet.proof.lines import Lines
from broadsheet.proof.streams import Streams
from broadsheet.proof.traces import Spoken, Traces
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
    """Searches the files of an edition.

    Args:
        suspects: What is searched for.
        later: What other editions will be searched for with the lines that are known then.
        lines: Lines that need not be searched.

    Attributes:
        lines: The same, and what was learnt.
        traces: What the files have in them that were searched.
    """

    def __init__(
        self, suspects: Suspects, later: Sequence[Suspects] = (), lines: Lines | None = None
    ) -> None:
        self._suspects, self._later = suspects, later
        self.lines = Lines() if lines is None else lines
        self.traces = Traces(rows=set() if suspects.rows else None)

    def file(self, path: str, data: bytes) -> set[Hit]:
        """Return what must not be in a file."""
        code = path.endswith(_CODE)
        streams = Streams(lines=None if code else self.lines)  # less is searched for in code
        streams.file(path, data)
        spoken, named = Spoken(words(f" {BREAK} ".join(streams.texts))), Spoken(words(path))
        found, is_elsewhere = self._inside(streams, spoken, code=code)
        self.lines.learn(self._is_found if found or is_elsewhere else None)
        self.traces.note(spoken, streams.lone, streams.hashes)
        self.traces.note(named)
        own = _among(self._suspects, named, code=code)
        return found | own | self._images(data) | stems(self._suspects, streams.lone)

    def _inside(self, streams: Streams, spoken: Spoken, *, code: bool) -> tuple[set[Hit], bool]:
        """Return what must not be in some texts, and whether anything must not be in a later edition."""

        def among(suspects: Suspects) -> set[Hit]:
            embedded = {Hit("image", sha) for sha in streams.hashes & suspects.images.keys()}
            return embedded | _among(suspects, spoken, code=code)

        return among(self._suspects), any(among(suspects) for suspects in self._later)

    def _is_found(self, text: str) -> bool:
        streams = Streams()
        streams.text(text)
        spoken = Spoken(words(f" {BREAK} ".join(streams.texts)))
        found, is_elsewhere = self._inside(streams, spoken, code=False)
        return bool(found) or is_elsewhere

    def _images(self, data: bytes) -> set[Hit]:
        if not self._suspects.images:
            return set()
        sha256 = hashlib.sha256(data).hexdigest()
        return {Hit("image", sha256)} if sha256 in self._suspects.images else set()


def stems(suspects: Suspects, lone: Iterable[str]) -> set[Hit]:
    """Return the words of an index that must come from what is withheld."""
    if not suspects.words:
        return set()
    new = [word for word in lone if len(word) >= _STEM and word not in suspects.vocabulary]
    inflected = {word for word in suspects.words if not is_number(word)}
    heads = {word[: _STEM - 1] for word in inflected}
    found = {Hit("word", word) for word in suspects.words.intersection(new) - inflected}
    for stem in new:
        if stem[: _STEM - 1] not in heads:
            continue
        likely = [w for w in inflected if w.startswith(stem) and len(w) - len(stem) <= 4]
        if likely and not any(word.startswith(stem[:-1]) for word in suspects.vocabulary):
            found |= {Hit("word", min(likely))}
    return found


def _among(suspects: Suspects, spoken: Spoken, *, code: bool) -> set[Hit]:
    found: set[Hit] = set()
    if not code:
        found |= {Hit("word", word) for word in spoken.vocabulary & suspects.words}
    if suspects.rows and (hit := suspects.rows & spoken.rows):
        found |= {Hit("row", row) for row in rows_in(spoken.words, hit)}
    likely = [
        text
        for anchor in spoken.vocabulary & suspects.shorts.keys()
        for text in suspects.shorts[anchor]
        if spoken.vocabulary.issuperset(text.split()) and not (code and " " not in text)
    ]
    if likely:
        joined = f" {' '.join(spoken.words)} "
        found |= {Hit("short", text) for text in likely if f" {text} " in joined}
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
