"""A source file as the proof reads it: small, conservative, and by its own rules.

What selection understands is understood here a second time, from the bytes. Where this reader cannot tell who
may read something, it takes it for withheld from everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import yaml

from broadsheet.proof.parts import Part, parts_of
from broadsheet.proof.source_lines import NOBODY, OWN, Line, body_lines, matter_lines, titled

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A source file, read.

    Args:
        audience: Whom it names; None where it names nobody.
        withheld: Whether it is a draft, or could not be understood.
        starts: When it may be seen, as a timestamp.
        ends: When it may not be seen any more.
        identity: The id that it gives itself.
        parts: Its text by who may read it.
    """

    audience: list[str] | None
    withheld: bool
    starts: float | None
    ends: float | None
    identity: str
    parts: list[Part]


def read(data: bytes, *, markdown: bool = True) -> Reading:
    """Read a source file.

    Args:
        data: Its bytes.
        markdown: Whether it is Markdown with front matter; else it is a text as it is.
    """
    text = data.decode("utf-8", "replace").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not markdown:
        lines = [Line(number, (OWN, ()), line) for number, line in enumerate(text.split("\n"), 1)]
        return Reading(None, False, None, None, "", parts_of(lines))
    values, block, body, first = _split(text)
    lines = list(body_lines(body, first))
    if values is None:
        nobody = [Line(number, (NOBODY, ()), line) for number, line in enumerate(text.split("\n"), 1)]
        return Reading([], True, None, None, "", parts_of([*nobody, *titled(lines, {})]))
    starts = [moment for key in ("date", "publish_on") if (moment := _moment(values.get(key))) is not None]
    return Reading(
        audience=_named(values.get("audience")),
        withheld=values.get("draft", False) is not False,
        starts=max(starts, default=None),
        ends=_moment(values.get("expires_on")),
        identity=str(values.get("id") or ""),
        parts=parts_of([*matter_lines(values, block), *titled(lines, values)]),
    )


def defaults(data: bytes) -> Reading:
    """Read a folder's ``.meta.yml``."""
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    try:
        values = yaml.load(text, Loader=_LOADER) or {}  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, ValueError):
        values = None
    if not isinstance(values, dict):
        return Reading([], True, None, None, "", [])
    return Reading(
        _named(values.get("audience")), False, None, None, "", parts_of(list(matter_lines(values, text)))
    )


def lines_of(data: bytes, *, markdown: bool) -> list[Line]:
    """Return a source's lines as they are written, to find again what stands on which."""
    text = data.decode("utf-8", "replace").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not markdown:
        return [Line(number, (OWN, ()), line) for number, line in enumerate(text.split("\n"), 1)]
    values, block, body, first = _split(text)
    return [*matter_lines(values or {}, block), *titled(list(body_lines(body, first)), values or {})]


def _split(text: str) -> tuple[dict[Any, Any] | None, str, str, int]:
    """Return a file's front matter as values and as text, its body, and the line that this begins on."""
    found = _FRONT.match(text)
    if not found:
        return {}, "", text, 1
    body, first = text[found.end() :], text.count("\n", 0, found.end()) + 1
    try:
        values = yaml.load(found[1], Loader=_LOADER)  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, ValueError, RecursionError):
        return None, found[1], body, first
    values = {} if values is None else values
    return (values if isinstance(values, dict) else None), found[1], body, first


def _named(value: object) -> list[str] | None:
    if value is None:
        return None
    return [str(item).strip() for item in (value if isinstance(value, list) else [value])]


def _moment(value: object) -> float | None:
    """Return the moment that a day or a time is; one that cannot be read never comes."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return float("inf")
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).timestamp()
    return datetime.combine(value, time(0), UTC).timestamp() if isinstance(value, date) else float("inf")
