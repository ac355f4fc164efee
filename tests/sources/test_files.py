from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.gitrepo import GitRepo

from broadsheet.codes import Code, Severity
from broadsheet.errors import GitError
from broadsheet.findings import Finding, Findings
from broadsheet.sources.files import CommitTree, SourceFile, WorkTree
from broadsheet.sources.git import Repository
from broadsheet.sources.tree import blob_name

FOLDERS = ("docs", "changelog")
KINDS = ("disk", "work tree", "commit")


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return GitRepo.init(tmp_path / "repo")


def tree(repo: GitRepo, kind: str = "work tree", project: str = "") -> WorkTree | CommitTree:
    """The repository's files, after a commit of all, as one of the KINDS sees them."""
    sha = repo.commit()
    if kind == "disk":
        return WorkTree(repo.path / project)
    repository = Repository.open(repo.path)
    return (
        CommitTree(repository, sha, project)
        if kind == "commit"
        else WorkTree(repo.path / project, repository)
    )


def source(path: str, data: bytes, target: str | None = None) -> SourceFile:
    return SourceFile(path, blob_name(data), lambda: data, target)


def read(files: WorkTree | CommitTree) -> tuple[dict[str, bytes], list[Finding]]:
    findings = Findings()
    found = {file.path: file.data for file in files.read(FOLDERS, findings)}
    return found, list(findings)


@pytest.mark.parametrize("kind", KINDS)
def test_reads_the_same_files_in_the_same_order(repo: GitRepo, kind: str) -> None:
    for path in (
        "docs/b.md",
        "docs/B/z.png",
        "docs/a/index.md",
        "docs/a.md",
        "docs/é x.md",
        "changelog/1.md",
    ):
        repo.write(path, path)
    repo.write("mkdocs.yml", "site_name: x\n")

    files = tree(repo, kind).read((*FOLDERS, "docs/a", "none"), findings := Findings())

    names = ["changelog/1.md", "docs/B/z.png", "docs/a.md", "docs/a/index.md", "docs/b.md", "docs/é x.md"]
    assert files == tuple(source(name, name.encode()) for name in names)
    assert list(findings) == []


@pytest.mark.parametrize("kind", KINDS)
def test_reads_from_the_top_folder(repo: GitRepo, kind: str) -> None:
    repo.write("a.md", "a")
    repo.write("b/c.md", "c")

    files = tree(repo, kind).read((".",), Findings())

    assert [file.path for file in files] == ["a.md", "b/c.md"]


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_files_and_those_of_editors_are_no_content(repo: GitRepo, kind: str) -> None:
    for path in (
        ".meta.yml",
        "a/.meta.yml",
        ".secret.md",
        ".vscode/a.md",
        "a.md~",
        ".a.md.swp",
        "a.md.swp",
        "#a.md#",
    ):
        repo.write(f"docs/{path}", "x")

    found, findings = read(tree(repo, kind))

    assert list(found) == ["docs/.meta.yml", "docs/a/.meta.yml"]
    assert findings == []


@pytest.mark.parametrize("kind", KINDS)
def test_project_below_the_top_of_the_repository(repo: GitRepo, kind: str) -> None:
    repo.write("docs/not-this.md", "x")
    repo.write("site/docs/a.md", "a")
    repo.write("site/samples/x.py", "x")
    repo.write("other/secret.py", "s")
    (repo.path / "site/docs/link.md").symlink_to("../samples/x.py")
    files = tree(repo, kind, "site")

    assert files.read(FOLDERS, Findings()) == (
        source("docs/a.md", b"a"),
        source("docs/link.md", b"x", target="samples/x.py"),
    )
    assert files.get("docs/../samples/x.py") == source("samples/x.py", b"x")
    outside = None if kind == "disk" else source("../other/secret.py", b"s")
    assert files.get("../other/secret.py") == outside


def test_work_tree_holds_what_is_new_and_not_what_is_deleted_or_ignored(repo: GitRepo) -> None:
    repo.write(".gitignore", "*.log\nbuild/\n")
    repo.write("docs/kept.md", "old")
    repo.write("docs/deleted.md", "x")
    repo.commit()
    repo.write("docs/kept.md", "new")
    repo.write("docs/new.md", "new")
    repo.write("docs/a.log", "x")
    repo.write("docs/build/x.html", "x")
    repo.rm("docs/deleted.md")

    files = WorkTree(repo.path, Repository.open(repo.path))

    assert read(files) == ({"docs/kept.md": b"new", "docs/new.md": b"new"}, [])
    assert files.get("docs/a.log") is None


def test_commit_holds_what_was_committed(repo: GitRepo) -> None:
    repo.write("docs/a.md", "old")
    files = tree(repo, "commit")
    repo.write("docs/a.md", "new")
    repo.write("docs/b.md", "new")

    assert read(files) == ({"docs/a.md": b"old"}, [])


