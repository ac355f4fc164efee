from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.codes import Code
from broadsheet.findings import Findings
from broadsheet.sources.front_matter import split

PATH = "docs/page.md"


@pytest.mark.parametrize(
    ("text", "value", "body", "line"),
    [
        pytest.param("---\na: 1\n---\nbody\n", {"a": 1}, "body\n", 4, id="ordinary"),
        pytest.param("---\na: 1\n...\n\nbody", {"a": 1}, "\nbody", 4, id="dots"),
        pytest.param("--- \t\na: 1\n---  \nbody", {"a": 1}, "body", 4, id="spaces-behind"),
        pytest.param("---\n---\nbody", {}, "body", 3, id="empty"),
        pytest.param("---\n# nothing\n---", {}, "", 3, id="comment-and-end-of-file"),
        pytest.param("---\na: 1\n---\n---\nb: 2\n---\n", {"a": 1}, "---\nb: 2\n---\n", 4, id="rule-in-body"),
        pytest.param("---\n---\nTitle: a talk\n", {}, "Title: a talk\n", 3, id="text-behind-an-empty-block"),
    ],
)
def test_splits(text: str, value: object, body: str, line: int) -> None:
    findings = Findings()

    parts = split(text, PATH, findings)

    assert list(findings) == []
    assert parts is not None
    assert parts.yaml is not None
    assert (parts.yaml.value, parts.body, parts.body_line) == (value, body, line)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# Title\n\ntext\n", id="heading"),
        pytest.param("Note: this is text\n", id="unknown-key"),
        pytest.param("\n---\n\nNote: text\n\n---\n", id="rules-around-text"),
        pytest.param("\n---\nNote: text\n\nmore\n\n---\n", id="rule-gap-rule"),
        pytest.param("\n---\nNote: text\n", id="rule-then-text"),
        pytest.param("\n---\nhttps://example.com\n---\n", id="address"),
        pytest.param("    ---\n    title: x\n    ---\n", id="code"),
        pytest.param("***\ntitle: x\n", id="another-rule"),
        pytest.param("{{ macro }}\n", id="macro"),
        pytest.param("{: .class }\n", id="attributes"),
        pytest.param("title page\n", id="no-colon"),
    ],
)
def test_text_without_front_matter_stays_whole(text: str) -> None:
    findings = Findings()

    parts = split(text, PATH, findings)

    assert list(findings) == []
    assert parts is not None
    assert (parts.yaml, parts.body, parts.body_line) == (None, text, 1)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("---\naudience:\n\t- x\n---\n", Code.BS201, 3, id="9-tab"),
        pytest.param("---\ntitle: a: b\n---\n", Code.BS202, 2, id="10-colon"),
        pytest.param("---\ntitle: x\n\nbody\n", Code.BS213, 1, id="11-no-closing-fence"),
        pytest.param("---\ntitle: x\n----\nbody\n", Code.BS213, 1, id="11-closing-fence-too-long"),
        pytest.param("---", Code.BS213, 1, id="11-nothing-else"),
        pytest.param("---\ntitle: x\n\nbody\n\n---\nmore", Code.BS200, 4, id="11-closed-by-a-rule"),
        pytest.param("\n\n---\nfoo: x\n---\nbody", Code.BS214, 3, id="12-blank-lines"),
        pytest.param("\n---\naudience: x\n\nbody", Code.BS214, 2, id="12-blank-line-and-no-end"),
        pytest.param("<!-- licence\n -->\n---\nfoo: x\n---\n", Code.BS214, 3, id="12-comment"),
        pytest.param(" ---\ntitle: x\n---\n", Code.BS214, 1, id="12-indented"),
        pytest.param("\u200b---\ntitle: x\n---\n", Code.BS214, 1, id="12-invisible"),
        pytest.param("----\ntitle: x\n----\n", Code.BS214, 1, id="12-too-long"),
        pytest.param("—\ntitle: x\n—\n", Code.BS214, 1, id="12-dash"),
        pytest.param("---yaml\ntitle: x\n---\n", Code.BS214, 1, id="12-word"),
        pytest.param("audience: support\ntitle: x\n---\nbody", Code.BS215, 1, id="no-opening-fence"),
        pytest.param("\nTitle: x\nDate: y\n\nbody", Code.BS215, 2, id="multimarkdown"),
        pytest.param('"audience":\n  - x\n', Code.BS215, 1, id="no-fences"),
        pytest.param("---\n- a\n- b\n---\n", Code.BS217, 2, id="13-list"),
        pytest.param("---\ntitle:x\n---\n", Code.BS217, 2, id="13-single-value"),
        pytest.param("---\na: 1\na: 2\n---\n", Code.BS203, 3, id="14-duplicate"),
        pytest.param("---\na: &a [1]\nb: &b [*a]\nc: *b\n---\n", Code.BS204, 4, id="15-bomb"),
        pytest.param("---\na: !!python/name:os.system\n---\n", Code.BS205, 2, id="16-tag"),
        pytest.param("---\na: 1\ndate: 2026-02-30\n---\n", Code.BS206, 3, id="17-day"),
        pytest.param("---\ndate: 9999-01-01\n---\n", Code.BS207, 2, id="19-year"),
        pytest.param("+++\ntitle = 'x'\n+++\n", Code.BS216, 1, id="23-toml"),
        pytest.param(";;;\n{}\n;;;\n", Code.BS216, 1, id="23-json-fences"),
        pytest.param('{\n  "title": "x"\n}\n', Code.BS216, 1, id="23-json"),
        pytest.param('{"title": "x"}\n', Code.BS216, 1, id="23-json-line"),
        pytest.param(f"---\ntitle: {'x' * 65536}\n---\n", Code.BS211, 2, id="too-large"),
    ],
)
def test_reports_what_mkdocs_lets_through(text: str, code: Code, line: int) -> None:
    findings = Findings()

    split(text, PATH, findings)

    (finding,) = findings
    assert (finding.code, finding.place.line) == (code, line)
    assert finding in findings.errors
    assert finding.hint


def test_what_can_be_read_beside_a_finding_is_read() -> None:
    findings = Findings()

    parts = split("---\ntitle: x\ndate: 2026-02-30\ntitle: y\n---\nbody", PATH, findings)

    assert parts is not None
    assert parts.yaml is not None
    assert parts.yaml.value == {"title": "x"}
    assert [(finding.code, finding.place.line) for finding in findings] == [(Code.BS206, 3), (Code.BS203, 4)]


SPECIAL = "|---|...| ---|----|title: x|foo: y|- a|\ttab|text|<!-- c -->|+++|{|\ufeff"
LINES = st.sampled_from(SPECIAL.split("|"))


@given(st.one_of(st.text(), st.lists(LINES).map("\n".join)))
def test_the_body_is_what_follows_the_block(text: str) -> None:
    findings = Findings()

    parts = split(text, PATH, findings)

    if parts is None:
        assert findings.errors
        return
    assert text.endswith(parts.body)
    before = text.removesuffix(parts.body)
    assert parts.body_line == before.count("\n") + 1
    assert bool(before) == (parts.yaml is not None)
    if before:
        assert before.startswith("---")
        assert before.rstrip().endswith(("---", "..."))
