"""GitHub's releases, as its REST API lists them: ``GET /repos/OWNER/REPO/releases``, JSON."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.importers.commonmark import read_page
from broadsheet.importers.prose import shortened
from broadsheet.importers.records import Parsed, Record, Skip, Source
from broadsheet.importers.sections import introduction, listed, numbered
from broadsheet.sources.text import FORBIDDEN
from broadsheet.writing.names import slug

_PACKAGE = re.compile(r"(?P<package>@?[\w./-]+?)[@/](?P<version>v?\d[\w.+-]*)", re.ASCII)
_VERSION = re.compile(r"(?:[A-Za-z]+[-_])?v?(?P<version>\d[\w.+-]{0,63})", re.ASCII)
_THANKS = "new contributors"


def parse(sources: Sequence[Source], findings: Findings) -> Parsed:
    """Read lists of releases.

    Args:
        sources: The files; one for each page that the API gave.
        findings: Gets what is no JSON, or no list of releases.
    """
    records: list[Record] = []
    skipped: list[Skip] = []
    for source in sources:
        try:
            value = json.loads(source.text)
        except json.JSONDecodeError as error:
            findings.add(Code.BS701, Place(source.path, error.lineno), f"this is no JSON: {error.msg}")
            continue
        except (RecursionError, ValueError) as error:
            findings.add(Code.BS701, Place(source.path, 1), f"this JSON cannot be read: {error}")
            continue
        for number, release in enumerate(_flat(value), 1):
            records += _release(source, release, number, skipped, findings)
    return Parsed(numbered(records), tuple(skipped))


def _flat(value: Any) -> Iterator[Any]:
    """Yield releases: of one list, or of a list of the lists that the API's pages are."""
    for item in value if isinstance(value, list) else [value]:
        yield from item if isinstance(item, list) else [item]


def _release(
    source: Source, value: Any, number: int, skipped: list[Skip], findings: Findings
) -> Iterator[Record]:
    tag = value.get("tag_name") if isinstance(value, dict) else None
    if not isinstance(tag, str):
        findings.add(Code.BS701, Place(source.path), f"item {number} is no release: it has no `tag_name`")
        return
    place = Place(source.path, _line(source.text, tag))
    package = _PACKAGE.fullmatch(tag)
    found = _VERSION.fullmatch(package["version"] if package else tag)
    if value.get("draft") is True or not found:
        skipped.append(
            Skip(place, f"release {tag} is a draft" if found else f"the tag “{tag}” names no version")
        )
        return
    version = found["version"]
    body = value.get("body")
    text = FORBIDDEN.sub("\ufffd", body.replace("\r\n", "\n")) if isinstance(body, str) else ""
    page = read_page(text, place, findings)
    if page is None:
        return
    content = listed(page, list(page.blocks()))
    day = _day(value.get("published_at") or value.get("created_at"))
    first = Record(
        key="",
        place=place,
        prose=introduction("", ""),
        release=version,
        day=day,
        packages=(package["package"],) if package else (),
    )
    for item in content.items:
        if slug(item.section).startswith(slug(_THANKS)):
            skipped.append(Skip(place, f"“{item.section}” thanks, and names no change"))
            continue
        group = f"{tag}/{slug(item.section)}"
        key = f"{group}/{slug(item.prose.title)}"
        yield replace(first, key=key, prose=item.prose, section=item.section, group=group)
    yield from _rest(first, value, content.intro, tag, bool(content.items))


def _rest(first: Record, value: dict[str, Any], intro: str, tag: str, has_items: bool) -> Iterator[Record]:
    """Yield what is no change in a list: a release's introduction, or all of it where there is no list."""
    assets = value.get("assets")
    count = len(assets) if isinstance(assets, list) else 0
    losses = (f"attached files are not copied: {count}",) if count else ()
    name = shortened(str(value.get("name") or tag))
    if has_items or not intro.strip():
        address = html.escape(str(value.get("html_url") or ""))
        prose = introduction(intro, "This release on GitHub", address)
        title = "" if name.lstrip("v") == first.release else name
        yield replace(
            first,
            key=f"{tag}/introduction",
            prose=replace(prose, title=title),
            is_intro=True,
            losses=losses,
        )
    else:
        title = name if name.lstrip("v") != first.release else f"Release {name}"
        prose = replace(introduction(intro), title=title)
        yield replace(first, key=f"{tag}/all", prose=prose, name=slug(f"release {tag}"), losses=losses)


def _line(text: str, tag: str) -> int:
    """Return the line that names a release's tag: JSON's own reader keeps no places."""
    at = text.find(f'"{tag}"')
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _day(value: Any) -> date | None:
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        return None
