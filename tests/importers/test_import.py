"""``broadsheet import``, from files to entries that `check` has nothing to say about."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.gitrepo import GitRepo
from tests.sample import PNG, Sample, contents

from broadsheet.cli import main

INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"
KEEP = """\
# Changelog

## [Unreleased]

### Added

- Search by tag, everywhere

## [1.1.0] - 2019-02-15

Mind the gap.

### Fixed

- Titles are escaped. They were not
"""
NEW = "3 new, 0 updated, 0 unchanged, 0 kept as edited here"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A site without entries; the current folder is its own."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Sample.small(folder, {"docs/index.md": INDEX})


@pytest.fixture
def other(tmp_path: Path) -> GitRepo:
    """Another project's repository."""
    return GitRepo.init(tmp_path / "other")


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, args)], catch_exceptions=False)


def entries(site: Sample) -> dict[str, str]:
    return {path: data.decode() for path, data in contents(site.path / "changelog").items()}


def test_nothing_is_written_before_it_is_asked_for(site: Sample, other: GitRepo) -> None:
    source = other.write("CHANGELOG.md", KEEP)

    done = run("keep-a-changelog", source, "-a", "customers")

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "2 entries and 1 introduction of releases; 0 skipped, 0 lossy",
        "  Added → added: 1",
        "  Fixed → fixed: 1",
        f"nothing is written yet: {NEW}; --write writes them below changelog/",
    ]
    assert not (site.path / "changelog").exists()


def test_a_changelog_becomes_entries(site: Sample, other: GitRepo) -> None:
    source = other.write("CHANGELOG.md", KEEP)

    done = run("keep-a-changelog", source, "-a", "customers", "-a", "support", "--product", "api", "--write")

    assert done.stdout.splitlines()[-1] == f"wrote 3 files below changelog/: {NEW}"
    written = entries(site)
    assert list(written) == ["1.1.0/index.md", "1.1.0/titles-are-escaped.md", "search-by-tag-everywhere.md"]
    text, _, mark = written["1.1.0/titles-are-escaped.md"].partition("\n<!-- ")
    assert text == (
        "---\ntitle: Titles are escaped\naudience: [customers, support]\ntype: fixed\nproduct: api\n"
        "date: 2019-02-15\n---\nThey were not\n"
    )
    assert mark.startswith("imported: keep-a-changelog 1.1.0/fixed/titles-are-escaped ")
    site.repo.commit()
    assert site.checked() == []
    site.build()
    assert "Mind the gap." in site.read("changelog/releases/1.1.0/index.html")
    assert b"<!-- imported" not in b"".join(contents(site.site()).values())


def test_to_import_again_changes_nothing(site: Sample, other: GitRepo) -> None:
    source = other.write("CHANGELOG.md", KEEP)
    run("keep-a-changelog", source, "-a", "customers", "--write")
    before = entries(site)

    again = run("keep-a-changelog", source, "-a", "customers", "--write")

    assert again.stdout.splitlines()[-1].startswith(
        "wrote 0 files below changelog/: 0 new, 0 updated, 3 unchanged"
    )
    assert entries(site) == before


def test_an_edit_there_arrives_in_the_same_file(site: Sample, other: GitRepo) -> None:
    source = other.write("CHANGELOG.md", KEEP)
    run("keep-a-changelog", source, "-a", "customers", "--write")
    source.write_text(
        KEEP.replace("by tag, everywhere", "by tags, everywhere").replace("They were", "Titles were")
    )

    again = run("keep-a-changelog", source, "-a", "customers", "--write")

    assert again.stdout.splitlines()[-1].startswith(
        "wrote 2 files below changelog/: 0 new, 2 updated, 1 unchanged"
    )
    written = entries(site)
    assert "title: Search by tags, everywhere\n" in written["search-by-tag-everywhere.md"]
    assert "Titles were not" in written["1.1.0/titles-are-escaped.md"]


