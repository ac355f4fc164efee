"""Pagefind's bundles with the same bytes for the same pages: one for each shard, and one that leads to them.

Left to itself, Pagefind numbers pages in the order in which they come, and writes its filters in the order of
a hash table that is seeded at random. So the pages are handed to it sorted, and :func:`canonical` sorts the
filters of the bundle that comes back.

In one bundle, a word that stands nowhere is passed over, or taken for its longest known beginning. Shards
that were simply searched together would do so each for itself: one that does not hold a word would answer
as if it had not been asked for. Hence the directory, a bundle in which each shard is one page that holds all
its words. A query is put to it first, and then only to the shards that it finds. It is written here, without
Pagefind, which would need the words of all shards for each edit of one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any

import cbor2

from broadsheet.outputs.search.program import run

#: What a search loads once, whatever the number of shards.
_ENGINE = re.compile(r"pagefind(-worker)?\.js|wasm\..+\.pagefind")

#: What a search loads of each bundle. The rest is Pagefind's own user interfaces.
_OWN = re.compile(r"pagefind-entry\.json|.+\.pf_\w+")

_ENTRY = "pagefind-entry.json"
_SIGNATURE = b"pagefind_dcd"

#: Places in the CBOR array of a .pf_meta: version, pages, word chunks, filters, sorts, fields.
_WORDS, _FILTERS, _SORTS = 2, 3, 4

#: A word on a page, as a .pf_index has it behind the page's number: its places, in the text and in titles.
_ANYWHERE = ((), ())

#: How many words on pages a chunk holds at least, unless it is the last one: about 4 KB.
_CHUNK = 1_000

#: Behind every word.
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Card:
    """What the directory has to know of a shard.

    Args:
        entry: Its bundle's ``pagefind-entry.json``, which changes with anything in the bundle.
        words: The words in it, sorted, in the form in which Pagefind looks them up.
        facets: How many pages carry each value of each filter.
    """

    entry: str
    words: tuple[str, ...]
    facets: Mapping[str, Mapping[str, int]]

    @property
    def tag(self) -> str:
        """What changes with the shard, so that whatever does not change stays in readers' caches."""
        return hashlib.sha256(self.entry.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard's index.

    Args:
        files: Its bundle: path in the shard's folder to content.
        card: What the directory has to know of it.
        engine: What all shards share, and the directory with them: path in its folder to content.
    """

    files: Mapping[str, bytes]
    card: Card
    engine: Mapping[str, bytes]


def index_shard(pages: Iterable[tuple[str, bytes]]) -> Shard:
    """Index a shard's pages. Several may run at once.

    Args:
        pages: Each page's path in the edition and what of it is indexed.

    Raises:
        SearchIndexError: Pagefind's program is missing, failed, or refused a page.
    """
    bundle = canonical(run(sorted(pages)))
    files = {path: data for path, data in bundle.items() if _OWN.fullmatch(path)}
    chunks = [_unpack(data) for path, data in files.items() if path.startswith("index/")]
    filters = [_unpack(data) for path, data in files.items() if path.startswith("filter/")]
    card = Card(
        files[_ENTRY].decode(),
        tuple(sorted({word for (words,) in chunks for word, *_ in words})),
        {facet: {value: len(held) for value, held in values} for facet, values in sorted(filters)},
    )
    return Shard(files, card, {path: bundle[path] for path in bundle.keys() - files.keys()})


def directory(cards: Mapping[str, Card]) -> dict[str, bytes]:
    """Make the bundle that leads to the shards, and name them for the search dialog.

    Args:
        cards: Each shard's card by its name, in the order in which they are to be searched; at least one.

    Returns:
        The bundle, and ``shards.json``: path in the folder in which the shards' folders lie to content.
    """
    entries = [json.loads(card.entry) for card in cards.values()]
    languages = [item for entry in entries for item in entry["languages"].items()]
    name, language = max(languages, key=lambda item: item[1]["page_count"], default=("unknown", {}))
    words = (_held(word, shards) for word, shards in _holders(cards))
    chunks, files = _chunks(words, name)
    pages = [[shard, len(card.words)] for shard, card in cards.items()]
    reference, data = _named(name, [entries[0]["version"], pages, chunks, [], [], []])
    files[f"pagefind.{reference}.pf_meta"] = data
    language |= {"hash": reference, "page_count": len(pages)}
    files[_ENTRY] = json.dumps(entries[0] | {"languages": {name: language}}, sort_keys=True).encode()
    files["shards.json"] = _listing(cards, files[_ENTRY].decode())
    return files


def _held(word: str, shards: Iterable[int]) -> Any:
    """Return what the directory has of a word: the shards that hold it, by the steps from one to the next."""
    before, steps = 0, []
    for shard in shards:
        steps.append((shard - before, *_ANYWHERE))
        before = shard
    return (word, steps, ())


def _chunks(words: Iterable[Any], language: str) -> tuple[list[list[str]], dict[str, bytes]]:
    """Put words into chunks, of which a search loads one for each of its words.

    Pagefind makes large ones, so that a search in many shards would load a lot for nothing. All words that
    begin with the same two letters are in one chunk: Pagefind looks for a word in one chunk only, and so for
    the words that it is the beginning of.

    Args:
        words: In order, each with the pages that it is on.
        language: Theirs.

    Returns:
        What the bundle's meta has to say of the chunks, and their files.
    """
    cut: dict[str, list[Any]] = {"": []}
    chunk, size, before = cut[""], 0, ""
    for entry in words:
        if size >= _CHUNK and entry[0][:2] != before:
            chunk, size = cut.setdefault(entry[0][:2], []), 0
        chunk.append(entry)
        size, before = size + len(entry[1]), entry[0][:2]
    listed, files = [], {}
    for (start, held), end in zip(cut.items(), [*list(cut)[1:], _LAST], strict=True):
        reference, data = _named(language, [held])
        files[f"index/{reference}.pf_index"] = data
        listed.append([start, end, reference])
    return listed, files


def _holders(cards: Mapping[str, Card]) -> Iterator[tuple[str, list[int]]]:
    """Yield each word, in order, and the numbers of the shards that hold it."""
    held: dict[str, list[int]] = defaultdict(list)
    for number, card in enumerate(cards.values()):
        for word in card.words:
            held[word].append(number)
    yield from sorted(held.items())


def _listing(cards: Mapping[str, Card], entry: str) -> bytes:
    facets: dict[str, Counter[str]] = defaultdict(Counter)
    for card in cards.values():
        for facet, counts in card.facets.items():
            facets[facet].update(counts)
    # One without a word has no language either, and could not be loaded.
    shards = [
        {"name": name, "tag": card.tag, "facets": card.facets} for name, card in cards.items() if card.words
    ]
    tag = Card(entry, (), {}).tag
    return json.dumps({"facets": facets, "shards": shards, "tag": tag}, sort_keys=True).encode()


def canonical(bundle: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put a Pagefind bundle into the one form that its pages determine, without what no search loads.

    Filters and their values are sorted, words are put into smaller chunks, and files are named after what
    they then hold.

    Args:
        bundle: Path in the bundle to content, as Pagefind makes it.
    """
    loaded = (path for path in sorted(bundle) if _ENGINE.fullmatch(path) or _OWN.fullmatch(path))
    files = {path: bundle[path] for path in loaded}
    entry = json.loads(files[_ENTRY])
    for name, language in entry["languages"].items():
        meta = _unpack(files.pop(f"pagefind.{language['hash']}.pf_meta"))
        for reference in meta[_FILTERS]:
            facet, values = _unpack(files.pop(f"filter/{reference[1]}.pf_filter"))
            reference[1], data = _named(name, [facet, sorted(values)])
            files[f"filter/{reference[1]}.pf_filter"] = data
        found = (_unpack(files.pop(f"index/{chunk[2]}.pf_index"))[0] for chunk in meta[_WORDS])
        meta[_WORDS], chunks = _chunks(sorted(chain.from_iterable(found), key=itemgetter(0)), name)
        files |= chunks
        meta[_FILTERS].sort()
        meta[_SORTS].sort()
        language["hash"], data = _named(name, meta)
        files[f"pagefind.{language['hash']}.pf_meta"] = data
    files[_ENTRY] = json.dumps(entry, sort_keys=True).encode()
    return files


def _unpack(data: bytes) -> Any:
    return cbor2.loads(gzip.decompress(data).removeprefix(_SIGNATURE))


def _named(language: str, value: object) -> tuple[str, bytes]:
    """Encode a value as Pagefind does, and name it after its language and content."""
    data = cbor2.dumps(value)
    return f"{language}_{hashlib.sha256(data).hexdigest()[:10]}", gzip.compress(_SIGNATURE + data, 6, mtime=0)
