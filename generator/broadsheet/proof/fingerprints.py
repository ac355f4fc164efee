"""What an edition must not hold, as fingerprints, over what its readers may read.

A fingerprint needs enough in it, and must not be in anything that is public for the edition: what is common
is public somewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from broadsheet.config.settings import Settings
from broadsheet.model.taxonomy import Edition
from broadsheet.proof.material import Material, Piece
from broadsheet.proof.parts import Part
from broadsheet.proof.words import BREAK, fingerprints, letters, words

_RARE = 6
"""How many letters a word has that is a fingerprint by itself."""
_RARE_NAME = 5
"""The same of a title or a name that is one word, and of a person's whole name."""
_PEOPLE = frozenset({"author", "owner"})
_FEW = 9
"""How many letters a title or a name has that is a few words."""
_TWO = 12
"""The same of one that is two words, both of which are public."""
_NUMBER = 9
"""How many characters a number has, or a key or a hash, that is a fingerprint by itself."""
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Suspects:
    """What an edition must not hold.

    Args:
        edition: The edition.
        withheld: What its readers may not read.
        public: What they may.
        words: Words that stand nowhere but in what is withheld.
        rows: Five words in a row that do.
        shorts: Titles, names and addresses that do: the words of each by its longest word.
        images: Files that only what is withheld uses: path by SHA-256.
        vocabulary: Every word that its readers may read.
    """

    edition: Edition
    withheld: tuple[Piece, ...]
    public: tuple[Piece, ...]
    words: frozenset[str]
    rows: frozenset[int]
    shorts: Mapping[str, tuple[str, ...]]
    images: Mapping[str, str]
    vocabulary: frozenset[str] = field(repr=False)

    @property
    def titles(self) -> frozenset[str]:
        """Titles, names and addresses that are withheld."""
        return frozenset(text for texts in self.shorts.values() for text in texts)

    @property
    def spoken(self) -> Iterator[str]:
        """What its readers may read, text by text, as words in a row."""
        return (f" {piece.part.text} " for piece in self.public)


def suspects(material: Material, edition: Edition, settings: Settings) -> Suspects:
    """Tell an edition's fingerprints."""
    pieces = (*material.pieces, *configured(settings, edition, material))
    withheld = tuple(piece for piece in pieces if not piece.is_for(edition))
    public = tuple(piece for piece in pieces if piece.is_for(edition))
    vocabulary = _vocabulary(public) | _addresses(public)
    shown = {picture.sha256 for picture in material.pictures if picture.readers & edition.sees}
    return Suspects(
        edition=edition,
        withheld=withheld,
        public=public,
        words=frozenset(filter(_is_rare, _vocabulary(withheld) - vocabulary)),
        rows=_rows(withheld, public),
        shorts=_shorts(withheld, public, vocabulary, settings),
        images={p.sha256: p.path for p in material.pictures if p.sha256 not in shown},
        vocabulary=vocabulary,
    )


def _vocabulary(pieces: Iterable[Piece]) -> frozenset[str]:
    found: set[str] = set()
    for piece in pieces:
        found.update(piece.part.text.split())
    return frozenset(found)


def _addresses(pieces: Iterable[Piece]) -> frozenset[str]:
    found: set[str] = set()
    for piece in pieces:
        for what, text, _ in piece.part.shorts:
            if what == "address":
                found.update(text.split())
    return frozenset(found)


def _rows(withheld: Iterable[Piece], public: Iterable[Piece]) -> frozenset[int]:
    """Return the rows of what is withheld that are not public; those across what stands apart are, too."""
    found = {row for piece in withheld for row in piece.part.rows}
    for piece in public if found else ():
        found.difference_update(piece.part.rows, piece.part.seams)
        for what, text, _ in piece.part.shorts:
            if what == "address":
                found.difference_update(fingerprints(text.split()))
    return frozenset(found)


def _is_rare(word: str) -> bool:
    return is_number(word) or (len(word) >= _RARE and letters(word) * 2 > len(word))


def is_number(word: str) -> bool:
    """Whether a word is a long number, or a key or a hash with as many digits as letters."""
    return len(word) >= _NUMBER and len(_DIGIT.findall(word)) * 2 >= len(word)


def _shorts(
    withheld: Iterable[Piece], public: Iterable[Piece], vocabulary: Collection[str], settings: Settings
) -> dict[str, tuple[str, ...]]:
    inner = _inner(settings)
    texts = {
        text
        for piece in withheld
        for what, text, _ in piece.part.shorts
        if has_enough(text, vocabulary, is_person=what in _PEOPLE)
        and not (what == "address" and inner.match(text))
    }
    often = Counter(word for text in texts for word in set(text.split()))
    by_anchor: dict[str, set[str]] = defaultdict(set)
    for text in texts:  # found by the word of it that fewest others have
        by_anchor[min(text.split(), key=lambda word: (often[word], -len(word)))].add(text)
    for anchor in by_anchor.keys() & vocabulary:
        if not by_anchor[anchor] - {anchor}:
            by_anchor[anchor].clear()
    waiting = {anchor for anchor in by_anchor.keys() & vocabulary if by_anchor[anchor]}
    for piece in public if waiting else ():
        if here := waiting.intersection(piece.part.text.split()):
            spread = f" {piece.part.text} ".replace(f"{BREAK} ", "")  # an index has a page in one row
            for anchor in here:
                by_anchor[anchor] -= {text for text in by_anchor[anchor] if f" {text} " in spread}
        for _, address, _ in piece.part.shorts:
            for anchor in waiting.intersection(address.split()):
                by_anchor[anchor] -= {text for text in by_anchor[anchor] if f" {text} " in f" {address} "}
    return {anchor: tuple(sorted(texts)) for anchor, texts in by_anchor.items() if texts}


