"""What the next release is called."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.samples import content_of, entry_text

from broadsheet.config.options import ReleaseOptions
from broadsheet.editions.releases import natural
from broadsheet.releasing.version import calendar, next_version, semantic, usable

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("newest", "breaking", "feature", "fix"),
    [
        ("", "0.1.0", "0.1.0", "0.1.0"),
        ("2.4", "3.0", "2.5", "2.4.1"),
        ("2.4.1", "3.0.0", "2.5.0", "2.4.2"),
        ("2.9", "3.0", "2.10", "2.9.1"),
        ("1.2.3.4", "2.0.0.0", "1.3.0.0", "1.2.4.0"),
        ("0.1", "0.2", "0.1.1", "0.1.1"),
        ("0.1.0", "0.2.0", "0.1.1", "0.1.1"),
        ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
        ("0.0", "0.0.1", "0.0.1", "0.0.1"),
    ],
)
def test_semantic_versions(newest: str, breaking: str, feature: str, fix: str) -> None:
    assert [semantic(newest, level) for level in range(3)] == [breaking, feature, fix]


@given(st.lists(st.integers(0, 99), min_size=2, max_size=4), st.integers(0, 2))
def test_the_next_version_is_always_greater_and_has_no_fewer_numbers(numbers: list[int], level: int) -> None:
    newest = ".".join(map(str, numbers))
    following = semantic(newest, level)
    assert natural(following) > natural(newest)
    assert following.count(".") >= newest.count(".")
    assert usable(following) == following


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], "2026.11"),
        (["2026.10", "2025.11", "2.11"], "2026.11"),
        (["2026.11"], "2026.11.1"),
        (["2026.11", "2026.11.2", "2026.11.10"], "2026.11.11"),
    ],
)
def test_calendar_versions(known: list[str], expected: str) -> None:
    assert calendar(known, DAY) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2.5", "2.5"), ("v2.5", "2.5"), ("2.5-rc.1", "2.5-rc.1"), ("2026.11.1", "2026.11.1")],
)
def test_usable_names(written: str, expected: str) -> None:
    assert usable(written) == expected


@pytest.mark.parametrize("written", ["", "2", "v2", "next", "2.5/x", "../2.5", "2.5 beta", "2.é"])
def test_names_that_no_folder_of_a_release_has(written: str) -> None:
    assert usable(written) == ""


def following(options: ReleaseOptions | None = None, **entries: dict[str, str]) -> tuple[str, str]:
    items = {f"changelog/{name}.md": entry_text(**keys) for name, keys in entries.items()}
    content, findings = content_of(items, now=datetime(2026, 6, 15, tzinfo=UTC))
    assert findings == []
    found = next_version(content, options or ReleaseOptions(), DAY)
    return found.version, found.why


OLD = {"release": '"2.4"'}
BREAKING = {"breaking": "true", "action": "Do it."}


def test_what_changed_decides_and_is_said() -> None:
    assert following(old=OLD, a={"type": "fixed"}) == ("2.4.1", "1 fixed, nothing breaking since 2.4")
    assert following(old=OLD, a={"type": "fixed"}, b={}) == (
        "2.5",
        "1 added, 1 fixed, nothing breaking since 2.4",
    )
    assert following(old=OLD, a=BREAKING) == ("3.0", "1 added, 1 breaking since 2.4")
    assert following(a={}) == ("0.1.0", "1 added, nothing breaking, and no release so far")


def test_which_types_are_patches_can_be_said() -> None:
    options = ReleaseOptions(patch=["changed"])
    assert following(options, old=OLD, a={"type": "changed"})[0] == "2.4.1"
    assert following(options, old=OLD, a={"type": "fixed"})[0] == "2.5"


def test_a_pre_release_is_not_counted_from_but_its_release_is_not_called_less() -> None:
    ahead = {"release": '"2.5-rc.1"'}
    assert following(old=OLD, rc=ahead, a={"type": "fixed"})[0] == "2.5"
    assert following(old=OLD, rc={"release": '"3.0b1"', "type": "fixed"}, a={"type": "fixed"})[0] == "3.0"
    assert following(old=OLD, rc=ahead | BREAKING, a={"type": "fixed"})[0] == "3.0"
    assert following(old=OLD, rc={"release": '"2.3-rc.1"'}, a={"type": "fixed"})[0] == "2.4.1"


def test_other_names_are_not_counted() -> None:
    assert following(old=OLD, other={"release": "spring"}, a={})[0] == "2.5"


def test_calendar_releases_count_the_month_s() -> None:
    options = ReleaseOptions(scheme="calendar")
    assert following(options, a={}) == ("2026.11", "the first release of November 2026")
    assert following(options, old={"release": '"2026.11"'}, a={}) == (
        "2026.11.1",
        "the release after 1 other of November 2026",
    )
