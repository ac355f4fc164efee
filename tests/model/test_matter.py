"""What authors are told when front matter does not fit its schema."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.samples import matter_of

from broadsheet.codes import Code
from broadsheet.config.options import Options
from broadsheet.findings import Findings
from broadsheet.model.matter import validate
from broadsheet.model.raw import Matter
from broadsheet.model.schema import DocumentMatter, EntryMatter, FolderMatter, ReleaseMatter, Schema


def problems(text: str, schema: type[Schema]) -> list[tuple[str, int, str, str]]:
    findings = Findings()
    result = validate(matter_of(text), schema, findings)
    assert (result is None) == bool(findings)
    return [(f.code.name, f.place.line, f.message, f.hint) for f in findings]


@pytest.mark.parametrize(
    ("text", "code", "line", "message", "hint"),
    [
        pytest.param(
            "title: x\naudeince: [support]\n",
            "BS220",
            2,
            "there is no key “audeince”",
            "Did you mean “audience”?",
            id="mistyped-key",
        ),
        pytest.param(
            "links:\n  - title: x\n    ulr: y\n",
            "BS220",
            3,
            "there is no key “links.ulr”",
            "Did you mean “url”?",
            id="mistyped-nested-key",
        ),
        pytest.param(
            "links:\n- url: a\n- pr: 3\n  qqq: 1\n",
            "BS220",
            4,
            "there is no key “links.qqq”",
            "There are: title, url, pr, issue.",
            id="key-like-no-other",
        ),
        pytest.param(
            "title: x\naudience: no\n",
            "BS221",
            2,
            "“audience: no” is read as the truth value False, not as text",
            'Quote it: audience: "no"',
            id="no-is-false",
        ),
        pytest.param(
            "audience:\n  - support\n  - off\n",
            "BS221",
            3,
            "“audience: off” is read as the truth value False, not as text",
            'Quote it: audience: "off"',
            id="off-in-a-list",
        ),
        pytest.param(
            "release: 1.10\n",
            "BS221",
            1,
            "“release: 1.10” is read as the number 1.1, not as text",
            'Quote it: release: "1.10"',
            id="float",
        ),
        pytest.param(
            "id: 010\n",
            "BS221",
            1,
            "“id: 010” is read as the number 8, not as text",
            'Quote it: id: "010"',
            id="octal",
        ),
        pytest.param(
            "title: 2026-11-20\n",
            "BS221",
            1,
            "“title: 2026-11-20” is read as the date 2026-11-20, not as text",
            'Quote it: title: "2026-11-20"',
            id="date",
        ),
        pytest.param(
            "title: ~\nid: ok\nlinks: [{url: null, title: 1}]\n",
            "BS221",
            3,
            "“links.title: 1” is read as the number 1, not as text",
            'Quote it: title: "1"',
            id="null-is-absent",
        ),
        pytest.param(
            "product: [~]\n",
            "BS221",
            1,
            "“product: ~” is read as nothing, not as text",
            'Quote it: product: "~"',
            id="null",
        ),
        pytest.param(
            "breaking: y\n",
            "BS222",
            1,
            "“breaking” wants true or false, not 'y'",
            "Write true or false, without quotes.",
            id="y-is-no-truth-value",
        ),
        pytest.param(
            "date: no\n",
            "BS222",
            1,
            "“date” wants a day, like 2026-11-20, not False",
            "Write the year first, then month and day, without quotes.",
            id="quoting-would-not-help",
        ),
        pytest.param(
            "title: '  '\n",
            "BS222",
            1,
            "“title” is empty",
            "What it says: the title; else the first heading.",
            id="empty",
        ),
        pytest.param(
            "links: 5\n",
            "BS222",
            1,
            "“links” wants a list, not 5",
            "Write it in brackets: [one, two].",
            id="no-list",
        ),
        pytest.param(
            "links:\n- a\n- b\n",
            "BS222",
            2,
            "“links” wants a mapping, not 'a'",
            "Write {key: value}, with some of: title, url, pr, issue.",
            id="no-mapping",
        ),
        pytest.param(
            "links:\n- {pr: 0}\n",
            "BS222",
            2,
            "“links.pr” is wrong: input should be greater than 0",
            "What it says: a pull or merge request's number; internal editions only.",
            id="another-rule",
        ),
        pytest.param(
            "title: [a]\n",
            "BS222",
            1,
            "“title” wants text, not ['a']",
            "What it says: the title; else the first heading.",
            id="a-list-for-text",
        ),
    ],
)
def test_says_what_is_wrong_with_an_entry(
    text: str, code: str, line: int, message: str, hint: str | None
) -> None:
    first = problems(text, EntryMatter)[0]

    assert first == (code, line, message, hint or Code[code].hint)


def test_says_what_is_wrong_with_a_document() -> None:
    text = "review_every: often\nminutes: 1.5\nreviewed_on: 2026-01-01T10:00:00Z\npath: {}\nhide: [nav]\n"

    messages = {line: message for _, line, message, _ in problems(text, DocumentMatter)}

    assert messages == {
        1: "“review_every” does not look right: 'often'",
        2: "“minutes” wants a whole number, not 1.5",
        3: "“reviewed_on” wants a day, like 2026-11-20, not 2026-01-01 10:00:00+00:00",
        4: "“path.role” is missing",
        5: "“hide” is wrong: input should be 'navigation', 'toc', 'path', 'footer', 'feedback', 'tags' "
        "or 'overview'",
    }


def test_a_mapping_s_keys_are_only_told_where_they_are_known() -> None:
    assert problems("search: yes\n", DocumentMatter)[0][3] == "Write `key: value` below it, a line each."


def test_every_wrong_key_is_reported_once() -> None:
    text = "title: 5\ndate: soon\nproduct: [1, 2]\nfoo: 1\n"

    assert [(code, line) for code, line, _, _ in problems(text, EntryMatter)] == [
        ("BS221", 1),
        ("BS222", 2),
        ("BS221", 3),
        ("BS221", 3),
        ("BS220", 4),
    ]


def test_extra_keys_are_left_out_unread() -> None:
    findings = Findings()

    made = validate(matter_of("title: x\njira: [no, 1.0]\n"), EntryMatter, findings, extra_keys={"jira"})

    assert made == EntryMatter(title="x")
    assert not len(findings)


def test_a_single_word_stands_for_a_list_of_one() -> None:
    made = validate(matter_of("audience: support\nproduct: api\n"), EntryMatter, Findings())

    assert made is not None
    assert (made.audience, made.product) == (["support"], ["api"])


def test_a_wrong_default_is_reported_where_it_stands_and_not_below() -> None:
    findings = Findings()
    own = matter_of("title: x\n", "docs/a/page.md")

    made = validate(own, DocumentMatter, findings, values={"title": "x", "audience": [False]})

    assert made is None
    assert not len(findings)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes(), st.binary()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
SCHEMAS: list[type[Schema]] = [EntryMatter, DocumentMatter, FolderMatter, ReleaseMatter, Options]


@given(st.sampled_from(SCHEMAS), st.data())
def test_whatever_is_written_is_taken_or_reported(schema: type[Schema], data: st.DataObject) -> None:
    keys = st.sampled_from([*schema.model_fields, "other"])
    values: dict[str, Any] = data.draw(st.dictionaries(keys, VALUES, max_size=4))
    findings = Findings()

    made = validate(Matter("docs/page.md", values), schema, findings)

    assert (made is None) == bool(findings.errors)
