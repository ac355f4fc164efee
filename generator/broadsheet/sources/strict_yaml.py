"""YAML as PyYAML reads it, with line numbers, and with every mistake and trap a finding.

Values are those of YAML 1.1, which MkDocs reads: ``no`` is False, ``1.10`` is 1.1, ``010`` is 8. Whether
that was meant, only the model can tell, which knows what a key wants; for its sake ``raw`` keeps each
unquoted scalar as it was written.
"""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.sources.text import FORBIDDEN, forbidden
from broadsheet.sources.yaml_errors import explain, shortened
from broadsheet.sources.yaml_nodes import LimitError, compose

FIRST_YEAR, LAST_YEAR = 1970, 2199
MAX_INTEGER = 2**63 - 1

Tags = Mapping[str, Callable[[Node], Any]]
"""What makes the value of a tag's node. One that ends in ``:`` stands for all that start so."""

Keys = tuple[str | int, ...]
"""The keys and indexes that lead to a value from the top."""

_NO_TAGS: Tags = MappingProxyType({})
_STANDARD = "tag:yaml.org,2002:"
_SCALARS = frozenset({"null", "bool", "int", "float", "str", "timestamp", "value"})
_REFUSED: Final = object()
"""Stands for a value with a finding; it goes into no mapping and no list."""

# libyaml takes these for line ends, which no editor shows as such; they are lent code points that
# no text may hold, so that they read as the ordinary characters that they are in YAML 1.2.
_LENT = {"\x85": "\ufdd0", "\u2028": "\ufdd1", "\u2029": "\ufdd2"}
_LEND = str.maketrans(_LENT)
_GIVE_BACK = str.maketrans({lent: char for char, lent in _LENT.items()})

_CONSTRUCTOR = SafeConstructor()
_UNREADABLE = re.compile(f"[\x7f-\x84\x86-\x9f]|{FORBIDDEN.pattern}")


@dataclass(frozen=True, slots=True)
class Yaml:
    """A YAML document's content.

    Args:
        value: Plain Python: dict, list, str, int, float, bool, None, date, datetime (with or without a
            zone, as written), or what the caller's ``tags`` made.
        lines: The line in the file, counted from 1, by the path of keys and indexes: of the key in a
            mapping, of the item in a list; of the document's start for ``()``.
        raw: What is written there, by the same paths, of the unquoted scalars (lines folded into one).
    """

    value: Any
    lines: Mapping[Keys, int]
    raw: Mapping[Keys, str]


def load(
    text: str,
    path: str,
    findings: Findings,
    *,
    first_line: int = 1,
    tags: Tags = _NO_TAGS,
    max_bytes: int | None = None,
) -> Yaml | None:
    """Read one YAML document.

    A syntax error ends the reading. Anything else that is wrong is a finding each, and the value concerned
    is left out, so that the rest can be looked at too; of a key given twice, the first value is kept.

    Args:
        text: The document.
        path: Its file, relative to the project.
        findings: Takes what is wrong.
        first_line: The line of the file, counted from 1, that the document starts on.
        tags: The tags to allow beside YAML's own: ``!ENV``, ``tag:yaml.org,2002:python/name:``.
        max_bytes: How long it may be in UTF-8; any length where None.

    Returns:
        The content; None where it is not YAML or goes over a limit.
    """
    if max_bytes is not None and len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        findings.add(Code.BS211, Place(path, first_line), f"this is longer than {max_bytes // 1024} KiB")
        return None
    if found := _UNREADABLE.search(text):
        line = first_line + text.count("\n", 0, found.start())
        findings.add(Code.BS103, Place(path, line), f"U+{ord(found[0]):04X} may not stand in YAML")
        return None
    lent = text.translate(_LEND)
    try:
        node = compose(lent)
    except LimitError as error:
        findings.add(error.code, Place(path, first_line + error.line), error.message)
        return None
    except yaml.MarkedYAMLError as error:
        why = explain(error, lent)
        findings.add(
            why.code, Place(path, first_line + why.line), why.message.translate(_GIVE_BACK), why.hint
        )
        return None
    reader = _Reader(path, first_line, findings, tags)
    value = None if node is None else reader.read(node, ())
    return Yaml(None if value is _REFUSED else value, {**reader.lines, (): first_line}, reader.raw)


