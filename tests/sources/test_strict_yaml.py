from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml.nodes import Node, ScalarNode, SequenceNode

from broadsheet.codes import Code
from broadsheet.findings import Findings
from broadsheet.sources.strict_yaml import Yaml, load

PATH = "docs/page.md"


def read(text: str) -> Yaml:
    findings = Findings()
    content = load(text, PATH, findings)
    assert list(findings) == []
    assert content is not None
    return content


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("a: 1\nb: [x, 'y', \"z\"]\nc:\n  d: 1.5\n", {"a": 1, "b": ["x", "y", "z"], "c": {"d": 1.5}}),
        ("a: no\nb: 1.10\nc: 010\nd: 1:30\ne: ~\n", {"a": False, "b": 1.1, "c": 8, "d": 90, "e": None}),
        ("a: 2026-11-20", {"a": date(2026, 11, 20)}),
        ("a: 2026-11-20T09:30:00Z", {"a": datetime(2026, 11, 20, 9, 30, tzinfo=UTC)}),
        ("a: 2026-11-20 09:30:00", {"a": datetime(2026, 11, 20, 9, 30)}),  # noqa: DTZ001
        ("a: !!str 1.10", {"a": "1.10"}),
        ("a: =", {"a": "="}),
        ("a: é\u2028b\x85c", {"a": "é\u2028b\x85c"}),
        ("a: &x {k: 1, l: 2}\nb:\n  l: 3\n  <<: *x\n", {"a": {"k": 1, "l": 2}, "b": {"k": 1, "l": 3}}),
        ("<<: [{a: 1}, {a: 2, b: 3}]\n", {"a": 1, "b": 3}),
    ],
)
def test_values(text: str, value: object) -> None:
    assert read(text).value == value


def test_lines_are_those_of_the_file() -> None:
    findings = Findings()

    content = load("a: 1\nb:\n  - x\n  - y: \u2028\n    z: [1,\n 2]\n", PATH, findings, first_line=2)

    assert content is not None
    assert content.lines == {
        (): 2,
        ("a",): 2,
        ("b",): 3,
        ("b", 0): 4,
        ("b", 1): 5,
        ("b", 1, "y"): 5,
        ("b", 1, "z"): 6,
        ("b", 1, "z", 0): 6,
        ("b", 1, "z", 1): 7,
    }


def test_lines_of_what_an_alias_stands_for() -> None:
    content = read("a: &x\n  k: 1\nb:\n  - *x\nc:\n  <<: *x\n")

    assert content.lines["b", 0] == 4
    assert content.lines["b", 0, "k"] == 2
    assert content.lines["c", "k"] == 2


def test_raw_holds_unquoted_scalars_as_they_are_written() -> None:
    text = "release: 1.10\nid: 010\nquoted: '1.10'\naudience: [no, yes]\nblock: |\n  x\n"

    assert read(text).raw == {
        ("release",): "1.10",
        ("id",): "010",
        ("audience", 0): "no",
        ("audience", 1): "yes",
    }


def test_raw_forgets_what_a_merged_mapping_had() -> None:
    assert ("b", "k") not in read("a: &x {k: 1}\nb:\n  <<: *x\n  k: '2'\n").raw


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"

