"""What the configuration says about content: the closed lists and where things lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from broadsheet.limits import SECONDS
from broadsheet.model.taxonomy import Audience, Edition, Product


@dataclass(frozen=True, slots=True)
class Rules:
    """The part of the configuration that turns raw files into content.

    Args:
        audiences: By name, in the order of the configuration.
        editions: By name, in the order of the configuration.
        products: By name.
        types: The entry types.
        docs_dir: The documents' folder, relative to the project.
        changelog_dir: The entries' folder, relative to the project.
        extra_keys: Front matter keys that are let through unread; they reach no edition.
        blocks: Names of the ``///`` blocks that the site's Markdown extensions know.
        use_directory_urls: Whether ``guide.md`` becomes ``guide/`` rather than ``guide.html``.
        now: The time by which drafts are scheduled and entries expire, UTC.
        seconds: How long it may take to read one file.
    """

    audiences: Mapping[str, Audience]
    editions: Mapping[str, Edition]
    products: Mapping[str, Product]
    types: tuple[str, ...]
    docs_dir: str
    changelog_dir: str
    extra_keys: frozenset[str]
    blocks: frozenset[str]
    use_directory_urls: bool
    now: datetime
    seconds: float = SECONDS
