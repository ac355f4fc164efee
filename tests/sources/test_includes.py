"""Includes are put in place before anything is selected, and stay inside the repository."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from broadsheet.codes import Code
from broadsheet.findings import Finding, Findings
from broadsheet.limits import within
from broadsheet.model.raw import Line
from broadsheet.sources.includes import MAX_DEPTH, Includes
from broadsheet.sources.request import Snippets

FILES = {
    "parts/a.md": "one\ntwo\nthree\n",
    "parts/front.md": "---\ntitle: Front\n---\nbody\n",
    "parts/nested.md": 'before\n--8<-- "parts/a.md"\nafter\n',
    "parts/code.py": (
        "# --8<-- [start: main]\nx = 1\n# --8<-- [start: inner]\ny = 2\n# --8<-- [end: inner]\n"
        "# --8<-- [end: main]\nz = 3\n"
    ),
    "parts/open.py": "# --8<-- [start: never]\nx = 1\n",
    "parts/circle.md": '--8<-- "parts/back.md"\n',
    "parts/back.md": '--8<-- "parts/circle.md"\n',
    "parts/empty.md": "",
    "parts/line.md": "one\u2028still one\n",
    "docs/b.md": "from docs\n",
    "parts/binary.md": "some text\0",
    "parts/dashes.md": "-" * 1_000_000,
    "parts/wrong.md": "---\ntitle: a: b\n---\nbody\n",
    **{f"deep/{number}.md": f'--8<-- "deep/{number + 1}.md"\n' for number in range(20)},
}


def expand(
    *lines: str, folders: Sequence[str] = (".", "docs"), appended: Sequence[str] = ()
) -> tuple[list[Line], list[Finding]]:
    findings = Findings()

    def read(path: str) -> tuple[str, bytes] | None:
        return (path, FILES[path].encode()) if path in FILES else None

    own = [Line(number, line) for number, line in enumerate(lines, 5)]
    includes = Includes(Snippets(tuple(folders), tuple(appended)), read, findings)
    return list(includes.expand(own, "docs/page.md")), list(findings)


def test_what_every_text_ends_with() -> None:
    found, findings = expand("text", appended=["parts/a.md", "parts/none.md"])

    assert [line.text for line in found] == ["text", "", "one", "two", "three", ""]
    assert [(str(finding.place), finding.code) for finding in findings] == [("docs/page.md:5", Code.BS405)]


def test_a_long_line_of_dashes_is_no_work() -> None:
    found, _ = within(20, lambda: expand('--8<-- "parts/dashes.md"', '--8<-- "parts/dashes.md:section"'))
    assert [len(line.text) for line in found] == [1_000_000]


def texts(*lines: str) -> list[str]:
    found, findings = expand(*lines)
    assert findings == []
    return [line.text for line in found]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(['--8<-- "parts/a.md"'], ["one", "two", "three"], id="one-line"),
        pytest.param(["-8<- 'parts/a.md'  "], ["one", "two", "three"], id="short-marks-and-other-quotes"),
        pytest.param(['    --8<-- "parts/a.md"'], ["    one", "    two", "    three"], id="indented"),
        pytest.param(['--8<-- "b.md"'], ["from docs"], id="in-the-second-folder"),
        pytest.param(['--8<-- "docs/../parts/a.md:2:2"'], ["two"], id="another-way-there"),
        pytest.param(['--8<-- "parts/a.md:2"'], ["two", "three"], id="from"),
        pytest.param(['--8<-- "parts/a.md::2"'], ["one", "two"], id="to"),
        pytest.param(['--8<-- "parts/a.md:0:1"'], ["one"], id="from-zero"),
        pytest.param(['--8<-- "parts/a.md:3:1"'], [], id="nothing-between"),
        pytest.param(['--8<-- "parts/front.md"'], ["body"], id="without-its-front-matter"),
        pytest.param(['--8<-- "parts/nested.md"'], ["before", "one", "two", "three", "after"], id="nested"),
        pytest.param(['--8<-- "parts/code.py:main"'], ["x = 1", "y = 2"], id="section"),
        pytest.param(['--8<-- "parts/code.py:inner"'], ["y = 2"], id="inner-section"),
        pytest.param(['--8<-- "parts/code.py"'], ["x = 1", "y = 2", "z = 3"], id="no-marks-of-sections"),
        pytest.param(['--8<-- "parts/empty.md"'], [""], id="empty"),
        pytest.param(['--8<-- "parts/line.md"'], ["one\u2028still one"], id="only-newlines-end-lines"),
        pytest.param(
            ["a", "  --8<--", "b.md", "", "; parts/a.md", "parts/a.md:1:1", "  --8<--", "z"],
            ["a", "  from docs", "  one", "z"],
            id="block",
        ),
        pytest.param(
            [';--8<-- "parts/a.md"', "  ;--8<--"], ['--8<-- "parts/a.md"', "  --8<--"], id="escaped"
        ),
        pytest.param(
            ['Text --8<-- "a.md"', "--8<-- a.md"], ['Text --8<-- "a.md"', "--8<-- a.md"], id="no-include"
        ),
    ],
)
def test_expands(written: list[str], expected: list[str]) -> None:
    assert texts(*written) == expected


def test_lines_know_where_they_are_from() -> None:
    found, _ = expand("a", '--8<-- "parts/nested.md"', "z")

    assert found == [
        Line(5, "a"),
        Line(6, "before", "parts/nested.md"),
        Line(6, "one", "parts/a.md"),
        Line(6, "two", "parts/a.md"),
        Line(6, "three", "parts/a.md"),
        Line(6, "after", "parts/nested.md"),
        Line(7, "z"),
    ]


@pytest.mark.parametrize(
    ("name", "code", "place", "message"),
    [
        (
            "parts/none.md",
            Code.BS405,
            "docs/page.md:5",
            "“parts/none.md” cannot be included: there is no such file in the repository",
        ),
        (
            "../../secret.md",
            Code.BS405,
            "docs/page.md:5",
            "“../../secret.md” cannot be included: there is no such file in the repository",
        ),
        (
            "https://example.com/a.md",
            Code.BS405,
            "docs/page.md:5",
            "“https://example.com/a.md” is an address: only files of the repository can be included",
        ),
        ("parts/code.py:none", Code.BS405, "docs/page.md:5", "“parts/code.py” has no section “none”"),
        ("parts/open.py:never", Code.BS405, "docs/page.md:5", "“parts/open.py” has no section “never”"),
        (
            "parts/circle.md",
            Code.BS406,
            "docs/page.md:5",
            "this include includes itself: docs/page.md → parts/circle.md → parts/back.md → parts/circle.md",
        ),
        ("parts/binary.md", Code.BS102, "parts/binary.md:1", "this file holds a NUL byte, so it is not text"),
    ],
)
def test_what_cannot_be_followed(name: str, code: Code, place: str, message: str) -> None:
    found, findings = expand("a", f'--8<-- "{name}"', "z")[0], expand(f'--8<-- "{name}"')[1]

    assert [(finding.code, str(finding.place), finding.message) for finding in findings] == [
        (code, place, message)
    ]
    assert [line.text for line in found if not line.include] == ["a", "z"]


def test_front_matter_that_cannot_be_read_hides_the_text_below() -> None:
    found, findings = expand('--8<-- "parts/wrong.md"')

    assert "body" not in [line.text for line in found]
    assert [str(finding.place) for finding in findings] == ["parts/wrong.md:2"]


def test_a_chain_that_is_too_long_is_a_circle() -> None:
    _, findings = expand('--8<-- "deep/0.md"')

    (finding,) = findings
    assert finding.code is Code.BS406
    assert finding.message.count("→") == MAX_DEPTH + 1


def test_a_page_that_includes_itself_is_a_circle() -> None:
    findings = Findings()

    includes = Includes(Snippets((".",)), lambda path: (path, b"x"), findings)
    includes.expand([Line(1, '--8<-- "docs/page.md"')], "docs/page.md")

    assert [finding.code for finding in findings] == [Code.BS406]
