"""All that the sources say, piece by piece, and who may read each piece."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pathspec import GitIgnoreSpec

from broadsheet.config.settings import Settings
from broadsheet.model.raw import Listing, RawAsset
from broadsheet.model.taxonomy import EVERYONE, Edition
from broadsheet.proof import reading
from broadsheet.proof.parts import Part
from broadsheet.proof.reading import Reading
from broadsheet.proof.readings import Asset, Readings, as_asset
from broadsheet.proof.source_lines import INSIDE, NOBODY, OWN
from broadsheet.proof.words import BREAK, SIZE, fingerprints, words
from broadsheet.store import Store

_META = ".meta.yml"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that the sources say.

    Args:
        path: The file that says it.
        what: What it is, in words; empty for a file's text.
        readers: The audiences that may read it.
        part: What it says.
        inside: Whether only internal editions may show it.
    """

    path: str
    readers: frozenset[str]
    part: Part
    what: str = ""
    inside: bool = False

    def is_for(self, edition: Edition) -> bool:
        """Whether an edition may hold it."""
        return bool(self.readers & edition.sees) and (edition.internal or not self.inside)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that is handed on as it is.

    Args:
        path: Where it is.
        readers: Whoever may read something that names it, or those whom its folder names.
        sha256: Of its bytes.
    """

    path: str
    readers: frozenset[str]
    sha256: str


@dataclass(frozen=True, slots=True)
class Material:
    """All that the sources say.

    Args:
        pieces: Each with its readers.
        pictures: Files that are handed on as they are.
        items: Readers of each Markdown file.
        commit: The commit that was read; empty without git.
    """

    pieces: tuple[Piece, ...]
    pictures: tuple[Picture, ...]
    items: Mapping[str, frozenset[str]]
    commit: str = ""


def gather(
    listing: Listing, settings: Settings, now: float, store: Store | None = None, key: bytes = b""
) -> Material:
    """Read all sources.

    Args:
        listing: The files that there are.
        settings: Says which audiences and folders there are.
        now: The time by which entries are scheduled and expire, as a timestamp.
        store: Where it is kept how a file was read; None to read all of them.
        key: Stands for the program.
    """
    return _Reader(listing, settings, now, store, key).material()


class _Reader:
    def __init__(
        self, listing: Listing, settings: Settings, now: float, store: Store | None, key: bytes
    ) -> None:
        self._listing, self._settings, self._now = listing, settings, now
        self._everybody = frozenset(settings.audiences)
        excluded = GitIgnoreSpec.from_lines(settings.excluded)
        docs = f"{settings.docs_dir}/"
        files = listing.files
        self._metas = [file for file in files if posixpath.basename(file.path) == _META]
        self._items = [file for file in files if file.path.endswith(".md")]
        self._others = [file for file in files if not file.path.endswith((".md", _META))]
        self._excluded = {
            file.path
            for file in files
            if file.path.startswith(docs) and excluded.match_file(file.path.removeprefix(docs))
        }
        self._read = Readings(store, key).of(Reading, self._items, reading.read)
        self._defaults = {posixpath.dirname(file.path): reading.defaults(file.load()) for file in self._metas}
        self._assets = Readings(store, key).of(Asset, self._others, as_asset)

    def material(self) -> Material:
        pieces: list[Piece] = []
        items: dict[str, frozenset[str]] = {}
        for file in self._items:
            found = self._read[file.digest]
            readers = self._readers(file, found)
            items[file.path] = readers
            pieces += self._pieces(file.path, found, readers)
            pieces.append(Piece(file.path, readers, _names_of(file.path, found, self._settings), "name"))
        for folder, default in self._defaults.items():
            below = [
                readers for path, readers in items.items() if path.startswith(f"{folder}/" if folder else "")
            ]
            pieces += self._pieces(posixpath.join(folder, _META), default, frozenset().union(*below))
        included = list(self._included(pieces))
        pieces += included
        pictures = self._pictures(pieces)
        for picture, file in zip(pictures, self._others, strict=True):
            pieces.append(Piece(file.path, picture.readers, _file_name(file.path), "name"))
            if part := self._assets[file.digest].part:
                pieces.append(Piece(file.path, picture.readers, part))
        pieces += self._people()
        return Material(tuple(pieces), tuple(pictures), items, self._listing.commit)

    def _readers(self, file: RawAsset, found: Reading) -> frozenset[str]:
        is_due = (found.starts is None or found.starts <= self._now) and (
            found.ends is None or self._now < found.ends
        )
        is_entry = file.path.startswith(f"{self._settings.changelog_dir}/")
        is_notes = is_entry and posixpath.basename(file.path) == "index.md"
        if file.path in self._excluded or (is_entry and not is_notes and (found.withheld or not is_due)):
            return frozenset()
        named = found.audience
        if named is None:
            named = self._inherited(file.inherits or file.path)
        if named is None or (found.audience == [] and found.withheld):
            return frozenset()
        return self._known(named)

    def _inherited(self, path: str) -> list[str] | None:
        while path:
            path = posixpath.dirname(path)
            default = self._defaults.get(path)
            if default is not None and default.audience is not None:
                return default.audience
        return None

    def _known(self, named: Iterable[str]) -> frozenset[str]:
        """Return whom some names mean: nobody where one of them is unknown."""
        names = frozenset(named)
        if not names <= self._everybody | {EVERYONE}:
            return frozenset()
        return self._everybody if EVERYONE in names else names

    def _pieces(self, path: str, found: Reading, readers: frozenset[str]) -> Iterator[Piece]:
        for part in found.parts:
            seen = frozenset() if part.rule == NOBODY else readers
            for named in part.blocks:
                seen &= self._known(named)
            yield Piece(path, seen, part, inside=part.rule == INSIDE)

    def _included(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Yield what stands in pieces from other files, which those may read who read the pieces."""
        snippets = self._settings.snippets
        if snippets is None:
            return
        own = {file.path for file in self._items} - self._excluded
        ahead = [(name, piece.readers) for piece in pieces for name in piece.part.includes]
        ahead += [(name, self._everybody) for name in snippets.appended]
        done: set[tuple[str, frozenset[str]]] = set()
        while ahead:
            name, readers = ahead.pop()
            bare = re.sub(r"(?::\d*){0,2}$|:[A-Za-z][\w-]*$", "", name)
            if (bare, readers) in done or not readers:
                continue
            done.add((bare, readers))
            for folder in snippets.folders:
                where = posixpath.normpath(posixpath.join(folder, bare))
                if where in own or (found := self._listing.find(where)) is None:
                    continue
                if found[0] in own:
                    break
                read = reading.read(found[1], markdown=bare.endswith(".md"))
                for piece in self._pieces(found[0], read, readers):
                    yield piece
                    ahead += [(inner, piece.readers) for inner in piece.part.includes]
                break

    def _pictures(self, pieces: Iterable[Piece]) -> list[Picture]:
        naming: dict[str, set[str]] = defaultdict(set)
        for piece in pieces:
            if piece.readers:
                for name in piece.part.names:
                    naming[name] |= piece.readers
        for name in _config_names(self._settings):
            naming[name] |= self._everybody
        known = -1
        made: list[Picture] = []
        while known != (known := sum(map(len, naming.values()))):  # a stylesheet may be named by another
            made = [self._picture(file, naming) for file in self._others]
            for picture, file in zip(made, self._others, strict=True):
                part = self._assets[file.digest].part
                if part and picture.readers and file.path.endswith((".css", ".js", ".svg")):
                    for name in part.names:
                        naming[name] |= picture.readers
        return made

    def _picture(self, file: RawAsset, naming: Mapping[str, set[str]]) -> Picture:
        named = self._inherited(file.inherits or file.path)
        spelled = {name for name in _spellings(file.path) if name in naming}
        using = frozenset().union(*(naming[name] for name in spelled))
        readers = using if named is None else using & self._known(named)
        return Picture(file.path, readers, self._assets[file.digest].sha256)

    def _people(self) -> Iterator[Piece]:
        for name, mail in sorted(self._listing.people):
            yield Piece("git", self._everybody, _spoken("author", name), "author", inside=True)
            yield Piece("git", frozenset(), _spoken("mail address", mail), "mail address")


