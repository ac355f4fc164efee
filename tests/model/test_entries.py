"""Entries: ids, times, releases, words, links, and what is withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.model.samples import HISTORY, LANDED, NOW, RULES, content_of, entry_text, item, raw, shown

from broadsheet.codes import Code, Severity
from broadsheet.findings import Finding, Findings
from broadsheet.model.content import EPOCH, build_content, check_ids
from broadsheet.model.items import Entry, Link
from broadsheet.model.raw import RawHistory

TAGGED = replace(HISTORY, tag=("2.3", date(2026, 3, 10)))


def made(path: str = "changelog/x.md", body: str = "Text.\n", /, **keys: str) -> tuple[Entry, list[Finding]]:
    """One entry, and what is wrong with it."""
    return with_history(HISTORY, path, body, **keys)


def with_history(
    history: RawHistory | None, path: str = "changelog/x.md", body: str = "Text.\n", /, **keys: str
) -> tuple[Entry, list[Finding]]:
    """The same for one of which git knows something else, or nothing."""
    content, findings = content_of({path: item(path, entry_text(body, **keys), history)})
    (entry,) = content.entries
    return entry, findings


def test_an_ordinary_entry() -> None:
    entry, findings = made("changelog/export.md", product="[api, reports]", breaking="true", action="Do it.")

    assert findings == []
    assert (entry.id, entry.title, entry.type, entry.products) == (
        "export",
        "New",
        "added",
        ("api", "reports"),
    )
    assert (entry.breaking, entry.action, entry.release) == (True, "Do it.", "")
    assert entry.audiences == {"customers", "support"}
    assert entry.place.path == "changelog/export.md"


# Titles


def test_a_heading_that_is_the_title_is_no_longer_in_the_body() -> None:
    entry, findings = made("changelog/x.md", "# The *title*\n\nText with [a link](../docs/x.md).\n", title="")

    assert findings == []
    assert entry.title == "The title"
    (chunk,) = entry.body.chunks
    assert chunk.text.strip() == "Text with [a link](../docs/x.md)."
    assert [chunk.text[r.start : r.end] for r in chunk.references] == ["../docs/x.md"]


def test_a_heading_beside_a_title_stays() -> None:
    entry, _ = made("changelog/x.md", "# Heading\n")

    assert entry.title == "New"
    assert entry.body.chunks[0].text.strip() == "# Heading"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("# New\n\nText.\n\n# New\n", "Text.\n\n# New"),
        ("New\n===\n\nText.\n", "Text."),
        ("Text.\n\n# New\n", "Text.\n\n# New"),
        ("/// audience | support\nText.\n///\n\n# New\n", "///Text.\n///\n# New"),
    ],
)
def test_a_title_that_is_written_again_above_the_text_is_shown_once(text: str, rest: str) -> None:
    entry, _ = made("changelog/x.md", text)

    assert "".join(chunk.text for chunk in entry.body.chunks).strip() == rest


@pytest.mark.parametrize("path", ["changelog/big-news.md", "docs/big-news.md"])
def test_nothing_to_be_called_by_is_an_error(path: str) -> None:
    text = entry_text(title="") if path.startswith("changelog") else "---\naudience: support\n---\nText.\n"
    content, findings = content_of({path: text})

    assert shown(findings) == [f"{path}:1 BS303"]
    titles = [entry.title for entry in content.entries] + [page.title for page in content.documents]
    assert titles == ["Big news"]


# Ids


@pytest.mark.parametrize("id", ["a", "2026-11-20-parquet", "v1.2_x", "20261", "A" * 100])
def test_ids_that_can_be(id: str) -> None:
    entry, findings = made(id=f'"{id}"')

    assert (entry.id, findings) == (id, [])


@pytest.mark.parametrize(
    "id",
    [
        *("releases", "Product", "audience", "index", "README", "2026"),
        *("../x", "/etc", "a/b", "a..b", ".hidden", "-dash", "a b", "%2e%2e", "a\\\\b", "é", "A" * 101),
    ],
)
def test_ids_that_cannot_be(id: str) -> None:
    _, findings = made(id=f'"{id}"')

    assert shown(findings) == ["changelog/x.md:5 BS305"]


def test_a_file_s_name_must_do_as_an_id_where_there_is_no_other() -> None:
    assert shown(made("changelog/2026.md")[1]) == ["changelog/2026.md:2 BS305"]
    assert made("changelog/a/2026.md", id="better")[1] == []


def test_two_entries_cannot_share_an_id_in_any_case() -> None:
    _, findings = content_of(
        {
            "changelog/a/x.md": entry_text(),
            "changelog/b/X.md": entry_text(),
            "changelog/draft.md": entry_text(id="x", draft="true"),
            "changelog/y.md": entry_text(),
        }
    )

    assert [(f.place.path, f.code, f.message) for f in findings] == [
        ("changelog/b/X.md", Code.BS306, "the id “X” is already that of changelog/a/x.md"),
        ("changelog/draft.md", Code.BS306, "the id “x” is already that of changelog/a/x.md"),
    ]


def test_an_id_that_readers_know_must_stay() -> None:
    history = replace(HISTORY, origin="changelog/old.md@2026")
    entry, _ = with_history(history, "changelog/new.md")
    findings = Findings()

    check_ids([entry], {"changelog/old.md@2026": "old", "changelog/other.md": "new"}, findings)
    check_ids([entry], {"changelog/old.md@2026": "new"}, findings)
    check_ids([entry], {}, findings)

    (finding,) = findings
    assert finding.code is Code.BS312
    assert finding.message == "the id is “new”, but this entry was published as “old”"


# Times


@pytest.mark.parametrize(
    ("keys", "published"),
    [
        pytest.param({}, LANDED, id="landed"),
        pytest.param({"date": "2026-05-06"}, datetime(2026, 5, 6, 12, tzinfo=UTC), id="noon"),
        pytest.param(
            {"date": "2026-05-06T23:30:00-02:00"}, datetime(2026, 5, 7, 1, 30, tzinfo=UTC), id="with-a-zone"
        ),
        pytest.param({"date": "2026-05-06 10:00:00"}, datetime(2026, 5, 6, 10, tzinfo=UTC), id="utc"),
        pytest.param(
            {"date": "2026-05-06T10:00:00.750Z"}, datetime(2026, 5, 6, 10, tzinfo=UTC), id="to-the-second"
        ),
        pytest.param(
            {"date": "2026-05-06", "publish_on": "2026-05-08"},
            datetime(2026, 5, 8, 12, tzinfo=UTC),
            id="not-before-it-may-be-shown",
        ),
        pytest.param(
            {"date": "2026-05-06", "publish_on": "2026-01-01"},
            datetime(2026, 5, 6, 12, tzinfo=UTC),
            id="shown-long-since",
        ),
        pytest.param(
            {"publish_on": "2026-04-01"},
            datetime(2026, 4, 1, 12, tzinfo=UTC),
            id="landed-before-it-was-shown",
        ),
    ],
)
def test_when_readers_got_it(keys: dict[str, str], published: datetime) -> None:
    entry, findings = made(**keys)

    assert (entry.published, findings) == (published, [])


def test_what_is_not_committed_has_the_newest_commit_s_time() -> None:
    entry, findings = with_history(None)

    assert findings == []
    assert entry.published == entry.times.changed == datetime(2026, 6, 1, tzinfo=UTC)
    assert (entry.times.committed, entry.times.origin) == (False, "changelog/x.md")


def test_without_git_a_date_is_needed() -> None:
    project = raw(
        {
            "changelog/a.md": item("changelog/a.md", entry_text(), None),
            "changelog/b.md": item("changelog/b.md", entry_text(date="2026-05-06"), None),
        }
    )
    findings = Findings()

    content = build_content(replace(project, newest=None), RULES, findings)

    assert shown(findings) == ["changelog/a.md:2 BS311"]
    assert content.newest == EPOCH


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        pytest.param({"draft": "true"}, "a draft", id="draft"),
        pytest.param(
            {"date": "2026-06-16"},
            "scheduled: no edition holds it before 2026-06-16 00:00 UTC",
            id="date-tomorrow",
        ),
        pytest.param(
            {"publish_on": "2026-06-15T12:00:01Z"},
            "scheduled: no edition holds it before 2026-06-15 12:00 UTC",
            id="in-a-second",
        ),
        pytest.param(
            {"publish_on": "2026-06-20", "date": "2026-07-01"},
            "scheduled: no edition holds it before 2026-07-01 00:00 UTC",
            id="the-later-counts",
        ),
        pytest.param(
            {"publish_on": "2026-06-20", "expires_on": "2026-06-20"},
            "never shown: it expires before it is published",
            id="never",
        ),
        pytest.param({"expires_on": "2026-06-15"}, "expired", id="expires-today"),
        pytest.param({"expires_on": "2026-06-15T12:00:00Z"}, "expired", id="expires-now"),
        pytest.param({"draft": "true", "date": "2027-01-01"}, "a draft", id="a-draft-first"),
    ],
)
def test_withheld(keys: dict[str, str], why: str) -> None:
    content, findings = content_of({"changelog/x.md": entry_text(**keys)})

    assert content.entries == ()
    assert content.unpublished == {"changelog/x.md": why}
    assert [(f.place.line, f.message) for f in findings if f.code is Code.BS308] == (
        [(5, f"this entry is {why}")] if why.startswith(("scheduled", "never")) else []
    )
    assert not [finding for finding in findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "keys",
    [
        {"date": "2026-06-15"},
        {"publish_on": "2026-06-15T12:00:00Z"},
        {"expires_on": "2026-06-16"},
        {"expires_on": "2026-06-15T12:00:01Z"},
        {"draft": "false"},
    ],
)
def test_shown_now(keys: dict[str, str]) -> None:
    content, findings = content_of({"changelog/x.md": entry_text(**keys)}, now=NOW)

    assert len(content.entries) == 1
    assert findings == []


# Releases


@pytest.mark.parametrize(
    ("path", "release", "history", "expected"),
    [
        ("changelog/x.md", "", HISTORY, ""),
        ("changelog/x.md", "", None, ""),
        ("changelog/x.md", "", TAGGED, "2.3"),
        ("changelog/2.4/x.md", "", TAGGED, "2.4"),
        ("changelog/v2.4-rc.1/x.md", "", TAGGED, "2.4-rc.1"),
        ("changelog/2026/x.md", "", TAGGED, "2.3"),
        ("changelog/2.4/api/x.md", "", HISTORY, ""),
        ("changelog/2.4/x.md", '"2.5"', TAGGED, "2.5"),
        ("changelog/x.md", "v2.5", TAGGED, "2.5"),
        ("changelog/x.md", "vista", TAGGED, "vista"),
    ],
)
def test_the_release_is_its_own_word_else_its_folder_s_else_a_tag_s(
    path: str, release: str, history: RawHistory | None, expected: str
) -> None:
    entry, findings = with_history(history, path, release=release)

    assert (entry.release, findings) == (expected, [])


@pytest.mark.parametrize("release", ["../x", "a/b", "2..4", "é", ".4", "x" * 65])
def test_names_that_no_release_can_have(release: str) -> None:
    assert shown(made(release=f'"{release}"')[1]) == ["changelog/x.md:5 BS309"]


def test_a_tag_s_name_must_do_as_a_release_s_name() -> None:
    history = replace(HISTORY, tag=("2.4/rc", date(2026, 3, 10)))

    assert shown(with_history(history)[1]) == ["changelog/x.md:2 BS309"]


# Words


@pytest.mark.parametrize(
    ("keys", "message", "hint"),
    [
        ({"type": "aded"}, "there is no type “aded”", "Did you mean “added”?"),
        ({"type": "zzz"}, "there is no type “zzz”", "There are: added, changed, fixed."),
        ({"type": ""}, "there is no type", "Add `type:` with one of: added, changed, fixed."),
        ({"product": "report"}, "there is no product “report”", "Did you mean “reports”?"),
        ({"product": "zzz"}, "there is no product “zzz”", "There are: reports, api."),
    ],
)
def test_types_and_products_are_closed_lists(keys: dict[str, str], message: str, hint: str) -> None:
    _, findings = made(**keys)

    assert [(f.code, f.message, f.hint) for f in findings] == [(Code.BS304, message, hint)]


def test_where_there_are_no_products_the_hint_says_how_to_have_them() -> None:
    findings = Findings()

    build_content(raw({"changelog/x.md": entry_text(product="api")}), replace(RULES, products={}), findings)

    assert [finding.hint for finding in findings] == ["List it in mkdocs.yml under `products`."]


def test_a_breaking_change_says_what_to_do() -> None:
    assert shown(made(breaking="true")[1]) == ["changelog/x.md:5 BS307"]
    assert made(action="Nothing to do.")[1] == []


def test_links() -> None:
    entry, findings = made(
        links="\n  - {title: How to, url: ../docs/x.md}\n  - url: https://e.example/\n  - pr: 12\n"
        "  - {issue: 7, title: Why}"
    )

    assert findings == []
    assert entry.links == (
        Link("How to", "../docs/x.md", 6),
        Link("https://e.example/", "https://e.example/", 7),
        Link("#12", "pr:12", 8, internal=True),
        Link("Why", "issue:7", 9, internal=True),
    )


@pytest.mark.parametrize("link", ["{title: x}", "{url: a, pr: 1}", "{pr: 1, issue: 1}"])
def test_a_link_leads_to_one_thing(link: str) -> None:
    assert shown(made(links=f"\n  - pr: 1\n  - {link}")[1]) == ["changelog/x.md:7 BS222"]


def test_an_entry_that_does_not_fit_its_schema_is_left_out() -> None:
    content, findings = content_of(
        {"changelog/x.md": entry_text(draft="maybe"), "changelog/y.md": entry_text()}
    )

    assert [entry.id for entry in content.entries] == ["y"]
    assert shown(findings) == ["changelog/x.md:5 BS222"]
