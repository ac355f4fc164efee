"""reno's release notes: YAML files that map sections to lists of texts in reStructuredText."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.importers.records import Parsed, Record, Skip, Source
from broadsheet.importers.rst import rst, rst_untitled
from broadsheet.sources.strict_yaml import Yaml, load

_PRELUDE = "prelude"


def parse(sources: Sequence[Source], findings: Findings) -> Parsed:
    """Read notes.

    Args:
        sources: The files.
        findings: Gets what is no YAML, or no note.
    """
    records: list[Record] = []
    skipped: list[Skip] = []
    for source in sources:
        yaml = load(source.text, source.path, findings)
        if yaml is None:
            continue
        if yaml.value is None:
            skipped.append(Skip(Place(source.path), "it is empty"))
        elif not isinstance(yaml.value, dict):
            findings.add(
                Code.BS701, Place(source.path, 1), "a note is a mapping of sections to lists of texts"
            )
        else:
            for section, value in yaml.value.items():
                records += _section(source, yaml, section, value, findings)
    return Parsed(tuple(records), tuple(skipped))


def _section(source: Source, yaml: Yaml, section: str, value: Any, findings: Findings) -> Iterator[Record]:
    """Yield a section's texts, each known by its number, so that one that is added changes no other's key."""
    stem = posixpath.splitext(source.name)[0].replace("/", "-")
    texts = value if isinstance(value, list) else [value]
    for number, text in enumerate(texts, 1):
        at = (section, number - 1) if isinstance(value, list) else (section,)
        place = Place(source.path, yaml.lines.get(at, 0))
        if not isinstance(text, str):
            if text is not None:
                findings.add(
                    Code.BS701, place, f"a text of “{section}” is no text: put it in quotes, or after `|`"
                )
            continue
        suffix = f"-{number}" if number > 1 else ""
        yield Record(
            key=f"{source.name}/{section}/{number}",
            place=place,
            prose=rst_untitled(text) if section == _PRELUDE else rst(text),
            name=f"{stem}-{section}{suffix}",
            section=section,
            release=source.release,
            day=source.day,
            is_intro=section == _PRELUDE,
        )
