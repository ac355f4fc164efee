"""Every entry has a second of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model.body import Body
from broadsheet.model.content import spread
from broadsheet.model.items import Entry, Times

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def entry(name: str, second: int) -> Entry:
    times = Times(NOON, NOON)
    published = NOON + timedelta(seconds=second)
    return Entry(f"changelog/{name}.md", name, name, frozenset({"a"}), Body(), times, published, "added")


ENTRIES = st.lists(
    st.builds(entry, st.text("abc", min_size=1, max_size=3), st.integers(0, 8)),
    max_size=8,
    unique_by=lambda made: made.id,
)


def seconds(entries: Sequence[Entry]) -> dict[str, datetime]:
    return {made.id: made.published for made in spread(entries)}


def test_those_of_one_second_are_told_apart_by_id() -> None:
    made = spread([entry("b", 0), entry("a", 0), entry("z", 9), entry("c", 0)])

    assert [(found.id, (found.published - NOON).seconds) for found in made] == [
        ("z", 9),
        ("c", 2),
        ("b", 1),
        ("a", 0),
    ]


def test_an_entry_is_never_updated_before_it_was_published() -> None:
    early, late = entry("a", 5), replace(entry("b", 5), times=Times(NOON, NOON + timedelta(days=1)))

    assert early.updated == early.published
    assert late.updated == NOON + timedelta(days=1)


@given(ENTRIES)
def test_times_strictly_descend_and_never_come_earlier(entries: list[Entry]) -> None:
    made = spread(entries)

    times = [found.published for found in made]
    assert times == sorted(set(times), reverse=True)
    assert {found.id for found in made} == {given_.id for given_ in entries}
    assert all(seconds(entries)[given_.id] >= given_.published for given_ in entries)


@given(ENTRIES, st.data())
def test_the_order_of_files_does_not_matter(entries: list[Entry], data: st.DataObject) -> None:
    assert spread(data.draw(st.permutations(entries))) == spread(entries)


@given(ENTRIES, st.integers(0, 20))
def test_an_entry_at_a_free_second_changes_no_other(entries: list[Entry], second: int) -> None:
    before = seconds(entries)
    new = entry("new", second)
    if new.published not in before.values():
        assert seconds([*entries, new]) == before | {"new": new.published}