def test_what_is_released_later_keeps_its_id(site: Sample, other: GitRepo) -> None:
    source = other.write("CHANGELOG.md", KEEP)
    run("keep-a-changelog", source, "-a", "customers", "--write")
    released = "## [Unreleased]\n\n### Added\n\n- A thing of its own\n\n## [1.2.0] - 2020-01-02"
    source.write_text(KEEP.replace("## [Unreleased]", released))

    run("keep-a-changelog", source, "-a", "customers", "--write")

    written = entries(site)
    assert "release: 1.2.0\n" in written["search-by-tag-everywhere.md"]
    assert sorted(path for path in written if "1.1.0" not in path) == [
        "a-thing-of-its-own.md",
        "search-by-tag-everywhere.md",
    ]


def test_of_two_that_say_the_same_the_older_one_has_the_shorter_id(site: Sample, other: GitRepo) -> None:
    text = "## {} - 2020-01-01\n### Fixed\n- Typos\n"
    source = other.write("CHANGELOG.md", text.format("1.1.0") + text.format("1.0.0"))
    run("keep-a-changelog", source, "-a", "customers", "--write")
    assert list(entries(site)) == ["1.0.0/typos.md", "1.1.0/typos-2.md"]

    source.write_text(text.format("1.2.0") + source.read_text())
    run("keep-a-changelog", source, "-a", "customers", "--write")
    assert list(entries(site)) == ["1.0.0/typos.md", "1.1.0/typos-2.md", "1.2.0/typos-3.md"]


def test_what_was_edited_here_stays(site: Sample, other: GitRepo) -> None:
    source = other.write("CHANGELOG.md", KEEP)
    run("keep-a-changelog", source, "-a", "customers", "--write")
    file = site.path / "changelog/1.1.0/titles-are-escaped.md"
    file.write_text(file.read_text().replace("They were not", "Once they were not"))
    mine = file.read_text()

    same = run("keep-a-changelog", source, "-a", "customers", "--write")
    assert (same.exit_code, same.stderr, file.read_text()) == (0, "", mine)

    source.write_text(KEEP.replace("They were not", "They never were"))
    kept = run("keep-a-changelog", source, "-a", "customers", "--write")
    assert file.read_text() == mine
    assert kept.stderr.splitlines()[0] == (
        f"changelog/1.1.0/titles-are-escaped.md: BS704 warning: what {source}:15 says now is not taken over"
    )
    assert kept.stdout.splitlines()[-1].endswith("1 kept as edited here")


def test_a_moved_file_is_found(site: Sample, other: GitRepo) -> None:
    source = other.write("CHANGELOG.md", KEEP)
    run("keep-a-changelog", source, "-a", "customers", "--write")
    site.repo.mv("changelog/search-by-tag-everywhere.md", "changelog/2020/renamed.md")

    run("keep-a-changelog", source, "-a", "customers", "--write")

    assert "search-by-tag-everywhere.md" not in entries(site)


def test_a_file_that_is_there_is_never_written_over(site: Sample, other: GitRepo) -> None:
    mine = "---\naudience: customers\n---\nMine.\n"
    site.write(
        {"changelog/1.1.0/index.md": mine, "changelog/x.md": "---\nid: search-by-tag-everywhere\n---\n"}
    )
    source = other.write("CHANGELOG.md", KEEP)

    done = run("keep-a-changelog", source, "-a", "customers", "--write")

    written = entries(site)
    assert written["1.1.0/index.md"] == mine
    assert "changelog/1.1.0/index.md: BS704" in done.stderr
    assert "search-by-tag-everywhere-2.md" in written


def test_dates_and_releases_come_from_the_sources_history(site: Sample, other: GitRepo) -> None:
    other.write("notes/first-0123456789abcdef.yaml", "fixes: [First]\nprelude: The first.\n")
    other.commit(date="2020-01-02T10:00:00Z")
    other.git("tag", "v1.0.0")
    other.write("notes/second-0123456789abcdef.yaml", "features: [Second]\n")
    other.commit(date="2021-03-04T10:00:00Z")
    other.write("notes/third-0123456789abcdef.yaml", "other: [Third]\nprelude: Not yet.\n")

    done = run("reno", other.path / "notes", "-a", "support", "--write")

    written = entries(site)
    assert sorted(written) == [
        "1.0.0/first-0123456789abcdef-fixes.md",
        "1.0.0/index.md",
        "second-0123456789abcdef-features.md",
        "third-0123456789abcdef-other.md",
    ]
    assert "date: 2020-01-02\n" in written["1.0.0/first-0123456789abcdef-fixes.md"]
    assert "date: 2021-03-04\n" in written["second-0123456789abcdef-features.md"]
    assert "date:" not in written["third-0123456789abcdef-other.md"]
    assert (
        "third-0123456789abcdef.yaml:2: BS702 warning: it introduces what is not released yet" in done.stderr
    )
    site.repo.commit()
    assert site.checked() == []


