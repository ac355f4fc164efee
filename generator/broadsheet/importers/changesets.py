"""changesets: a Markdown file whose front matter maps packages to how much they change."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.importers.commonmark import Page, read_page
from broadsheet.importers.prose import prose
from broadsheet.importers.records import Parsed, Record, Skip, Source
from broadsheet.sources.front_matter import split

_BUMPS = ("major", "minor", "patch", "none")
_MAJOR = "a major change: write `breaking: true` and, as `action`, what the reader must do"


def parse(sources: Sequence[Source], findings: Findings) -> Parsed:
    """Read changesets.

    Args:
        sources: The files of ``.changeset/``.
        findings: Gets what has no front matter, or one that says something else.
    """
    records: list[Record] = []
    skipped: list[Skip] = []
    for source in sources:
        if posixpath.basename(source.name).lower() == "readme.md":
            skipped.append(Skip(Place(source.path), "it is about changesets, not one"))
            continue
        parts = split(source.text, source.path, findings)
        if parts is None:
            continue
        values = parts.yaml.value if parts.yaml else None
        bumps = values if isinstance(values, dict) else {}
        wrong = [name for name, bump in bumps.items() if bump not in _BUMPS]
        if values is None or wrong:
            message = (
                f"“{wrong[0]}” wants one of: {', '.join(_BUMPS)}" if wrong else "there is no front matter"
            )
            findings.add(Code.BS701, Place(source.path, 2 if wrong else 1), message)
        elif not bumps or not parts.body.strip():
            skipped.append(Skip(Place(source.path), "it is empty: it releases nothing, or says nothing"))
        else:
            line = parts.body_line + len(parts.body) - len(parts.body.lstrip("\n"))
            if page := read_page(parts.body, Place(source.path, line), findings):
                records.append(_record(source, bumps, page, line))
    return Parsed(tuple(records), tuple(skipped))


def _record(source: Source, bumps: dict[str, str], page: Page, line: int) -> Record:
    stem = posixpath.splitext(source.name)[0].replace("/", "-")
    bump = min(bumps.values(), key=_BUMPS.index)
    return Record(
        key=source.name,
        place=Place(source.path, line),
        prose=prose(page.html()),
        name=stem,
        section=bump,
        day=source.day,
        packages=tuple(bumps),
        losses=(_MAJOR,) if bump == "major" else (),
    )
