"""What a change answers for, and the entry that it brings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.gitrepo import GitRepo
from tests.sample import Sample

from broadsheet.cli import main
from broadsheet.reviewing.labels import labels_of

PAGE = "---\naudience: everyone\n---\n# {}\n\n{}\n"
ENTRY = "---\naudience: everyone\ntype: added\n---\n# Add a thing\n\nText.\n"
FILES: dict[str, str | bytes] = {
    "docs/index.md": PAGE.format("Index", "[Guide](guide.md)"),
    "docs/guide.md": PAGE.format("Guide", "Text."),
    "docs/old.md": PAGE.format("Old", "[x](nowhere.md)\n\n![](img.png)"),
    "docs/img.png": b"png",
    "changelog/first.md": ENTRY,
    "src/app.py": "one\n",
    "src/test/app.py": "one\n",
}
PLUGIN = {"changes": {"paths": ["src/**", "!src/test/**"]}}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A project on a branch of its own, whose main line has findings of old."""
    for name in ("GITHUB_EVENT_PATH", "CI_MERGE_REQUEST_LABELS"):
        monkeypatch.delenv(name, raising=False)
    made = Sample.small(tmp_path / "site", FILES, plugin=PLUGIN)
    made.repo.branch("change")
    monkeypatch.chdir(made.path)
    return made


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ("check", *args))


def told(done: Result) -> list[str]:
    """Where there are findings, and of which code."""
    lines = (line.split(" ") for line in done.stderr.splitlines() if ": BS" in line)
    return [" ".join(words[:2]) for words in lines]


def test_what_a_change_has_nothing_to_do_with_is_only_counted(site: Sample) -> None:
    site.write({"docs/guide.md": PAGE.format("Guide", "More.")})
    done = run("--changed-since", "main")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "2 findings that the change does not answer for: not shown",
        "3 documents, 1 entry: nothing is wrong",
    ]
    assert run().exit_code == 1


def test_all_of_a_file_that_it_touches_is_told(site: Sample) -> None:
    site.edit("docs/old.md", "[x]", "Now [x]")
    done = run("--changed-since", "main")
    assert done.exit_code == 1
    assert told(done) == ["docs/old.md:6: BS402", "docs/old.md:8: BS806"]
    assert "not shown" not in done.stdout


def test_what_was_wrong_in_a_file_that_it_touches_is_told_beside_what_is_not(site: Sample) -> None:
    site.repo.checkout("main")
    site.write({"docs/older.md": PAGE.format("Older", "[x](nowhere.md)")})
    site.repo.branch("second")
    site.edit("docs/old.md", "[x]", "Now [x]")
    done = run("--changed-since", "main")
    assert told(done) == ["docs/old.md:6: BS402", "docs/old.md:8: BS806"]
    assert "1 finding that the change does not answer for" in done.stdout


def test_a_link_that_it_breaks_elsewhere_is_told(site: Sample) -> None:
    site.repo.rm("docs/guide.md")
    site.repo.commit()
    done = run("--changed-since", "main")
    assert done.exit_code == 1
    assert told(done) == ["docs/index.md:6: BS402"]
    assert "2 findings that the change does not answer for" in done.stdout


def test_a_second_finding_beside_an_old_one_is_told(site: Sample) -> None:
    # The same words in a file that the change does not touch: what is in it comes from an include.
    site.configure({"markdown_extensions": [{"pymdownx.snippets": {"base_path": ["."]}}]}, PLUGIN)
    site.write({"docs/old.md": f'{FILES["docs/old.md"]!s}\n--8<-- "part.txt"\n', "part.txt": "Text.\n"})
    site.repo.branch("second")
    site.write({"part.txt": "[x](nowhere.md)\n"})
    done = run("--changed-since", "change")
    assert told(done) == ["docs/old.md:10: BS402"]


def test_what_is_not_committed_belongs_to_the_change(site: Sample) -> None:
    site.repo.write("docs/new.md", PAGE.format("New", "[x](nowhere.md)"))
    assert told(run("--changed-since", "main")) == ["docs/new.md:6: BS402"]


def test_a_revision_is_compared_without_a_checkout(site: Sample) -> None:
    site.write({"docs/new.md": PAGE.format("New", "[x](nowhere.md)")})
    site.repo.checkout("main")
    assert told(run("--changed-since", "main", "--ref", "change")) == ["docs/new.md:6: BS402"]


def test_what_came_to_the_main_line_meanwhile_is_no_part_of_it(site: Sample) -> None:
    site.write({"docs/guide.md": PAGE.format("Guide", "More.")})
    site.repo.checkout("main")
    site.write({"docs/other.md": PAGE.format("Other", "Text."), "src/app.py": "two\n"})
    site.repo.checkout("change")
    assert run("--changed-since", "main").exit_code == 0


def test_everything_is_told_where_there_was_no_site_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = GitRepo.init(tmp_path)
    repo.write("README.md", "Text.\n")
    repo.commit()
    repo.branch("change")
    site = Sample(repo)
    site.configure()
    site.write(FILES)
    monkeypatch.chdir(tmp_path)
    assert told(run("--changed-since", "main")) == ["docs/old.md:6: BS402", "docs/old.md:8: BS806"]


