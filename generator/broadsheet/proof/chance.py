"""Tell what was found by chance from what was not.

There is no list of what is let through: what programs bring along explains itself, and statistics over what
is public tell which words may well meet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from broadsheet.proof.composed import Composed
from broadsheet.proof.explain import Programs
from broadsheet.proof.fingerprints import Suspects, is_number
from broadsheet.proof.search import Hit, spoken_in

_SPLIT = 3
"""So many rows of words that a page's blocks split are no chance."""

_CHANCE = 1e-3
"""How many meetings of the same words by chance are expected at most where that is no explanation."""

_LETTERS = 6
"""How many bytes of a file a word takes, about."""

_TOGETHER = 5
"""So many words that no public text has, of one source in one file, are no chance."""


def unexplained(
    folder: Path, found: Mapping[str, set[Hit]], suspects: Suspects, programs: Programs
) -> dict[str, set[Hit]]:
    """Return the hits that neither programs nor chance explain.

    Args:
        folder: The edition.
        found: What was found, by file.
        suspects: What must not be there, and what is public.
        programs: What templates and code bring along.
    """
    if not found:
        return {}
    every = set[Hit]().union(*found.values())
    open_ = {hit for hit in every if not _is_explained(hit, programs)}
    left = {path: hits & open_ for path, hits in found.items() if hits & open_}
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    usual = _Usual(suspects, programs, size // _LETTERS)
    composed = Composed(suspects, programs)
    return {
        path: some
        for path, hits in left.items()
        if (some := _confirmed(folder, path, hits, suspects, usual, composed))
    }


class _Usual:
    """Knows which words look like others, and how often they meet.

    Args:
        suspects: What is searched for, and what is public.
        programs: What templates and code bring along.
        size: How many words the edition has, about.
    """

    def __init__(self, suspects: Suspects, programs: Programs, size: int) -> None:
        self._suspects, self._programs, self._size = suspects, programs, size

    def is_chance(self, run: Sequence[str]) -> bool:
        """Whether some words in a row may well stand in two texts that have nothing to do with each other.

        That is so where, if words came one after another at random, as often as they are in public texts, so
        many words of output would be expected to meet what is withheld in just these.
        """
        expected = float(self._size * len(self._suspects.rows))
        for word in run:
            expected *= self._share(word)
        return expected > _CHANCE

    def _share(self, word: str) -> float:
        """Return how much of a text a word is: of what is public, or of what programs say."""
        code = self._programs.counts
        elsewhere = (code[word] + 1) / (code.total() + 1)
        if word not in self._counts:
            return elsewhere
        return max(elsewhere, (self._counts[word] + 1) / (self._counts.total() + 1))

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(word for spoken in self._suspects.spoken for word in spoken.split())

    def is_name(self, word: str) -> bool:
        """Whether no other word is written like it: a third of its threes of letters stand nowhere else."""
        threes = _threes(word)
        strange = len(threes - self._known)
        return strange >= 2 and strange * 3 >= len(threes)

    def words_of_a_source(self, words_: set[str]) -> set[str]:
        """Return those of some words that stand in one source with enough of the others."""
        found: set[str] = set()
        by_path: dict[str, set[str]] = defaultdict(set)
        for piece in self._suspects.withheld:
            if shared := words_.intersection(piece.part.text.split()):
                by_path[piece.path] |= shared
        for shared in by_path.values():
            found |= shared if len(shared) >= _TOGETHER else set()
        return found

    @cached_property
    def _known(self) -> set[str]:
        return {three for word in self._suspects.vocabulary | self._programs.words for three in _threes(word)}


def _threes(word: str) -> set[str]:
    return {word[at : at + 3] for at in range(len(word) - 2)}


def _is_explained(hit: Hit, programs: Programs) -> bool:
    if hit.kind == "image":
        return False
    if hit.kind == "word" or " " not in hit.text:
        return programs.explain_word(hit.text)
    return programs.explain_words(hit.text)


def _confirmed(
    folder: Path, path: str, hits: set[Hit], suspects: Suspects, usual: _Usual, composed: Composed
) -> set[Hit]:
    """Return the hits that are no chance, as where words meet because one block ends and another begins."""
    strict = spoken_in(path, (folder / path).read_bytes(), strict=True)
    rows = {hit for hit in hits if hit.kind == "row"}
    split = {hit for hit in rows if f" {hit.text} " not in strict}
    chance = {hit for hit in rows if _is_alone(hit, rows) and _is_nearly_public(hit, suspects)}
    if len(split) < _SPLIT:
        chance |= split
    chance |= {
        hit for run in runs(split - chance) if composed.is_said_by_lists(spoken(run), strict) for hit in run
    }
    for run in runs(rows - chance):
        if usual.is_chance(words := spoken(run)) or composed.is_said_by_templates(words):
            chance.update(run)
    for hit in hits:
        if hit.kind == "short" and (
            f" {hit.text} " not in strict or composed.is_said_by_templates(hit.text.split())
        ):
            chance.add(hit)
    loose = {hit.text for hit in hits if hit.kind == "word"}
    told = {word for word in loose if is_number(word) or usual.is_name(word)} | usual.words_of_a_source(loose)
    chance |= {hit for hit in hits if hit.kind == "word" and hit.text not in told}
    return hits - chance


def runs(rows: Iterable[Hit]) -> Iterator[list[Hit]]:
    """Put rows together that go on where others end."""
    left = {tuple(hit.text.split()): hit for hit in sorted(rows)}
    tails, following = {row[1:] for row in left}, defaultdict(list)
    for row in left:
        following[row[:-1]].append(row)
    beginnings = [row for row in left if row[:-1] not in tails]
    for row in (*beginnings, *left):  # what has no beginning goes round in a circle
        run, at = [], row
        while at in left:
            run.append(left.pop(at))
            at = next((other for other in following[at[1:]] if other in left), at)
        if run:
            yield run


def spoken(run: Sequence[Hit]) -> list[str]:
    """Return the words of rows that go on where others end."""
    return [*run[0].text.split(), *(hit.text.rsplit(" ", 1)[1] for hit in run[1:])]


def _is_alone(row: Hit, rows: set[Hit]) -> bool:
    """Whether no other row goes on where a row ends, or ends where it goes on."""
    first, last = row.text.split(" ", 1)[1], row.text.rsplit(" ", 1)[0]
    return not any(other.text.startswith(f"{first} ") or other.text.endswith(f" {last}") for other in rows)


def _is_nearly_public(row: Hit, suspects: Suspects) -> bool:
    """Whether all but the first word or all but the last one stand in a row in what is public."""
    first, last = f" {row.text.split(' ', 1)[1]} ", f" {row.text.rsplit(' ', 1)[0]} "
    return any(first in spoken or last in spoken for spoken in suspects.spoken)
