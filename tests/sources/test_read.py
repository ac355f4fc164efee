"""A project as it is read: what is in which folder, with its front matter, defaults, includes and history."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.gitrepo import GRACE, GitRepo

from broadsheet.codes import Code
from broadsheet.errors import GitError
from broadsheet.findings import Finding, Findings
from broadsheet.model.raw import Line, RawContent, RawItem
from broadsheet.sources.read import read
from broadsheet.sources.request import Request, Snippets

PAGE = "---\naudience: support\n---\n# Page\n"


def request(project: Path) -> Request:
    return Request(
        project=project,
        docs_dir="docs",
        changelog_dir="changelog",
        use_git=True,
        release_tags=re.compile(r"v?(?P<version>\d+(\.\d+)+)"),
        snippets=Snippets((".",)),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, with every file opened."""

    raw: RawContent
    documents: tuple[RawItem, ...]
    entries: tuple[RawItem, ...]
    unusable: frozenset[str]


def content(asked: Request) -> tuple[Found, list[Finding]]:
    findings = Findings()
    raw = read(asked, findings)
    documents, entries = (
        {file.path: file.open(findings) for file in files} for files in (raw.documents, raw.entries)
    )
    found = Found(
        raw,
        tuple(filter(None, documents.values())),
        tuple(filter(None, entries.values())),
        frozenset(path for path, item in (documents | entries).items() if item is None),
    )
    return found, list(findings)


def told(findings: list[Finding]) -> list[str]:
    return [f"{finding.place} {finding.code.name}" for finding in findings]


def by_path(found: Found) -> dict[str, RawItem]:
    return {item.path: item for item in (*found.documents, *found.entries)}


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return GitRepo.init(tmp_path / "repo")


def test_sorts_files_by_what_they_are(repo: GitRepo) -> None:
    for path in ("docs/a/b.md", "docs/index.md", "changelog/2.4/x.md", "README.md", "docs/.hidden/x.md"):
        repo.write(path, PAGE)
    repo.write("docs/a/.meta.yml", "owner: Ada\naudience:\n  - support\n")
    repo.write("changelog/.meta.yml", "type: added\n")
    repo.write("docs/img/x.png", b"\x89PNG")
    repo.write("changelog/y.txt", "y")
    sha = repo.commit(date="2026-03-04T10:00:00Z")

    found, findings = content(request(repo.path))

    assert findings == []
    assert [item.path for item in found.documents] == ["docs/a/b.md", "docs/index.md"]
    assert [item.path for item in found.entries] == ["changelog/2.4/x.md"]
    assert {folder: dict(matter.values) for folder, matter in found.raw.defaults.items()} == {
        "docs/a": {"owner": "Ada", "audience": ["support"]},
        "changelog": {"type": "added"},
    }
    assert found.raw.defaults["docs/a"].path == "docs/a/.meta.yml"
    assert found.raw.defaults["docs/a"].line("audience", 0) == 3
    assert [(asset.path, asset.load()) for asset in found.raw.assets] == [
        ("changelog/y.txt", b"y"),
        ("docs/img/x.png", b"\x89PNG"),
    ]
    assert (found.raw.commit, found.raw.newest) == (sha, datetime(2026, 3, 4, 10, tzinfo=UTC))


def test_takes_a_file_apart(repo: GitRepo) -> None:
    repo.write("docs/a.md", "\ufeff---\r\naudience: no\r\n---\r\n\r\n# Title\r\n")
    repo.write("docs/b.md", "# No front matter\n")
    repo.commit()

    found, findings = content(request(repo.path))

    first, second = found.documents
    assert findings == []
    assert (dict(first.matter.values), first.matter.raw[("audience",)]) == ({"audience": False}, "no")
    assert first.matter.line("audience") == 2
    assert first.lines == (Line(4, ""), Line(5, "# Title"), Line(6, ""))
    assert (dict(second.matter.values), second.matter.line("audience")) == ({}, 1)


# History


