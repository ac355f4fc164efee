"""The search index of an edition: Pagefind's, in shards, so that an edit indexes little anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from broadsheet.errors import SearchIndexError
from broadsheet.model.items import Document, Entry
from broadsheet.outputs.project import Project
from broadsheet.outputs.search.bundle import Card, Shard, canonical, directory, index_shard
from broadsheet.outputs.search.shards import LIMIT, Searched, shards, slim

__all__ = [
    "BUNDLE",
    "LIMIT",
    "Card",
    "Searched",
    "Shard",
    "build_index",
    "canonical",
    "directory",
    "index_shard",
    "searched",
    "shards",
    "slim",
]

#: The index's folder in an edition; the search dialog loads ``shards.json`` and ``pagefind.js`` from there.
BUNDLE = "pagefind"


def searched(project: Project) -> list[Searched]:
    """Return the pages of an edition that a search finds: documents and entries, but no lists of them."""
    return [
        Searched(
            project.html_path(page), page.item.published.date() if isinstance(page.item, Entry) else None
        )
        for page in project.pages
        if isinstance(page.item, Document | Entry)
    ]


def build_index(site: Path, pages: Iterable[Searched], limit: int = LIMIT) -> None:
    """Index the pages of a finished edition into its ``pagefind/`` folder.

    A folder that is there already is replaced as a whole: a fragment that stayed behind would be the text
    of another edition.

    Args:
        site: The edition's folder, all its pages written.
        pages: The pages to index; those that do not mark their text are passed over.
        limit: How much a shard holds at most, counted in entries.

    Raises:
        SearchIndexError: Pagefind's program is missing, failed, or refused a page; or a page lies where the
            index has to.
    """
    folder = site / BUNDLE
    if page := next(folder.rglob("*.html"), None):
        raise SearchIndexError(
            f"the page {page.relative_to(site).as_posix()} lies in {BUNDLE}/, the search index's own folder",
            "Give the page another name or folder.",
        )
    made = {name: index_shard(_pages(site, paths)) for name, paths in shards(pages, limit).items()}
    files = directory({name: shard.card for name, shard in made.items()})
    for shard in made.values():
        files |= shard.engine
    files |= {f"{name}/{path}": data for name, shard in made.items() for path, data in shard.files.items()}
    if folder.exists():
        shutil.rmtree(folder)
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _pages(site: Path, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if (page := slim((site / path).read_bytes())) is not None:
            yield path, page
