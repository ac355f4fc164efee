"""Weaken regular expressions: what a pattern has for a reason, a test should miss when it is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_OPENING = re.compile(r"\((?:\?(?:(?P<look><?[=!])|[:>]|P<\w+>))?")
_CLASS = re.compile(r"\[\^?(\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_LETTER = r"(?:\\x[0-9a-fA-F]{2}|\\.|.)"
_MEMBER = re.compile(rf"{_LETTER}-{_LETTER}|{_LETTER}", re.DOTALL)
_OPERAND = re.compile(r"[\w:@/\[\]='-]+ (?:or|\|) ")


@dataclass(slots=True)
class _Group:
    """A group that is being read: where it starts, where its alternatives do, and whether it only looks."""

    start: int
    starts: list[int] = field(default_factory=list)
    looks: bool = False


def weakened(pattern: str) -> Iterator[str]:
    """Yield a pattern without one of its alternatives, of its classes' members, or of its looks around.

    It may be a part of one: groups that are opened or closed elsewhere are left as they are.
    """
    for start, end in _droppable(pattern):
        yield pattern[:start] + pattern[end:]


def without_operand(expression: str) -> Iterator[str]:
    """Yield an XPath without one of the operands that ``or`` or ``|`` follows."""
    for operand in _OPERAND.finditer(expression):
        yield expression[: operand.start()] + expression[operand.end() :]


def _droppable(pattern: str) -> Iterator[tuple[int, int]]:
    groups, at = [_Group(0, [0])], 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 2
        elif found := _CLASS.match(pattern, at):
            yield from _members(found)
            at = found.end()
        elif found := _OPENING.match(pattern, at):
            groups.append(_Group(at, [found.end()], found["look"] is not None))
            at = found.end()
        else:
            if pattern[at] == "|":
                yield groups[-1].starts[-1], at + 1
                groups[-1].starts.append(at + 1)
            elif pattern[at] == ")":
                yield from _closed(groups.pop(), at)
                groups = groups or [_Group(at + 1, [at + 1])]
            at += 1
    if len(groups) == 1:
        yield from _last(groups[0], at)


def _members(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    members = list(_MEMBER.finditer(found.string, found.start(1), found.end(1)))
    if len(members) > 1:
        yield from (member.span() for member in members)


def _closed(group: _Group, end: int) -> Iterator[tuple[int, int]]:
    yield from _last(group, end)
    if group.looks:
        yield group.start, end + 1


def _last(group: _Group, end: int) -> Iterator[tuple[int, int]]:
    if len(group.starts) > 1:
        yield group.starts[-1] - 1, end
