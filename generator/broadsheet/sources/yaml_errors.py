"""libyaml's syntax errors in plain words, each with its code and a way out."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from broadsheet.codes import Code


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a syntax error means.

    Args:
        code: The finding's code.
        line: The line where the mistake is, counted from 0.
        message: What is wrong.
        hint: What to do; the code's own hint where empty.
    """

    code: Code
    line: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one of libyaml's messages reads; ``{char}`` and ``{text}`` are what stands there.

    ``at_context`` says that the mistake is where libyaml began to read, not where it gave up.
    """

    needle: str
    message: str
    hint: str = ""
    code: Code = Code.BS200
    at_context: bool = False


_QUOTE = "Put the whole value in double quotes."
_CLOSE = "Close it, or put the whole value in double quotes."

_RULES = (
    _Rule("violates indentation", "a tab is used as indentation", code=Code.BS201),
    _Rule("found a tab character", "a tab is used as indentation", code=Code.BS201),
    _Rule(
        "mapping values are not allowed",
        "a colon followed by a space makes this a second key: “{text}”",
        "Put the whole value in double quotes; if a key is meant, indent it like the keys around it.",
        code=Code.BS202,
    ),
    _Rule(
        "could not find expected ':'",
        "“{text}” is not of the form `key: value`",
        "Add the colon and a space; in front matter, look whether the closing `---` is missing.",
        at_context=True,
    ),
    _Rule("unexpected end of stream", "a quote is opened here and never closed", _CLOSE, at_context=True),
    _Rule(
        "unexpected document indicator", "a quote is opened here and never closed", _CLOSE, at_context=True
    ),
    _Rule("',' or ']'", "a “[” is opened here and never closed", _CLOSE, at_context=True),
    _Rule("',' or '}'", "a “{{” is opened here and never closed", _CLOSE, at_context=True),
    _Rule(
        "found undefined alias", "a value that starts with `*` refers to an anchor, and there is none", _QUOTE
    ),
    _Rule(
        "alphabetic or numeric", "a value may not start with `*` or `&`: “{text}”", _QUOTE, at_context=True
    ),
    _Rule("cannot start any token", "a value may not start with “{char}”", _QUOTE),
    _Rule("expected node content", "a value may not start with “{char}”", _QUOTE),
    _Rule("mapping keys are not allowed", "a value may not start with “? ”", _QUOTE),
    _Rule(
        "block sequence entries are not",
        "a list item may not stand here: “{text}”",
        "Start it on a line of its own.",
    ),
    _Rule("comment or line break", "text follows `|` or `>` on the same line: “{text}”", _QUOTE),
    _Rule(
        "unknown escape", "a backslash in double quotes starts an escape, and this is none", "Write `\\\\`."
    ),
    _Rule(
        "did not find expected key",
        "something follows a value that is complete, or the indentation is wrong: “{text}”",
        "Put the whole value in double quotes, or indent the line like the keys around it.",
    ),
    _Rule(
        "'-' indicator",
        "a list goes on with something that is no item: “{text}”",
        "Start the line with `- `.",
    ),
    _Rule("another document", "a second YAML document starts here", code=Code.BS212),
    _Rule("second occurrence", "the same anchor is set a second time: “{text}”", code=Code.BS204),
)


def explain(error: yaml.MarkedYAMLError, text: str) -> Explanation:
    """Say what a syntax error means.

    Args:
        error: What PyYAML raised.
        text: What it was given.
    """
    problem = error.problem or error.context or "unknown problem"
    rule = next((rule for rule in _RULES if rule.needle in problem), None)
    rule = rule or _Rule(
        "", f"this is not YAML ({problem.replace('{', '{{').replace('}', '}}')}): “{{text}}”"
    )
    mark = (error.context_mark if rule.at_context else error.problem_mark) or error.problem_mark
    lines = text.split("\n")
    number = min(mark.line, len(lines) - 1) if mark else 0
    line = lines[number]
    if _indented_by_tab(line) and rule.code is Code.BS200:
        return Explanation(Code.BS201, number, "a tab is used as indentation")
    char = line[mark.column : mark.column + 1] if mark else ""
    return Explanation(rule.code, number, rule.message.format(char=char, text=shortened(line)), rule.hint)


def shortened(text: str) -> str:
    """Cut a text to what fits into a message."""
    words = text.strip()
    return words if len(words) <= 60 else f"{words[:59]}…"


def _indented_by_tab(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip())]
