"""Markdown that is too deep, too long, or made to keep a converter busy for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def _nested(line: str, depth: int) -> str:
    """A line again and again, each time a level deeper."""
    return "\n".join(f"{'    ' * level}{line}" for level in range(depth))


def _blocks(name: str, depth: int) -> str:
    slashes = [("/" * (depth + 3 - level)) for level in range(depth)]
    return "\n".join([*(f"{s} {name}" for s in slashes), "x", *reversed(slashes)])


def _numbered(lines: str, count: int) -> str:
    return "\n".join(lines.format(number) for number in range(count))


# What is refused, and in which of its lines.
REFUSED: Mapping[str, tuple[str, int]] = {
    "60 a list 400 deep": (_nested("- a", 400), 51),
    "a list 51 deep": (_nested("- a", 51), 51),
    "a numbered list": (_nested("1. a", 60), 51),
    "a list with tabs": ("\n".join("\t" * level + "* a" for level in range(60)), 51),
    "a list in one line": ("- " * 1000 + "a", 1),
    "numbers in one line": ("1. " * 1000 + "a", 1),
    "quotations": (">" * 51 + " a", 1),
    "quotations with spaces": ("\n\nText.\n\n" + "> " * 1000 + "a", 5),
    "lists in quotations": ("> - " * 40 + "a", 1),
    "admonitions": (_nested("!!! note\n", 60), 101),
    "details": (_nested("??? note\n", 60), 101),
    "tabs": (_nested('=== "a"\n', 60), 101),
    "definitions": ("a\n" + _nested(":   a", 60), 52),
    "blocks": (_blocks("note | a", 60), 51),
    "audience blocks": (_blocks("audience | customers", 60), 51),
    "61 brackets": ("[" * 4000, 1),
    "brackets of images": ("Text.\n\n" + "![" * 4000, 3),
    "62 brackets of links": ("[a](" * 4000, 1),
    "brackets with text": ("\n" + "[[a] " * 1001, 2),
    "brackets over lines": ("[\n" * 1001, 1),
    "100,000 brackets": ("[" * 100_000, 1),
}

# What is nested as deep as may be, and what only looks as if it were.
DEEP: Mapping[str, str] = {
    "a list 50 deep": _nested("- a", 50),
    "quotations 50 deep": ">" * 50 + " a",
    "admonitions 50 deep": _nested("!!! note\n", 50),
    "details 50 deep": _nested("??? note\n", 50),
    "tabs 50 deep": _nested('=== "a"\n', 50),
    "blocks 50 deep": _blocks("note | a", 50),
    "audience blocks 50 deep": _blocks("audience | customers", 50),
    "a rule": "a\n\n" + "- " * 100 + "\n\n" + "* " * 100 + "\n\nb",
    "code": "\n    ".join(["a\n", *(" " * 4 * level + "end" for level in range(60))]),
    "a list in a fence": f"```\n{_nested('- a', 100)}\n```",
    "a picture of text": " " * 300 + "a - b",
    "brackets in code": "`[` " * 1100,
    "brackets as text": r"\[ " * 1100,
    "closed brackets": "[a](/guide.md) " * 1100,
    "brackets in many paragraphs": "[ [ [ [\n\n" * 300,
}

# What a converter might choke on, and does not, by how many thousands there are of it.
FINE: Mapping[str, Callable[[int], str]] = {
    "stars": lambda n: "*" * 2000 * n,
    "underscores": lambda n: "_" * 2000 * n,
    "openings of emphasis": lambda n: "*a " * 1000 * n,
    "openings of strong emphasis": lambda n: "**a" * 1000 * n,
    "openings of both": lambda n: "***a " * 1000 * n,
    "emphasis around emphasis": lambda n: "*" * 100 * n + "a" + "*" * 100 * n,
    "emphasis of both kinds": lambda n: "*a_ " * 1000 * n,
    "runs of backticks": lambda n: "".join("`" * count + " " for count in range(50 * n)),
    "backticks": lambda n: "`a" * 1000 * n,
    "less than": lambda n: "<" * 5000 * n,
    "beginnings of tags": lambda n: "<a " * 200 * n,
    "attributes of tags": lambda n: "<a href='" * 200 * n,
    "ends of tags": lambda n: "</" * 1000 * n,
    "comments as text": lambda n: "&lt;!-- " * 1000 * n,
    "ampersands": lambda n: "&" * 5000 * n,
    "references": lambda n: "&amp;" * 2000 * n,
    "backslashes": lambda n: "\\" * 2000 * n,
    "brackets": lambda n: "][" * 1000 * n,
    "parentheses": lambda n: "[a]" + "(" * 1000 * n,
    "braces": lambda n: "{" * 1000 * n,
    "attributes": lambda n: "a{: .a " * 500 * n,
    "hashes": lambda n: "#" * 5000 * n,
    "a long heading": lambda n: "## " + "word " * 2000 * n,
    "headings": lambda n: "\n\n".join(f"## Heading {number}" for number in range(100 * n)),
    "dashes": lambda n: "a\n\n" + "-" * 5000 * n,
    "equals signs": lambda n: "a\n" + "=" * 5000 * n,
    "blank lines": lambda n: "a" + "\n" * 5000 * n + "b",
    "spaces": lambda n: "a" + " " * 10_000 * n + "b",
    "a line": lambda n: "word " * 10_000 * n,
    "a word": lambda n: "x" * 50_000 * n,
    "list items": lambda n: "- item\n" * 200 * n,
    "elements": lambda n: "<div>" * 500 * n,
    "elements in text": lambda n: "a " + "<b>" * 500 * n,
    "elements with Markdown": lambda n: "<div markdown>\n" * 50 * n,
    "fences that never end": lambda n: "```\n" * (200 * n + 1),
    "admonitions": lambda n: "!!! note\n" * 200 * n,
    "addresses": lambda n: "http://" * 500 * n,
    "footnotes": lambda n: _numbered("a[^{0}]", 100 * n) + "\n\n" + _numbered("[^{0}]: x", 100 * n),
    "abbreviations": lambda n: _numbered("*[A{0}]: x", 50 * n) + "\n\n" + _numbered("A{0}", 50 * n),
    "definitions of links": lambda n: (
        _numbered("[r{0}]: /guide.md", 500 * n) + "\n\n" + _numbered("[a][r{0}]", 100 * n)
    ),
    "columns": lambda n: "\n".join("|" + f"{cell}|" * 200 * n for cell in ("a", "-", "b")),
    "rows": lambda n: "a|b\n-|-\n" + "c|d\n" * 200 * n,
    "58 an entry of 1.6 MB": lambda n: "All that was changed, word by word.\n\n" * 5500 * n,
}

# What keeps a converter busy for longer than a page may take: a second, in the tests.
ENDLESS: Mapping[str, str] = {
    "openings of tags": "<a " * 30_000,
    "a list of 40,000": "- an item\n" * 40_000,
    "fences of tildes": "~~~~a\n" * 5000,
}

TOO_DEEP_FOR_PYTHON = "*a **b " * 1500 + "c** d*" * 1500
"""What only the converter finds to be nested too deeply."""