SYNTAX = [
    pytest.param("a:\n\t- x", Code.BS201, 2, "a tab", id="9-tab"),
    pytest.param("\ta: x", Code.BS201, 1, "a tab", id="9-tab-first"),
    pytest.param("a: 1\n\tb: 2", Code.BS201, 2, "a tab", id="9-tab-after-value"),
    pytest.param("a: |\n  x\n\ty", Code.BS201, 3, "a tab", id="9-tab-in-block"),
    pytest.param("a:\n  - b\n \t- c: d: e", Code.BS201, 3, "a tab", id="9-tab-after-space"),
    pytest.param("a: 1\ntitle: Fix: it", Code.BS202, 2, "title: Fix: it", id="10-unquoted-colon"),
    pytest.param("a: b\n c: d", Code.BS202, 2, "c: d", id="10-key-indented-too-far"),
    pytest.param("a: 1\nfoo\nb: 2", Code.BS200, 2, "“foo” is not of the form", id="no-colon"),
    pytest.param("title: *bold* words", Code.BS200, 1, "may not start with `*`", id="emphasis"),
    pytest.param("title: & more", Code.BS200, 1, "may not start with `*` or `&`", id="ampersand"),
    pytest.param("title: *none", Code.BS200, 1, "refers to an anchor", id="undefined-alias"),
    pytest.param("title: @ada", Code.BS200, 1, "may not start with “@”", id="at"),
    pytest.param("title: `x`", Code.BS200, 1, "may not start with “`”", id="backtick"),
    pytest.param("title: ] x", Code.BS200, 1, "may not start with “]”", id="bracket"),
    pytest.param("title: ? x", Code.BS200, 1, "may not start with “? ”", id="question-mark"),
    pytest.param("title: [WIP] x", Code.BS200, 1, "title: [WIP] x", id="text-after-list"),
    pytest.param("a: 1\ntitle: 'it's'", Code.BS200, 2, "title: 'it's'", id="text-after-quotes"),
    pytest.param('a: "x\nb: 1\nc: 2', Code.BS200, 1, "a quote is opened", id="open-quote"),
    pytest.param('a: "x\n---\nc: 2', Code.BS200, 1, "a quote is opened", id="open-quote-then-document"),
    pytest.param("a: [1, 2\nb: 3", Code.BS200, 1, "“[” is opened", id="open-bracket"),
    pytest.param("a: {b: 1\nc: d", Code.BS200, 1, "“{” is opened", id="open-brace"),
    pytest.param("a: - x", Code.BS200, 1, "list item may not stand here", id="list-item"),
    pytest.param("a: > x", Code.BS200, 1, "text follows `|` or `>`", id="block-sign"),
    pytest.param('a: "\\p"', Code.BS200, 1, "backslash", id="escape"),
    pytest.param("- a\nb: c", Code.BS200, 2, "no item: “b: c”", id="list-then-key"),
    pytest.param("a: !{x y", Code.BS200, 1, "this is not YAML", id="anything-else"),
    pytest.param(f"a: [{'x' * 99}", Code.BS200, 1, "opened here", id="long-line"),
    pytest.param(BOMB, Code.BS204, 3, "`*b` stands for something that itself has aliases", id="15-bomb"),
    pytest.param("a: &a 1\n" + "b: *a\n" * 21, Code.BS204, 22, "more than 20 aliases", id="15-many"),
    pytest.param("a: &a\n  b: *a", Code.BS204, 2, "stands inside of itself", id="15-recursion"),
    pytest.param("a: &a 1\nb: &a 2", Code.BS204, 2, "set a second time", id="15-anchor-twice"),
    pytest.param("a: 1\nb: " + "[" * 60, Code.BS210, 2, "more than 50 deep", id="depth"),
    pytest.param("a: 1\n---\nb: 2", Code.BS212, 2, "second YAML document", id="documents"),
    pytest.param("a: 1\nb: \x7f", Code.BS103, 2, "U+007F", id="unprintable"),
    pytest.param("a: \ud800", Code.BS103, 1, "U+D800", id="surrogate"),
]


@pytest.mark.parametrize(("text", "code", "line", "says"), SYNTAX)
def test_refuses_the_file(text: str, code: Code, line: int, says: str) -> None:
    findings = Findings()

    assert load(text, PATH, findings, first_line=11) is None
    (finding,) = findings
    assert (finding.code, finding.place.line) == (code, line + 10)
    assert says in finding.message
    assert finding.hint


@pytest.mark.parametrize(
    ("text", "code", "says", "hint"),
    [
        pytest.param("a: !!python/object:os.system x", Code.BS205, "`!!python/object:os", "tag", id="16"),
        pytest.param("a: !!python/object/apply:os.system [x]", Code.BS205, "!!python", "tag", id="16-apply"),
        pytest.param("a: !important", Code.BS205, "`!important`", "quotes", id="16-unknown"),
        pytest.param("a: !!binary aGk=", Code.BS205, "`!!binary`", "tag", id="16-binary"),
        pytest.param("a: !!set {x}", Code.BS205, "`!!set`", "tag", id="16-set"),
        pytest.param("a: !!bool maybe", Code.BS205, "maybe cannot be read as `!!bool`", "tag", id="16-bool"),
        pytest.param("a: !!timestamp x", Code.BS205, "x cannot be read", "tag", id="16-timestamp"),
        pytest.param("a: !!int ''", Code.BS208, "cannot be read as `!!int`", "quotes", id="16-int"),
        pytest.param("a: 2026-02-30", Code.BS206, "there is no such day: 2026-02-30", "2026-11-20", id="17"),
        pytest.param("a: 2026-13-01", Code.BS206, "there is no such day", "2026-11-20", id="17-month"),
        pytest.param("a: 2026-01-01 24:00:00", Code.BS206, "no such time of day", "T09:30:00Z", id="17-time"),
        pytest.param("a: 2026-01-01T10:00:00+99:00", Code.BS206, "no such time", "T09:30:00Z", id="17-zone"),
        pytest.param("a: 0000-01-01", Code.BS207, "year of 0000-01-01", "1970 to 2199", id="19-zero"),
        pytest.param("a: 9999-12-31", Code.BS207, "year of 9999-12-31", "1970 to 2199", id="19-9999"),
        pytest.param("a: 2200-01-01T00:00:00Z", Code.BS207, "year of", "1970 to 2199", id="19-time"),
        pytest.param("a: 9223372036854775808", Code.BS208, "is too big", "quotes", id="int"),
        pytest.param(f"a: {'9' * 5000}", Code.BS208, "9… cannot be read", "quotes", id="int-endless"),
        pytest.param("a: .inf", Code.BS208, ".inf is not a finite number", "quotes", id="inf"),
        pytest.param("a: -1.0e+999", Code.BS208, "not a finite number", "quotes", id="overflow"),
        pytest.param("a: .nan", Code.BS208, ".nan is not", "quotes", id="nan"),
        pytest.param("a: {no: x}", Code.BS209, "the key `no` is read as False", '`"no"`', id="key-bool"),
        pytest.param("a: {2026: x}", Code.BS209, "the key `2026` is read as 2026", '`"2026"`', id="key-int"),
        pytest.param("a: {2026-02-30: x}", Code.BS206, "no such day", "2026-11-20", id="key-unreadable"),
        pytest.param("a: {{ x }}", Code.BS209, "a key is a mapping or a list", "quotes", id="key-mapping"),
        pytest.param("a: {!!binary aGk: x}", Code.BS205, "`!!binary`", "tag", id="key-binary"),
        pytest.param("a: {!!map x: y}", Code.BS205, "`!!map`", "tag", id="key-map"),
        pytest.param('a: "\\x08"', Code.BS103, "U+0008", "Delete", id="56-escape"),
        pytest.param("a: {<<: 3}", Code.BS200, "`<<` wants a mapping", "quotes", id="merge"),
    ],
)
def test_leaves_a_bad_value_out_and_reads_on(text: str, code: Code, says: str, hint: str) -> None:
    findings = Findings()

    content = load(f"before: 1\n{text}\nafter: 2026-02-31\n", PATH, findings)

    assert content is not None
    assert content.value.get("a") in ({}, None)
    assert content.value["before"] == 1
    first, second = findings
    assert (first.code, first.place.line) == (code, 2)
    assert says in first.message
    assert hint in first.hint
    assert (second.code, second.place.line) == (Code.BS206, 3)


