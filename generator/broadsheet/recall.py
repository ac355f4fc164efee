"""Know again, at a glance, that a build would change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from broadsheet.config.settings import Settings
from broadsheet.editions.due import Due
from broadsheet.render.environment import hindrances, page_key
from broadsheet.sources.fingerprint import source_fingerprint
from broadsheet.sources.request import Request
from broadsheet.store import Store, digest

if TYPE_CHECKING:
    from broadsheet.model.items import Content
    from broadsheet.outputs.project import Project

_KIND = "build"


class Last(msgspec.Struct, frozen=True, array_like=True):
    """An edition's last build, if there was nothing to say of it.

    Args:
        mark: Stands for everything that it was made from.
        published: Stands for what was published.
        since: From when on the same entries are scheduled and expired; None for ever.
        until: Until when they are.
        pages: How many pages it has.
        entries: How many entries it holds.
        due: When it has to be built again though nobody changes a file; None for never.
    """

    mark: bytes
    published: bytes
    since: datetime | None
    until: datetime | None
    pages: int
    entries: int
    due: Due | None = None


def mark_of(request: Request, settings: Settings) -> bytes:
    """Return what stands for all that a build reads, as it is now; nothing where that cannot be told."""
    if hindrances(settings):
        return b""
    sources = source_fingerprint(request)
    basis = (page_key(settings, edition) for edition in settings.editions.values())
    return digest(b"mark", sources, *basis) if sources else b""


def recalled(
    store: Store, mark: bytes, published: Mapping[str, bytes], now: datetime | None
) -> dict[str, Last]:
    """Return the editions' last builds, as far as they were made from the same and are what is published.

    Args:
        store: What was made before.
        mark: Of what they would be made from now.
        published: Stands for what is published of each edition, by its name.
        now: The time to build for, UTC; the clock's where None.
    """
    now = now or datetime.now(UTC)
    keys = {digest(name): name for name in published} if mark else {}
    lasts = {keys[key]: _decoded(value) for key, value in store.get(_KIND, keys).items()}
    return {
        name: last
        for name, last in lasts.items()
        if last
        and last.mark == mark
        and last.published == published[name]
        and (last.since or now) <= now
        and (last.until is None or now < last.until)
    }


def remember(store: Store, mark: bytes, published: bytes, project: Project, content: Content) -> None:
    """Keep what there is to know of an edition's build, for the next one.

    Args:
        store: Where to keep it.
        mark: Stands for everything that it was made from; empty where that cannot be told.
        published: Stands for what was published.
        project: The edition.
        content: What it was made from.
    """
    pages, entries = len(project.pages), len(project.held.entries)
    last = Last(mark, published, content.since, content.until, pages, entries, project.due)
    store.put(_KIND, {digest(project.edition.name): msgspec.msgpack.encode(last)})


_decode = msgspec.msgpack.Decoder(Last).decode


def _decoded(value: bytes) -> Last | None:
    try:
        return _decode(value)
    except msgspec.MsgspecError:  # of another version of the program
        return None
