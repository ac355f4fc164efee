"""Who may read what: an item's own word, else the nearest folder's, else nobody."""

from __future__ import annotations

import pytest
from tests.model.samples import READERS, asset, content_of, entry_text, item, shown

from broadsheet.model.items import Document, Entry, ReleaseNotes

PAGE = "# Page\n"


def page(**keys: str) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + "---\n# Page\n"


@pytest.mark.parametrize(
    ("own", "readers"),
    [
        ("support", {"support"}),
        ("[customers, support]", {"customers", "support"}),
        ("everyone", READERS),
        ("[customers, everyone]", READERS),
    ],
)
def test_a_page_names_its_readers(own: str, readers: frozenset[str]) -> None:
    content, findings = content_of({"docs/page.md": page(audience=own)})

    assert content.documents[0].audiences == readers
    assert findings == []


@pytest.mark.parametrize("own", ["[]", "suport", "[support, suport]", "[everyone, suport]"])
def test_what_names_nobody_or_somebody_unknown_is_read_by_nobody(own: str) -> None:
    content, findings = content_of({"docs/page.md": page(title="x", audience=own)})

    assert content.documents[0].audiences == frozenset()
    assert shown(findings) == [f"docs/page.md:3 {'BS302' if own == '[]' else 'BS301'}"]


def test_an_unknown_audience_comes_with_a_suggestion_or_the_list() -> None:
    _, findings = content_of({"docs/a.md": page(audience="enginers"), "docs/b.md": page(audience="qqq")})

    assert [(finding.message, finding.hint) for finding in findings] == [
        ("there is no audience “enginers”", "Did you mean “engineers”?"),
        ("there is no audience “qqq”", "There are: customers, support, engineers, everyone."),
    ]


def test_several_audiences_without_brackets_are_told_to_be_a_list() -> None:
    _, findings = content_of({"docs/a.md": page(audience="customers, support")})

    assert [finding.hint for finding in findings] == ["Write several in brackets: [customers, support]"]


def test_who_names_nobody_is_told_how_to_and_who_there_is() -> None:
    _, findings = content_of({"docs/a.md": page(title="x"), "docs/b.md": "# x\n"})

    named = "`audience:` and one or more of: customers, support, engineers, everyone"
    assert [finding.hint for finding in findings] == [
        f"Write {named}. A .meta.yml says it for a whole folder.",
        f"Begin the file with a line `---`, then {named}, then `---` again.",
    ]


@pytest.mark.parametrize("path", ["docs/page.md", "changelog/x.md", "changelog/2.4/index.md"])
def test_an_item_that_names_nobody_is_an_error(path: str) -> None:
    text = entry_text(audience="") if path == "changelog/x.md" else page(title="x")

    _, findings = content_of({path: text})

    assert shown(findings) == [f"{path}:2 BS302"]


def test_a_key_without_a_value_is_not_filled_in_from_the_folder() -> None:
    content, findings = content_of(
        {"docs/.meta.yml": "audience: everyone\n", "docs/page.md": page(title="x", audience="")}
    )

    assert content.documents[0].audiences == frozenset()
    assert shown(findings) == ["docs/page.md:3 BS302"]


def test_the_nearest_folder_wins_for_each_key() -> None:
    content, findings = content_of(
        {
            ".meta.yml": "audience: customers\nowner: Ada\nstatus: new\n",
            "docs/.meta.yml": "audience: [support]\nowner: Grace\n",
            "docs/a/b/.meta.yml": "audience: engineers\ntags: [x]\n",
            "docs/a/b/page.md": PAGE,
            "docs/page.md": PAGE,
            "docs/own.md": page(audience="everyone", owner="Me"),
            "changelog/.meta.yml": "type: fixed\nproduct: api\ntags: [unused]\n",
            "changelog/x.md": entry_text(audience="", type=""),
            "changelog/2.4/index.md": PAGE,
        }
    )

    assert findings == []
    made = {found.path: found for found in content.documents}
    assert made["docs/a/b/page.md"].audiences == {"engineers"}
    assert (made["docs/a/b/page.md"].owner, made["docs/a/b/page.md"].tags) == ("Grace", ("x",))
    assert made["docs/page.md"].audiences == {"support"}
    assert (made["docs/page.md"].owner, made["docs/page.md"].status) == ("Grace", "new")
    assert (made["docs/own.md"].audiences, made["docs/own.md"].owner) == (READERS, "Me")
    (entry,) = content.entries
    assert entry.audiences == {"customers"}
    assert (entry.type, entry.products) == ("fixed", ("api",))
    assert content.notes["2.4"].audiences == {"customers"}


