"""towncrier's news fragments: ``ISSUE.TYPE[.NUMBER][.EXTENSION]``, in reStructuredText or Markdown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from broadsheet.findings import Findings, Place
from broadsheet.importers.commonmark import read_page
from broadsheet.importers.prose import prose
from broadsheet.importers.records import Parsed, Prose, Record, Skip, Source
from broadsheet.importers.rst import rst

_FRAGMENT = re.compile(
    r"(?P<issue>[^.]+(?:\.[^.]+)*?)\.(?P<type>[A-Za-z][\w-]*)(?:\.(?P<number>\d+))?", re.ASCII
)
_NUMBER = re.compile(r"(?:gh-|#)?(\d+)")
_EXTENSIONS = {".rst", ".txt", ".md"}


def parse(sources: Sequence[Source], findings: Findings) -> Parsed:
    """Read fragments.

    Args:
        sources: The files. A fragment's folder, where it is not the top one, is its section.
        findings: Gets a text that cannot be read; what is no fragment is skipped.
    """
    records: list[Record] = []
    skipped: list[Skip] = []
    for source in sources:
        place = Place(source.path)
        folder, file = posixpath.split(source.name)
        stem, extension = posixpath.splitext(file)
        if extension not in _EXTENSIONS:
            stem, extension = file, ""
        fragment = _FRAGMENT.fullmatch(stem)
        if not fragment:
            skipped.append(Skip(place, "the name is not that of a news fragment, like 123.feature.rst"))
        elif not source.text.strip():
            skipped.append(Skip(place, "it is empty"))
        else:
            text = _prose(source, extension, findings)
            records += [_record(source, fragment, folder, text)] if text else []
    return Parsed(tuple(records), tuple(skipped))


def _record(source: Source, fragment: re.Match[str], folder: str, text: Prose) -> Record:
    issue = _NUMBER.fullmatch(fragment["issue"])
    parts = (
        folder.replace("/", "-"),
        fragment["issue"].lstrip("+"),
        fragment["type"],
        fragment["number"] or "",
    )
    return Record(
        key=posixpath.join(folder, fragment[0]),
        place=Place(source.path, 1),
        prose=text,
        name="-".join(filter(None, parts)),
        section=fragment["type"],
        release=source.release,
        day=source.day,
        packages=(folder,) if folder else (),
        issue=int(issue[1]) if issue else None,
    )


def _prose(source: Source, extension: str, findings: Findings) -> Prose | None:
    if extension != ".md":
        return rst(source.text)
    page = read_page(source.text, Place(source.path, 1), findings)
    return prose(page.html()) if page else None
