"""The words of items, as text to be shown and as lines to be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

from broadsheet.model.body import Body, Kind
from broadsheet.outputs.addresses import ROOT

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_MARKS = " \t>"
"""What stands before a line because of where it stands: indentation, quotation."""


def markdown_of(body: Body) -> str:
    """Return a body's Markdown without the lines that say for whom a part is, and without needless space."""
    text = "".join(chunk.text for chunk in body.chunks if chunk.kind in (Kind.TEXT, Kind.CODE))
    return _BLANK_LINES.sub("\n\n", text).strip("\n")


def titled(title: str, text: str) -> str:
    """Put a title above a text that has none of its own."""
    return text if re.search(r"^# ", text, re.MULTILINE) else f"# {title}\n\n{text}".rstrip()


def entry_markdown(title: str, action: str, text: str, links: Iterable[tuple[str, str]]) -> str:
    """Return an entry as it is read: its title, what to do first, its text, further links last."""
    further = "\n".join(f"- [{name}]({url.replace(ROOT, '/')})" for name, url in links)
    parts = (f"# {title}", f"**What to do:** {action}" if action else "", text, further)
    return "\n\n".join(part for part in parts if part)


def lines_of(text: str) -> dict[str, None]:
    """Return the lines of a text that say something, in order, each once."""
    lines = (line.strip(_MARKS) for line in text.splitlines())
    return {line: None for line in lines if re.search(r"\w", line)}


def turned(everything: str, one: str, other: str) -> tuple[str, ...]:
    """Return lines that are hidden in one version of a text and can be read in the other.

    Args:
        everything: All that there is of the first version, for whomever it is.
        one: What of it some readers can read.
        other: What they can read in the second version.
    """
    hidden = lines_of(everything).keys() - lines_of(one).keys()
    return tuple(line for line in lines_of(other) if line in hidden)
