"""What every generator is given to build: documents and changelog entries, made from a seed.

An item's text depends on the seed and its number alone, so that a corpus starts like the smaller ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SEED = 20261122
AUDIENCES = ("customers", "support", "engineers", "partners", "sales")
TYPES = ("added", "changed", "fixed", "removed")
PRODUCTS = ("editor", "reports", "billing", "api")
DOCUMENT_BYTES = 6_000
ENTRY_BYTES = 1_000

_WORDS = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split()
_DAYS = 2_000
_FIRST = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of both there is."""

    documents: int
    entries: int


SIZES = {"S": Size(100, 1_000), "L": Size(500, 5_000), "XL": Size(1_000, 10_000)}


@dataclass(frozen=True, slots=True)
class Document:
    """A page of documentation; its path has no ending, its body is in Python-Markdown's dialect."""

    path: str
    title: str
    tags: tuple[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A changelog entry, with a link to a document; its tags are its type and its product."""

    id: str
    title: str
    date: date
    audiences: tuple[str, str]
    tags: tuple[str, str]
    body: str
    see: Document


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that is to be built."""

    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]


def make(size: Size, seed: int = SEED) -> Corpus:
    """Make the corpus of a size."""
    documents = tuple(_document(number, seed) for number in range(size.documents))
    entries = tuple(_entry(number, size, documents, seed) for number in range(size.entries))
    return Corpus(documents, entries)


def _document(number: int, seed: int) -> Document:
    chance = random.Random(f"{seed} document {number}")  # the same on every Python
    return Document(
        path=f"part-{number % 10}/document-{number:04}",
        title=f"Document {number}: {_words(chance, 3)}",
        tags=_two(chance, PRODUCTS),
        body=_fill(DOCUMENT_BYTES, lambda: _section(chance)),
    )


def _entry(number: int, size: Size, documents: tuple[Document, ...], seed: int) -> Entry:
    chance = random.Random(f"{seed} entry {number}")
    return Entry(
        id=f"entry-{number:05}",
        title=f"Entry {number}: {_words(chance, 4)}",
        date=_FIRST + timedelta(days=number * _DAYS // size.entries),
        audiences=_two(chance, AUDIENCES),
        tags=(chance.choice(TYPES), chance.choice(PRODUCTS)),
        body=_fill(ENTRY_BYTES, lambda: _sentence(chance, 40)),
        see=documents[number % len(documents)],
    )


def _fill(length: int, make: Callable[[], str]) -> str:
    """Text of about this length: parts are added until half of the next one would be too much."""
    text = make()
    while len(text) + len(part := make()) // 2 < length:
        text += f"\n\n{part}"
    return text


def _section(chance: random.Random) -> str:
    words, sentence = _words, _sentence
    return f"""\
## {words(chance, 3).capitalize()}

{sentence(chance, 30)} {sentence(chance, 30)}

```python
def {words(chance, 2).replace(" ", "_")}(count: int) -> str:
    return "{words(chance, 4)}" * count
```

| {words(chance, 1)} | {words(chance, 1)} |
|---|---|
| {words(chance, 3)} | {words(chance, 3)} |
| {words(chance, 3)} | {words(chance, 3)} |

- [ ] {sentence(chance, 8)}
- [x] {sentence(chance, 8)}

!!! note
    {sentence(chance, 20)}"""


def _sentence(chance: random.Random, length: int) -> str:
    return f"{_words(chance, length).capitalize()}."


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _two(chance: random.Random, names: tuple[str, ...]) -> tuple[str, str]:
    first, second = chance.sample(names, k=2)
    return first, second
