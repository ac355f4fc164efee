"""Items as an earlier build made them, found by all that they are made of.

Only an item that is nothing but a function of its key is kept. One with a finding is built each time, so that
the finding is made again, and so is one that asks for other files.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import lxml.etree
import markdown
import msgspec
import pydantic
import yaml

from broadsheet.crew import shared_out
from broadsheet.errors import ExcessError
from broadsheet.findings import Finding, Findings, Place
from broadsheet.limits import within
from broadsheet.model.audiences import folders_of
from broadsheet.model.items import Document
from broadsheet.model.raw import RawContent, RawFile, RawItem
from broadsheet.model.rules import Rules
from broadsheet.store import Store, digest

ItemT = TypeVar("ItemT")

_PACKAGE = Path(__file__).parent.parent
_LIBRARIES = (markdown.__version__, pydantic.VERSION, yaml.__version__, lxml.etree.__version__)
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Made(Generic[ItemT]):
    """An item that was made: in the form in which it is kept, or itself where it is not kept."""

    value: bytes | None
    item: ItemT | None
    findings: tuple[Finding, ...]


class Shelf(Generic[ItemT]):
    """Makes items of one type, or takes them from a store.

    Args:
        made: The type, a frozen dataclass.
        build: Makes one of a file that was taken apart, but of neither the time nor the editions; returns
            None where it cannot be made.
        raw: What was read.
        rules: What the configuration says about content.
        store: Where items are kept; None where none are.
    """

    def __init__(
        self,
        made: type[ItemT],
        build: Callable[[RawItem, Findings], ItemT | None],
        raw: RawContent,
        rules: Rules,
        store: Store | None,
    ) -> None:
        self._build = build
        self._store = store or Store(None)
        self._decoder = msgspec.msgpack.Decoder(made)
        self._defaults = {folder: repr(matter.values) for folder, matter in raw.defaults.items()}
        self._newest = str(raw.newest)
        lasting = replace(rules, editions={}, now=_EVER, seconds=0)
        self._seconds = rules.seconds
        self._common = digest(
            made.__name__, _makers(), msgspec.msgpack.encode(lasting, order="deterministic")
        )

    def items(self, files: Sequence[RawFile], findings: Findings, workers: int = 1) -> list[ItemT]:
        """Return what some files are, without those that cannot be used.

        Args:
            files: The files.
            findings: Gets everything that is wrong with them.
            workers: How many processes there may be.
        """
        keys = [self._key(file) for file in files]
        objects = self._store.objects
        kept = self._store.get("item", [key for key in keys if key not in objects])
        items = [objects.get(key) or self._taken(kept.get(key)) for key in keys]
        missing = [number for number, item in enumerate(items) if item is None]
        new: dict[bytes, bytes] = {}
        for share, made in shared_out(lambda some: [self._made(files[n]) for n in some], missing, workers):
            for number, one in zip(share, made, strict=True):
                findings.extend(one.findings)
                items[number] = one.item if one.value is None else self._decoder.decode(one.value)
                if one.value is not None:
                    new[keys[number]] = one.value
        self._store.put("item", new)
        objects |= {key: item for key, item in zip(keys, items, strict=True) if key in kept or key in new}
        return [item for item in items if item is not None]

    def _key(self, file: RawFile) -> bytes:
        defaults = folders_of(file.inherits or file.path, self._defaults)
        newest = "" if file.dated else self._newest
        return digest(self._common, file.path, file.inherits, newest, *file.identity, *defaults)

    def _taken(self, value: bytes | None) -> ItemT | None:
        try:
            return None if value is None else self._decoder.decode(value)
        except msgspec.MsgspecError:
            return None

    def _made(self, file: RawFile) -> _Made[ItemT]:
        own = Findings()
        raw = item = None

        def read() -> tuple[RawItem | None, ItemT | None]:
            raw = file.open(own)
            return raw, None if raw is None else self._build(raw, own)

        try:
            raw, item = within(self._seconds, read)
        except ExcessError as error:
            own.add(error.code, Place(file.path, 1), error.message)
        alone = raw is not None and not raw.asks and not len(own)
        value = _encoded(item) if alone and item is not None else None
        return _Made(value, item if value is None else None, tuple(own))


def _encoded(item: object) -> bytes | None:
    """Return an item in a form that it comes back from as it was; None where there is none."""
    if isinstance(item, Document) and not _is_plain(dict(item.page_meta)):
        return None  # a date would come back as text
    try:
        return msgspec.msgpack.encode(item)
    except UnicodeEncodeError:  # the name that a file once had is not UTF-8
        return None


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float)


@cache
def _makers() -> bytes:
    """Return what stands for the code that makes items, here and in the libraries that it uses."""
    code = (path for folder in ("sources", "model") for path in sorted((_PACKAGE / folder).glob("*.py")))
    texts = (path.read_bytes() for path in code)
    return digest(sys.version, unicodedata.unidata_version, *_LIBRARIES, *texts)