def test_a_change_of_the_product_brings_an_entry(site: Sample) -> None:
    site.write({"src/app.py": "two\n", "src/b.py": "one\n", "docs/guide.md": PAGE.format("Guide", "More.")})
    done = run("--changed-since", "main")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "src/app.py: BS901 the change touches this file and 1 more of the product's, but brings no entry",
        "  → Write one with `broadsheet new entry`, or label the pull request: no-changelog.",
        "1 error",
    ]
    site.write({"changelog/second.md": ENTRY.replace("a thing", "more")})
    assert run("--changed-since", "main").exit_code == 0


@pytest.mark.parametrize("path", ["src/test/app.py", "docs/guide.md", "README.md"])
def test_other_files_need_no_entry(path: str, site: Sample) -> None:
    site.write({path: PAGE.format("Guide", "More.")})
    assert run("--changed-since", "main").exit_code == 0


@pytest.mark.parametrize("line", ["draft: true", "publish_on: 2199-01-01"])
def test_an_entry_that_waits_is_one(line: str, site: Sample) -> None:
    waiting = ENTRY.replace("type:", f"{line}\ntype:").replace("a thing", "more")
    site.write({"src/app.py": "two\n", "changelog/second.md": waiting})
    assert run("--changed-since", "main").exit_code == 0


def test_an_entry_that_is_edited_counts_and_one_that_is_deleted_does_not(site: Sample) -> None:
    site.write({"src/app.py": "two\n", "changelog/first.md": ENTRY.replace("Text", "More")})
    assert run("--changed-since", "main").exit_code == 0
    site.repo.rm("changelog/first.md")
    site.repo.commit()
    assert told(run("--changed-since", "main")) == ["src/app.py: BS901"]


def test_a_broken_entry_is_one_and_a_broken_page_is_none(site: Sample) -> None:
    site.write({"src/app.py": "two\n", "docs/guide.md": "---\n[\n---\n"})
    assert "src/app.py: BS901" in told(run("--changed-since", "main"))
    site.write({"changelog/second.md": "---\n[\n---\n"})
    assert "src/app.py: BS901" not in told(run("--changed-since", "main"))


def test_labels_exempt_it(site: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write({"src/app.py": "two\n"})
    exempt = ("--changed-since", "main", "--label", "no-changelog")
    assert run(*exempt, "--label", "other").exit_code == 0
    assert run("--changed-since", "main", "--label", "other").exit_code == 1
    monkeypatch.setenv("CI_MERGE_REQUEST_LABELS", "other, no-changelog")
    assert run("--changed-since", "main").exit_code == 0
    site.configure(plugin={"changes": {"paths": ["src/"], "exempt_labels": ["chore"]}})
    site.repo.commit()
    assert run("--changed-since", "main").exit_code == 1
    assert run("--changed-since", "main", "--label", "chore").exit_code == 0


def test_github_tells_the_labels_of_a_pull_request(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    environment = {"GITHUB_EVENT_PATH": str(event)}
    assert labels_of(environment) == set()
    event.write_text(json.dumps({"pull_request": {"labels": [{"name": "no-changelog"}, {"name": "b"}]}}))
    assert labels_of(environment) == {"no-changelog", "b"}
    for other in ("[]", "{", '{"pull_request": null}', '{"ref": "refs/heads/main"}'):
        event.write_text(other)
        assert labels_of(environment) == set()
    assert labels_of({"CI_MERGE_REQUEST_LABELS": " a ,, b c"}) == {"a", "b c"}


def test_paths_begin_at_the_top_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = GitRepo.init(tmp_path)
    site = Sample(GitRepo(tmp_path / "handbook"))
    site.configure(plugin={"changes": {"paths": ["/src/"]}})
    site.write({"docs/index.md": PAGE.format("Index", "Text."), "docs/old.md": FILES["docs/old.md"]})
    site.repo.branch("change")
    repo.write("src/app.py", "one\n")
    repo.write("handbook/docs/new.md", PAGE.format("New", "[x](nowhere.md)"))
    repo.commit()
    monkeypatch.chdir(site.path)
    done = run("--changed-since", "main")
    assert told(done) == ["../src/app.py: BS901", "docs/new.md:6: BS402"]
    assert "::error file=src/app.py," in run("--changed-since", "main", "--format", "github").stdout


def test_a_revision_that_is_not_there(site: Sample) -> None:
    done = run("--changed-since", "mian")
    assert done.exit_code == 1
    assert ".: BS139 'mian' names no commit of the repository" in done.stderr


def test_histories_with_nothing_in_common(site: Sample) -> None:
    site.repo.git("checkout", "--quiet", "--orphan", "apart")
    site.repo.commit()
    done = run("--changed-since", "main")
    assert done.exit_code == 1
    assert "BS143" in done.stderr


@pytest.mark.parametrize("git", [True, False])
def test_a_shallow_clone_cannot_tell(
    git: bool, site: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.configure(plugin={"git": git, "accept": ["BS402"]})
    site.write({"changelog/first.md": ENTRY.replace("type:", "date: 2026-01-01\ntype:")})
    monkeypatch.chdir(site.repo.shallow(tmp_path / "shallow").path)
    done = run("--changed-since", "origin/main")
    assert done.exit_code == 1
    assert "BS133" in done.stderr
    assert "fetch-depth: 0" in done.stderr


def test_a_label_wants_a_change(site: Sample) -> None:
    done = run("--label", "no-changelog")
    assert done.exit_code == 2
    assert "--changed-since" in done.stderr
