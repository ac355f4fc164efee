from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.findings import Findings
from broadsheet.model.schema import DocumentMatter, EntryMatter, LinkMatter, PathMatter
from broadsheet.sources.front_matter import split
from broadsheet.sources.text import FORBIDDEN, decode
from broadsheet.writing.entry import entry_text
from broadsheet.writing.front_matter import page_text


def read(text: str) -> tuple[EntryMatter, str]:
    """An entry's front matter and body, as Broadsheet reads a file of that text."""
    findings = Findings()
    decoded = decode(text.encode(), "changelog/e.md", findings)
    assert decoded is not None
    parts = split(decoded, "changelog/e.md", findings)
    assert parts is not None, list(findings)
    assert parts.yaml is not None
    assert list(findings) == []
    return EntryMatter.model_validate(parts.yaml.value), parts.body


def test_keys_stand_in_a_friendly_order_and_what_goes_without_saying_is_left_out() -> None:
    matter = EntryMatter(
        links=[LinkMatter(pr=12), LinkMatter(title="How to: it", url="../docs/how.md")],
        action="Do it.",
        breaking=True,
        release="1.10",
        date=date(2026, 11, 20),
        type="changed",
        product=["reports"],
        audience=["customers", "support"],
        title="Reports: half the time",
        publish_on=datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
    )
    text = entry_text(
        matter, "\nFaster.\n", [(["support"], "Tell them.\n"), (["customers", "support"], "Hi")]
    )
    assert text == (
        "---\n"
        "title: 'Reports: half the time'\n"
        "audience: [customers, support]\n"
        "type: changed\n"
        "product: reports\n"
        "date: 2026-11-20\n"
        "release: '1.10'\n"
        "breaking: true\n"
        "action: Do it.\n"
        "publish_on: 2026-12-01T09:30:00+00:00\n"
        "links:\n"
        "  - {pr: 12}\n"
        "  - {title: 'How to: it', url: ../docs/how.md}\n"
        "---\n"
        "Faster.\n"
        "\n"
        "/// audience | support\n"
        "Tell them.\n"
        "///\n"
        "\n"
        "/// audience | customers, support\n"
        "Hi\n"
        "///\n"
    )
    assert read(text)[0] == matter


def test_a_block_around_blocks_has_a_longer_fence() -> None:
    text = entry_text(EntryMatter(title="E"), "", [(["support"], "/// note\nx\n///")])
    assert text == "---\ntitle: E\n---\n//// audience | support\n/// note\nx\n///\n////\n"


def test_any_kind_of_page_can_be_written() -> None:
    step = DocumentMatter(title="No", order=3.0, path=PathMatter(role="PM"), hide=["toc"], tags=["a", "no"])
    assert page_text(step, "") == (
        "---\ntitle: 'No'\ntags: [a, 'no']\norder: 3\npath: {role: PM}\nhide: [toc]\n---\n"
    )
    assert page_text(DocumentMatter(order=2.5), "Text") == "---\norder: 2.5\n---\nText\n"


WORDS = (
    (
        st.text(min_size=1, max_size=60)
        | st.text(
            alphabet=" :#'\"\\-?!&*|>%@`{}[],\t\n\r\x85\u2028\u2029\x7f\ufeff~=<.0e1noyes😀é", min_size=1
        )
    )
    .map(str.strip)
    .filter(lambda text: text and not FORBIDDEN.search(text))
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DAYS = st.dates(date(1970, 1, 2), date(2199, 12, 30))
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=st.one_of(st.none(), ZONES))  # noqa: DTZ001
MATTERS = st.builds(
    EntryMatter,
    title=st.none() | WORDS,
    audience=st.none() | st.lists(WORDS, min_size=1, max_size=3),
    type=st.none() | WORDS,
    product=st.none() | st.lists(WORDS, min_size=1, max_size=3),
    release=st.none() | WORDS,
    breaking=st.booleans(),
    action=st.none() | WORDS,
    id=st.none() | WORDS,
    draft=st.booleans(),
    date=st.none() | DAYS | TIMES,
    publish_on=st.none() | DAYS | TIMES,
    expires_on=st.none() | DAYS | TIMES,
    links=st.lists(
        st.builds(
            LinkMatter, title=st.none() | WORDS, url=st.none() | WORDS, pr=st.none() | st.integers(1, 2**40)
        ),
        max_size=3,
    ),
)


@given(MATTERS)
def test_whatever_an_entry_says_reads_back_the_same(matter: EntryMatter) -> None:
    assert read(entry_text(matter, "Text.")) == (matter, "Text.\n")


@pytest.mark.parametrize(
    "value", ["no", "1.10", "010", "2026-11-20", "~", "=", "<<", "1:30", "---", "- x", "a\r\nb"]
)
def test_what_yaml_takes_for_something_else_is_quoted(value: str) -> None:
    assert read(entry_text(EntryMatter(title=value), ""))[0].title == value
