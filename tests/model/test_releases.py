"""Which release an entry is in, by the list on a release's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.model.samples import HISTORY, content_of, entry_text, item, shown

from broadsheet.model.raw import RawItem

TAGGED = replace(HISTORY, tag=("2.3", date(2026, 3, 10)))
NOTES = "---\naudience: everyone\nentries: {}\n---\nText.\n"


def releases(items: dict[str, str | RawItem]) -> dict[str, str]:
    content, findings = content_of(items)
    assert shown(findings) == []
    return {entry.id: entry.release for entry in content.entries}


@pytest.mark.parametrize("listed", ["[a, c]", "a", "\n  - a\n  - c"])
def test_a_page_s_list_says_which_release_an_entry_is_in(listed: str) -> None:
    items = {"changelog/a.md": entry_text(), "changelog/deep/b.md": entry_text()}
    more = {"changelog/c.md": entry_text(release='"2.4"'), "changelog/2.4/index.md": NOTES.format(listed)}
    assert releases({**items, **more}) == {"a": "2.4", "b": "", "c": "2.4"}


def test_it_counts_before_a_tag_but_not_before_the_entry_s_own_word() -> None:
    tagged = {f"changelog/{name}.md": item(f"changelog/{name}.md", entry_text(), TAGGED) for name in "ab"}
    assert releases({**tagged, "changelog/2.4/index.md": NOTES.format("[a]")}) == {"a": "2.4", "b": "2.3"}


def test_a_tag_adds_nothing_to_a_release_that_has_a_list() -> None:
    tagged = {f"changelog/{name}.md": item(f"changelog/{name}.md", entry_text(), TAGGED) for name in "ab"}
    assert releases({**tagged, "changelog/2.3/index.md": NOTES.format("[a]")}) == {"a": "2.3", "b": ""}


def test_withheld_entries_keep_their_release() -> None:
    draft = entry_text(draft="true")
    content, findings = content_of({"changelog/a.md": draft, "changelog/2.4/index.md": NOTES.format("[a]")})
    assert findings == []
    assert [(entry.id, entry.release) for entry in content.withheld] == [("a", "2.4")]
    assert content.entries == ()


def test_an_id_that_no_entry_has() -> None:
    _, findings = content_of({"changelog/2.4/index.md": NOTES.format("\n  - zzz")})
    assert shown(findings) == ["changelog/2.4/index.md:4 BS316"]


def test_an_entry_that_is_wrong_in_itself_is_not_missed_as_well() -> None:
    wrong = entry_text(nonsense="1")
    _, findings = content_of({"changelog/a.md": wrong, "changelog/2.4/index.md": NOTES.format("[a]")})
    assert shown(findings) == ["changelog/a.md:5 BS220"]


def test_an_entry_in_two_releases() -> None:
    items = {
        "changelog/a.md": entry_text(),
        "changelog/2.3/index.md": NOTES.format("[a]"),
        "changelog/2.4/index.md": NOTES.format("[a]"),
    }
    assert shown(content_of(items)[1]) == ["changelog/2.4/index.md:3 BS317"]
    items = {"changelog/2.5/a.md": entry_text(), "changelog/2.4/index.md": NOTES.format("[a]")}
    (finding,) = content_of(items)[1]
    assert str(finding.place) == "changelog/2.4/index.md:3"
    assert finding.message == "“a” is in 2.5 by changelog/2.5/a.md:2"


def test_the_name_of_a_folder_must_do_as_a_release_s_name() -> None:
    _, findings = content_of({"changelog/2.4..1/index.md": NOTES.format("[]")})
    assert shown(findings) == ["changelog/2.4..1/index.md BS309"]
