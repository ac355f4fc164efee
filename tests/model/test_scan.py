"""What the scanner makes of audience blocks, code, comments and references."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.model.samples import READERS, RULES, lines_of, scanned, shown

from broadsheet.codes import Code
from broadsheet.findings import Findings
from broadsheet.model.body import Body, Kind, Reference
from broadsheet.model.raw import Line
from broadsheet.model.scan import scan

GOLDEN = Path(__file__).parent / "golden"


def told(body: Body) -> str:
    """A body for people to read: its chunks with their readers, text and references."""
    parts: list[str] = []
    for chunk in body.chunks:
        readers = "all" if chunk.audiences is None else ", ".join(sorted(chunk.audiences)) or "nobody"
        parts.append(f"=== line {chunk.line}: {chunk.kind.value} for {readers}\n")
        parts += [f"|{line}\n" for line in chunk.text.splitlines()]
        parts += [f"-> line {found.line}: {found.target}\n" for found in chunk.references]
    return "".join(parts)


@pytest.mark.parametrize("source", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_golden(source: Path, golden: Callable[[Path, str], None]) -> None:
    body, findings = scanned(source.read_text(encoding="utf-8"))

    problems = "".join(f"!!! line {f.place.line}: {f.code.name} {f.message} {f.hint}\n" for f in findings)

    golden(source.with_suffix(".txt"), told(body) + problems)


def test_an_empty_text_has_no_chunks() -> None:
    findings = Findings()

    assert scan([], "docs/page.md", readers=READERS, rules=RULES, findings=findings) == Body()
    assert not len(findings)


def test_a_block_for_more_than_the_page_is_for_is_cut_down_to_it() -> None:
    body, findings = scanned("/// audience | everyone\nx\n///\n", readers=frozenset({"support"}))

    assert body.audiences == {"support"}
    assert findings == []


def test_a_block_for_others_than_the_page_is_for_is_an_error() -> None:
    text = "Text.\n\n/// audience | customers\nx\n///\n"

    _, findings = scanned(text, readers=frozenset({"support"}))

    assert shown(findings) == ["docs/page.md:3 BS504"]
    assert findings[0].message == (
        "nobody can read this block: it is for customers, inside something for support"
    )


def test_includes_stand_where_their_text_starts() -> None:
    lines = [
        Line(1, "Text."),
        Line(2, "From a file.", "docs/part.md"),
        Line(2, "More of it."),
        Line(3, "/// audience | support"),
        Line(4, "```", "docs/code.md"),
        Line(4, "x = 1", "docs/inner.py"),
        Line(4, "```"),
        Line(5, "///"),
        Line(6, "<!-- a comment -->", "docs/last.md"),
    ]
    findings = Findings()

    body = scan(lines, "docs/page.md", readers=READERS, rules=RULES, findings=findings)

    assert [(chunk.kind, chunk.references) for chunk in body.chunks] == [
        (Kind.TEXT, (Reference("docs/part.md", 2),)),
        (Kind.OPEN, ()),
        (Kind.TEXT, (Reference("docs/code.md", 4),)),
        (Kind.CODE, (Reference("docs/inner.py", 4),)),
        (Kind.CLOSE, ()),
        (Kind.TEXT, (Reference("docs/last.md", 6),)),
    ]
    assert all(found.is_include for chunk in body.chunks for found in chunk.references)
    assert not len(findings)


def test_an_include_that_opens_a_block_counts_for_those_who_read_what_is_around_it() -> None:
    lines = [Line(1, "/// audience | support", "docs/part.md"), Line(1, "x"), Line(1, "///")]

    body = scan(lines, "docs/page.md", readers=READERS, rules=RULES, findings=Findings())

    first = body.chunks[0]
    assert (first.audiences, first.references) == (None, (Reference("docs/part.md", 1),))


@pytest.mark.parametrize("opening", ["/// audience | support", "/// note", "<!-- hidden"])
def test_what_is_never_closed_is_an_error_at_its_first_line(opening: str) -> None:
    _, findings = scanned(f"a\n\n{opening}\nb\n")

    code = Code.BS506 if opening.startswith("<") else Code.BS501
    assert [(found.code, found.place.line) for found in findings] == [(code, 3)]


@pytest.mark.parametrize(
    ("closing", "fine"),
    [
        ("  ///", False),
        ("    ///", True),
        ("\t///", True),
        (">///", False),
        ("    ////", False),
        ("    /// audience", False),
    ],
)
def test_a_block_closes_as_it_opened(closing: str, fine: bool) -> None:
    _, findings = scanned(f"- x\n\n    /// audience | support\n    y\n{closing}\n")

    assert (findings == []) == fine


def test_lines_of_a_page_are_counted_from_where_its_body_starts() -> None:
    findings = Findings()

    scan(lines_of("\n///", first=7), "docs/page.md", readers=READERS, rules=RULES, findings=findings)

    assert shown(findings) == ["docs/page.md:8 BS501"]