def test_a_bad_item_does_not_shift_the_lines_of_others() -> None:
    findings = Findings()

    content = load("- .nan\n- ok\n", PATH, findings)

    assert content is not None
    assert content.value == ["ok"]
    assert content.lines[0,] == 2


def test_a_bad_document_is_no_value() -> None:
    assert load(".nan", PATH, Findings()) == Yaml(None, {(): 1}, {(): ".nan"})


def test_a_duplicate_key_names_both_lines_and_keeps_the_first() -> None:
    findings = Findings()

    content = load("audience: [support]\ntitle: x\n'audience': everyone\n", PATH, findings, first_line=2)

    assert content is not None
    assert content.value == {"audience": ["support"], "title": "x"}
    assert content.lines["audience",] == 2
    (finding,) = findings
    assert (finding.code, finding.place.line) == (Code.BS203, 4)
    assert "in line 2 and in line 4" in finding.message
    assert finding.hint


def test_size_limit_counts_bytes() -> None:
    findings = Findings()
    text = f"a: {'é' * 2000}"

    assert load(text, PATH, findings, max_bytes=4096) is not None
    assert load(text, PATH, findings, first_line=2, max_bytes=4000) is None
    assert [(finding.code, finding.place.line) for finding in findings] == [(Code.BS211, 2)]


def test_tags_that_the_caller_allows() -> None:
    def env(node: Node) -> str:
        assert isinstance(node, SequenceNode)
        return "/".join(item.value for item in node.value)

    def name(node: Node) -> str:
        assert isinstance(node, ScalarNode)
        return node.tag.rpartition(":")[2]

    findings = Findings()
    text = "a: !ENV [X, y]\nb: !!python/name:material.x ''\nc: !ENVY z\n"

    content = load(text, PATH, findings, tags={"!ENV": env, "tag:yaml.org,2002:python/name:": name})

    assert content is not None
    assert content.value == {"a": "X/y", "b": "material.x"}
    assert [(finding.code, finding.place.line) for finding in findings] == [(Code.BS205, 3)]


# Characters and words that mean something in YAML, so that random texts are not all plain words.
SIGNS = "\n\n\n  -:,[]{}&*!#|>'\"%@?~=.0a\t"
WORDS = (": ", "- ", "&x ", "*x", "<<: ", "key: ", "!!str ", "!!int ", "no", "2026-02-30")
PIECES = st.sampled_from([*SIGNS, *WORDS])
YAML_LIKE = st.lists(PIECES, max_size=30).map("".join)


@given(st.one_of(st.text(), st.text(st.characters(categories=["Cc", "Cs", "Po"])), YAML_LIKE))
def test_any_text_gives_a_value_or_an_error(text: str) -> None:
    findings = Findings()

    content = load(text, PATH, findings)

    assert content is not None or findings.errors
    assert all(finding.hint and 1 <= finding.place.line <= text.count("\n") + 1 for finding in findings)


def by_pyyaml(text: str) -> Any:
    try:
        return yaml.load(text, yaml.CSafeLoader)  # as MkDocs does
    except (yaml.YAMLError, ValueError, LookupError, ArithmeticError):
        return ...


@given(YAML_LIKE)
def test_values_are_those_of_pyyaml(text: str) -> None:
    findings = Findings()

    content = load(text, PATH, findings)
    expected = by_pyyaml(text)

    if content is not None and not findings and expected is not ...:
        assert content.value == expected


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])),
    st.dates(date(1970, 1, 1), date(2199, 12, 31)),
)


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text("abcé :#"), inner)))
def test_what_pyyaml_writes_comes_back(value: object) -> None:
    assert read(yaml.safe_dump(value, allow_unicode=True)).value == value