def test_a_repository_without_commits_has_no_list_of_files(repo: GitRepo) -> None:
    with pytest.raises(GitError) as raised:
        WorkTree(repo.path, Repository.open(repo.path))

    assert raised.value.code is Code.BS132


def test_a_name_that_the_disk_has_in_another_unicode_form_than_git(repo: GitRepo) -> None:
    repo.write("docs/e\u0301.md", "x")
    repo.commit()
    repo.mv("docs/e\u0301.md", "docs/é.md")
    repo.write(".git/info/exclude", "é.md\n")

    assert read(WorkTree(repo.path, Repository.open(repo.path))) == ({"docs/é.md": b"x"}, [])


# Symbolic links


@pytest.mark.parametrize("kind", KINDS)
def test_40_link_inside_the_repository_names_its_target(repo: GitRepo, kind: str) -> None:
    repo.write("docs/internal/a.md", "text")
    repo.write("docs/x/keep", "x")
    (repo.path / "docs/one.md").symlink_to("./x//../two.md")
    (repo.path / "docs/two.md").symlink_to("internal/a.md")
    files = tree(repo, kind)
    findings = Findings()

    by_path = {file.path: file for file in files.read(FOLDERS, findings)}

    assert by_path["docs/one.md"] == source("docs/one.md", b"text", target="docs/internal/a.md")
    assert by_path["docs/internal/a.md"].target is None
    assert files.get("docs/one.md") == by_path["docs/one.md"]
    assert list(findings) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("target", "code", "says"),
    [
        pytest.param("../../outside/secret.md", Code.BS111, "out of the repository", id="37-outside"),
        pytest.param("../../repo/docs/page.md", Code.BS111, "out of the repository", id="37-out-and-in"),
        pytest.param("up/outside/secret.md", Code.BS111, "out of the repository", id="37-over-a-link"),
        pytest.param("{root}/outside/secret.md", Code.BS111, "is absolute", id="37-absolute"),
        pytest.param("/etc/passwd", Code.BS111, "is absolute", id="37-system"),
        pytest.param("link.md", Code.BS112, "more links", id="38-itself"),
        pytest.param("loop/x.md", Code.BS112, "more links", id="38-over-a-folder"),
        pytest.param("none.md", Code.BS113, "docs/none.md is not there", id="39-dangling"),
        pytest.param("page.md/x", Code.BS113, "docs/page.md/x is not there", id="39-below-a-file"),
        pytest.param("../.git/config", Code.BS113, ".git is not there", id="37-git"),
        pytest.param("internal", Code.BS114, "leads to a folder", id="folder"),
        pytest.param(".", Code.BS114, "leads to a folder", id="own-folder"),
        pytest.param("..", Code.BS114, "leads to a folder", id="top-folder"),
    ],
)
def test_a_link_that_is_not_followed(repo: GitRepo, kind: str, target: str, code: Code, says: str) -> None:
    outside = repo.path.parent / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret")
    repo.write("docs/page.md", "page")
    repo.write("docs/internal/a.md", "a")
    links = repo.path / "docs"
    (links / "link.md").symlink_to(target.format(root=repo.path.parent))
    repo.write("other/x", "x")
    (links / "up").symlink_to("../..")
    (links / "loop").symlink_to("loop")
    files = tree(repo, kind)

    found, findings = read(files)

    assert found == {"docs/internal/a.md": b"a", "docs/page.md": b"page"}
    (finding,) = [finding for finding in findings if finding.place.path == "docs/link.md"]
    assert finding.code is code
    assert finding.severity is Severity.ERROR
    assert says in finding.message
    assert finding.hint
    assert files.get("docs/link.md") is None


@pytest.mark.parametrize("kind", ["work tree", "commit"])
def test_a_link_to_an_ignored_file_is_dangling(repo: GitRepo, kind: str) -> None:
    repo.write(".gitignore", ".env\n")
    repo.write(".env", "TOKEN=x")
    repo.write("docs/a.md", "a")
    (repo.path / "docs/link.md").symlink_to("../.env")

    found, findings = read(tree(repo, kind))

    assert list(found) == ["docs/a.md"]
    assert [(finding.code, finding.place.path) for finding in findings] == [(Code.BS113, "docs/link.md")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_of_content_that_is_a_link(repo: GitRepo, kind: str) -> None:
    repo.write("elsewhere/a.md", "a")
    (repo.path / "docs").symlink_to("elsewhere")

    found, findings = read(tree(repo, kind))

    assert found == {}
    assert [(finding.code, finding.place.path) for finding in findings] == [(Code.BS114, "docs")]


def test_files_that_git_knows_below_what_is_now_a_link_are_not_read(repo: GitRepo) -> None:
    outside = repo.path.parent / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("secret")
    repo.write("docs/folder/a.md", "a")
    repo.commit()
    repo.rm("docs/folder")
    (repo.path / "docs/folder").symlink_to(outside)
    files = WorkTree(repo.path, Repository.open(repo.path))

    found, findings = read(files)

    assert found == {}
    assert [finding.code for finding in findings] == [Code.BS111]
    assert files.get("docs/folder/a.md") is None


# One file by its path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "path",
    [
        "../outside.md",
        "docs/../../outside.md",
        "/etc/passwd",
        "docs",
        "none.md",
        "docs/\0",
        "docs/a.md/b",
        ".git/config",
    ],
)
def test_41_gets_nothing_from_outside(repo: GitRepo, kind: str, path: str) -> None:
    (repo.path.parent / "outside.md").write_text("secret")
    repo.write("docs/a.md", "a")

    assert tree(repo, kind).get(path) is None


