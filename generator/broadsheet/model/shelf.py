"""Items as an earlier build made them, found by all that they are made of.

Only an item that is nothing but a function of its key is kept. One with a finding is built each time, so that
the finding is made again, and so is one that asks for other files.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import lxml.etree
import markdown
import msgspec
import pydantic
import yaml

from broadsheet.findings import Findings
from broadsheet.model.audiences import folders_of
from broadsheet.model.items import Document
from broadsheet.model.raw import RawContent, RawFile, RawItem
from broadsheet.model.rules import Rules
from broadsheet.store import Store, digest

ItemT = TypeVar("ItemT")

_PACKAGE = Path(__file__).parent.parent
_LIBRARIES = (markdown.__version__, pydantic.VERSION, yaml.__version__, lxml.etree.__version__)
_EVER = datetime.min.replace(tzinfo=UTC)


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
        lasting = replace(rules, editions={}, now=_EVER)
        self._common = digest(
            made.__name__, _makers(), msgspec.msgpack.encode(lasting, order="deterministic")
        )

    def items(self, files: Sequence[RawFile], findings: Findings) -> list[ItemT]:
        """Return what some files are, without those that cannot be used.

        Args:
            files: The files.
            findings: Gets everything that is wrong with them.
        """
        keys = [self._key(file) for file in files]
        objects = self._store.objects
        kept = self._store.get("item", [key for key in keys if key not in objects])
        new: dict[bytes, bytes] = {}
        made: list[ItemT] = []
        for file, key in zip(files, keys, strict=True):
            item = objects.get(key) or self._taken(kept.get(key)) or self._made(file, key, new, findings)
            if item is not None:
                made.append(item)
            if key in kept or key in new:
                objects[key] = item
        self._store.put("item", new)
        return made

    def _key(self, file: RawFile) -> bytes:
        defaults = folders_of(file.inherits or file.path, self._defaults)
        newest = "" if file.dated else self._newest
        return digest(self._common, file.path, file.inherits, newest, *file.identity, *defaults)

    def _taken(self, value: bytes | None) -> ItemT | None:
        try:
            return None if value is None else self._decoder.decode(value)
        except msgspec.MsgspecError:
            return None

    def _made(self, file: RawFile, key: bytes, new: dict[bytes, bytes], findings: Findings) -> ItemT | None:
        own = Findings()
        raw = file.open(own)
        item = None if raw is None else self._build(raw, own)
        findings.extend(own)
        alone = raw is not None and not raw.asks and not len(own)
        if alone and item is not None and (value := _encoded(item)):
            new[key] = value
        return item


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
