"""The formats there are: what reads each, which files it looks at, and which types its sections are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from broadsheet.findings import Findings
from broadsheet.importers.records import Parsed, Source

Parse = Callable[[Sequence[Source], Findings], Parsed]


@dataclass(frozen=True, slots=True)
class Format:
    """A way in which changes are noted.

    Args:
        name: What it is called.
        reader: The module that reads it, and the function there; loaded when it is asked for.
        extensions: The extensions of its files in a folder; all files where empty.
        is_dated: Whether its files' history tells when a change came.
        types: The types that its sections are, by what the section is called, in lower case.
    """

    name: str
    reader: tuple[str, str]
    extensions: tuple[str, ...]
    is_dated: bool = False
    types: Mapping[str, str] = field(default_factory=dict)

    def load(self) -> Parse:
        """Return what reads it."""
        module, function = self.reader
        parse: Parse = getattr(import_module(f"broadsheet.importers.{module}"), function)
        return parse


_HOSTED = {
    **dict.fromkeys(("features", "new features", "enhancements", "new"), "added"),
    **dict.fromkeys(("bug fixes", "bugfixes", "fixes", "bugs"), "fixed"),
    **dict.fromkeys(
        ("what's changed", "changes", "improvements", "breaking changes", "other changes"), "changed"
    ),
    **dict.fromkeys(("deprecations", "deprecated features"), "deprecated"),
    **dict.fromkeys(("removals", "removed features"), "removed"),
    **dict.fromkeys(("security fixes", "security updates"), "security"),
}
_RENO = {
    "features": "added",
    **dict.fromkeys(("fixes", "critical"), "fixed"),
    "deprecations": "deprecated",
    "security": "security",
    **dict.fromkeys(("upgrade", "issues", "other"), "changed"),
}
_ANTSIBULL = {
    **dict.fromkeys(("modules", "plugins", "objects"), "added"),
    **dict.fromkeys(
        ("major_changes", "minor_changes", "breaking_changes", "known_issues", "trivial"), "changed"
    ),
    "bugfixes": "fixed",
    "deprecated_features": "deprecated",
    "removed_features": "removed",
    "security_fixes": "security",
}
_TOWNCRIER = {
    **dict.fromkeys(("doc", "misc"), "changed"),
    "feature": "added",
    "bugfix": "fixed",
    "removal": "removed",
    "deprecation": "deprecated",
}
_CHANGESETS = {"major": "changed", "minor": "added", "patch": "fixed"}
_YAML = (".yaml", ".yml")

FORMATS: Mapping[str, Format] = {
    made.name: made
    for made in (
        Format("keep-a-changelog", ("keep_a_changelog", "parse"), (".md",), types=_HOSTED),
        Format("towncrier", ("towncrier", "parse"), (), is_dated=True, types=_TOWNCRIER),
        Format("reno", ("reno", "parse"), _YAML, is_dated=True, types=_RENO),
        Format("changesets", ("changesets", "parse"), (".md",), is_dated=True, types=_CHANGESETS),
        Format("antsibull", ("antsibull", "parse"), _YAML, is_dated=True, types=_ANTSIBULL),
        Format("github-releases", ("github_releases", "parse"), (".json",), types=_HOSTED),
        Format("docusaurus", ("blogs", "docusaurus"), (".md", ".mdx"), is_dated=True),
        Format("material", ("blogs", "material"), (".md",), is_dated=True),
    )
}
"""By name."""
