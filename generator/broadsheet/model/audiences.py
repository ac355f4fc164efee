"""Who may read an item: its own audience, or the nearest folder's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.raw import Matter
from broadsheet.model.rules import Rules
from broadsheet.model.taxonomy import EVERYONE

T = TypeVar("T")


def with_defaults(matter: Matter, folders: Iterable[Matter], known: Collection[str]) -> dict[str, Any]:
    """Return an item's front matter over its folders' defaults.

    Args:
        matter: The item's own front matter.
        folders: The ``.meta.yml`` of the folders it lies in, outermost first.
        known: The keys that the item's schema knows; defaults for others are left out.
    """
    values: dict[str, Any] = {}
    for folder in folders:
        values |= {key: value for key, value in folder.values.items() if key in known}
    return values | dict(matter.values)


def folders_of(path: str, defaults: Mapping[str, T]) -> list[T]:
    """Return what is known of the folders that a path lies in, outermost first.

    Args:
        path: The file, relative to the project.
        defaults: What each ``.meta.yml`` says, by its folder.
    """
    parts = path.split("/")[:-1]
    return [defaults[folder] for i in range(len(parts) + 1) if (folder := "/".join(parts[:i])) in defaults]


def readers_of(
    names: Collection[str] | None, matter: Matter, folders: Iterable[Matter], rules: Rules, findings: Findings
) -> frozenset[str]:
    """Return who may read an item.

    Args:
        names: What ``audience`` says, own or inherited; None where nothing says anything.
        matter: The item's own front matter.
        folders: The ``.meta.yml`` files that apply to it, outermost first.
        rules: The closed list.
        findings: Gets unknown audiences, and items without any.

    Returns:
        Names of audiences; empty, so that nobody reads it, where findings were added.
    """
    source = next((m for m in (matter, *reversed(list(folders))) if "audience" in m.values), matter)
    place = Place(source.path, source.line("audience"))
    if not names:
        findings.add(Code.BS302, place, "nobody is named who may read this", _naming_readers(source, rules))
        return frozenset()
    unknown = [name for name in names if name != EVERYONE and name not in rules.audiences]
    for name in unknown:
        report_unknown_audience(name, place, rules, findings)
    if unknown:
        return frozenset()
    return frozenset(rules.audiences if EVERYONE in names else names)


def _naming_readers(matter: Matter, rules: Rules) -> str:
    """Say how to name readers, and who there are."""
    line = f"`audience:` and one or more of: {', '.join([*rules.audiences, EVERYONE])}"
    if matter.values:
        return f"Write {line}. A .meta.yml says it for a whole folder."
    return f"Begin the file with a line `---`, then {line}, then `---` again."


def report_unknown_audience(name: str, place: Place, rules: Rules, findings: Findings) -> None:
    """Add the finding for an audience that the configuration does not list."""
    known = [*rules.audiences, EVERYONE]
    close = get_close_matches(name, known, 1)
    parts = [part.strip() for part in name.split(",")]
    if len(parts) > 1 and set(parts) <= set(known):
        hint = f"Write several in brackets: [{', '.join(parts)}]"
    else:
        hint = f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(known)}."
    findings.add(Code.BS301, place, f"there is no audience “{name}”", hint)
