"""towncrier's news fragments: ``ISSUE.TYPE[.NUMBER][.EXTENSION]``, in reStructuredText or Markdown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence

from broadsheet.findings import Findings, Place
from broadsheet.importers.commonmark import markdown_html
from broadsheet.importers.prose import prose
from broadsheet.importers.records import Parsed, Prose, Record, Skip, Source
from broadsheet.importers.rst import rst

_FRAGMENT = re.compile(
    r"(?P<issue>[^.]+(?:\.[^.]+)*?)\.(?P<type>[A-Za-z][\w-]*)(?:\.(?P<number>\d+))?", re.ASCII
)
_NUMBER = re.compile(r"(?:gh-|#)?(\d+)")
_EXTENSIONS = {".rst": "rst", ".txt": "rst", ".md": "markdown", "": "rst"}


def parse(sources: Sequence[Source], findings: Findings) -> Parsed:  # noqa: ARG001 - as all formats
    """Read fragments.

    Args:
        sources: The files. A fragment's folder, where it is not the top one, is its section.
        findings: Gets nothing: whatever is no fragment is left alone.
    """
    records: list[Record] = []
    skipped: list[Skip] = []
    for source in sources:
        place = Place(source.path)
        folder, file = posixpath.split(source.name)
        stem, extension = posixpath.splitext(file)
        if extension not in {".rst", ".txt", ".md"}:
            stem, extension = file, ""
        fragment = _FRAGMENT.fullmatch(stem)
        if not fragment:
            skipped.append(Skip(place, "the name is not that of a news fragment, like 123.feature.rst"))
        elif not source.text.strip():
            skipped.append(Skip(place, "it is empty"))
        else:
            read = _READERS[_EXTENSIONS[extension]]
            records.append(_record(source, fragment, folder, read(source.text)))
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


def _markdown(text: str) -> Prose:
    return prose(markdown_html(text))


_READERS: dict[str, Callable[[str], Prose]] = {"rst": rst, "markdown": _markdown}
