"""Where an edition is made, as rendering sees it; :class:`broadsheet.publish.draft.Draft` is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from broadsheet.findings import Findings
from broadsheet.store import Store


@dataclass(frozen=True, slots=True)
class Means:
    """What an edition is made with.

    Args:
        store: What was made before.
        findings: Gets what MkDocs warns of, and what stops it.
        workers: How many processes there may be.
        makers: Makers of pages that earlier builds of this process made, by what they depend on; None where
            there will be no later ones.
    """

    store: Store
    findings: Findings
    workers: int = 1
    makers: dict[bytes, Any] | None = None


class Writer(Protocol):
    """Writes files of an edition, in any process."""

    def write(self, path: str, data: bytes, key: bytes) -> Any:
        """Write a file, and return what its edition is to be told of it."""


class Target(Protocol):
    """An edition while it is made."""

    @property
    def known(self) -> Mapping[str, bytes]:
        """The keys of the published files that can be kept, by path."""

    def writer(self) -> Writer:
        """Return what writes files, here or in another process."""

    def write(self, path: str, data: bytes, key: bytes) -> None:
        """Write a file and add it."""

    def add(self, path: str, record: Any) -> None:
        """Add a file that a writer has written."""

    def keep(self, paths: Iterable[str]) -> None:
        """Let published files stay as they are."""

    def read(self, path: str) -> bytes:
        """Return what a file holds that was written or kept."""
