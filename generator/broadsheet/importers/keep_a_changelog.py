"""Keep a Changelog, as of its versions 1.0.0 to 2.0.0: one Markdown file, releases as headings."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.importers.commonmark import Block, Page, read_page
from broadsheet.importers.records import Parsed, Prose, Record, Skip, Source
from broadsheet.importers.sections import introduction, listed, numbered
from broadsheet.writing.names import slug

_VERSION = re.compile(r"v?(\d[\w.+-]*)(?=\s*$|\s*[-–—(/:,|\[]|\s+\d{4}|\s+yanked)", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\b(\d{4})[-/.](\d\d?)[-/.](\d\d?)\b")
_YANKED = re.compile(r"\[?\byanked\b\]?", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]+)\](?:\(([^)\s]+)\)|\[[^\]]*\])?")


@dataclass(frozen=True, slots=True)
class _Release:
    version: str
    line: int
    day: date | None
    is_yanked: bool
    address: str
    losses: tuple[str, ...]


def parse(sources: Sequence[Source], findings: Findings) -> Parsed:
    """Read changelogs.

    Args:
        sources: The files; one, as a rule.
        findings: Gets a file that is no changelog.
    """
    records: list[Record] = []
    skipped: list[Skip] = []
    for source in sources:
        page = read_page(source.text, Place(source.path, 1), findings)
        if page is None:
            continue
        found = list(_releases(page, source, skipped))
        if not found:
            message = "there is no heading of a release, like “## [1.0.0] - 2026-11-20”"
            findings.add(Code.BS701, Place(source.path, 1), message)
        for release, blocks in found:
            records += _records(page, source, release, blocks)
    return Parsed(numbered(records), tuple(skipped))


def _releases(page: Page, source: Source, skipped: list[Skip]) -> Iterator[tuple[_Release, list[Block]]]:
    """Cut a changelog at its releases' headings, of the second level as a rule; some use the first, too."""
    blocks = list(page.blocks())
    first = min((block.level for block in blocks if _release(page, block)), default=6)
    current: _Release | None = None
    below: list[Block] = []
    for block in blocks:
        release = _release(page, block) if block.level <= max(2, first) else None
        if release is None and (block.kind != "heading" or block.level > first):
            below.append(block)
            continue
        yield from _whole(current, below, source, skipped)
        current, below = release, []
        if release is None and block.level == first:
            skipped.append(Skip(Place(source.path, block.line), f"“{block.text}” names no release"))
    yield from _whole(current, below, source, skipped)


def _whole(
    release: _Release | None, blocks: list[Block], source: Source, skipped: list[Skip]
) -> Iterator[tuple[_Release, list[Block]]]:
    if release:
        yield release, blocks
    elif blocks:
        skipped.append(Skip(Place(source.path, blocks[0].line), "this text is not about a release"))


def _release(page: Page, heading: Block) -> _Release | None:
    if heading.kind != "heading":
        return None
    link = _LINK.match(heading.text)
    name = link[1] if link else heading.text
    found = _VERSION.match(name.strip())
    if not found and not name.strip().lower().startswith("unreleased"):
        return None
    day, losses = None, []
    if (written := _DAY.search(heading.text)) and found:
        try:
            day = date(*map(int, written.groups()))
        except ValueError:
            losses.append(f"there is no such day as {written[0]}")
    elif found:
        losses.append(f"release {found[1]} has no date")
    version = found[1] if found else ""
    address = (link[2] or page.address(link[1]) if link else page.address(name)) if version else ""
    yanked = _YANKED.search(heading.text) is not None
    return _Release(version, heading.line, day, yanked, address, tuple(losses))


def _records(page: Page, source: Source, release: _Release, blocks: Sequence[Block]) -> Iterator[Record]:
    found = listed(page, blocks)
    for item in found.items:
        group = f"{release.version or 'unreleased'}/{slug(item.section)}"
        yield Record(
            key=f"{group}/{slug(item.prose.title)}",
            place=Place(source.path, item.line),
            prose=item.prose,
            section=item.section,
            group=group,
            release=release.version,
            day=release.day,
            losses=release.losses if item is found.items[0] else (),
        )
    yanked = "<p><strong>This release was withdrawn.</strong></p>" if release.is_yanked else ""
    address = html.escape(release.address)
    intro = introduction(yanked + found.intro, "All changes of this release", address)
    if intro.text:
        yield from _intro(source, release, intro, found.line)


def _intro(source: Source, release: _Release, intro: Prose, line: int) -> Iterator[Record]:
    lost = () if release.version else ("what introduces unreleased changes has no place yet",)
    yanked = ("that it was yanked is said in its introduction, by words alone",) if release.is_yanked else ()
    yield Record(
        key=f"{release.version or 'unreleased'}/introduction",
        place=Place(source.path, line or release.line),
        prose=intro,
        release=release.version,
        day=release.day,
        is_intro=True,
        losses=(*lost, *yanked),
    )
