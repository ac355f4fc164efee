"""What pages are put together of: titles in a row, dates, numbers, and what templates say around them.

Somebody who may not be read can have written the same in one sentence. It is no leak: all of it is public.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from broadsheet.proof.explain import Programs
from broadsheet.proof.fingerprints import Suspects
from broadsheet.proof.words import BREAK

_MONTHS = frozenset(name.lower() for name in calendar.month_name if name)


class Composed:
    """Knows what may stand beside what, since every part of it is public.

    Args:
        suspects: What is public.
        programs: What templates and code bring along.
    """

    def __init__(self, suspects: Suspects, programs: Programs) -> None:
        self._suspects, self._programs = suspects, programs
        self._known: dict[str, bool] = {}

    def is_said_by_lists(self, row: Sequence[str], text: str) -> bool:
        """Whether some words in a row are the ends of blocks, each of which is public by itself.

        Args:
            row: The words.
            text: A file's words, with breaks where a block ends and another begins.
        """
        pattern = re.compile(f" {f'(?: {BREAK})* '.join(map(re.escape, row))} ")
        places = [found[0].split(BREAK) for found in pattern.finditer(text)]
        return bool(places) and all(self._are_public([one.strip() for one in parts]) for parts in places)

    def is_said_by_templates(self, row: Sequence[str]) -> bool:
        """Whether some words are a date, a number or a public title, and what templates say around these."""
        stretches = list(_stretches(row))
        is_dated = len(stretches) != 1 or len(stretches[0]) < len(row)
        return all(self._is_phrase(words, is_dated=is_dated) for words in stretches)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Public titles and names, each as a whole."""
        shorts = (short for piece in self._suspects.public for short in piece.part.shorts)
        return frozenset(text for what, text, _ in shorts if what != "address")

    def _are_public(self, parts: Sequence[str]) -> bool:
        """Whether all parts are public; of the first and the last there may be more than is looked at."""
        return all(
            part in self._suspects.vocabulary
            if index in (0, len(parts) - 1) and " " not in part
            # a single word is something of its own only where it is a title
            else part in self._names or (" " in part and self._is_public(part))
            for index, part in enumerate(parts)
            if part
        )

    def _is_public(self, text: str) -> bool:
        if text not in self._known:
            spoken = any(f" {text} " in some for some in self._suspects.spoken)
            self._known[text] = spoken or self._programs.explain_words(text)
        return self._known[text]

    def _is_phrase(self, words: Sequence[str], *, is_dated: bool) -> bool:
        text = " ".join(words)
        if is_dated and (text in self._names or self._is_template(words)):
            return True
        cuts = ((words[:at], words[at:]) for at in range(1, len(words)))
        return any(
            (" ".join(one) in self._names and len(other) > 1 and self._is_template(other))
            or (" ".join(other) in self._names and len(one) > 1 and self._is_template(one))
            for one, other in cuts
        )

    def _is_template(self, words: Sequence[str]) -> bool:
        if len(words) == 1:
            return self._programs.explain_word(words[0])
        return self._programs.explain_words(" ".join(words))


def _stretches(row: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words between numbers and months."""
    stretch: list[str] = []
    for word in row:
        if word.isdigit() or word in _MONTHS:
            if stretch:
                yield stretch
            stretch = []
        else:
            stretch.append(word)
    if stretch:
        yield stretch
