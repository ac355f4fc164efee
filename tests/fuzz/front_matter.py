"""Any bytes as an item's file and as a folder's defaults: what is read is there, what is wrong is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import yaml
from tests.model.samples import HISTORY, READERS, RULES

from broadsheet.findings import Findings
from broadsheet.model.documents import build_document
from broadsheet.model.entries import Built, build_entry
from broadsheet.model.items import Document, Entry, ReleaseNotes
from broadsheet.model.matter import validate
from broadsheet.model.raw import Line, Matter, RawItem
from broadsheet.model.releases import build_notes
from broadsheet.model.schema import FolderMatter
from broadsheet.sources.front_matter import FrontMatter, split
from broadsheet.sources.strict_yaml import load
from broadsheet.sources.text import decode

_ITEMS: Mapping[str, Callable[..., Document | Built | ReleaseNotes | None]] = {
    "docs/page.md": build_document,
    "docs/index.md": build_document,
    "changelog/page.md": build_entry,
    "changelog/2.4/index.md": build_notes,
}
_READ_OTHERWISE = re.compile("[\x85\u2028\u2029]")
"""PyYAML takes these for line ends, and ours does not."""

_UNSAYABLE = re.compile("[\n\r\ud800-\udfff]")
"""What makes two lines of a finding, or cannot be written."""


def check(data: bytes) -> None:
    """Read bytes as each kind of file.

    Args:
        data: What the file holds.
    """
    findings = Findings()
    text = decode(data, "docs/page.md", findings)
    if text is not None:
        _check_split(text)
        _check_items(text, findings)
        _check_defaults(text, findings)
    lines = re.sub("\r\n?", "\n", data.decode("latin-1")).count("\n") + 1
    for finding in findings:
        assert 0 <= finding.place.line <= lines, finding
        assert not _UNSAYABLE.search(f"{finding.message}{finding.hint}"), finding


def _check_split(text: str) -> None:
    findings = Findings()
    parts = split(text, "docs/page.md", findings)
    if parts is None:
        assert findings.errors
        return
    assert not parts.body or "\n".join(text.split("\n")[parts.body_line - 1 :]) == parts.body
    if parts.yaml is None:
        assert parts.body == text
    elif not len(findings) and not _READ_OTHERWISE.search(text):
        _check_values(text, parts)


def _check_values(text: str, parts: FrontMatter) -> None:
    """What is read without a finding is what PyYAML reads; a key stands in the line that is named."""
    assert parts.yaml
    rows = text.split("\n")
    block = "\n".join(rows[1 : parts.body_line - 1])
    block = re.sub(r"(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n.*|\Z)", "\n", block, flags=re.DOTALL)
    try:
        plain = yaml.load(block, yaml.CSafeLoader)
    except yaml.constructor.ConstructorError:  # `=`, of which PyYAML makes nothing
        return
    assert parts.yaml.value == (plain or {})
    for keys, line in parts.yaml.lines.items():
        assert 2 <= line <= max(2, parts.body_line - 1)
        key = keys[-1] if keys else ""
        if isinstance(key, str) and re.fullmatch(r"[a-z_]+", key):
            assert key in rows[line - 1] or re.search(r"[\\*!]", text), (keys, line)


def _check_items(text: str, findings: Findings) -> None:
    """Understand a text as a document, an entry and a release's notes; what is sound is known."""
    for path, build in _ITEMS.items():
        found = Findings()
        item = _opened(path, text, found)
        made = build(item, {}, RULES, HISTORY.changed, found) if item else None
        findings.extend(found)
        if not found.errors:
            assert item
            assert made
            _check_item(made.entry if isinstance(made, Built) else made, item)


def _check_item(made: Document | Entry | ReleaseNotes, item: RawItem) -> None:
    assert made.audiences
    assert made.audiences <= READERS
    if title := item.matter.values.get("title"):
        assert made.title == title.strip()


def _check_defaults(text: str, findings: Findings) -> None:
    """Understand a text as what a folder's documents inherit."""
    path = "docs/.meta.yml"
    yaml_ = load(text, path, findings)
    if yaml_ and isinstance(yaml_.value, dict):
        matter = Matter(path, yaml_.value, yaml_.lines, yaml_.raw)
        if validate(matter, FolderMatter, findings, extra_keys=RULES.extra_keys):
            found = Findings()
            document = build_document(
                RawItem("docs/page.md", Matter("docs/page.md"), (Line(1, "# Title"),), HISTORY),
                {"docs": matter},
                RULES,
                HISTORY.changed,
                found,
            )
            assert document


def _opened(path: str, text: str, findings: Findings) -> RawItem | None:
    parts = split(text, path, findings)
    if parts is None:
        return None
    matter = Matter(path, lines={(): 1})
    if parts.yaml:
        matter = Matter(path, parts.yaml.value, parts.yaml.lines, parts.yaml.raw)
    lines = tuple(Line(parts.body_line + index, line) for index, line in enumerate(parts.body.split("\n")))
    return RawItem(path, matter, lines, HISTORY)