def test_a_neighbour_s_defaults_do_not_apply() -> None:
    content, findings = content_of(
        {"docs/ab/.meta.yml": "audience: support\n", "docs/a/page.md": PAGE, "docs/ab.md": PAGE}
    )

    assert {found.audiences for found in content.documents} == {frozenset()}
    assert shown(findings) == ["docs/a/page.md:1 BS302", "docs/ab.md:1 BS302"]


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ("owner: Ada\naudience: suport\n", "docs/a/.meta.yml:2 BS301"),
        ("audience: no\n", "docs/a/.meta.yml:1 BS221"),
        ("audience: [[support]]\n", "docs/a/.meta.yml:1 BS222"),
        ("audience:\n", "docs/a/.meta.yml:1 BS302"),
        ("audience: support\nowner: 5\n", "docs/a/.meta.yml:2 BS221"),
        ("audience: support\nowenr: Ada\n", "docs/a/.meta.yml:2 BS220"),
    ],
)
def test_what_is_wrong_in_a_folder_is_said_there_once(meta: str, expected: str) -> None:
    content, findings = content_of(
        {
            "docs/.meta.yml": "audience: customers\n",
            "docs/a/.meta.yml": meta,
            "docs/a/one.md": PAGE,
            "docs/a/two.md": PAGE,
        },
        [asset("docs/a/x.png")],
    )

    assert shown(findings) == [expected]
    assert content.assets[0].audiences == frozenset()


def test_a_silent_folder_changes_nothing_for_files() -> None:
    content, findings = content_of(
        {"docs/a/.meta.yml": "audience: support\n", "docs/a/b/.meta.yml": "owner: Ada\n"},
        [
            asset("docs/a/b/x.png"),
            asset("docs/y.png"),
            asset("docs/link.png", inherits="docs/a/x.png"),
            asset("changelog/img/z.png"),
        ],
    )

    assert findings == []
    assert [(asset.src_uri, asset.audiences) for asset in content.assets] == [
        ("a/b/x.png", {"support"}),
        ("y.png", None),
        ("link.png", {"support"}),
        ("changelog/img/z.png", None),
    ]


@pytest.mark.parametrize("path", ["docs/link.md", "changelog/link.md", "changelog/2.4/index.md"])
def test_a_link_has_the_audience_of_the_file_that_it_leads_to(path: str) -> None:
    text = entry_text(audience="") if path == "changelog/link.md" else PAGE
    content, findings = content_of(
        {
            "docs/.meta.yml": "audience: everyone\n",
            "changelog/.meta.yml": "audience: everyone\n",
            "docs/internal/.meta.yml": "audience: engineers\n",
            path: item(path, text, inherits="docs/internal/page.md"),
        }
    )

    assert findings == []
    items: list[Document | Entry | ReleaseNotes] = [*content.documents, *content.entries]
    items += content.notes.values()
    assert [found.audiences for found in items] == [{"engineers"}]


def test_a_block_can_name_everyone_or_the_folder_s_readers() -> None:
    content, findings = content_of(
        {
            "docs/.meta.yml": "audience: [support, engineers]\n",
            "docs/a.md": "# A\n/// audience | everyone\nx\n///\n/// audience | support\ny\n///\n",
            "docs/b.md": "# B\n/// audience | customers\nx\n///\n",
        }
    )

    assert content.documents[0].body.audiences == {"support", "engineers"}
    assert shown(findings) == ["docs/b.md:2 BS504"]
