"""Repositories in every state they come in; the numbers are those of the list of bad inputs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.gitrepo import GitRepo

from broadsheet.codes import Code
from broadsheet.crew import shared_out
from broadsheet.errors import GitError
from broadsheet.sources.git import Repository, TreeFile

EVERYTHING = [""]


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """Two commits: ``docs/a.md`` is new, then changed; ``other/b.md`` comes with the change."""
    repo = GitRepo.init(tmp_path / "repo")
    repo.write("docs/a.md", "one\n")
    repo.commit()
    repo.write("docs/a.md", "two\n")
    repo.write("other/b.md", "b\n")
    repo.commit()
    return repo


def object_file(repo: GitRepo, ref: str) -> Path:
    sha = repo.sha(ref)
    return repo.path / ".git" / "objects" / sha[:2] / sha[2:]


def remove(repo: GitRepo, ref: str) -> None:
    object_file(repo, ref).unlink()


def damage(repo: GitRepo, ref: str) -> None:
    file = object_file(repo, ref)
    file.chmod(0o644)
    file.write_bytes(b"garbage")


def truncate(repo: GitRepo, ref: str) -> None:
    file = object_file(repo, ref)
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-9000])


# What a sound repository says


def test_the_repository_is_found_from_a_folder_below(repo: GitRepo) -> None:
    assert Repository.open(repo.path / "docs").root == repo.path.resolve()


def test_a_revision_is_resolved_to_its_commit(repo: GitRepo) -> None:
    repo.tag("v1", annotated=True, at="HEAD~1")
    opened = Repository.open(repo.path)
    assert opened.resolve("HEAD") == repo.sha()
    assert opened.resolve("v1") == repo.sha("HEAD~1")
    assert opened.resolve(repo.sha()[:10]) == repo.sha()


def test_tree_and_read_take_a_commit_from_the_object_database(repo: GitRepo) -> None:
    opened = Repository.open(repo.path)
    old = opened.tree(repo.sha("HEAD~1"), EVERYTHING)
    assert {path: opened.read(file.sha) for path, file in old.items()} == {"docs/a.md": b"one\n"}
    new = opened.tree(repo.sha(), ["docs", "absent"])
    assert new == {"docs/a.md": TreeFile(0o100644, repo.sha("HEAD:docs/a.md"))}
    assert opened.tree(repo.sha(), []) == {}


def test_read_gives_the_stored_bytes_however_many_times(repo: GitRepo) -> None:
    contents = [b"", b"\r\n\0\xff", os.urandom(200_000), b"last\n"]
    for number, content in enumerate(contents):
        repo.write(f"files/{number}", content)
    commit = repo.commit()
    opened = Repository.open(repo.path)
    files = opened.tree(commit, ["files"]).values()
    assert [opened.read(file.sha) for file in files] * 2 == contents * 2


def test_forked_processes_read_for_themselves(repo: GitRepo) -> None:
    """Both would hear the answers to the other's questions, had they one process of git to ask."""
    opened = Repository.open(repo.path)
    files = opened.tree(opened.resolve("HEAD"), EVERYTHING).values()
    shas = [file.sha for file in files] * 20
    contents = [opened.read(sha) for sha in shas]
    shared = shared_out(lambda share: [opened.read(sha) for sha in share], shas, 2, singly=True)
    assert sorted(data for _, made in shared for data in made) == sorted(contents)
    assert [opened.read(sha) for sha in shas] == contents


def test_what_stops_a_forked_process_is_raised_here(repo: GitRepo) -> None:
    opened = Repository.open(repo.path)
    shared = shared_out(lambda share: [opened.read(sha) for sha in share], ["0" * 40] * 2, 2, singly=True)
    with pytest.raises(GitError, match="unable to read") as raised:
        list(shared)
    assert (raised.value.code, raised.value.hint) == (Code.BS137, Code.BS137.hint)


def test_tree_lists_links_and_programs_with_their_modes(repo: GitRepo) -> None:
    repo.write("run", "#!\n").chmod(0o755)
    (repo.path / "link").symlink_to("docs/a.md")
    commit = repo.commit()
    opened = Repository.open(repo.path)
    modes = {path: file.mode for path, file in opened.tree(commit, ["run", "link"]).items()}
    assert modes == {"run": 0o100755, "link": 0o120000}
    assert opened.read(opened.tree(commit, ["link"])["link"].sha) == b"docs/a.md"


