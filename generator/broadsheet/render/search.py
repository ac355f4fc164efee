"""The search index of an edition, made anew only for the shards in which a page is another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import msgspec

from broadsheet.crew import beside, shared_out
from broadsheet.outputs.project import Project
from broadsheet.outputs.search import BUNDLE, Card, directory, index_shard, searched, shards, slim
from broadsheet.render.target import Means, Target
from broadsheet.store import digest


@dataclass(frozen=True, slots=True)
class _Known:
    """A shard as it was made.

    Args:
        paths: Its files in the edition.
        engine: The files that it shares with other shards.
        card: What the directory has to know of it.
    """

    paths: tuple[str, ...]
    engine: tuple[str, ...]
    card: Card


@dataclass(frozen=True, slots=True)
class _Indexed:
    """A shard that was just made: its card, its files' records, and the files that all shards share."""

    card: Card
    records: tuple[tuple[str, Any], ...]
    engine: Mapping[str, bytes]


_decode = msgspec.msgpack.Decoder(_Known).decode


class SearchBuild:
    """Makes an edition's search index.

    Args:
        project: The edition.
        target: Where it is made; it has its pages by now.
        means: What it is made with.
        basis: Stands for the program and everything it is built on.
    """

    def __init__(self, project: Project, target: Target, means: Means, basis: bytes) -> None:
        self._target, self._basis = target, basis
        self._store, self._workers = means.store, means.workers
        self._known, self._project = target.known, project
        self._engine_key = digest(b"engine", basis)

    @cached_property
    def _shards(self) -> dict[str, list[str]]:
        return shards(searched(self._project))

    def keep(self) -> bool:
        """Keep the index that is published, whatever it leads to; False where there is none."""
        paths = [path for path in self._known if path.startswith(f"{BUNDLE}/")]
        self._target.keep(paths)
        return bool(paths)

    def begin(self, pages: Mapping[str, bytes]) -> Callable[[], None]:
        """Begin to index the pages.

        Args:
            pages: Each page's key, by its path in the edition.

        Returns:
            What waits for the end and takes the index over. It raises SearchIndexError where Pagefind's
            program is missing, failed, or refused a page.
        """
        keys = {name: self._key(paths, pages) for name, paths in self._shards.items()}
        cards, engine = self._kept(keys)
        indexed = self._indexed([name for name in keys if name not in cards], keys)
        return partial(self._finish, keys, cards, engine, indexed)

    def _finish(
        self,
        keys: Mapping[str, bytes],
        cards: dict[str, Card],
        engine: set[str],
        indexed: Iterable[tuple[str, _Indexed]],
    ) -> None:
        for name, made in indexed:
            cards[name] = made.card
            for path, record in made.records:
                self._target.add(path, record)
            new = {f"{BUNDLE}/{path}": data for path, data in made.engine.items()}
            for path in new.keys() - engine:
                self._target.write(path, new[path], self._engine_key)
            engine |= new.keys()
            if keys[name]:
                known = _Known(tuple(path for path, _ in made.records), tuple(new), made.card)
                self._store.put("shard", {keys[name]: msgspec.msgpack.encode(known)})
        files = directory({name: cards[name] for name in self._shards})
        for path, data in files.items():
            self._target.write(f"{BUNDLE}/{path}", data, digest(b"directory", data))

    def _kept(self, keys: Mapping[str, bytes]) -> tuple[dict[str, Card], set[str]]:
        """Keep the shards whose pages are the same.

        Returns:
            Their cards, and the files that they share.
        """
        stored = self._store.get("shard", keys.values())
        cards: dict[str, Card] = {}
        engine: set[str] = set()
        for name, key in keys.items():
            known = _decode(stored[key]) if key in stored else None
            if known and self._has(known.paths, key) and self._has(known.engine, self._engine_key):
                cards[name] = known.card
                engine.update(known.engine)
                self._target.keep(known.paths)
        self._target.keep(engine)
        return cards, engine

    def _key(self, paths: Sequence[str], pages: Mapping[str, bytes]) -> bytes:
        """Return a shard's key; none where a page has none."""
        named = [(path, pages[path]) for path in paths]
        parts = (part for pair in named for part in pair)
        return digest(b"shard", self._basis, *parts) if all(key for _, key in named) else b""

    def _has(self, paths: Sequence[str], key: bytes) -> bool:
        return bool(key) and all(self._known.get(path) == key for path in paths)

    def _indexed(self, names: Sequence[str], keys: Mapping[str, bytes]) -> Iterable[tuple[str, _Indexed]]:
        """Begin to index shards: many in processes, one beside whatever this process does next."""
        writer = self._target.writer()

        def work(share: Sequence[str]) -> list[_Indexed]:
            made = []
            for name in share:
                shard = index_shard(self._slim(self._shards[name]))
                files = ((f"{BUNDLE}/{name}/{path}", data) for path, data in shard.files.items())
                records = tuple((path, writer.write(path, data, keys[name])) for path, data in files)
                made.append(_Indexed(shard.card, records, shard.engine))
            return made

        if len(names) == 1:
            made = beside(partial(work, names))
            return ((name, one) for name in names for one in made.result())
        shared = shared_out(work, names, self._workers, singly=True)
        return (pair for share, made in shared for pair in zip(share, made, strict=True))

    def _slim(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            if (page := slim(self._target.read(path))) is not None:
                yield path, page
