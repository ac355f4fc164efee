"""Raw Markdown files under ``docs/`` → documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.items import Document
from broadsheet.model.kinds import kind_of
from broadsheet.model.opened import open_item, title_of
from broadsheet.model.paths import PathStart
from broadsheet.model.raw import Matter, RawItem
from broadsheet.model.reviews import Review
from broadsheet.model.rules import Rules
from broadsheet.model.schema import DocumentMatter

_PAGE_META = ("description", "subtitle", "icon", "hide", "search", "comments", "template")
"""Front matter that is handed to the page as it is."""


def build_document(
    raw: RawItem, defaults: Mapping[str, Matter], rules: Rules, newest: datetime, findings: Findings
) -> Document | None:
    """Make a document.

    Args:
        raw: The file.
        defaults: Each folder's ``.meta.yml``, by the folder's path.
        rules: The closed lists.
        newest: The time to date it by where git does not know it, UTC.
        findings: Gets what is wrong with it.

    Returns:
        The document; None where its front matter cannot be used.
    """
    opened = open_item(raw, DocumentMatter, defaults, rules, newest, findings)
    if opened is None:
        return None
    matter = opened.matter
    written = matter.model_dump(exclude_defaults=True)
    src_uri = raw.path.removeprefix(f"{rules.docs_dir}/")
    return Document(
        path=raw.path,
        src_uri=src_uri,
        title=title_of(raw, opened, findings),
        audiences=opened.readers,
        body=opened.body,
        times=opened.times,
        kind=matter.kind or kind_of(src_uri),
        owner=matter.owner or "",
        review=Review(matter.reviewed_on, matter.review_every or ""),
        tags=tuple(matter.tags),
        status=matter.status or "",
        page_meta={key: written[key] for key in _PAGE_META if key in written},
        path_start=_path_start(raw, matter, findings),
        order=matter.order,
        minutes=matter.minutes,
        milestone=matter.milestone or "",
    )


def _path_start(raw: RawItem, matter: DocumentMatter, findings: Findings) -> PathStart | None:
    """Return what makes a document the start of a path, which only a folder's index can be."""
    if matter.path is None:
        return None
    if PurePosixPath(raw.path).stem not in {"index", "README"}:
        message = "`path` stands on a page that is no folder's index"
        findings.add(Code.BS315, Place(raw.path, raw.matter.line("path")), message)
        return None
    return PathStart(matter.path.role, matter.path.duration or "")
