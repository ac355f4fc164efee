"""Lines that were searched before: what many files share is searched once.

What lies in tags is searched with the line that holds it, where it is whole. What readers read goes on from
line to line, so that a line counts as searched only together with those around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from broadsheet.proof.words import BREAK, SIZE, TAG, gap

_REACH = SIZE - 1
"""How many lines before and behind a line may be a part of a fingerprint in it: each has a word of it."""

_APART = tuple((f"><{tag}", f">\n<{tag}") for tag in ("meta", "link", "data", "script"))
"""Tags that may as well begin a line: no word goes on across them."""

_SPEAKS = re.compile(r"\w")


class _Searched(NamedTuple):
    """A text as it was searched.

    Args:
        lines: Its lines.
        ids: What stands for each of them.
        spoken: What readers read of those that say anything.
        places: What stands for each of these in its place, among those around it.
    """

    lines: Sequence[str]
    ids: Sequence[int]
    spoken: Sequence[str]
    places: Sequence[int]

    def texts(self) -> Iterator[tuple[int, str]]:
        """Yield each line, and what readers read of it and those around it, with what stands for them."""
        yield from zip(self.ids, self.lines, strict=True)
        for index, place in enumerate(self.places):
            yield place, "\n".join(self.spoken[max(index - _REACH, 0) : index + _REACH + 1])


class Lines:
    """Knows which lines hold nothing that is searched for.

    Attributes:
        ids: What stands for them, and for each in its place. It means nothing to a process that this one has
            not begun.
    """

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self.ids = set(ids)
        self._bare = _Bare()
        self._new: list[_Searched] = []

    def unknown(self, text: str) -> str:
        """Return what has to be searched of a text, and wait for what comes of it."""
        lines = _split(text)
        ids = list(map(hash, lines))
        bare = list(map(self._bare.__getitem__, lines))
        spoken = list(filter(None, bare))
        places = _places(spoken)
        if self.ids.issuperset(ids) and self.ids.issuperset(places):
            return ""
        self._new.append(_Searched(lines, ids, spoken, places))
        return "\n".join(self._left(zip(lines, ids, bare, strict=True), places))

    def learn(self, is_found: Callable[[str], bool] | None = None) -> None:
        """Learn what came of what was unknown.

        Args:
            is_found: Whether there is anything in a text; None where nothing was found in all of it.
        """
        for searched in self._new:
            if is_found is None:
                self.ids.update(searched.ids)
                self.ids.update(searched.places)
            else:
                texts = ((id_, text) for id_, text in searched.texts() if id_ not in self.ids)
                self.ids.update([id_ for id_, text in texts if not is_found(text)])
        self._new.clear()

    def _left(self, lines: Iterable[tuple[str, int, str]], places: Sequence[int]) -> list[str]:
        left: list[str] = []
        at, is_gap, known = iter(places), False, self.ids
        for line, id_, text in lines:
            is_old = not text or next(at) in known
            if is_old and id_ in known:
                is_gap = is_gap or bool(text)
                continue
            if is_gap:
                left.append(BREAK)
                is_gap = False
            left.append(text if id_ in known else line)
        return left


class _Bare(dict[str, str]):
    """What readers read of lines; nothing of those that are tags alone. A tag that goes on is no tag here."""

    def __missing__(self, line: str) -> str:
        text = line
        if "<" in line and "<!" not in line:
            text = TAG.sub(gap, line)
            text = line if "<" in text or ">" in text else text.strip()
        self[line] = text = text if _SPEAKS.search(text) else ""
        return text


def _split(text: str) -> list[str]:
    if "><" in text:
        for tag, apart in _APART:
            text = text.replace(tag, apart)
    return list(filter(None, map(str.strip, text.split("\n"))))


def _places(spoken: Sequence[str]) -> list[int]:
    """Return what stands for each line among those around it."""
    beside = [0] * _REACH
    ids = [*beside, *map(hash, spoken), *beside]
    return list(map(hash, zip(*(ids[start:] for start in range(2 * _REACH + 1)), strict=False)))