def test_a_shallow_source_is_an_error(site: Sample, other: GitRepo, tmp_path: Path) -> None:
    for name in ("a", "b"):
        other.write(f"notes/{name}.yaml", "fixes: [x]\n")
        other.commit()
    shallow = tmp_path / "shallow"
    other.git("clone", "--quiet", "--depth=1", f"file://{other.path}", str(shallow))

    done = run("reno", shallow / "notes", "-a", "support", "--write")

    assert done.exit_code == 1
    assert "BS133" in done.stderr
    assert not (site.path / "changelog").exists()


def test_broken_files_are_findings_and_the_rest_is_imported(site: Sample, other: GitRepo) -> None:
    other.write("notes/bad.yaml", "fixes: [a\n")
    other.write("notes/latin.yaml", b"fixes: [caf\xe9]\n")
    other.write("notes/good.yaml", "fixes: [Good]\n")
    other.write("notes/.hidden.yaml", "fixes: [Hidden]\n")
    (other.path / "notes/link.yaml").symlink_to("/etc/hostname")
    (other.path / "notes/huge.yaml").write_bytes(b"x" * (8 * 1024 * 1024 + 1))

    done = run("reno", other.path / "notes", "-a", "support", "--write")

    assert done.exit_code == 1
    assert list(entries(site)) == ["good-fixes.md"]
    said = {line.partition(" ")[2].split(" ")[0] for line in done.stderr.splitlines() if ": BS" in line}
    assert said == {"BS200", "BS100", "BS701", "BS702"}


def test_types_products_and_sections_by_choice(site: Sample, other: GitRepo) -> None:
    other.write("news/1.vendor.rst", "Upgrade x")
    other.write("news/2.trivial.rst", "y")
    other.write("news/web/3.feature.rst", "z")
    other.write("news/4.other.rst", "w")
    issues = "https://e.com/issues/{}"

    done = run(
        *("towncrier", other.path / "news", "-a", "customers", "--write", "--issue-url", issues),
        *("--map", "vendor=security", "--skip", "trivial", "--product", "web=reports", "--release", "v3.0"),
    )

    written = entries(site)
    assert list(written) == ["3.0/1-vendor.md", "3.0/4-other.md", "3.0/web-3-feature.md"]
    assert "type: security\n" in written["3.0/1-vendor.md"]
    assert "links:\n  - {title: '#1', url: 'https://e.com/issues/1'}\n" in written["3.0/1-vendor.md"]
    assert "product: reports\n" in written["3.0/web-3-feature.md"]
    why = "“other” is no type, so it is “changed”: `--map other=TYPE` says another"
    assert [line.partition("/news/")[2] for line in done.stderr.splitlines() if ": BS" in line] == [
        "2.trivial.rst:1: BS702 warning: “trivial” is to be skipped",
        f"4.other.rst:1: BS703 warning: {why}",
    ]


def test_issues_of_this_project_are_linked_as_such(site: Sample) -> None:
    site.write({"news/7.feature.rst": "Seven"})

    done = run("towncrier", site.path / "news", "-a", "customers", "--write")

    assert done.stderr == ""
    assert "links:\n  - {issue: 7}\n" in entries(site)["7-feature.md"]


def test_without_git_an_entry_without_a_date_is_skipped(site: Sample, other: GitRepo) -> None:
    site.configure(plugin={"git": False})
    source = other.write("CHANGELOG.md", KEEP)

    done = run("keep-a-changelog", source, "-a", "customers", "--write")

    assert ":7: BS702 warning: nobody knows its day" in done.stderr
    assert sorted(entries(site)) == ["1.1.0/index.md", "1.1.0/titles-are-escaped.md"]
    assert site.checked() == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("-a", "custmers"), "error: there is no audience “custmers”"),
        (("-a", "customers", "--map", "x=addd"), "error: there is no type “addd”"),
        (("-a", "customers", "--map", "x"), "error: “--map x” names no type"),
        (("-a", "customers", "--product", "nope"), "error: there is no product “nope”"),
        (("-a", "customers", "--product", "a=nope"), "error: there is no product “nope”"),
        (("-a", "customers", "--issue-url", "x"), "error: “x” is no address with {} for a number"),
        ((), "Error: Missing option '-a' / '--audience'."),
    ],
)
def test_wrong_options(site: Sample, other: GitRepo, args: tuple[str, ...], message: str) -> None:
    done = run("keep-a-changelog", other.write("CHANGELOG.md", KEEP), *args)

    assert done.exit_code == 2
    assert message in done.stderr


