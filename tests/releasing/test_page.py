"""A release's page: what it says to whom, and how entries are added to its list."""

from __future__ import annotations

from datetime import date

import pytest
from tests.model.samples import content_of, entry_text

from broadsheet.errors import UsageError
from broadsheet.model.items import Content, Entry
from broadsheet.releasing.page import introduction, new_page, with_entries

PATH = "changelog/2.5/index.md"
BREAKING = {"breaking": "true", "action": "Renew *keys* & [secrets]."}
ALL = "everyone"


def content(**entries: dict[str, str]) -> Content:
    items = {f"changelog/{name.replace('__', '/')}.md": entry_text(**keys) for name, keys in entries.items()}
    made, findings = content_of(items)
    assert findings == []
    return made


def gathered(made: Content) -> list[Entry]:
    return sorted(made.entries, key=lambda entry: entry.path)


def intro(**entries: dict[str, str]) -> str:
    made = content(**entries)
    return introduction(PATH, gathered(made), made)


def test_what_all_readers_may_read_stands_outside_of_blocks() -> None:
    assert intro(
        a={"title": "A", "audience": ALL},
        b={"title": "B", "audience": ALL, "type": "fixed"},
        c={"title": "C", "audience": ALL} | BREAKING,
        d={"title": "D", "audience": ALL},
    ) == (
        "**Action needed:** [C](../c.md). Renew \\*keys\\* &amp; \\[secrets\\].\n\n"
        "**Added:** [A](../a.md), [D](../d.md)\n\n"
        "**Fixed:** [B](../b.md)\n"
    )


def test_an_introduction_names_the_newest_of_many_but_everything_that_there_is_to_do() -> None:
    many = {f"e{number:02}": {"title": f"E{number}", "audience": ALL} for number in range(20)}
    assert intro(**many).endswith("[E7](../e07.md) and more\n")
    assert intro(**{name: keys | BREAKING for name, keys in many.items()}).count("**Action needed:**") == 20


def test_what_some_may_read_stands_in_a_block_for_them_alone() -> None:
    assert intro(
        a={"title": "A", "audience": ALL},
        b={"title": "B", "audience": "support"},
        c={"title": "C", "audience": "[support, customers]"},
        d={"title": "D", "audience": "engineers"},
    ) == (
        "**Added:** [A](../a.md)\n\n"
        "/// audience | customers, support\n**Added:** [C](../c.md)\n///\n\n"
        "/// audience | support\n**Added:** [B](../b.md)\n///\n\n"
        "/// audience | engineers\n**Added:** [D](../d.md)\n///\n"
    )


def test_a_page_is_for_those_who_read_any_of_its_entries() -> None:
    made = content(a={"audience": "support"}, b={"audience": "customers"})
    page = new_page(PATH, "Two: a #1", date(2026, 11, 20), gathered(made), made).decode()
    assert page.startswith(
        "---\ntitle: 'Two: a #1'\ndate: 2026-11-20\naudience: [customers, support]\n"
        "entries:\n  - a\n  - b\n---\n"
    )
    made = content(a={"audience": ALL})
    assert b"\naudience: everyone\n" in new_page(PATH, "X", date(2026, 11, 20), gathered(made), made)


def test_an_id_that_yaml_takes_for_something_else_is_quoted() -> None:
    made = content(a={"id": '"2026-11-20"'}, b={"id": '"1.5"'}, c={"id": '"no"'})
    page = new_page(PATH, "X", date(2026, 11, 20), gathered(made), made).decode()
    assert "\n  - '2026-11-20'\n  - '1.5'\n  - 'no'\n" in page
    again, findings = content_of({PATH: page, **{e.path: entry_text(id=f'"{e.id}"') for e in made.entries}})
    assert findings == []
    assert {entry.release for entry in again.entries} == {"2.5"}


# Additions

HEAD = "title: X\naudience: everyone\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Text.\n", "---\nentries:\n  - new\n  - 'no'\n---\nText.\n"),
        (f"---\n{HEAD}---\nText.", f"---\n{HEAD}entries:\n  - new\n  - 'no'\n---\nText."),
        (f"---\n{HEAD}---\n", f"---\n{HEAD}entries:\n  - new\n  - 'no'\n---\n"),
        (f"---\n{HEAD}---", f"---\n{HEAD}entries:\n  - new\n  - 'no'\n---"),
        (f"---\n{HEAD}... \nText.\n", f"---\n{HEAD}entries:\n  - new\n  - 'no'\n... \nText.\n"),
        (
            f"---\nentries:\n-   a # first\n-   b\n# more\n{HEAD}---\n---\nText.\n",
            f"---\nentries:\n-   a # first\n-   b\n-   new\n-   'no'\n# more\n{HEAD}---\n---\nText.\n",
        ),
        (
            f"---\n{HEAD}entries: [a,  'b' ] # end\n---\n",
            f"---\n{HEAD}entries: [a,  'b', new, 'no' ] # end\n---\n",
        ),
        (f"---\n{HEAD}entries: [a,]\n---\n", f"---\n{HEAD}entries: [a, new, 'no',]\n---\n"),
        (f"---\n{HEAD}entries: []\n---\n", f"---\n{HEAD}entries: [new, 'no']\n---\n"),
    ],
)
def test_entries_are_added_and_no_other_byte_changes(before: str, after: str, mark: str, end: str) -> None:
    made = content(a={"id": "new"}, b={"id": '"no"'})
    result = with_entries((mark + before.replace("\n", end)).encode(), PATH, gathered(made))
    assert result.decode() == mark + after.replace("\n", end)


@pytest.mark.parametrize("listed", ["a", "[a,\n  b]", '"a"'])
def test_a_list_that_cannot_be_added_to_is_named(listed: str) -> None:
    made = content(new={})
    with pytest.raises(UsageError, match=r"changelog/2\.5/index\.md:\d: cannot add"):
        with_entries(f"---\nentries: {listed}\n---\n".encode(), PATH, gathered(made))