# What is no file


@pytest.mark.parametrize("kind", ["disk", "work tree"])
def test_43_pipes_and_sockets_are_reported_and_never_opened(repo: GitRepo, kind: str) -> None:
    repo.write("docs/a.md", "a")
    files = tree(repo, kind)
    os.mkfifo(repo.path / "docs/pipe.md")
    with socket.socket(socket.AF_UNIX) as server, pytest.MonkeyPatch.context() as patch:
        patch.chdir(repo.path / "docs")  # the path of a socket may not be long
        server.bind("socket.md")
        found, findings = read(files)

    assert list(found) == ["docs/a.md"]
    assert [(finding.code, finding.place.path) for finding in findings] == [
        (Code.BS115, "docs/pipe.md"),
        (Code.BS115, "docs/socket.md"),
    ]
    assert all(finding.hint for finding in findings)


def test_43_a_link_to_a_device_is_absolute(repo: GitRepo) -> None:
    repo.write("docs/a.md", "a")
    (repo.path / "docs/zero.md").symlink_to("/dev/zero")

    assert [finding.code for finding in read(tree(repo))[1]] == [Code.BS111]


@pytest.mark.parametrize("kind", KINDS)
def test_71_submodules_are_left_out_with_a_warning(repo: GitRepo, tmp_path: Path, kind: str) -> None:
    other = GitRepo.init(tmp_path / "other")
    other.write("inner.md", "x")
    other.commit()
    repo.write("docs/a.md", "a")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.path), "docs/sub")

    found, findings = read(tree(repo, kind))

    assert list(found) == ["docs/a.md"]
    (finding,) = findings
    assert (finding.code, finding.place.path, finding.severity) == (Code.BS118, "docs/sub", Severity.WARNING)
    assert finding.hint


def test_a_repository_inside_that_git_does_not_track_is_left_out(repo: GitRepo) -> None:
    repo.write("docs/a.md", "a")
    files = tree(repo)
    inner = GitRepo.init(repo.path / "docs/inner")
    inner.write("b.md", "b")
    inner.commit()

    assert list(read(files)[0]) == ["docs/a.md"]
    found, findings = read(WorkTree(repo.path, Repository.open(repo.path)))
    assert list(found) == ["docs/a.md"]
    assert [(finding.code, finding.place.path) for finding in findings] == [(Code.BS118, "docs/inner")]


def test_without_git_a_folder_of_content_may_be_a_clone(repo: GitRepo) -> None:
    GitRepo.init(repo.path / "docs").write("a.md", "a")

    assert read(WorkTree(repo.path)) == ({"docs/a.md": b"a"}, [])


# What cannot be read