class _Reader:
    """Makes values of nodes, noting where each stands."""

    def __init__(self, path: str, first_line: int, findings: Findings, tags: Tags) -> None:
        self.lines: dict[Keys, int] = {}
        self.raw: dict[Keys, str] = {}
        self._path = path
        self._first_line = first_line
        self._findings = findings
        self._tags = tags

    def read(self, node: Node, at: Keys) -> Any:
        """Make the value that belongs to a path."""
        for tag, make in self._tags.items():
            if node.tag == tag or (tag.endswith(":") and node.tag.startswith(tag)):
                return make(node)
        kind = node.tag.removeprefix(_STANDARD)
        if isinstance(node, MappingNode) and kind == "map":
            return self._mapping(node, at)
        if isinstance(node, SequenceNode) and kind == "seq":
            return self._sequence(node, at)
        if isinstance(node, ScalarNode) and kind in _SCALARS:
            self.raw.pop(at, None)  # what a merged mapping had here
            if not node.style:
                self.raw[at] = node.value.translate(_GIVE_BACK)
            return self._scalar(node)
        return self._refuse_tag(node)

    def _refuse_tag(self, node: Node) -> object:
        tag = node.tag.replace(_STANDARD, "!!")
        return self._refuse(Code.BS205, f"the tag `{tag}` is not allowed here", node)

    def _refuse(self, code: Code, message: str, node: Node, hint: str = "") -> object:
        self._findings.add(code, Place(self._path, self._line(node)), message.translate(_GIVE_BACK), hint)
        return _REFUSED

    def _line(self, node: Node) -> int:
        return self._first_line + node.start_mark.line

    def _sequence(self, node: SequenceNode, at: Keys) -> list[Any]:
        values: list[Any] = []
        for item in node.value:
            here = (*at, len(values))
            value = self.read(item, here)
            if value is not _REFUSED:
                self.lines[here] = self._line(item)
                values.append(value)
        return values

    def _mapping(self, node: MappingNode, at: Keys) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == f"{_STANDARD}merge":
                values |= self._merged(value_node, at)
        own: dict[str, int] = {}
        for key_node, value_node in node.value:
            if key_node.tag == f"{_STANDARD}merge":
                continue
            key = self._key(key_node)
            if key is None:
                continue
            if key in own:
                message = f"`{key}` is given twice: in line {own[key]} and in line {self._line(key_node)}"
                self._refuse(Code.BS203, message, key_node)
                continue
            own[key] = self.lines[*at, key] = self._line(key_node)
            value = self.read(value_node, (*at, key))
            if value is not _REFUSED:
                values[key] = value
        return values

    def _merged(self, node: Node, at: Keys) -> dict[str, Any]:
        """What ``<<`` takes from other mappings, of which the first that has a key wins."""
        sources = node.value if isinstance(node, SequenceNode) else [node]
        values: dict[str, Any] = {}
        for source in reversed(sources):
            if isinstance(source, MappingNode):
                values |= self._mapping(source, at)
            else:
                self._refuse(Code.BS200, "`<<` wants a mapping, or a list of mappings", source)
        return values

    def _key(self, node: Node) -> str | None:
        if not isinstance(node, ScalarNode):
            hint = "Put the value in quotes if it should start with a brace or a bracket."
            self._refuse(Code.BS209, "a key is a mapping or a list", node, hint)
            return None
        if node.tag.removeprefix(_STANDARD) not in _SCALARS:
            self._refuse_tag(node)
            return None
        key = self._scalar(node)
        if isinstance(key, str):
            return key
        if key is not _REFUSED:
            hint = f'Put it in quotes: `"{node.value}"`.'
            self._refuse(Code.BS209, f"the key `{node.value}` is read as {key}, not as text", node, hint)
        return None

    def _scalar(self, node: ScalarNode) -> Any:
        written = node.value.translate(_GIVE_BACK)
        if node.tag.removeprefix(_STANDARD) in {"str", "value"}:
            if character := forbidden(written):
                return self._refuse(Code.BS103, f"an escape writes the control character {character}", node)
            return written
        try:
            value = SafeConstructor.yaml_constructors[node.tag](_CONSTRUCTOR, node)
        except (ArithmeticError, AttributeError, LookupError, ValueError):
            return self._refuse(*_why_unreadable(node), node)
        problem = _why_unusable(value, shortened(written))
        return self._refuse(*problem, node) if problem else value


def _why_unreadable(node: ScalarNode) -> tuple[Code, str]:
    """Say why PyYAML could make no value of a scalar."""
    kind, written = node.tag.removeprefix(_STANDARD), shortened(node.value)
    found = SafeConstructor.timestamp_regexp.match(node.value)
    if kind != "timestamp" or not found:
        code = Code.BS208 if kind in {"int", "float"} else Code.BS205
        return code, f"{written} cannot be read as `!!{kind}`"
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Code.BS207, f"the year of {written} is out of range"
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return Code.BS206, f"there is no such day: {written}"
    return Code.BS206, f"there is no such time of day: {written}"


def _why_unusable(value: object, written: str) -> tuple[Code, str] | None:
    """Say why a value must not be used although PyYAML made one."""
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        return Code.BS207, f"the year of {written} is out of range"
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return Code.BS208, f"the number {written} is too big"
    if isinstance(value, float) and not math.isfinite(value):
        return Code.BS208, f"{written} is not a finite number"
    return None
