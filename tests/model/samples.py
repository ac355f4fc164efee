"""Small projects in memory: the same readers of front matter and YAML, without files and git."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from broadsheet.findings import Finding, Findings
from broadsheet.model.body import Body
from broadsheet.model.content import build_content
from broadsheet.model.items import Content
from broadsheet.model.raw import Line, Matter, RawAsset, RawContent, RawFile, RawHistory, RawItem
from broadsheet.model.rules import Rules
from broadsheet.model.scan import scan
from broadsheet.model.taxonomy import Audience, Product
from broadsheet.sources.front_matter import split
from broadsheet.sources.strict_yaml import load

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
LANDED = datetime(2026, 3, 4, 9, 30, 15, tzinfo=UTC)
READERS = frozenset({"customers", "engineers", "support"})

RULES = Rules(
    audiences={name: Audience(name, name.capitalize()) for name in ("customers", "support", "engineers")},
    editions={},
    products={"reports": Product("reports", "Reports"), "api": Product("api", "API")},
    types=("added", "changed", "fixed"),
    docs_dir="docs",
    changelog_dir="changelog",
    extra_keys=frozenset({"jira"}),
    blocks=frozenset({"note", "details", "tab"}),
    use_directory_urls=True,
    now=NOW,
)
HISTORY = RawHistory(
    created=datetime(2026, 3, 1, tzinfo=UTC), changed=datetime(2026, 3, 5, tzinfo=UTC), landed=LANDED
)
ENTRY = {"title": "New", "audience": "[customers, support]", "type": "added"}


def matter_of(text: str, path: str = "docs/page.md") -> Matter:
    """A YAML mapping as ``sources`` hands it over."""
    findings = Findings()
    yaml = load(text, path, findings)
    assert yaml is not None
    assert not len(findings)
    return Matter(path, yaml.value, yaml.lines, yaml.raw)


def lines_of(text: str, first: int = 1) -> tuple[Line, ...]:
    return tuple(Line(number, line) for number, line in enumerate(text.split("\n"), first))


def item(path: str, text: str, history: RawHistory | None = HISTORY, inherits: str = "") -> RawItem:
    """A Markdown file as ``sources`` hands it over."""
    findings = Findings()
    parts = split(text, path, findings)
    assert parts is not None, list(findings)
    matter = Matter(path, lines={(): 1})
    if parts.yaml:
        matter = Matter(path, parts.yaml.value, parts.yaml.lines, parts.yaml.raw)
    return RawItem(path, matter, lines_of(parts.body, parts.body_line), history, inherits)


def file(made: RawItem) -> RawFile:
    """The same as a file that is still to be opened."""
    return RawFile(made.path, (repr(made),), lambda _: made, made.inherits, made.history is not None)


def asset(path: str, inherits: str = "") -> RawAsset:
    """A file that is not Markdown."""
    return RawAsset(path, path.encode(), path.encode, inherits)


def entry_text(body: str = "Text.\n", **keys: str) -> str:
    """An entry that nothing is wrong with, but for the keys given; an empty one is left out."""
    front = "".join(f"{key}: {value}\n" for key, value in (ENTRY | keys).items() if value)
    return f"---\n{front}---\n{body}"


def raw(items: Mapping[str, str | RawItem], assets: Iterable[RawAsset] = ()) -> RawContent:
    """A project of Markdown files and ``.meta.yml`` files, by path."""
    markdown = [
        file(given if isinstance(given, RawItem) else item(path, given))
        for path, given in items.items()
        if path.endswith(".md")
    ]
    return RawContent(
        documents=tuple(found for found in markdown if not found.path.startswith("changelog/")),
        entries=tuple(found for found in markdown if found.path.startswith("changelog/")),
        defaults={
            path.rpartition("/")[0]: matter_of(text, path)
            for path, text in items.items()
            if isinstance(text, str) and path.endswith(".meta.yml")
        },
        assets=tuple(assets),
        commit="c0ffee",
        newest=datetime(2026, 6, 1, tzinfo=UTC),
    )


def content_of(
    items: Mapping[str, str | RawItem], assets: Iterable[RawAsset] = (), *, now: datetime = NOW
) -> tuple[Content, list[Finding]]:
    """Build a project; return its content and everything that is wrong with it."""
    findings = Findings()
    content = build_content(raw(items, assets), replace(RULES, now=now), findings)
    return content, list(findings)


def scanned(text: str, readers: frozenset[str] = READERS) -> tuple[Body, list[Finding]]:
    """Scan a text; return its body and everything that is wrong with it."""
    findings = Findings()
    body = scan(lines_of(text), "docs/page.md", readers=readers, rules=RULES, findings=findings)
    return body, list(findings)


def shown(findings: Iterable[Finding]) -> list[str]:
    """Findings as ``path:line code``."""
    return [f"{finding.place} {finding.code.name}" for finding in findings]