def test_a_folder_is_no_pattern(repo: GitRepo) -> None:
    repo.write("docs/a.md", "changed\n")
    repo.write("d*/c.md", "c\n")
    repo.write("-x/d.md", "d\n")
    opened = Repository.open(repo.path)
    assert opened.status(["d*", "-x"]).uncommitted == {"d*/c.md", "-x/d.md"}
    assert set(opened.tree(repo.commit(), ["d*", "-x"])) == {"d*/c.md", "-x/d.md"}


def test_a_healthy_work_tree_beside_the_first_works(repo: GitRepo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "--quiet", str(tmp_path / "beside"), "-b", "side")
    opened = Repository.open(tmp_path / "beside" / "docs")
    assert opened.root == (tmp_path / "beside").resolve()
    assert set(opened.history(opened.resolve("HEAD"), EVERYTHING).files) == {"docs/a.md", "other/b.md"}


def test_git_of_a_hook_is_not_mistaken_for_the_repository(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    GitRepo.init(tmp_path / "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    assert Repository.open(repo.path).resolve("HEAD")


# What is not committed (81)


def test_81_uncommitted_files_are_named(repo: GitRepo) -> None:
    repo.write(".gitignore", "*.log\n")
    repo.write("docs/kept.md", "kept\n")
    repo.write("docs/gone.md", "gone\n")
    repo.write("docs/old.md", "moved\n" * 9)
    repo.commit()
    opened = Repository.open(repo.path)
    assert opened.status(EVERYTHING).uncommitted == frozenset()
    repo.write("docs/a.md", "three\n")
    repo.write('docs/new\n"é".md', "new\n")
    repo.write("docs/deep/er/new.md", "new\n")
    repo.write("docs/staged.md", "staged\n")
    repo.git("add", "docs/staged.md")
    repo.git("mv", "docs/old.md", "docs/moved.md")
    repo.write("docs/x.log", "ignored\n")
    repo.rm("docs/gone.md")
    repo.write("other/b.md", "changed too\n")
    expected = {"a.md", 'new\n"é".md', "deep/er/new.md", "staged.md", "old.md", "moved.md", "gone.md"}
    assert opened.status(["docs"]).uncommitted == {f"docs/{name}" for name in expected}
    assert "other/b.md" in opened.status(EVERYTHING).uncommitted
    assert opened.status([]).uncommitted == frozenset()


def test_66_everything_is_uncommitted_before_the_first_commit(tmp_path: Path) -> None:
    repo = GitRepo.init(tmp_path)
    repo.write("docs/a.md", "a\n")
    assert Repository.open(tmp_path).status(["docs"]).uncommitted == {"docs/a.md"}


def test_81_a_program_named_in_the_configuration_is_not_run(repo: GitRepo, tmp_path: Path) -> None:
    program = tmp_path / "monitor"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    repo.git("config", "core.fsmonitor", str(program))
    repo.write("docs/new.md", "new\n")
    assert Repository.open(repo.path).status(EVERYTHING).uncommitted == {"docs/new.md"}
    assert not (tmp_path / "ran").exists()


def test_81_looking_changes_nothing(repo: GitRepo) -> None:
    index = repo.path / ".git/index"
    before = index.read_bytes()
    os.utime(repo.path / "docs/a.md", (1, 1))  # for git a reason to write the index anew
    assert Repository.open(repo.path).status(EVERYTHING).uncommitted == frozenset()
    assert index.read_bytes() == before


# Git itself (64)


def test_64_git_missing_when_it_is_called(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Repository.open(repo.path)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    for call in (lambda: Repository.open(repo.path), lambda: opened.resolve("HEAD")):
        with pytest.raises(GitError, match="git is not installed") as raised:
            call()
        assert raised.value.code is Code.BS130
        assert "git: false" in raised.value.hint


def test_64_git_missing_from_the_start(repo: GitRepo, tmp_path: Path) -> None:
    """GitPython looks for git as it is imported, so this needs a Python that has not done so."""
    program = (
        "import sys, pathlib\n"
        "from broadsheet.errors import GitError\n"
        "from broadsheet.sources.git import Repository\n"
        "try:\n    Repository.open(pathlib.Path(sys.argv[1]))\n"
        "except GitError as error:\n    print(error.code.name, error.message)\n"
    )
    env = os.environ | {"PATH": str(tmp_path / "nothing"), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program, str(repo.path)], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "BS130 git is not installed, or not on the PATH\n"


# No repository, or one of an unusual kind (65-71)


def test_65_not_a_repository(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not in a git repository") as raised:
        Repository.open(tmp_path)
    assert raised.value.code is Code.BS131
    with pytest.raises(GitError, match="is not in a git repository"):
        Repository.open(tmp_path / "absent")


def test_66_no_commits(tmp_path: Path) -> None:
    GitRepo.init(tmp_path)
    with pytest.raises(GitError, match="no commits yet") as raised:
        Repository.open(tmp_path).resolve("HEAD")
    assert raised.value.code is Code.BS132


def test_67_shallow_clone(repo: GitRepo, tmp_path: Path) -> None:
    shallow = Repository.open(repo.shallow(tmp_path / "shallow").path)
    assert shallow.shallow
    assert not Repository.open(repo.path).shallow
    commit = shallow.resolve("HEAD")
    assert set(shallow.tree(commit, ["docs"])) == {"docs/a.md"}
    with pytest.raises(GitError, match="shallow") as raised:
        shallow.history(commit, ["docs"])
    assert raised.value.code is Code.BS133
    assert "git fetch --unshallow" in raised.value.hint
    assert "fetch-depth: 0" in raised.value.hint


def test_68_detached_head(repo: GitRepo) -> None:
    first = repo.sha("HEAD~1")
    repo.checkout(first)
    opened = Repository.open(repo.path)
    assert opened.resolve("HEAD") == first
    assert opened.history(first, EVERYTHING).files["docs/a.md"].changed.sha == first


def test_69_work_tree_whose_repository_is_gone(repo: GitRepo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "--quiet", str(tmp_path / "beside"), "-b", "side")
    repo.path.rename(tmp_path / "moved")
    with pytest.raises(GitError, match="where there is no repository") as raised:
        Repository.open(tmp_path / "beside" / "docs")
    assert raised.value.code is Code.BS134
    assert str(repo.path) in raised.value.message


def test_70_bare_repository(repo: GitRepo, tmp_path: Path) -> None:
    repo.tag("v1")
    bare = Repository.open(repo.bare(tmp_path / "bare.git").path)
    assert bare.root is None
    commit = bare.resolve("main")
    assert commit == repo.sha()
    assert bare.read(bare.tree(commit, ["docs"])["docs/a.md"].sha) == b"two\n"
    assert bare.history(commit, ["docs"]).files["docs/a.md"].created.sha == repo.sha("HEAD~1")
    with pytest.raises(GitError, match="bare") as raised:
        bare.status(EVERYTHING)
    assert raised.value.code is Code.BS135
    assert "--ref" in raised.value.hint


def test_71_a_submodule_is_listed_and_its_content_is_not(repo: GitRepo, tmp_path: Path) -> None:
    inner = GitRepo.init(tmp_path / "inner")
    inner.write("secret.md", "secret\n")
    inner.commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "docs/inner")
    commit = repo.commit()
    opened = Repository.open(repo.path)
    files = opened.tree(commit, ["docs"])
    assert set(files) == {"docs/a.md", "docs/inner"}
    assert files["docs/inner"] == TreeFile(0o160000, inner.sha())
    assert files["docs/inner"].mode == 0o160000
    assert files["docs/a.md"].mode == 0o100644
    assert set(opened.history(commit, ["docs"]).files) == set(files)


# Repositories that lack something (72-74)


def test_72_partial_clone_is_never_completed(repo: GitRepo, tmp_path: Path) -> None:
    repo.mv("docs/a.md", "docs/c.md")
    repo.write("docs/c.md", "two\nand more\n")
    repo.commit()
    clone = repo.clone(tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    partial = Repository.open(clone.path)
    commit = partial.resolve("HEAD")
    sha = partial.tree(commit, ["docs"])["docs/c.md"].sha
    for call in (lambda: partial.read(sha), lambda: partial.history(commit, EVERYTHING)):
        with pytest.raises(GitError, match="the clone is partial") as raised:
            call()
        assert raised.value.code is Code.BS136
        assert "--filter" in raised.value.hint
    here = clone.git("hash-object", "-w", "--stdin", stdin=b"here\n")
    assert partial.read(here) == b"here\n"
    missing = clone.git("rev-list", "--objects", "--all", "--missing=print")
    assert f"?{sha}" in missing.splitlines()


@pytest.mark.parametrize(
    ("break_it", "ref"),
    [
        (remove, "HEAD"),
        (damage, "HEAD"),
        (remove, "HEAD~1"),
        (damage, "HEAD~1"),
        (remove, "HEAD^{tree}"),
        (remove, "HEAD~1^{tree}"),
        (damage, "HEAD~1:docs"),
    ],
)
def test_73_no_dates_from_a_part_of_the_history(
    repo: GitRepo, break_it: Callable[[GitRepo, str], None], ref: str
) -> None:
    commit = repo.sha()
    break_it(repo, ref)
    opened = Repository.open(repo.path)
    with pytest.raises(
        GitError, match=r"git cannot read the repository: .*(tree|commit|[0-9a-f]{40})"
    ) as raised:
        opened.history(commit, EVERYTHING)
    assert raised.value.code is Code.BS137
    assert "git fsck" in raised.value.hint


@pytest.mark.parametrize("break_it", [remove, damage, truncate])
def test_73_unreadable_file(repo: GitRepo, break_it: Callable[[GitRepo, str], None]) -> None:
    repo.write("docs/large.bin", os.urandom(1_000_000))
    commit = repo.commit()
    break_it(repo, "HEAD:docs/large.bin")
    opened = Repository.open(repo.path)
    files = opened.tree(commit, ["docs"])
    with pytest.raises(GitError, match="unable to read") as raised:
        opened.read(files["docs/large.bin"].sha)
    assert raised.value.code is Code.BS137
    assert opened.read(files["docs/a.md"].sha) == b"two\n"


@pytest.mark.parametrize("break_it", [remove, damage])
def test_73_head_leads_to_nothing(repo: GitRepo, break_it: Callable[[GitRepo, str], None]) -> None:
    break_it(repo, "HEAD")
    with pytest.raises(GitError) as raised:
        Repository.open(repo.path).resolve("HEAD")
    assert raised.value.code is Code.BS137


def test_73_a_damaged_branch_is_not_one_without_commits(repo: GitRepo) -> None:
    (repo.path / ".git/refs/heads/main").write_text("garbage\n")
    with pytest.raises(GitError, match="refs/heads/main") as raised:
        Repository.open(repo.path).resolve("HEAD")
    assert raised.value.code is Code.BS137


def test_73_a_damaged_configuration_is_told(repo: GitRepo) -> None:
    (repo.path / ".git/config").write_text("[core\n")
    with pytest.raises(GitError, match="bad config") as raised:
        Repository.open(repo.path)
    assert raised.value.code is Code.BS137


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_74_dubious_ownership(repo: GitRepo) -> None:
    for path in (repo.path, *repo.path.rglob("*")):
        os.chown(path, 12345, 12345)
    with pytest.raises(GitError, match="dubious ownership") as raised:
        Repository.open(repo.path)
    assert raised.value.code is Code.BS138
    assert f"git config --global --add safe.directory {repo.path}" in raised.value.hint


@pytest.mark.parametrize("ref", ["nope", "", "--all", "1" * 40, "HEAD:docs/a.md", "HEAD^{tree}"])
def test_a_revision_that_is_no_commit(repo: GitRepo, ref: str) -> None:
    with pytest.raises(GitError, match="names no commit") as raised:
        Repository.open(repo.path).resolve(ref)
    assert raised.value.code is Code.BS139


def test_sha256_repositories_are_refused_in_words(tmp_path: Path) -> None:
    GitRepo.init(tmp_path, "--object-format=sha256")
    with pytest.raises(GitError, match="sha256") as raised:
        Repository.open(tmp_path)
    assert raised.value.code is Code.BS142