@contextmanager
def without_privileges() -> Iterator[None]:
    """As a user who may not read everything."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_unreadable_files_and_folders() -> None:
    with tempfile.TemporaryDirectory() as folder:  # a test's own folder is closed to other users
        project = Path(folder)
        project.chmod(0o755)
        for name in ("a.md", "closed.md", "shut/b.md"):
            file = project / "docs" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("x")
        (project / "docs/closed.md").chmod(0)
        (project / "docs/shut").chmod(0)

        with without_privileges():
            found, findings = read(WorkTree(project))

    assert found == {"docs/a.md": b"x"}
    assert [(finding.code, finding.place.path) for finding in findings] == [
        (Code.BS116, "docs/closed.md"),
        (Code.BS116, "docs/shut"),
    ]
    assert all("Permission denied" in finding.message and finding.hint for finding in findings)


def test_89_a_file_that_goes_away_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("a")
    really_open = os.open

    def delete_and_open(path: Path, flags: int) -> int:
        path.unlink()
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", delete_and_open)

    found, findings = read(WorkTree(tmp_path))

    assert found == {}
    assert [(finding.code, finding.place.path) for finding in findings] == [(Code.BS117, "docs/a.md")]


def test_a_file_that_becomes_a_link_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("a")
    really_open = os.open

    def swap_and_open(path: Path, flags: int) -> int:
        path.unlink()
        path.symlink_to("../secret")
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", swap_and_open)

    found, findings = read(WorkTree(tmp_path))

    assert found == {}
    assert [finding.code for finding in findings] == [Code.BS116]


# Names


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "code", "shown", "says"),
    [
        pytest.param("a\\b.md", Code.BS109, "a\\b.md", "“\\”", id="35-backslash"),
        pytest.param("%2e%2e/x.md", Code.BS109, "%2e%2e", "“%2e”", id="35-percent-encoding"),
        pytest.param("a\nb.md", Code.BS109, "a\\nb.md", "“\\n”", id="36-line-break"),
        pytest.param("a\x1bb.md", Code.BS109, "a\\x1bb.md", "“\\x1b”", id="36-escape"),
        pytest.param("a\u202eb.md", Code.BS109, "a\\u202eb.md", "“\\u202e”", id="8-bidi"),
        pytest.param(os.fsdecode(b"caf\xe9.md"), Code.BS109, "caf\\udce9.md", "“\\udce9”", id="1-latin-1"),
        pytest.param("é" * 99 + ".md", Code.BS110, "é" * 99 + ".md", "201 bytes", id="36-long"),
    ],
)
def test_a_name_that_makes_no_address(
    repo: GitRepo, kind: str, name: str, code: Code, shown: str, says: str
) -> None:
    repo.write(f"docs/{name}", "x")
    repo.write("docs/a%b 100%.md", "fine")

    found, findings = read(tree(repo, kind))

    assert list(found) == ["docs/a%b 100%.md"]
    (finding,) = findings
    assert (finding.code, finding.place.path) == (code, f"docs/{shown}")
    assert says in finding.message
    assert finding.hint


def test_36_a_name_longer_than_any_disk_takes(repo: GitRepo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"x")
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},docs/{'x' * 300}.md")
    repo.git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message=x")

    found, findings = read(CommitTree(Repository.open(repo.path), repo.sha()))

    assert found == {}
    assert [finding.code for finding in findings] == [Code.BS110]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("first", "second", "code", "place"),
    [
        pytest.param("e\u0301.md", "é.md", Code.BS107, "docs/é.md", id="6-normal-forms"),
        pytest.param("E\u0301/a.md", "é/b.md", Code.BS108, "docs/é", id="7-both"),
        pytest.param("README.md", "readme.md", Code.BS108, "docs/readme.md", id="7-case"),
        pytest.param("Guide/a.md", "guide/b.md", Code.BS108, "docs/guide", id="7-folders"),
    ],
)
def test_names_that_cannot_be_told_apart(
    repo: GitRepo, kind: str, first: str, second: str, code: Code, place: str
) -> None:
    repo.write(f"docs/{first}", "1")
    repo.write(f"docs/{second}", "2")
    repo.write("docs/straße.md", "3")
    repo.write("docs/strasse.md", "4")

    _, findings = read(tree(repo, kind))

    (finding,) = findings
    assert (finding.code, finding.place.path) == (code, place)
    top_first = f"docs/{first}" if "." in place else f"docs/{first.partition('/')[0]}"
    for name in (top_first, place):
        assert name in finding.message or ascii(name) in finding.message
    assert finding.hint


# What is read, and when


@pytest.mark.parametrize("change", ["edited", "deleted", "folder"])
def test_a_committed_file_holds_what_it_did_when_it_was_listed(repo: GitRepo, change: str) -> None:
    file = repo.write("docs/a.md", "listed")
    repo.commit()
    files = WorkTree(repo.path, Repository.open(repo.path), FOLDERS)
    (found,) = files.read(FOLDERS, Findings())

    file.unlink()
    if change == "edited":
        file.write_text("edited")
    elif change == "folder":
        file.mkdir()

    assert found == source("docs/a.md", b"listed")
    assert found.data == b"listed"


@pytest.mark.parametrize("how", ["* text=auto\n", "*.md eol=lf\n", "core.autocrlf", "info", "not looked at"])
def test_a_file_that_git_would_convert_or_does_not_look_at_is_read(repo: GitRepo, how: str) -> None:
    repo.write("docs/a.md", "a\n")
    if how.startswith("*"):
        repo.write(".gitattributes", how)
    repo.commit()
    if how == "core.autocrlf":
        repo.git("config", how, "true")
    elif how == "info":
        repo.write(".git/info/attributes", "*.md text\n")
    elif how == "not looked at":
        repo.git("update-index", "--assume-unchanged", "docs/a.md")
    repo.write("docs/a.md", "a\r\n")
    repo.git("add", "--all")

    files = WorkTree(repo.path, Repository.open(repo.path), FOLDERS)

    assert repo.git("status", "--porcelain") == ""
    assert files.read(FOLDERS, Findings()) == (source("docs/a.md", b"a\r\n"),)