def test_tells_who_wrote_what_when_and_in_which_release(repo: GitRepo) -> None:
    repo.write("docs/a.md", PAGE)
    repo.write("changelog/a.md", PAGE)
    repo.commit(date="2026-01-01T10:00:00+02:00")
    repo.branch("work")
    repo.write("changelog/b.md", PAGE + "Some lines that stay.\nWhen it moves.\n")
    repo.commit(date="2026-01-02T10:00:00Z")
    repo.mv("changelog/b.md", "changelog/2.0/c.md")
    repo.commit(date="2026-01-03T10:00:00Z", author=GRACE)
    repo.checkout("main")
    repo.merge("work", date="2026-01-04T10:00:00Z")
    repo.tag("v1.2", annotated=True, date="2026-01-05T23:00:00-05:00")
    repo.tag("1.2", at="HEAD^")
    repo.tag("unrelated")

    found, findings = content(request(repo.path))

    assert findings == []
    assert found.raw.tags == {"1.2": date(2026, 1, 1)}
    first, moved = (by_path(found)[path].history for path in ("changelog/a.md", "changelog/2.0/c.md"))
    assert first is not None
    assert moved is not None
    assert first.created == first.landed == datetime(2026, 1, 1, 8, tzinfo=UTC)
    assert first.tag == ("1.2", date(2026, 1, 1))
    assert (moved.created, moved.changed, moved.landed) == tuple(
        datetime(2026, 1, day, 10, tzinfo=UTC) for day in (2, 3, 4)
    )
    assert moved.authors == ("Ada Lovelace", "Grace Hopper")
    assert moved.origin == "changelog/b.md@2026-01-02T10:00:00Z"
    assert moved.tag == ("1.2", date(2026, 1, 6))
    assert moved.committed


def test_tells_what_is_not_committed(repo: GitRepo) -> None:
    for path in ("docs/a.md", "docs/b.md"):
        repo.write(path, PAGE)
    repo.commit()
    repo.write("docs/b.md", PAGE + "More.\n")
    repo.write("docs/c.md", PAGE)

    found, _ = content(request(repo.path))

    assert [item.history.committed if item.history else None for item in found.documents] == [
        True,
        False,
        None,
    ]


def test_warns_of_dates_that_cannot_be(repo: GitRepo) -> None:
    repo.write("docs/a.md", PAGE)
    repo.commit_raw(b"Ada <ada@example.com> 99999999999999 +0000")

    _, findings = content(request(repo.path))

    assert {finding.code for finding in findings} == {Code.BS141}


def test_without_git_there_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(PAGE, encoding="utf-8")

    found, findings = content(replace(request(tmp_path), use_git=False))

    assert findings == []
    assert [item.history for item in found.documents] == [None]
    assert (found.raw.commit, found.raw.newest, found.raw.tags) == ("", None, {})


def test_outside_of_a_repository_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()

    with pytest.raises(GitError) as caught:
        content(request(tmp_path))

    assert caught.value.code is Code.BS131


def test_a_changelog_that_is_not_there_holds_nothing(repo: GitRepo) -> None:
    repo.write("docs/a.md", PAGE)
    repo.commit()

    found, findings = content(request(repo.path))

    assert (len(found.documents), found.entries, findings) == (1, (), [])


def test_documents_must_be_there(repo: GitRepo) -> None:
    repo.write("docs/a.md", PAGE)
    repo.commit()

    found, findings = content(request(repo.path / "docs"))

    assert found.raw == RawContent((), (), {}, ())
    assert [(str(finding.place), finding.code) for finding in findings] == [("docs", Code.BS119)]


# Revisions


def test_a_revision_is_read_from_the_object_database(repo: GitRepo, tmp_path: Path) -> None:
    repo.write("docs/a.md", PAGE + '--8<-- "part.md"\n')
    repo.write("part.md", "Old.\n")
    old = repo.commit()
    repo.write("part.md", "New.\n")
    repo.write("docs/b.md", PAGE)
    repo.commit()
    repo.write("docs/c.md", PAGE)
    bare = repo.bare(tmp_path / "bare")

    for project in (repo.path, bare.path):
        found, findings = content(replace(request(project), ref=old))
        assert findings == []
        assert [item.path for item in found.documents] == ["docs/a.md"]
        assert found.documents[0].lines[1].text == "Old."
        assert found.documents[0].history is not None
        assert found.raw.commit == old

    dateless, _ = content(replace(request(repo.path), ref=old, use_git=False))
    assert [item.history for item in dateless.documents] == [None]


def test_a_bare_repository_needs_a_revision(repo: GitRepo, tmp_path: Path) -> None:
    repo.write("docs/a.md", PAGE)
    repo.commit()
    bare = repo.bare(tmp_path / "bare")
    (bare.path / "docs").mkdir()

    with pytest.raises(GitError) as caught:
        content(request(bare.path))

    assert caught.value.code is Code.BS135


