"""Which item of one revision is which of another, whatever it is called by then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from broadsheet.model.items import Content
from broadsheet.previewing.views import Source

SourceT = TypeVar("SourceT", bound=Source)


@dataclass(frozen=True, slots=True)
class Pair:
    """An item before and after.

    Args:
        before: As it was for whomever it was; None where it was not, or was in no edition.
        after: The same as it will be.
    """

    before: Source | None
    after: Source | None

    @property
    def known(self) -> Source:
        """The item as it will be, or as it was."""
        item = self.after or self.before
        assert item is not None  # a pair is made of an item
        return item


def pairs(before: Content | None, after: Content) -> list[Pair]:
    """Pair what two revisions hold.

    Args:
        before: The one; None where there was nothing.
        after: The other.

    Returns:
        Documents, then entries, then introductions of releases, each in the order of ``after``; what is only
        in ``before`` follows behind its kind.
    """
    return [
        *_paired(before.documents if before else (), after.documents, [_origin, lambda d: d.path]),
        *_paired(before.entries if before else (), after.entries, [_origin, lambda e: e.id]),
        *_paired(
            tuple(before.notes.values()) if before else (),
            tuple(after.notes.values()),
            [lambda notes: notes.version],
        ),
    ]


def _origin(item: Source) -> str:
    return item.times.origin


def _paired(
    before: Sequence[SourceT], after: Sequence[SourceT], keys: Sequence[Callable[[SourceT], str]]
) -> list[Pair]:
    """Pair items that have the same first key; then those that are left by the next one."""
    partners: dict[str, SourceT] = {}
    for key in keys:
        taken = {item.path for item in partners.values()}
        free = {key(item): item for item in before if item.path not in taken}
        for item in after:
            if item.path not in partners and (found := free.pop(key(item), None)) is not None:
                partners[item.path] = found
    taken = {item.path for item in partners.values()}
    gone = [Pair(item, None) for item in before if item.path not in taken]
    return [*(Pair(partners.get(item.path), item) for item in after), *gone]
