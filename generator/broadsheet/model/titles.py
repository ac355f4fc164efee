"""The first heading of a text."""

from __future__ import annotations

import re
from dataclasses import replace

from broadsheet.model.body import Body, Kind

_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<title>.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_SETEXT = re.compile(r"^(?P<title> {0,3}\S[^\n]*)\n {0,3}(?:=+|-{2,})[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{:?[ \t]*[#.][^}\n]*\}[ \t]*$")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_MARKS = re.compile(r"(?<!\\)(?:\*{1,3}|`+|(?<!\w)_{1,3}|_{1,3}(?!\w))")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>])")


def first_heading(body: Body) -> str:
    """Return the first heading that all readers of an item see, as plain text; empty if there is none."""
    found = _find(body)
    return _plain(found[1]["title"]) if found else ""


def without_first_heading(body: Body) -> Body:
    """Return the body without its first heading, for items whose page prints the title itself."""
    found = _find(body)
    if not found:
        return body
    index, match = found
    chunk = body.chunks[index]
    blank = re.sub(r"[^\n]", " ", match[0])
    text = chunk.text[: match.start()] + blank + chunk.text[match.end() :]
    references = tuple(r for r in chunk.references if not match.start() <= r.start < match.end())
    shortened = replace(chunk, text=text, references=references)
    return Body((*body.chunks[:index], shortened, *body.chunks[index + 1 :]))


def _find(body: Body) -> tuple[int, re.Match[str]] | None:
    for index, chunk in enumerate(body.chunks):
        if chunk.kind is Kind.TEXT and chunk.audiences is None:
            matches = [match for match in (_ATX.search(chunk.text), _SETEXT.search(chunk.text)) if match]
            if matches:
                return index, min(matches, key=lambda match: match.start())
    return None


def _plain(title: str) -> str:
    text = _ATTRIBUTES.sub("", title)
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    return _ESCAPE.sub(r"\1", _MARKS.sub("", text)).strip()
