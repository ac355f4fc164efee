"""Look at an edition's finished bytes. Shares no code with what made them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place

_LEFT_OVER = re.compile(rb"broadsheet-root:")
_BLOCK = re.compile(r"/{3,}\s*audience\s*\|", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[#?/]")
"""Addresses with a scheme or of another host, parts of the same page, and those from the host's root."""
_LINKS = etree.XPath("//@href | //@src | //@poster", smart_strings=False)
_TEXT_OUTSIDE_CODE = etree.XPath(
    "//text()[not(ancestor::code or ancestor::pre or ancestor::script or ancestor::style or "
    "ancestor::p[@class='bs-summary'])]",
    smart_strings=False,
)
"""A summary is text alone, which no longer tells what was code; it repeats a page that is looked at."""


def check_output(
    folder: Path,
    edition: str,
    findings: Findings,
    *,
    assets: Collection[str] = (),
    dangling: Collection[str] = (),
) -> None:
    """Check a finished edition: its links lead somewhere, its feeds can be read, no mark is left in it.

    Args:
        folder: The edition.
        edition: Its name, for findings.
        findings: Gets what is wrong.
        assets: Files that are handed on as their authors made them.
        dangling: Links that lead to nothing and have been reported, where they are written.
    """
    files = {
        file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()
    }
    for path in files.keys() - set(assets):
        file = files[path]
        place = Place(f"{edition}/{path}")
        data = file.read_bytes()
        if path.endswith((".html", ".xml", ".json", ".md", ".rss", ".atom", ".txt")) and _LEFT_OVER.search(
            data
        ):
            findings.add(Code.BS610, place, "an address was left unfinished")
        if path.endswith(".html"):
            _check_page(data, path, place, files.keys(), dangling, findings)
        elif path.endswith((".rss", ".atom", ".opml", ".xml")):
            _check_xml(data, place, findings)
        elif path.endswith(".json"):
            _check_json(data, place, findings)


def _check_page(
    data: bytes,
    path: str,
    place: Place,
    files: Collection[str],
    dangling: Collection[str],
    findings: Findings,
) -> None:
    if not data.strip():
        return
    tree = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    if _BLOCK.search("\n".join(_TEXT_OUTSIDE_CODE(tree))):
        findings.add(Code.BS611, place, "the mark of an audience block stands on the page")
    if path == "404.html":
        return  # Its addresses are absolute, since nobody knows where it will be shown.
    for link in sorted(set(_links(tree)).difference(dangling)):
        if _target(link, path, files) is None:
            findings.add(Code.BS612, place, f"“{link}” leads to nothing in this edition")


def _links(tree: html.HtmlElement) -> Iterator[str]:
    for value in _LINKS(tree):
        link = str(value)
        if link and not _ELSEWHERE.match(link):
            yield link


def _target(link: str, path: str, files: Collection[str]) -> str | None:
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(urlsplit(link).path)))
    wanted = "" if wanted == "." else wanted
    for candidate in (wanted, posixpath.join(wanted, "index.html")):
        if candidate in files:
            return candidate
    return None


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
