"""What is kept of a search, so that the next build searches only what is new to it.

A file that was searched, and is the same to the byte, is not read again as long as nothing that is searched
for now can be in it; a file in which anything was found is.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

import msgspec

from broadsheet.proof.fingerprints import Suspects
from broadsheet.proof.search import Hit, stems
from broadsheet.proof.traces import Traces
from broadsheet.proof.words import every_fingerprint
from broadsheet.store import Store, digest

_KIND = "searched"


class Kept(msgspec.Struct, array_like=True):
    """What an edition was searched for, and what came of it.

    Args:
        files: SHA-256 of each file that was searched, by path.
        hits: What was found, whatever explained it, by file.
        shorts: The titles, names and addresses that were searched for.
        words: All words of the files.
        lone: The words of their search indexes.
        hashes: SHA-256 of what is embedded in them.
        rows: Five words in a row, eight bytes each; None where they were not noted.
    """

    files: dict[str, str]
    hits: dict[str, list[Hit]]
    shorts: list[str]
    words: list[str]
    lone: list[str]
    hashes: list[str]
    rows: bytes | None

    @property
    def traces(self) -> Traces:
        """The traces of its files."""
        rows = None if self.rows is None else _numbers(self.rows)
        return Traces({*self.words}, {*self.lone}, {*self.hashes}, rows)

    def new(self, files: Mapping[str, str], suspects: Suspects) -> list[str]:
        """Return the files that have to be searched.

        Args:
            files: SHA-256 of each file that there is, by path.
            suspects: What must not be there.
        """
        if self._may_hold(suspects):
            return sorted(files)
        return sorted(
            path for path, sha256 in files.items() if self.files.get(path) != sha256 or path in self.hits
        )

    def _may_hold(self, suspects: Suspects) -> bool:
        """Whether anything that is searched for may be in the files, beside what was found."""
        traces = self.traces
        known = {hit for hits in self.hits.values() for hit in hits}
        found = {hit.text for hit in known}
        if suspects.rows:
            told = {row for hit in known if hit.kind == "row" for row in every_fingerprint(hit.text.split())}
            if traces.rows is None or (suspects.rows & traces.rows) - told:
                return True
        hashes = traces.hashes | {*self.files.values()}
        return (
            not found.issuperset(suspects.words & traces.words)
            or not found.issuperset(suspects.images.keys() & hashes)
            or not found.issuperset(hit.text for hit in stems(suspects, traces.lone))
            or any(_may_show(traces, text) for text in suspects.titles.difference(self.shorts))
        )


def _may_show(traces: Traces, text: str) -> bool:
    spoken = text.split()
    if not traces.words.issuperset(spoken):
        return False
    return traces.rows is None or traces.rows.issuperset(every_fingerprint(spoken))


def recall(store: Store, key: bytes, editions: Iterable[str]) -> dict[str, Kept]:
    """Return what is kept of editions, by name.

    Args:
        store: Where it is kept.
        key: Stands for the program.
        editions: Their names.
    """
    keys = {digest(key, name): name for name in editions}
    return {keys[key]: _decode(value) for key, value in store.get(_KIND, keys).items()}


def keep(
    store: Store,
    key: bytes,
    suspects: Suspects,
    files: Mapping[str, str],
    hits: Mapping[str, Collection[Hit]],
    traces: Traces,
) -> None:
    """Keep what came of a search."""
    kept = Kept(
        files=dict(files),
        hits={path: sorted(some) for path, some in hits.items()},
        shorts=[*suspects.titles],
        words=[*traces.words],
        lone=[*traces.lone],
        hashes=[*traces.hashes],
        rows=None if traces.rows is None else array("q", traces.rows).tobytes(),
    )
    with suppress(UnicodeEncodeError):  # half of a surrogate pair, which JSON lets one write
        store.put(_KIND, {digest(key, suspects.edition.name): msgspec.msgpack.encode(kept)})


def _numbers(data: bytes) -> set[int]:
    numbers = array("q")
    numbers.frombytes(data)
    return set(numbers)


_decode = msgspec.msgpack.Decoder(Kept).decode
