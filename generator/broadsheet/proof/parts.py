"""What the same people may read of a source, as words and fingerprints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from broadsheet.proof.source_lines import Key, Line
from broadsheet.proof.words import BREAK, SIZE, fingerprints, plain, readable, words

_INCLUDE = re.compile(r"-+8<-+[ \t]+[\"'](.+?)[\"']")
_INCLUDES = re.compile(r"^[ \t]*-+8<-+[ \t]*$")
_BLOCK = re.compile(r"[ \t>]*(?:$|[-*+|#:=]|\d+[.)]\s|`{3}|~{3})")
"""A line that does not go on with what the line before says."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FILE = re.compile(r"[^\s()<>\"'\[\]|={},;:!?#]+\.[A-Za-z0-9]{2,5}\b")


@dataclass(frozen=True, slots=True)
class Part:
    """All of a file that the same people may read.

    Args:
        rule: Who they are.
        blocks: The audiences of the blocks around it.
        text: Its words, with breaks between what does not belong together.
        rows: The fingerprints in it.
        seams: What would be fingerprints too if nothing stood apart.
        shorts: Titles, names and addresses in it: what they are, their words, their line.
        names: The names of files that it mentions.
        includes: The files whose text stands in it.
    """

    rule: str
    blocks: tuple[tuple[str, ...], ...]
    text: str
    rows: list[int]
    seams: list[int]
    shorts: list[tuple[str, str, int]]
    names: list[str]
    includes: list[str]


def parts_of(lines: Iterable[Line]) -> list[Part]:
    """Put together what the same people may read."""
    grouped: dict[Key, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.key].append(line)
    return [_part(key, some) for key, some in grouped.items()]


def _part(key: Key, lines: list[Line]) -> Part:
    shorts: list[tuple[str, str, int]] = []
    names: dict[str, None] = {}
    includes: list[str] = []
    texts: list[str] = []
    listing, before = False, 0
    for line in lines:
        if line.what == "text":
            if _INCLUDES.match(line.text):
                listing = not listing
            elif listing:
                includes.append(line.text.strip())
            elif include := _INCLUDE.search(line.text):
                includes.append(include[1])
            is_next = line.number <= before + 1 and not _BLOCK.match(line.text)
            texts.append(line.text if is_next else f"{BREAK} {line.text}")
        else:
            shorts.append((line.what, " ".join(words(readable(plain(line.text)[0]))), line.number))
            texts.append(f"{BREAK} {line.text} {BREAK}")
        before = line.number
        for name in _mentioned(line.text):
            names[name] = None
    text, addresses = plain("\n".join(texts))
    found = words(readable(text))
    shorts += [("address", " ".join(words(unquote(address))), 0) for address in addresses]
    shorts += [("address", " ".join(words(mail)), 0) for mail in _MAIL.findall(text)]
    joined = " ".join(found)
    rows = fingerprints(found)
    across = {*fingerprints([word for word in found if word != BREAK]), *_below_titles(lines)}
    seams = list(across.difference(rows))
    return Part(*key, joined, rows, seams, [s for s in shorts if s[1]], list(names), includes)


def _below_titles(lines: list[Line]) -> Iterator[int]:
    """Yield what is a fingerprint where a title stands before the first words, or before the description."""
    title = next((words(readable(plain(line.text)[0])) for line in lines if line.what == "title"), [])
    first = (line.text for line in lines if line.what == "text" and line.text.strip())
    told = (line.text for line in lines if line.what == "description")
    for text in ("\n".join(islice(first, SIZE)), *told) if title else ():
        below = [word for word in words(readable(plain(text)[0])) if word != BREAK]
        yield from fingerprints([*title, *below[: SIZE - 1]])


def _mentioned(text: str) -> Iterator[str]:
    """Yield the last names of what look like paths of files."""
    if "." in text:
        for found in _FILE.finditer(text):
            yield found[0].rpartition("/")[2].lower()
