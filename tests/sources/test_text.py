from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.codes import Code, Severity
from broadsheet.findings import Findings
from broadsheet.sources.text import decode

PATH = "docs/page.md"


def found(findings: Findings) -> list[tuple[Code, int]]:
    return [(finding.code, finding.place.line) for finding in findings]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"caf\xc3\xa9\n", "café\n", id="utf-8"),
        pytest.param(b"\xef\xbb\xbf---\n", "---\n", id="2-byte-order-mark"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbfa", "a", id="2-two-byte-order-marks"),
        pytest.param(b"a\r\nb\rc\nd\r\r\n", "a\nb\nc\nd\n\n", id="3-mixed-line-endings"),
        pytest.param(b"a\n\x0c\n\x0c# b\x0cc", "a\n\n# b c", id="form-feeds"),
        pytest.param("line\u2028separator".encode(), "line\u2028separator", id="57-line-separator"),
        pytest.param(b"&#8217; &#x20; &#9; &amp;#8;", "&#8217; &#x20; &#9; &amp;#8;", id="good-references"),
        pytest.param(b" \n", " \n", id="white"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_accepts(data: bytes, text: str) -> None:
    findings = Findings()

    assert decode(data, PATH, findings) == text
    assert found(findings) == []


@pytest.mark.parametrize(
    ("data", "code", "line", "says"),
    [
        pytest.param(b"a\r\nb\rcaf\xe9\n", Code.BS100, 3, "0xE9 is not UTF-8.*“é”", id="1-latin-1"),
        pytest.param(b"a\n\x81", Code.BS100, 2, "0x81 is not UTF-8$", id="1-no-letter-in-any-encoding"),
        pytest.param(b"a\xed\xa0\x80", Code.BS100, 1, "surrogate", id="surrogate"),
        pytest.param(b"cut \xe2\x82", Code.BS100, 1, "0xE2", id="cut-off"),
        pytest.param("# Grüße".encode("utf-16"), Code.BS101, 1, "UTF-16", id="4-utf-16"),
        pytest.param("# Hello".encode("utf-16-be"), Code.BS101, 1, "UTF-16", id="4-utf-16-unmarked"),
        pytest.param("# Hello".encode("utf-32"), Code.BS101, 1, "UTF-32", id="4-utf-32"),
        pytest.param("# Hello".encode("utf-32-le"), Code.BS101, 1, "UTF-32", id="4-utf-32-unmarked"),
        pytest.param(b"# Hello\r\n\r\nwor\0ld, all else is fine", Code.BS102, 3, "NUL", id="5-nul"),
    ],
)
def test_refuses_what_is_no_utf8_text(data: bytes, code: Code, line: int, says: str) -> None:
    findings = Findings()

    assert decode(data, PATH, findings) is None
    assert found(findings) == [(code, line)]
    (finding,) = findings
    assert re.search(says, finding.message)
    assert finding.hint


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        pytest.param("ab\x08c", Code.BS103, "U+0008 stands in column 3", id="56-backspace"),
        pytest.param("a\x0bc", Code.BS103, "U+000B stands in column 2", id="56-vertical-tab"),
        pytest.param("\ufffe", Code.BS103, "U+FFFE stands in column 1", id="56-noncharacter"),
        pytest.param("\ufdd0", Code.BS103, "U+FDD0 stands in column 1", id="lent-noncharacter"),
        pytest.param("x &#8; y", Code.BS104, "&#8; in column 3", id="56-decimal-reference"),
        pytest.param("&#x8;", Code.BS104, "&#x8; in column 1", id="56-hexadecimal-reference"),
        pytest.param("&#39; &#XFFFE;", Code.BS104, "&#XFFFE; in column 7", id="56-reference-to-noncharacter"),
        pytest.param("&#0000012 ", Code.BS104, "column 1", id="reference-without-semicolon"),
        pytest.param("&#xD800;", Code.BS104, "column 1", id="reference-to-surrogate"),
        pytest.param("&#x110000;", Code.BS104, "column 1", id="reference-beyond-unicode"),
        pytest.param(f"&#{'9' * 9000};", Code.BS104, "column 1", id="reference-with-endless-digits"),
        pytest.param("a\u202eb", Code.BS105, "U+202E (RIGHT-TO-LEFT OVERRIDE) stands in", id="8-bidi"),
        pytest.param("\u2066", Code.BS105, "U+2066", id="8-bidi-isolate"),
    ],
)
def test_reports_characters_that_pages_and_feeds_cannot_carry(text: str, code: Code, says: str) -> None:
    findings = Findings()

    assert decode(f"fine\n{text}\nfine {text}\n".encode(), PATH, findings) is not None
    assert found(findings) == [(code, 2), (code, 3)]
    assert says in next(iter(findings)).message
    assert all(finding.hint for finding in findings)


def test_forbidden_characters_do_not_reach_later_stages() -> None:
    assert decode(b"a\x08b", PATH, Findings()) == "a\ufffdb"


def test_bidi_controls_are_only_a_warning() -> None:
    findings = Findings()

    assert decode("a\u202eb".encode(), PATH, findings) == "a\u202eb"
    assert [finding.severity for finding in findings] == [Severity.WARNING]


ORDINARY = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn"], include_characters="\n\t"))


@given(ORDINARY)
def test_ordinary_text_comes_back_as_it_was(text: str) -> None:
    findings = Findings()

    decoded = decode(text.encode(), PATH, findings)

    assert decoded == text
    assert {finding.code for finding in findings} <= {Code.BS104}


@given(st.binary())
def test_no_bytes_make_it_fail(data: bytes) -> None:
    findings = Findings()

    decoded = decode(data, PATH, findings)

    assert decoded is not None or findings.errors
    assert decoded is None or "\r" not in decoded
