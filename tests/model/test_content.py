"""Documents, releases' introductions and addresses: what is checked against everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.model.samples import HISTORY, RULES, content_of, entry_text, item, raw, shown

from broadsheet.findings import Findings
from broadsheet.model.content import build_content, page_address
from broadsheet.model.paths import PathStart

FRONT = "---\naudience: support\n"


def test_a_document() -> None:
    history = replace(HISTORY, authors=("Ada",), origin="docs/old.md@2026", committed=False)
    text = (
        f"{FRONT}owner: Ada\ntags: [a, b]\nstatus: new\ndescription: What it is\nhide: [toc]\njira: [1]\n"
        "order: 2\nreview_every: 90d\nreviewed_on: 2026-01-02\nminutes: 5\nmilestone: First day\n"
        "path: {role: PM}\n---\n# Page\n"
    )

    content, findings = content_of({"docs/a/index.md": item("docs/a/index.md", text, history)})

    assert findings == []
    (document,) = content.documents
    assert (document.path, document.src_uri, document.title) == ("docs/a/index.md", "a/index.md", "Page")
    assert (document.owner, document.tags, document.status) == ("Ada", ("a", "b"), "new")
    assert document.page_meta == {"description": "What it is", "hide": ["toc"]}
    assert (document.times.authors, document.times.origin) == (("Ada",), "docs/old.md@2026")
    assert not document.times.committed
    assert document.place.path == "docs/a/index.md"
    assert (document.order, document.minutes, document.milestone) == (2, 5, "First day")
    assert document.path_start == PathStart("PM")
    assert content.commit == "c0ffee"


def test_a_document_that_does_not_fit_its_schema_is_left_out() -> None:
    content, findings = content_of(
        {"docs/a.md": f"{FRONT}tilte: x\n---\n", "docs/b.md": f"{FRONT}---\n# B\n"}
    )

    assert [document.path for document in content.documents] == ["docs/b.md"]
    assert content.unusable == {"docs/a.md"}
    assert shown(findings) == ["docs/a.md:3 BS220"]


def test_a_path_begins_at_a_folder_s_index_alone() -> None:
    start = f"{FRONT}path: {{role: PM, duration: a week}}\n---\n# Start\n"
    content, findings = content_of(
        {"docs/a/README.md": start, "docs/a/step.md": start, "docs/index.md": start}
    )

    assert shown(findings) == ["docs/a/step.md:3 BS315"]
    starts = {document.src_uri: document.path_start for document in content.documents}
    begun = PathStart("PM", "a week")
    assert starts == {"a/README.md": begun, "a/step.md": None, "index.md": begun}


def test_a_folder_names_its_steps_milestone() -> None:
    content, findings = content_of(
        {
            "docs/a/.meta.yml": "milestone: Day 1\n",
            "docs/a/one.md": f"{FRONT}---\n# One\n",
            "docs/a/two.md": f"{FRONT}milestone: Day 2\n---\n# Two\n",
        }
    )

    assert findings == []
    assert [document.milestone for document in content.documents] == ["Day 1", "Day 2"]


# Introductions


def test_an_index_in_a_version_s_folder_introduces_the_release() -> None:
    content, findings = content_of(
        {
            "changelog/v2.4/index.md": f"{FRONT}date: 2026-05-06\n---\n# The *spring* one\n\nText.\n",
            "changelog/2.5/README.md": f"{FRONT}title: Named\n---\n# Heading\n",
            "changelog/2.6/index.md": f"{FRONT}date: 2026-05-06T23:00:00-05:00\n---\nText.\n",
        }
    )

    assert findings == []
    assert {(notes.version, notes.title, notes.date) for notes in content.notes.values()} == {
        ("2.4", "The spring one", date(2026, 5, 6)),
        ("2.5", "Named", None),
        ("2.6", "2.6", date(2026, 5, 7)),
    }
    assert content.notes["2.4"].body.chunks[0].text.strip() == "Text."
    assert content.notes["2.5"].body.chunks[0].text.strip() == "# Heading"
    assert content.entries == ()


@pytest.mark.parametrize(
    "path", ["changelog/index.md", "changelog/2026/index.md", "changelog/2.4/api/index.md"]
)
def test_an_index_elsewhere_is_an_error(path: str) -> None:
    content, findings = content_of({path: f"{FRONT}---\n# X\n"})

    assert shown(findings) == [f"{path}:1 BS310"]
    assert content.notes == {}


def test_an_introduction_that_does_not_fit_its_schema_is_left_out() -> None:
    content, findings = content_of({"changelog/2.4/index.md": f"{FRONT}type: added\n---\n# X\n"})

    assert shown(findings) == ["changelog/2.4/index.md:3 BS220"]
    assert content.notes == {}


# Addresses


@pytest.mark.parametrize(
    ("path", "directory", "file"),
    [
        ("index.md", "", "index.html"),
        ("README.md", "", "index.html"),
        ("a/index.md", "a/", "a/index.html"),
        ("a/b.md", "a/b/", "a/b.html"),
        ("a/readme.md", "a/readme/", "a/readme.html"),
    ],
)
def test_page_address(path: str, directory: str, file: str) -> None:
    assert page_address(path, True) == directory
    assert page_address(path, False) == file


@pytest.mark.parametrize(
    ("paths", "directory_urls", "expected"),
    [
        (("a.md", "a/index.md"), True, ["docs/a/index.md BS313"]),
        (("a.md", "a/index.md"), False, []),
        (("a/README.md", "a/index.md"), True, ["docs/a/index.md BS313"]),
        (("A.md", "a.md"), True, ["docs/a.md BS313"]),
        (("changelog.md",), True, ["docs/changelog.md BS313"]),
        (("changelog.md",), False, ["docs/changelog.md BS313"]),
        (("changelog/x.md",), True, ["docs/changelog/x.md BS313"]),
        (("changelogs.md", "a/changelog.md"), True, []),
    ],
)
def test_two_pages_cannot_be_at_one_address(
    paths: tuple[str, ...], directory_urls: bool, expected: list[str]
) -> None:
    findings = Findings()
    project = raw({f"docs/{path}": f"{FRONT}---\n# X\n" for path in paths})

    build_content(project, replace(RULES, use_directory_urls=directory_urls), findings)

    assert shown(findings) == expected


def test_without_git_things_have_the_time_of_nothing() -> None:
    project = replace(
        raw({"docs/a.md": item("docs/a.md", f"{FRONT}---\n# A\n", None)}), newest=None, commit=""
    )

    content = build_content(project, RULES, Findings())

    assert content.documents[0].times.created == datetime(2000, 1, 1, tzinfo=UTC)


def test_every_problem_of_a_project_is_found_in_one_go() -> None:
    _, findings = content_of(
        {
            "docs/.meta.yml": "audience: suport\n",
            "docs/a.md": "Text.\n",
            "docs/b.md": f"{FRONT}title: 5\n---\n",
            "changelog/a/x.md": entry_text(release="../x"),
            "changelog/x.md": entry_text("/// audience | support\n", type="aded", breaking="true"),
            "changelog/index.md": "# X\n",
        }
    )

    assert shown(findings) == [
        "changelog/a/x.md:5 BS309",
        "changelog/index.md:1 BS310",
        "changelog/x.md:2 BS306",
        "changelog/x.md:4 BS304",
        "changelog/x.md:5 BS307",
        "changelog/x.md:7 BS501",
        "docs/.meta.yml:1 BS301",
        "docs/a.md:1 BS303",
        "docs/b.md:3 BS221",
    ]