def test_a_source_that_is_not_there(site: Sample) -> None:
    done = run("keep-a-changelog", "CHANGES.md", "-a", "customers")

    assert (done.exit_code, done.stderr) == (2, "error: there is no file or folder CHANGES.md\n")


def test_nothing_to_import_ends_with_3(site: Sample, other: GitRepo) -> None:
    (other.path / "notes").mkdir()

    done = run("reno", other.path / "notes", "-a", "customers", "--write")

    assert done.exit_code == 3
    assert done.stdout.splitlines() == [
        "0 entries; 0 skipped, 0 lossy",
        f"nothing to import in {other.path / 'notes'}; files that count: .yaml, .yml",
    ]


def test_a_changelog_folder_that_leads_elsewhere_is_not_written_to(site: Sample, other: GitRepo) -> None:
    (site.path / "changelog").symlink_to(other.path)
    source = other.write("CHANGELOG.md", KEEP)

    done = run("keep-a-changelog", source, "-a", "customers", "--write")

    assert done.exit_code == 2
    assert "lies outside of the project" in done.stderr
    assert [path.name for path in other.path.glob("*.md")] == ["CHANGELOG.md"]


def test_sections_are_known_by_their_words(site: Sample, other: GitRepo) -> None:
    text = "## 1.0.0 - 2020-01-01\n- a\n### 🎉 What's New\n- b\n### Known_issues\n- c\n"
    source = other.write("CHANGELOG.md", text)

    done = run(
        *("keep-a-changelog", source, "-a", "customers", "--map", "=fixed", "--map", "whats-new=added"),
        *("--skip", "known-issues"),
    )

    assert done.stdout.splitlines()[1:3] == ["  no section → fixed: 1", "  🎉 What's New → added: 1"]
    assert [line.partition("BS7")[2] for line in done.stderr.splitlines() if "BS70" in line] == [
        "02 warning: “Known_issues” is to be skipped",
    ]


def test_pictures_of_a_blog_are_copied(site: Sample, other: GitRepo) -> None:
    text = "# Post\n\n![A [shot]](./img/Größe%201.png) ![](../up.png) ![](img/a.svg) ![](/etc/x.png)\n"
    other.write("blog/2021-08-26-post/index.md", text)
    other.write("blog/2021-08-26-post/img/Größe 1.png", PNG)
    other.write("blog/2021-08-26-post/img/unused.png", PNG)
    other.write("blog/2021-08-26-post/img/a.svg", "<svg/>")
    other.write("blog/up.png", PNG)
    call = ("docusaurus", other.path / "blog", "-a", "customers", "--write")

    done = run(*call)

    assert done.stdout.splitlines()[-1].endswith("0 kept as edited here, and 2 pictures")
    written = contents(site.path / "changelog")
    assert list(written) == [
        "2021-08-26-post.md",
        "img/2021-08-26-post-img-gr-e-1.png",
        "img/up.png",
    ]
    assert "![A &#91;shot&#93;](img/2021-08-26-post-img-gr-e-1.png) ![](img/up.png)" in entries_text(written)
    assert [line.partition("BS703 warning: ")[2] for line in done.stderr.splitlines() if "BS703" in line] == [
        "it has no type, so it is “changed”: `--map =TYPE` says another",
        "the picture “/etc/x.png” is not copied",
        "the picture “img/a.svg” is not copied",
    ]
    site.repo.commit()
    assert site.checked() == []
    assert "picture" not in run(*call).stdout


def entries_text(written: dict[str, bytes]) -> str:
    return "".join(data.decode() for path, data in written.items() if path.endswith(".md"))
