"""What holds of every import, whatever the file says."""

from __future__ import annotations

from dataclasses import replace

from tests.importers.rules import RULES

from broadsheet.findings import Findings
from broadsheet.importers.entries import Choices, make
from broadsheet.importers.formats import FORMATS
from broadsheet.importers.plan import Change, Existing, plan
from broadsheet.importers.records import Source
from broadsheet.model.body import Kind
from broadsheet.model.raw import Line
from broadsheet.model.scan import scan
from broadsheet.sources.front_matter import split

CHOICES = Choices(("customers",), release="9.9")


def scanned(markdown: str) -> list[str]:
    """What ``check`` says of a text; nothing of it is a block for some readers."""
    findings = Findings()
    lines = [Line(number, line) for number, line in enumerate(markdown.split("\n"), 1)]
    body = scan(lines, "x.md", readers=frozenset({"customers"}), rules=RULES, findings=findings)
    assert not any(chunk.kind is Kind.OPEN for chunk in body.chunks)
    return [f"{finding.code.name} {finding.message}" for finding in findings]


def check_import(format_name: str, name: str, text: str) -> None:
    """Import a text: every entry is sound, in a file of its own, and a second import changes none."""
    format_ = FORMATS[format_name]
    parsed = format_.load()([Source(f"from/{name}", name, text)], Findings())
    wanted = [record for record in parsed.records if record.prose.title and not record.is_intro]
    made = [(record, make(record, format_, CHOICES, RULES)) for record in wanted]
    planned = plan(format_name, made, [], "changelog")
    assert {item.change for item in planned} <= {Change.NEW}
    assert len({item.path for item in planned}) == len(planned)
    existing = []
    for item in planned:
        found = Findings()
        parts = split(item.text, item.path, found)
        assert parts is not None
        assert parts.yaml
        assert scanned(parts.body) == []
        assert not found.errors
        words = f"{parts.yaml.value['title']} {parts.body}"
        existing.append(
            Existing(item.path, item.text, words, item.path.rpartition("/")[2].removesuffix(".md"))
        )
    again = plan(format_name, made, existing, "changelog")
    assert [replace(item, change=Change.NEW, old=None) for item in again] == planned
    assert {item.change for item in again} <= {Change.SAME}
