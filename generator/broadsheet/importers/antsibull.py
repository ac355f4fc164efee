"""antsibull-changelog: fragments, and the ``changelog.yaml`` that they are gathered in."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.importers.records import Parsed, Record, Skip, Source
from broadsheet.importers.rst import rst, rst_untitled
from broadsheet.importers.sections import numbered
from broadsheet.sources.strict_yaml import Keys, Yaml, load
from broadsheet.writing.names import slug

_SUMMARY = "release_summary"
_BREAKING = "a breaking change: write `breaking: true` and, as `action`, what the reader must do"
_CONFIG = frozenset({"config.yaml", "config.yml"})


def parse(sources: Sequence[Source], findings: Findings) -> Parsed:
    """Read a folder ``changelogs``, its ``fragments`` or its ``changelog.yaml``.

    Fragments that a release names were gathered in it, and are not read twice.

    Args:
        sources: The files.
        findings: Gets what is no YAML, or says something else.
    """
    records: list[Record] = []
    skipped: list[Skip] = []
    gathered: set[str] = set()
    fragments: list[tuple[Source, Yaml]] = []
    for source in sources:
        if posixpath.basename(source.name) in _CONFIG:
            skipped.append(Skip(Place(source.path), "it is the configuration"))
            continue
        yaml = load(source.text, source.path, findings)
        if yaml is None:
            continue
        if not isinstance(yaml.value, dict):
            findings.add(
                Code.BS701, Place(source.path, 1), "this is no mapping of sections to lists of texts"
            )
        elif isinstance(releases := yaml.value.get("releases"), dict):
            for version, release in releases.items():
                records += _release(source, yaml, version, release, findings)
                gathered |= _gathered(release)
        else:
            fragments.append((source, yaml))
    for source, yaml in fragments:
        if posixpath.basename(source.name) in gathered:
            skipped.append(Skip(Place(source.path), "a release has gathered it already"))
        else:
            records += _fragment(source, yaml, findings)
    return Parsed(numbered(records), tuple(skipped))


def _gathered(release: Any) -> set[str]:
    named = release.get("fragments") if isinstance(release, dict) else None
    return {name for name in named if isinstance(name, str)} if isinstance(named, list) else set()


def _release(source: Source, yaml: Yaml, version: str, value: Any, findings: Findings) -> Iterator[Record]:
    at: Keys = ("releases", version)
    place = Place(source.path, yaml.lines.get(at, 0))
    if not isinstance(value, dict):
        findings.add(Code.BS701, place, f"release {version} is no mapping")
        return
    day = _day(value.get("release_date"))
    changes = value.get("changes")
    for section, texts in (changes if isinstance(changes, dict) else {}).items():
        for keys, text in _texts((*at, "changes", section), texts):
            where = Place(source.path, yaml.lines.get(keys, place.line))
            if not isinstance(text, str):
                findings.add(Code.BS701, where, f"a text of “{section}” is no text")
                continue
            prose = rst_untitled(text) if section == _SUMMARY else rst(text)
            group = f"{version}/{section}"
            yield Record(
                key=f"{group}/{slug(prose.title)}",
                place=where,
                prose=prose,
                section=section,
                group=group,
                release=version,
                day=day,
                is_intro=section == _SUMMARY,
                losses=(_BREAKING,) if section == "breaking_changes" else (),
            )
    for kind in ("modules", "plugins", "objects"):
        for item in _new_things(value.get(kind)):
            yield _new_thing(item, kind, version, day, place)


def _new_things(value: Any) -> Iterator[dict[str, Any]]:
    """Yield what a release brought: modules as a list, plugins and objects as one for each kind."""
    lists = value.values() if isinstance(value, dict) else [value]
    for found in lists:
        yield from (item for item in (found if isinstance(found, list) else []) if isinstance(item, dict))


def _new_thing(item: dict[str, Any], kind: str, version: str, day: date | None, place: Place) -> Record:
    name, about = str(item.get("name") or ""), str(item.get("description") or "")
    text = rst(f"New {kind.removesuffix('s')} {name}: {about}")
    key = f"{version}/{kind}/{slug(name)}"
    return Record(key, place, text, section=kind, group="", release=version, day=day)


def _fragment(source: Source, yaml: Yaml, findings: Findings) -> Iterator[Record]:
    stem = posixpath.splitext(posixpath.basename(source.name))[0]
    for section, texts in yaml.value.items():
        for number, (keys, text) in enumerate(_texts((section,), texts), 1):
            place = Place(source.path, yaml.lines.get(keys, 0))
            if not isinstance(text, str):
                findings.add(Code.BS701, place, f"a text of “{section}” is no text")
                continue
            suffix = f"-{number}" if number > 1 else ""
            yield Record(
                key=f"{source.name}/{section}/{number}",
                place=place,
                prose=rst_untitled(text) if section == _SUMMARY else rst(text),
                name=f"{stem}-{section}{suffix}",
                section=section,
                release=source.release,
                day=source.day,
                is_intro=section == _SUMMARY,
                losses=(_BREAKING,) if section == "breaking_changes" else (),
            )


def _texts(at: Keys, value: Any) -> Iterator[tuple[Keys, Any]]:
    if isinstance(value, list):
        yield from (((*at, index), text) for index, text in enumerate(value))
    elif value is not None:
        yield at, value


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