def has_enough(text: str, vocabulary: Collection[str], *, is_person: bool = False) -> bool:
    """Whether a title, a name or an address is long enough to be one's own.

    Args:
        text: Its words.
        vocabulary: The words that are public: two of them meet easily.
        is_person: Whether it is somebody's name.
    """
    enough, spoken = letters(text), text.split()
    if all(word in vocabulary for word in spoken):
        return enough >= (_TWO if len(spoken) == 2 else _FEW if len(spoken) > 1 else _RARE_NAME)
    return enough >= (_FEW if len(spoken) > 1 and not is_person else _RARE_NAME)


def _inner(settings: Settings) -> re.Pattern[str]:
    """Match addresses that are relative, the site's own, or those of its sources: all of these have names."""
    own = {urlsplit(edition.site_url).netloc for edition in settings.editions.values()}
    own_hosts = [re.escape(" ".join(words(f"https://{host}"))) for host in own if host]
    folders = "|".join(" ".join(words(name)) for name in (settings.docs_dir, settings.changelog_dir))
    repository = re.escape(" ".join(words(settings.repo_url)) or BREAK)
    sources = rf"{repository} (?:edit|raw|blob|tree|src)(?: \S+(?: (?:{folders})\b.*)?)?$"
    return re.compile("|".join((r"(?!(?:https?|ftp|mailto) )", *own_hosts, sources)))


def configured(settings: Settings, edition: Edition, material: Material) -> Iterator[Piece]:
    """Yield what the configuration says."""
    name, everybody = settings.config.name, frozenset(settings.audiences)
    values = {key: value for key, value in settings.config.values.items() if key not in {"nav", "plugins"}}
    for text in _strings(values):
        yield Piece(name, everybody, _said("configuration", text), "configuration")
    yield Piece(name, everybody, _said("authority", settings.authority), "authority")
    yield from _navigation(settings, material)
    for audience in settings.audiences.values():
        for text in (audience.name, audience.title, audience.description):
            yield Piece(name, frozenset({audience.name}), _said("audience", text), "audience")
    for other in settings.editions.values():
        seen = everybody if other.sees <= edition.sees else frozenset[str]()
        for text in (other.site_name, urlsplit(other.site_url).netloc):
            yield Piece(name, seen, _said("edition", text), "edition")
    yield from _products(settings, edition, material)
    for text in _strings([settings.options.types, settings.options.feedback, settings.options.image]):
        yield Piece(name, everybody, _said("configuration", text), "configuration")


def _products(settings: Settings, edition: Edition, material: Material) -> Iterator[Piece]:
    """Yield what products are called, for the readers of what names them. Inside, a form lists all."""
    readers: dict[str, set[str]] = defaultdict(set)
    for piece in material.pieces if settings.options.products else ():
        for what, text, _ in piece.part.shorts:
            if what == "product":
                readers[text] |= piece.readers
    for name, title in settings.options.products.items():
        seen = frozenset(settings.audiences if edition.internal else readers[" ".join(words(name))])
        for text in (name, title):
            yield Piece(settings.config.name, seen, _said("product", text), "product")


def _navigation(settings: Settings, material: Material) -> Iterator[Piece]:
    """Yield what the navigation says, each title for the readers of what it leads to.

    A link to another site is for those who read any page of its section.
    """
    name, everybody = settings.config.name, frozenset(settings.audiences)

    def readers(value: Any, around: frozenset[str]) -> frozenset[str]:
        pages = [target for target in _targets(value) if not _ELSEWHERE.match(target)]
        seen = (material.items.get(f"{settings.docs_dir}/{page}", everybody) for page in pages)
        return frozenset().union(*seen) if pages else around

    def walk(item: Any, around: frozenset[str]) -> Iterator[Piece]:
        if isinstance(item, dict):
            for title, value in item.items():
                seen = readers(value, around)
                yield Piece(name, seen, _said("navigation", str(title)), "navigation")
                yield from walk(value, seen)
        elif isinstance(item, list):
            for value in item:
                yield from walk(value, around)
        elif isinstance(item, str) and _ELSEWHERE.match(item):
            yield Piece(name, around, _said("address", item), "navigation")

    yield from walk(settings.nav or [], everybody)


def _targets(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    for value in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _targets(value)


def _said(what: str, text: str) -> Part:
    found = words(text)
    return Part("own", (), " ".join(found), fingerprints(found), [], [(what, " ".join(found), 0)], [], [])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
