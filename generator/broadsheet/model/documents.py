"""Raw Markdown files under ``docs/`` → documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.audiences import folders_of, readers_of, with_defaults
from broadsheet.model.items import Document, Times
from broadsheet.model.matter import validate
from broadsheet.model.raw import Matter, RawItem
from broadsheet.model.rules import Rules
from broadsheet.model.scan import scan
from broadsheet.model.schema import DocumentMatter
from broadsheet.model.titles import first_heading, title_of_file

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
    folders = folders_of(raw.inherits or raw.path, defaults)
    values = with_defaults(raw.matter, folders, DocumentMatter.model_fields)
    matter = validate(raw.matter, DocumentMatter, findings, extra_keys=rules.extra_keys, values=values)
    if matter is None:
        return None
    readers = readers_of(matter.audience, raw.matter, folders, rules, findings)
    body = scan(raw.lines, raw.path, readers=readers, rules=rules, findings=findings)
    title = matter.title or first_heading(body)
    if not title:
        findings.add(Code.BS303, Place(raw.path, 1), "there is no title: no `title` key and no heading")
        title = title_of_file(raw.path)
    written = matter.model_dump(exclude_defaults=True)
    return Document(
        path=raw.path,
        src_uri=raw.path.removeprefix(f"{rules.docs_dir}/"),
        title=title,
        audiences=readers,
        body=body,
        times=times_of(raw, newest),
        owner=matter.owner or "",
        tags=tuple(matter.tags),
        status=matter.status or "",
        page_meta={key: written[key] for key in _PAGE_META if key in written},
    )


def times_of(raw: RawItem, newest: datetime) -> Times:
    """Return when an item came and changed; the newest commit's time for what is not committed."""
    history = raw.history
    if history is None:
        return Times(newest, newest, origin=raw.path, committed=False)
    return Times(history.created, history.changed, history.authors, history.origin, history.committed)
