"""What an item is called: its first heading, else its file's name."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from lxml.html import fragment_fromstring
from markdown import Markdown

from broadsheet.model.body import Body, Kind

# As Python-Markdown has them: one with hashes is not indented, and its space may be missing; one with a line
# below starts a paragraph.
_ATX = re.compile(r"^#{1,6}[ \t]*(?P<title>.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_SETEXT = re.compile(r"(?:\A|^[ \t]*\n)(?P<title> {0,3}\S[^\n]*)\n(?:=+|-+)[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{:?[ \t]*[#.][^}\n]*\}[ \t]*$")
_REFERENCE_LINK = re.compile(r"(!?\[[^\]`]*\])\[[^\]`]*\]")
_MARKDOWN = Markdown()


def first_heading(body: Body) -> str:
    """Return the first heading that all readers of an item see, as plain text; empty if there is none."""
    found = _find(body)
    return _plain(found[1]["title"]) if found else ""


def first_heading_line(body: Body) -> int:
    """Return the line of the first heading that all readers of an item see; 0 if there is none."""
    found = _find(body)
    if not found:
        return 0
    chunk = body.chunks[found[0]]
    before = chunk.text.count("\n", 0, found[1].start("title"))
    return [number for number, _ in chunk.lines()][before]


def title_of_file(path: str) -> str:
    """Return the title that MkDocs gives to a page without one: its file's name, or its folder's."""
    place = PurePosixPath(path)
    name = place.parent.name if place.stem in {"index", "README"} else place.stem
    words = name.replace("-", " ").replace("_", " ")
    return words.capitalize() if words.islower() else words


def without_title(body: Body, given: str | None) -> Body:
    """Return the body without its title, for items whose page prints that itself.

    Args:
        body: The body.
        given: The title that the front matter gives. A heading that says it once more, above everything
            else, is taken out; where nothing is given, the first heading is the title.
    """
    return body if given and not _begins_with(body, given) else without_first_heading(body)


def _begins_with(body: Body, title: str) -> bool:
    found = _find(body)
    if not found:
        return False
    index, match = found
    before = [*(chunk.text for chunk in body.chunks[:index]), body.chunks[index].text[: match.start()]]
    return not "".join(before).strip() and _plain(match["title"]) == title


def without_first_heading(body: Body) -> Body:
    """Return the body without its first heading."""
    found = _find(body)
    if not found:
        return body
    index, match = found
    chunk = body.chunks[index]
    start, end = match.span()
    references = tuple(
        r if r.start < start else replace(r, start=r.start - (end - start), end=r.end - (end - start))
        for r in chunk.references
        if not start <= r.start < end
    )
    text = chunk.text[:start] + chunk.text[end:]
    numbers = chunk.numbers
    if gone := match[0].count("\n"):  # lines that are not there any more
        all_numbers = [number for number, _ in chunk.lines()]
        first = chunk.text.count("\n", 0, start)
        numbers = (*all_numbers[:first], *all_numbers[first + gone :])
    shortened = replace(chunk, text=text, references=references, numbers=numbers)
    return Body((*body.chunks[:index], shortened, *body.chunks[index + 1 :]))


def _find(body: Body) -> tuple[int, re.Match[str]] | None:
    for index, chunk in enumerate(body.chunks):
        if chunk.kind is Kind.TEXT and chunk.audiences is None:
            matches = [match for match in (_ATX.search(chunk.text), _SETEXT.search(chunk.text)) if match]
            if matches:
                return index, min(matches, key=lambda match: match.start())
    return None


def _plain(title: str) -> str:
    # Where a reference link leads to stands elsewhere; here its text is all that counts.
    inline = _REFERENCE_LINK.sub(r"\1()", _ATTRIBUTES.sub("", title))
    heading = fragment_fromstring(_MARKDOWN.reset().convert(f"# {inline} #"), create_parent="div")
    for image in heading.iter("img"):
        image.tail = image.get("alt", "") + (image.tail or "")
    return " ".join(heading.text_content().split())
