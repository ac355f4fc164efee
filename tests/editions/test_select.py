"""What an edition holds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.samples import HISTORY, RULES, content_of, entry_text, item
from tests.model.texts import AUDIENCES

from broadsheet.editions.releases import gather_releases, natural
from broadsheet.editions.select import Held, select
from broadsheet.model.items import Content, Document, Entry, ReleaseNotes
from broadsheet.model.taxonomy import Edition

BLOCK = "For all.\n\n/// audience | support\nTheirs.\n///\n"


SOON = ("2.5", "Soon", date(2026, 5, 3))


def edition(*names: str) -> Edition:
    audiences = tuple(RULES.audiences[name] for name in names)
    return Edition("x", audiences, "https://example.com/", "Site", internal=False)


def project() -> Content:
    content, findings = content_of(
        {
            "docs/all.md": f"---\naudience: everyone\n---\n# All\n{BLOCK}",
            "docs/engineers.md": "---\naudience: engineers\n---\n# Engineers\n",
            "changelog/2.4/both.md": entry_text(BLOCK, audience="[customers, support]", date="2026-05-01"),
            "changelog/2.4/support.md": entry_text(audience="support", date="2026-05-09"),
            "changelog/2.4/index.md": f"---\naudience: [support, engineers]\n---\n# Notes\n{BLOCK}",
            "changelog/2.5/index.md": "---\naudience: engineers\ndate: 2026-05-03\n---\n# Soon\n",
            "changelog/loose.md": entry_text(audience="customers", date="2026-05-02"),
        }
    )
    assert findings == []
    return content


def items(held: Held) -> list[Document | Entry | ReleaseNotes]:
    notes = (release.notes for release in held.releases if release.notes)
    return [*held.documents, *held.entries, *notes]


def texts(held: Held) -> str:
    return "".join(chunk.text for found in items(held) for chunk in found.body.chunks)


@pytest.mark.parametrize(
    ("names", "documents", "entries", "releases"),
    [
        (["customers"], ["all"], ["loose", "both"], [("2.4", "2.4", date(2026, 5, 1))]),
        (["support"], ["all"], ["support", "both"], [("2.4", "Notes", date(2026, 5, 9))]),
        (["engineers"], ["all", "engineers"], [], [SOON, ("2.4", "Notes", date(2026, 3, 1))]),
        ([], [], [], []),
    ],
)
def test_an_edition_holds_what_its_audiences_may_read(
    names: list[str], documents: list[str], entries: list[str], releases: list[tuple[str, str, date]]
) -> None:
    held = select(project(), edition(*names))

    assert [found.src_uri.removesuffix(".md") for found in held.documents] == documents
    assert [found.id for found in held.entries] == entries
    assert [(found.version, found.title, found.date) for found in held.releases] == releases
    assert ("Theirs." in texts(held)) == ("support" in names)
    assert "audience |" not in texts(held)


def test_items_name_only_audiences_that_the_edition_sees() -> None:
    held = select(project(), edition("customers", "engineers"))

    assert {name for found in items(held) for name in found.audiences} == {"customers", "engineers"}


def test_that_holds_where_nothing_is_cut() -> None:
    content, _ = content_of({"docs/all.md": "---\naudience: everyone\n---\n# All\nText.\n"})
    (document,) = select(content, edition("customers")).documents

    assert document.audiences == {"customers"}


@pytest.mark.parametrize("audience", ["support", "customers"])
def test_a_body_is_cut_where_every_reader_of_the_page_sees_the_edition(audience: str) -> None:
    page = f"---\naudience: {audience}\n---\n# Page\n{BLOCK}"
    content, _ = content_of({"docs/page.md": page})
    held = select(content, edition(audience))

    assert held.edition.sees == {audience}
    assert "audience |" not in texts(held)
    assert ("Theirs." in texts(held)) == (audience == "support")


def test_only_an_edition_for_several_says_for_whom_a_part_is() -> None:
    assert "/// audience | support" in texts(select(project(), edition("support", "customers")))


@given(AUDIENCES, AUDIENCES)
def test_an_edition_that_sees_more_holds_no_less(some: frozenset[str], others: frozenset[str]) -> None:
    content = project()
    few, many = select(content, edition(*some)), select(content, edition(*(some | others)))

    for kind in ("documents", "entries"):
        paths = {found.path for found in getattr(few, kind)}
        assert paths <= {found.path for found in getattr(many, kind)}
    assert {found.version for found in few.releases} <= {found.version for found in many.releases}


# Releases


def test_a_release_is_dated_by_its_notes_else_its_tag_else_its_newest_entry_else_the_notes_commit() -> None:
    content, _ = content_of(
        {
            "changelog/1.0/index.md": "---\naudience: support\ndate: 2026-01-01\n---\n# A\n",
            "changelog/1.0/a.md": entry_text(audience="support", date="2026-05-01"),
            "changelog/1.1/b.md": entry_text(audience="support", date="2026-05-01"),
            "changelog/1.2/c.md": entry_text(audience="support", date="2026-05-01"),
            "changelog/1.2/d.md": entry_text(audience="support", date="2026-05-02"),
            "changelog/1.3/index.md": item(
                "changelog/1.3/index.md", "---\naudience: support\n---\n# D\n", HISTORY
            ),
        }
    )
    tags = {"1.0": date(2026, 2, 2), "1.1": date(2026, 2, 3), "9.9": date(2026, 9, 9)}

    releases = gather_releases(content.entries, content.notes, tags)

    assert {release.version: release.date for release in releases} == {
        "1.0": date(2026, 1, 1),
        "1.1": date(2026, 2, 3),
        "1.2": date(2026, 5, 2),
        "1.3": date(2026, 3, 1),
    }
    assert [release.version for release in releases] == ["1.2", "1.3", "1.1", "1.0"]
    assert [entry.id for entry in releases[0].entries] == ["d", "c"]


def test_releases_of_one_day_are_in_the_order_of_their_versions() -> None:
    content, _ = content_of(
        {
            f"changelog/{version}/e{number}.md": entry_text(date="2026-05-01")
            for number, version in enumerate(["2.9", "2.10", "2.10.1", "2.10-rc.1"])
        }
    )

    releases = gather_releases(content.entries, {}, {})

    assert [release.version for release in releases] == ["2.10.1", "2.10", "2.10-rc.1", "2.9"]


@pytest.mark.parametrize(
    "versions",
    [
        ["2.9", "2.10", "3.0"],
        ["1", "1.0", "1.0.1", "1.1"],
        ["2.4-alpha", "2.4-beta", "2.4-rc.2", "2.4-rc.10", "2.4", "2.4.1"],
        ["2.4rc2", "2.4rc10", "2.4"],
        ["2.4", "2.4+1"],
        ["2.4", "2.4-1"],
        ["2.4", "2.4_1"],
        ["2026.2", "2026.11"],
        ["alpha", "beta"],
    ],
)
def test_natural_order(versions: list[str]) -> None:
    assert sorted(set(versions), key=natural) == versions


NUMBERS = st.lists(st.integers(0, 200), min_size=1, max_size=4)


@given(NUMBERS, NUMBERS)
def test_numbers_count_as_numbers(one: list[int], other: list[int]) -> None:
    first, second = (natural(".".join(map(str, numbers))) for numbers in (one, other))

    assert (first < second) == (one < other)


@given(st.text(alphabet="019.+-_arcé²", max_size=8), st.text(alphabet="019.+-_arcé²", max_size=8))
def test_any_two_names_can_be_compared(one: str, other: str) -> None:
    assert (natural(one) < natural(other)) or (natural(other) <= natural(one))


def test_what_a_release_lists_stays_behind_for_it_names_what_others_get() -> None:
    content, findings = content_of(
        {
            "changelog/secret.md": entry_text(audience="support"),
            "changelog/open.md": entry_text(audience="customers"),
            "changelog/2.4/index.md": "---\naudience: everyone\nentries: [open, secret]\n---\nText.\n",
        }
    )
    assert findings == []
    (release,) = select(content, edition("customers")).releases
    assert [entry.id for entry in release.entries] == ["open"]
    assert release.notes
    assert "secret" not in repr(release)
