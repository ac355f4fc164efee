"""Compiled templates, kept from build to build: compiling Material's takes longer than making many pages."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from broadsheet.store import Store, digest

_KIND = "template"


class Compiled(BytecodeCache):
    """Jinja's bytecode in the store.

    Args:
        store: Where it is kept.
        basis: Stands for the program, so that no other one's bytecode is run.
    """

    def __init__(self, store: Store, basis: bytes) -> None:
        self._store, self._basis = store, basis

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fetch a template; Jinja sees to it that it was compiled from the same source."""
        key = self._key(bucket)
        found = self._store.get(_KIND, [key])
        if key in found:
            bucket.bytecode_from_string(found[key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._store.put(_KIND, {self._key(bucket): bucket.bytecode_to_string()})

    def _key(self, bucket: Bucket) -> bytes:
        return digest(_KIND, self._basis, bucket.key, bucket.checksum)