def _names_of(path: str, found: Reading, settings: Settings) -> Part:
    """Return what an item is called in addresses: its folders, its file, and all of it in a row."""
    changelog = f"{settings.changelog_dir}/"
    inner = path.removeprefix(f"{settings.docs_dir}/").removeprefix(changelog).removesuffix(".md")
    names = [name for name in inner.split("/") if name != "index"]
    whole = " ".join(names)
    if path.startswith(changelog):
        names += [found.identity] if found.identity else []
        whole = f"changelog {(names or [''])[-1]}"
    return _called([*names, whole])


def _file_name(path: str) -> Part:
    return _called([posixpath.splitext(posixpath.basename(path))[0]])


def _called(names: list[str]) -> Part:
    shorts = [("name", " ".join(words(name)), 0) for name in names]
    return Part(OWN, (), f" {BREAK} ".join(text for _, text, _ in shorts), [], [], shorts, [], [])


def _spoken(what: str, text: str) -> Part:
    found = words(text)
    rows = fingerprints(found) if len(found) >= SIZE else []
    return Part(OWN, (), " ".join(found), rows, [], [(what, " ".join(found), 0)], [], [])


def _spellings(path: str) -> set[str]:
    """Return how a file's last name may be written where it is used."""
    name = posixpath.basename(path).lower()
    return {name, name.replace(" ", "%20"), re.split(r"[\s()<>\"'\[\]|={},;:!?#]+", name)[-1]}


def _config_names(settings: Settings) -> Iterator[str]:
    for name in settings.theme_assets:
        yield posixpath.basename(name).lower()


def only(material: Material, paths: set[str]) -> Material:
    """Return what some files say."""
    return replace(material, pieces=tuple(piece for piece in material.pieces if piece.path in paths))
