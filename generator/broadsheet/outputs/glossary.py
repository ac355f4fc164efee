"""The terms of an edition's ``glossary.md``: definition lists, or headings with a paragraph each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from broadsheet.model.body import Body, Kind
from broadsheet.model.items import Document

GLOSSARY = "glossary.md"
"""The glossary's file in an edition's project."""

_HEADING = re.compile(r"#{2,6}[ \t]+(.+?)(?:[ \t]+#*)?(?:[ \t]*\{[^}]*\})?[ \t]*$")
_DEFINITION = re.compile(r":[ \t]+(.*)$")
_MARKUP = re.compile(r"[*_`]|\[|\](?:\([^)]*\)|\[[^\]]*\])?")
_BLOCK = re.compile(r"///|#|[-*+>|]\s|\d+[.)]\s|!!!|\?\?\?|===|---")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """A term that pages explain where they first use it.

    Args:
        name: As the glossary writes it, without markup.
        definition: Its first paragraph, as Markdown.
    """

    name: str
    definition: str

    @property
    def probe(self) -> str:
        """A word of it, in lower case: a text without that does not use the term."""
        return max(_WORD.findall(self.name), key=len, default=self.name).lower()


def glossary(documents: Iterable[Document]) -> tuple[Term, ...]:
    """Return the terms of an edition.

    Args:
        documents: What the edition holds, cut for it.
    """
    found: dict[str, Term] = {}
    for document in documents:
        if document.src_uri == GLOSSARY:
            for term in _terms(document.body):
                found.setdefault(term.name.lower(), term)
    return tuple(found.values())


def used(terms: Sequence[Term], text: str) -> tuple[Term, ...]:
    """Return the terms that a text may use, which is all that its page may explain.

    Args:
        terms: The edition's terms.
        text: The text's source.
    """
    lowered = text.lower() if terms else ""
    return tuple(term for term in terms if term.probe in lowered)


def _terms(body: Body) -> Iterator[Term]:
    lines = "".join(c.text if c.kind is Kind.TEXT else "\n" for c in body.chunks).splitlines()
    for index, line in enumerate(lines):
        if heading := _HEADING.match(line):
            names = [heading[1]]
            definition = _paragraph(lines[index + 1 :], "")
        elif written := _DEFINITION.match(line):
            names = _names_above(lines[:index])
            definition = _paragraph(lines[index + 1 :], written[1])
        else:
            continue
        if definition:
            yield from (Term(name, definition) for one in names if (name := _plain(one)))


def _names_above(lines: list[str]) -> list[str]:
    """Return the terms of a definition list that stand right above a definition."""
    names: list[str] = []
    for line in reversed(lines):
        if not line.strip():
            if names:
                break
            continue
        if line[0].isspace() or _DEFINITION.match(line) or _BLOCK.match(line):
            break
        names.append(line)
    return names[::-1]


def _paragraph(lines: list[str], first: str) -> str:
    """Return a paragraph's lines in one, to the first that is no text."""
    found = [first] if first else []
    for line in lines:
        stripped = line.strip()
        if not stripped and not found:
            continue
        if not stripped or _BLOCK.match(stripped) or _DEFINITION.match(line):
            break
        found.append(stripped)
    return " ".join(found)


def _plain(name: str) -> str:
    return " ".join(_MARKUP.sub("", name).split())
