"""Look at an edition's finished bytes. Shares no code with what made them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from lxml import etree, html

from broadsheet.checks.links import Links
from broadsheet.checks.page_bytes import link_values, may_hold_block, may_name
from broadsheet.codes import Code
from broadsheet.findings import Findings, Place

_TEXT = (".html", ".xml", ".json", ".md", ".rss", ".atom", ".opml", ".txt")
_XML = (".rss", ".atom", ".opml", ".xml")
_LEFT_OVER = b"broadsheet-root:"
_BLOCK = re.compile(r"/{3,}\s*audience\s*\|", re.IGNORECASE)
_LINKS = etree.XPath("//@href | //@src | //@poster", smart_strings=False)
_TEXT_OUTSIDE_CODE = etree.XPath(
    "//text()[not(ancestor::code or ancestor::pre or ancestor::script or ancestor::style or "
    "ancestor::p[@class='bs-summary'])]",
    smart_strings=False,
)
"""A summary is text alone, which no longer tells what was code; it repeats a page that is looked at."""
_WORD = re.compile("[A-Za-z0-9-]+")
_WORDS = 8
"""To look for more words than this costs as much as to check every page."""


def check_output(  # noqa: PLR0913 - what to look at, and what to measure it by
    folder: Path,
    edition: str,
    findings: Findings,
    *,
    paths: Collection[str],
    files: Collection[str],
    assets: Collection[str] = (),
    dangling: Collection[str] = (),
) -> None:
    """Check a finished edition: its links lead somewhere, its feeds can be read, no mark is left in it.

    Args:
        folder: The edition.
        edition: Its name, for findings.
        findings: Gets what is wrong.
        paths: The files to look at, relative to the folder.
        files: Every file that the edition has, which links may lead to.
        assets: Files that are handed on as their authors made them.
        dangling: Links that lead to nothing and have been reported, where they are written.
    """
    links = Links(files, dangling)
    handed_on = frozenset(assets)
    for path in paths:
        if not path.endswith(_TEXT) or path in handed_on:
            continue
        data = _read(folder, path)
        place = Place(f"{edition}/{path}")
        if _LEFT_OVER in data:
            findings.add(Code.BS610, place, "an address was left unfinished")
        if path.endswith(".html"):
            _check_page(data, path, place, links, findings)
        elif path.endswith(_XML):
            _check_xml(data, place, findings)
        elif path.endswith(".json"):
            _check_json(data, place, findings)


def pages_that_may_link_to(folder: Path, pages: Iterable[str], removed: Collection[str]) -> list[str]:
    """Return the pages that may hold a link to a file that is no longer there.

    Such a link names the last part of the file's address, or comes from below it.

    Args:
        folder: The edition.
        pages: Pages that are as they were, relative to the folder.
        removed: Paths that the edition had. Leave out what no page links to, such as a search index.
    """
    if not removed:
        return []
    candidates = list(pages)
    addresses = {path.removesuffix("index.html").removesuffix("/") for path in removed}
    words = {_longest_word(posixpath.basename(address)).encode() for address in addresses}
    if b"" in words or len(words) > _WORDS:
        return candidates
    below = tuple(f"{address}/" for address in addresses)
    return [page for page in candidates if page.startswith(below) or may_name(_read(folder, page), words)]


def _longest_word(name: str) -> str:
    return max(_WORD.findall(name), key=len, default="")


def _read(folder: Path, path: str) -> bytes:
    with open(f"{folder}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 - there are tens of thousands
        return file.read()


def _check_page(data: bytes, path: str, place: Place, links: Links, findings: Findings) -> None:
    # On 404.html addresses are absolute, since nobody knows where it will be shown.
    is_anywhere = path == "404.html"
    if not may_hold_block(data) and (is_anywhere or links.all_fine(path, link_values(data))):
        return
    if not data.strip():
        return
    tree = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    if _BLOCK.search("\n".join(_TEXT_OUTSIDE_CODE(tree))):
        findings.add(Code.BS611, place, "the mark of an audience block stands on the page")
    for link in [] if is_anywhere else links.astray(path, map(str, _LINKS(tree))):
        findings.add(Code.BS612, place, f"“{link}” leads to nothing in this edition")


def _check_xml(data: bytes, place: Place, findings: Findings) -> None:
    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        findings.add(Code.BS613, Place(place.path, error.lineno or 0), f"not well-formed: {error.msg}")


def _check_json(data: bytes, place: Place, findings: Findings) -> None:
    try:
        json.loads(data)
    except ValueError as error:
        findings.add(Code.BS613, place, f"not JSON: {error}")
