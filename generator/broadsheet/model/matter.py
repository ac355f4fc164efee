"""Check a YAML mapping against its schema, and say what is wrong in the author's words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.raw import Matter

SchemaT = TypeVar("SchemaT", bound=BaseModel)

_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "date_type": "a day, like 2026-11-20",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}

_WAYS_OUT = {
    "bool_type": "Write true or false, without quotes.",
    "int_type": "Write digits only, without quotes.",
    "float_type": "Write digits only, without quotes.",
    "date_type": "Write the year first, then month and day, without quotes.",
    "dict_type": "Write `key: value` below it, a line each.",
    "list_type": "Write it in brackets: [one, two].",
}


def validate(
    matter: Matter,
    schema: type[SchemaT],
    findings: Findings,
    *,
    extra_keys: Collection[str] = (),
    values: Mapping[str, Any] | None = None,
) -> SchemaT | None:
    """Check a mapping against a schema.

    Args:
        matter: The mapping as written; tells lines and raw text.
        schema: What it may hold.
        findings: Gets one finding for each key that is wrong.
        extra_keys: Keys to leave out unread.
        values: The mapping's values, where they differ from ``matter.values`` by folder defaults. What is
            wrong with a default is reported where it stands, and not for each file below it.

    Returns:
        The checked values, or None where something was wrong.
    """
    source = matter.values if values is None else values
    try:
        return schema.model_validate({key: value for key, value in source.items() if key not in extra_keys})
    except ValidationError as error:
        seen: set[tuple[str | int, ...]] = set()
        for detail in error.errors(include_url=False):
            key = _key(detail, matter)
            inherited = key[0] in source and key[0] not in matter.values
            if key not in seen and not inherited:
                seen.add(key)
                _explain(detail, key, matter, schema, findings)
        return None


def _key(detail: ErrorDetails, matter: Matter) -> tuple[str | int, ...]:
    """Return the path of what is wrong, without the steps that only pydantic knows (union members)."""
    key: list[str | int] = []
    value: Any = matter.values
    for step in detail["loc"]:
        if _has(value, step):
            value = value[step]
        elif key and detail["type"] != "missing":
            break
        key.append(step)
    return tuple(key)


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, Mapping):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _explain(
    detail: ErrorDetails,
    key: tuple[str | int, ...],
    matter: Matter,
    schema: type[BaseModel],
    findings: Findings,
) -> None:
    place = Place(matter.path, matter.line(*key))
    name, kind = ".".join(str(step) for step in key if isinstance(step, str)), detail["type"]
    if kind == "extra_forbidden":
        known = _known_keys(schema, key)
        close = get_close_matches(str(key[-1]), known, 1)
        hint = f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(known)}."
        findings.add(Code.BS220, place, f"there is no key “{name}”", hint)
    elif kind == "string_type" and matter.raw.get(key):
        written = matter.raw[key]
        message = f"“{name}: {written}” is read as {_said(detail['input'])}, not as text"
        findings.add(Code.BS221, place, message, f'Quote it: {name.rpartition(".")[2]}: "{written}"')
    elif kind == "missing":
        findings.add(Code.BS222, place, f"“{name}” is missing")
    else:
        findings.add(Code.BS222, place, f"“{name}” {_said_wrong(detail)}", _way_out(detail, schema, key))


def _way_out(detail: ErrorDetails, schema: type[BaseModel], key: tuple[str | int, ...]) -> str:
    """Say how to write what is wanted, else what the key is for; empty where nothing is known of it."""
    kind = detail["type"]
    if kind == "string_pattern_mismatch" and detail["loc"][-1] == "[key]":  # the name itself is wrong
        return "Write names in lower-case letters, digits and hyphens, at most 40 of them."
    if kind == "model_type":
        known = _known_keys(schema, (*key, ""))
        return f"Write {{key: value}}, with some of: {', '.join(known)}."
    if kind in _WAYS_OUT:
        return _WAYS_OUT[kind]
    meaning = _meaning(schema, [step for step in key if isinstance(step, str)])
    return f"What it says: {meaning[:1].lower()}{meaning[1:]}" if meaning else ""


def _meaning(schema: type[BaseModel], names: Sequence[str]) -> str:
    """Return the description of a key, as the reference has it; empty where it has none."""
    field = schema.model_fields.get(names[0]) if names else None
    if field is None:
        return ""
    inner = next(_schemas(field.annotation), None)
    return _meaning(inner, names[1:]) if inner and names[1:] else field.description or ""


def _known_keys(schema: type[BaseModel], key: tuple[str | int, ...]) -> list[str]:
    """Return the keys that may stand where an unknown one stands."""
    for step in key[:-1]:
        if step in schema.model_fields:
            schema = next(_schemas(schema.model_fields[str(step)].annotation), schema)
    return list(schema.model_fields)


def _schemas(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _schemas(inner)


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    kind = {bool: "the truth value", int: "the number", float: "the number"}.get(type(value), "the date")
    return f"{kind} {value}"


def _said_wrong(detail: ErrorDetails) -> str:
    kind, value = detail["type"], detail["input"]
    if kind in _WANTED:
        return f"wants {_WANTED[kind]}, not {value if isinstance(value, date) else repr(value)}"
    if kind == "string_too_short":
        return "is empty"
    if kind == "string_pattern_mismatch":
        return f"does not look right: {value!r}"
    if kind == "value_error":
        return f"is wrong: {detail['ctx']['error']}"
    return f"is wrong: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