# Where the project lies


@pytest.mark.parametrize("ref", [None, "HEAD"])
def test_a_project_in_a_subfolder_of_its_repository(repo: GitRepo, ref: str | None) -> None:
    repo.write("site/docs/a.md", PAGE + '--8<-- "../shared/part.md"\n')
    repo.write("docs/other.md", PAGE)
    repo.write("shared/part.md", "Shared.\n")
    repo.commit(date="2026-01-01T10:00:00Z")

    found, findings = content(replace(request(repo.path / "site"), ref=ref))

    assert findings == []
    (item,) = found.documents
    assert item.path == "docs/a.md"
    assert item.lines[1] == Line(5, "Shared.", "../shared/part.md")
    assert item.history is not None
    assert item.history.origin == "site/docs/a.md@2026-01-01T10:00:00Z"


@pytest.mark.parametrize("clone", ["docs", "content"])
def test_the_documents_can_be_a_clone_of_their_own(repo: GitRepo, clone: str) -> None:
    docs_dir = "docs" if clone == "docs" else "content/docs"
    inner = docs_dir.removeprefix(clone).lstrip("/")
    repo.write(".gitignore", f"/{clone}/\n")
    repo.write("changelog/x.md", PAGE)
    outer_sha = repo.commit(date="2026-02-01T10:00:00Z")
    repo.tag("v1.0")
    own = GitRepo.init(repo.path / clone)
    at = f"{inner}/" if inner else ""
    own.write(f"{at}a.md", PAGE + f'--8<-- "{docs_dir}/part.txt"\n--8<-- "changelog/x.md"\n')
    own.write(f"{at}part.txt", "Part.\n")
    own.write(f"{at}sub/.meta.yml", "owner: Ada\n")
    own.commit(date="2026-03-01T10:00:00Z")
    (own.path / f"{at}link.md").symlink_to("sub/real.md")
    own.write(f"{at}sub/real.md", PAGE)
    own.tag("v2.0")

    found, findings = content(replace(request(repo.path), docs_dir=docs_dir))

    assert told(findings) == [f"{docs_dir}/a.md:6 BS405"]  # the other repository is not this one's to read
    items = by_path(found)
    assert list(items) == [
        f"{docs_dir}/a.md",
        f"{docs_dir}/link.md",
        f"{docs_dir}/sub/real.md",
        "changelog/x.md",
    ]
    page = items[f"{docs_dir}/a.md"]
    assert page.lines[1] == Line(5, "Part.", f"{docs_dir}/part.txt")
    assert page.history is not None
    assert page.history.created == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert items[f"{docs_dir}/link.md"].inherits == f"{docs_dir}/sub/real.md"
    assert list(found.raw.defaults) == [f"{docs_dir}/sub"]
    assert found.raw.tags == {"1.0": date(2026, 2, 1), "2.0": date(2026, 3, 1)}
    assert (found.raw.commit, found.raw.newest) == (outer_sha, datetime(2026, 3, 1, 10, tzinfo=UTC))


@pytest.mark.parametrize("is_repository", [True, False])
def test_a_docs_folder_that_is_a_link_out_of_the_repository_is_not_read(
    repo: GitRepo, tmp_path: Path, is_repository: bool
) -> None:
    other = GitRepo.init(tmp_path / "other") if is_repository else GitRepo(tmp_path / "other")
    other.write("docs/secret.md", PAGE)
    if is_repository:
        other.commit()
    (repo.path / "docs").symlink_to(other.path / "docs")
    repo.commit()

    found, findings = content(request(repo.path))

    assert (found.documents, found.raw.assets) == ((), ())
    assert told(findings) == ["docs BS111"]


# Links and includes


def test_a_link_inherits_from_where_it_leads(repo: GitRepo) -> None:
    repo.write("docs/internal/page.md", PAGE)
    repo.write("docs/internal/x.png", b"x")
    (repo.path / "docs/link.md").symlink_to("internal/page.md")
    (repo.path / "docs/x.png").symlink_to("internal/x.png")
    repo.commit()

    found, _ = content(request(repo.path))

    assert [(item.path, item.inherits) for item in found.documents] == [
        ("docs/internal/page.md", ""),
        ("docs/link.md", "docs/internal/page.md"),
    ]
    assert [(asset.path, asset.inherits) for asset in found.raw.assets] == [
        ("docs/internal/x.png", ""),
        ("docs/x.png", "docs/internal/x.png"),
    ]


