"""Raw ``changelog/<version>/index.md`` files → introductions of releases."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from datetime import datetime

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.entries import as_time, release_of_folder
from broadsheet.model.items import ReleaseNotes
from broadsheet.model.opened import open_item
from broadsheet.model.raw import Matter, RawItem
from broadsheet.model.rules import Rules
from broadsheet.model.schema import ReleaseMatter
from broadsheet.model.titles import first_heading, without_first_heading


def is_release_notes(path: str) -> bool:
    """Whether a file under ``changelog/`` introduces a release rather than being an entry."""
    return posixpath.basename(path) in {"index.md", "README.md"}


def build_notes(
    raw: RawItem, defaults: Mapping[str, Matter], rules: Rules, newest: datetime, findings: Findings
) -> ReleaseNotes | None:
    """Make a release's introduction.

    Args:
        raw: The file.
        defaults: Each folder's ``.meta.yml``, by the folder's path.
        rules: The closed lists.
        newest: The time to date it by where git does not know it, UTC.
        findings: Gets what is wrong with it.

    Returns:
        The notes; None where they cannot be used.
    """
    version = release_of_folder(raw.path, rules)
    if not version:
        message = (
            "an index under the changelog introduces a release, but its folder is not named after a version"
        )
        findings.add(Code.BS310, Place(raw.path, 1), message)
        return None
    opened = open_item(raw, ReleaseMatter, defaults, rules, newest, findings)
    if opened is None:
        return None
    matter, body = opened.matter, opened.body
    return ReleaseNotes(
        path=raw.path,
        version=version,
        title=matter.title or first_heading(body) or version,
        audiences=opened.readers,
        body=body if matter.title else without_first_heading(body),
        times=opened.times,
        date=as_time(matter.date).date() if matter.date else None,
    )
