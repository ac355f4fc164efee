"""What every kind of item is first: front matter checked, readers known, body scanned, dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.audiences import folders_of, readers_of, with_defaults
from broadsheet.model.body import Body
from broadsheet.model.depth import check_depth
from broadsheet.model.items import Times
from broadsheet.model.matter import validate
from broadsheet.model.raw import Matter, RawItem
from broadsheet.model.rules import Rules
from broadsheet.model.scan import scan
from broadsheet.model.schema import ItemMatter
from broadsheet.model.titles import first_heading, title_of_file

MatterT = TypeVar("MatterT", bound=ItemMatter)


@dataclass(frozen=True, slots=True)
class Opened(Generic[MatterT]):
    """An item, taken apart and checked.

    Args:
        matter: Its front matter, over its folders' defaults.
        readers: Names of the audiences that may read it.
        body: Its Markdown.
        times: When it came and changed.
    """

    matter: MatterT
    readers: frozenset[str]
    body: Body
    times: Times


def open_item(
    raw: RawItem,
    schema: type[MatterT],
    defaults: Mapping[str, Matter],
    rules: Rules,
    newest: datetime,
    findings: Findings,
) -> Opened[MatterT] | None:
    """Check an item's front matter, and scan its body for who may read what.

    Args:
        raw: The file.
        schema: What its front matter may say.
        defaults: Each folder's ``.meta.yml``, by the folder's path.
        rules: The closed lists.
        newest: The time to date it by where git does not know it, UTC.
        findings: Gets what is wrong with it.

    Returns:
        The item; None where its front matter cannot be used.
    """
    folders = folders_of(raw.inherits or raw.path, defaults)
    values = with_defaults(raw.matter, folders, schema.model_fields)
    matter = validate(raw.matter, schema, findings, extra_keys=rules.extra_keys, values=values)
    if matter is None:
        return None
    readers = readers_of(matter.audience, raw.matter, folders, rules, findings)
    body = scan(raw.lines, raw.path, readers=readers, rules=rules, findings=findings)
    check_depth(body, raw.path, findings)
    return Opened(matter, readers, body, _times(raw, newest))


def title_of(raw: RawItem, opened: Opened[MatterT], findings: Findings) -> str:
    """Return what an item is called: its title, else its first heading, else, with a finding, its file."""
    title = opened.matter.title or first_heading(opened.body)
    if not title:
        findings.add(Code.BS303, Place(raw.path, 1), "there is no title: no `title` key and no heading")
    return title or title_of_file(raw.path)


def _times(raw: RawItem, newest: datetime) -> Times:
    history = raw.history
    if history is None:
        return Times(newest, newest, origin=raw.path, committed=False)
    return Times(history.created, history.changed, history.authors, history.origin, history.committed)