def test_an_include_of_a_link_is_one_of_the_file_that_it_leads_to(repo: GitRepo) -> None:
    repo.write("docs/internal/page.md", "Secret.\n")
    (repo.path / "part.md").symlink_to("docs/internal/page.md")
    repo.write("docs/a.md", PAGE + '--8<-- "part.md"\n')
    repo.commit()

    found, findings = content(request(repo.path))

    assert findings == []
    assert found.documents[0].lines[1] == Line(5, "Secret.", "docs/internal/page.md")


def test_includes_are_text_where_they_are_not_switched_on(repo: GitRepo) -> None:
    repo.write("docs/a.md", PAGE + '--8<-- "x.md"\n')
    repo.commit()

    found, findings = content(replace(request(repo.path), snippets=None))

    assert findings == []
    assert found.documents[0].lines[1].text == '--8<-- "x.md"'


# What would be read


def test_what_lies_over_the_files_is_read_in_their_place(repo: GitRepo) -> None:
    repo.write("docs/a.md", PAGE)
    repo.commit()
    overlay = {"docs/a.md": b"Other.\r\n", "changelog/2.5/index.md": b"New.\n", "elsewhere.md": b"Nothing."}

    found, findings = content(replace(request(repo.path), overlay=overlay))

    assert findings == []
    assert list(by_path(found)) == ["docs/a.md", "changelog/2.5/index.md"]
    assert [item.lines[0].text for item in by_path(found).values()] == ["Other.", "New."]
    assert not (repo.path / "changelog").exists()


def test_it_lies_over_the_repository_that_its_folder_is_in(repo: GitRepo) -> None:
    own = GitRepo.init(repo.path / "docs")
    own.write("a.md", PAGE)
    own.commit()
    repo.write(".gitignore", "/docs/\n")
    repo.commit()
    overlay = {"docs/a.md": b"Other.\n", "changelog/b.md": b"New.\n"}

    found, _ = content(replace(request(repo.path), overlay=overlay))

    assert {path: item.lines[0].text for path, item in by_path(found).items()} == {
        "docs/a.md": "Other.",
        "changelog/b.md": "New.",
    }


# What is left out


def test_excluded_files_are_left_out_but_never_a_folder_s_defaults(repo: GitRepo) -> None:
    for path in ("docs/a.md", "docs/drafts/b.md", "docs/sub/c.yml", "changelog/drafts/d.md"):
        repo.write(path, PAGE)
    repo.write("docs/sub/.meta.yml", "audience: support\n")
    repo.commit()

    found, findings = content(replace(request(repo.path), excluded=("/drafts/", "*.yml", "sub/.*")))

    assert findings == []
    assert list(by_path(found)) == ["docs/a.md", "changelog/drafts/d.md"]
    assert found.raw.assets == ()
    assert list(found.raw.defaults) == ["docs/sub"]


def test_everything_that_cannot_be_read_is_told_and_left_out(repo: GitRepo) -> None:
    repo.write("docs/empty.md", b"")
    repo.write("docs/blank.md", " \n\n")
    repo.write("docs/latin.md", "é".encode("latin-1"))
    repo.write("docs/matter.md", "---\ntitle: a: b\n---\n")
    repo.write("docs/good.md", PAGE)
    repo.write("docs/a/.meta.yml", "- a\n")
    repo.write("docs/b/.meta.yml", "a: [\n")
    repo.write("docs/c/.meta.yml", "")
    repo.write("docs/d/.meta.yml", b"\xff")
    repo.commit()

    found, findings = content(request(repo.path))

    assert [item.path for item in found.documents] == ["docs/good.md"]
    assert found.raw.defaults == {}
    assert found.unusable == {f"docs/{name}.md" for name in ("empty", "blank", "latin", "matter")}
    assert told(findings) == [
        "docs/a/.meta.yml:1 BS217",
        "docs/b/.meta.yml:2 BS200",
        "docs/blank.md BS106",
        "docs/c/.meta.yml:1 BS217",
        "docs/d/.meta.yml:1 BS100",
        "docs/empty.md BS106",
        "docs/latin.md:1 BS100",
        "docs/matter.md:2 BS202",
    ]
