"""What is kept from build to build changes nothing: content is what it would be if all was read anew."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gitrepo import GitRepo
from tests.model.samples import NOW, RULES

from broadsheet.findings import Finding, Findings
from broadsheet.model.content import build_content
from broadsheet.model.items import Content
from broadsheet.sources.files import WorkTree
from broadsheet.sources.fingerprint import source_fingerprint
from broadsheet.sources.git import Repository
from broadsheet.sources.read import read
from broadsheet.sources.request import Request, Snippets
from broadsheet.sources.tree import blob_name
from broadsheet.store import Store

PATHS = (
    "docs/index.md",
    "docs/sub/a.md",
    "docs/x.css",
    "changelog/x.md",
    "changelog/2.0/y.md",
    "changelog/2.0/index.md",
)
TEXTS = (
    "---\ntitle: Title {n}\naudience: customers\ntype: added\n---\nText {n} [a](a.md).\n",
    "---\ntitle: Title {n}\naudience: engineers\ntype: added\n---\nText {n} [a](a.md).\n",
    "---\ntype: fixed\n---\n# Heading {n}\n\n/// audience | support\nMore {n}.\n///\n",
    "---\naudience: everyone\ntype: added\ndate: 2026-06-1{n}\nexpires_on: 2026-06-20\n---\n# Title\n",
    "---\naudience: everyone\nsearch: {{boost: {n}, since: 2026-01-02}}\n---\n# Title {n}\n",
    "---\naudience: everyone\nsearch: {{boost: {n}.0, x: [1, true, ~]}}\nhide: [toc]\n---\n# Title {n}\n",
    '---\naudience: everyone\ntype: added\n---\n# Title\n\n--8<-- "docs/sub/a.md:7"\n',
    "---\naudience: nobody\ntype: odd\n---\n# Finding {n}\n",
    "---\ntitle: [\n---\n",
    "$Id$\r\nNo front matter {n}\r\n",
)


@dataclass(frozen=True, slots=True)
class Made:
    """What a project is read as."""

    content: Content
    findings: list[Finding]


def request(project: Path) -> Request:
    return Request(project, "docs", "changelog", True, re.compile(r"v(?P<version>.*)"), Snippets((".",)))


def build(asked: Request, store: Store | None, later: int = 0) -> Made:
    findings = Findings()
    rules = replace(RULES, now=NOW + timedelta(days=later))
    return Made(build_content(read(asked, findings, store), rules, findings, store), list(findings))


Step = Callable[[GitRepo], object]

paths, texts, digits = st.sampled_from(PATHS), st.integers(0, len(TEXTS) - 1), st.integers(0, 9)


def write(path: str, text: int, digit: int) -> Step:
    def step(repo: GitRepo) -> None:
        (repo.path / path).unlink(missing_ok=True)
        repo.write(path, TEXTS[text].format(n=digit))

    return step


def overwrite(path: str, digit: int) -> Step:
    """Change a file and neither its size nor its times: git has to notice by its change time alone."""

    def step(repo: GitRepo) -> None:
        file = repo.path / path
        if file.is_file():
            before = file.stat()
            file.write_bytes(re.sub(rb"\d(?=\D*$)", b"%d" % digit, file.read_bytes()))
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    return step


def delete(path: str) -> Step:
    return lambda repo: (repo.path / path).unlink(missing_ok=True)


def move(path: str, target: str) -> Step:
    def step(repo: GitRepo) -> None:
        if (repo.path / path).is_file():
            repo.mv(path, target)

    return step


def link(path: str, target: str) -> Step:
    def step(repo: GitRepo) -> None:
        file = repo.path / path
        file.unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.symlink_to(os.path.relpath(repo.path / target, file.parent))

    return step


def end_lines_as_windows_does(path: str) -> Step:
    def step(repo: GitRepo) -> None:
        file = repo.path / path
        if file.is_file():
            file.write_bytes(re.sub(b"\r?\n", b"\r\n", file.read_bytes()))

    return step


def change_mode(path: str, mode: int) -> Step:
    def step(repo: GitRepo) -> None:
        if (repo.path / path).is_file():
            (repo.path / path).chmod(mode)

    return step


def touch(path: str) -> Step:
    def step(repo: GitRepo) -> None:
        if (repo.path / path).is_file():
            (repo.path / path).touch()

    return step


def run(*command: str) -> Step:
    return lambda repo: repo.git(*command)


def look_away(path: str, option: str) -> Step:
    """Tell git not to look at a file, or to look again."""
    return lambda repo: repo.git("ls-files", "--", path) and repo.git("update-index", option, "--", path)


def defaults(audience: str) -> Step:
    return lambda repo: repo.write("docs/.meta.yml", f"audience: {audience}\nsearch: {{boost: 1}}\n")


def attributes(text: str) -> Step:
    return lambda repo: repo.write("docs/.gitattributes", text)


LOOK_AWAY = ("--assume-unchanged", "--no-assume-unchanged", "--skip-worktree", "--no-skip-worktree")
ATTRIBUTES = ("", "* text=auto\n", "* -text\n", "*.md ident\n", "*.md eol=crlf\n", "*.md diff\n")

steps = st.one_of(
    st.builds(write, paths, texts, digits),
    st.builds(write, paths, texts, digits),
    st.builds(overwrite, paths, digits),
    st.builds(overwrite, paths, digits),
    st.builds(delete, paths),
    st.builds(move, paths, st.sampled_from((*PATHS, "docs/new.md", "changelog/new.md"))),
    st.builds(link, paths, paths),
    st.builds(end_lines_as_windows_does, paths),
    st.builds(change_mode, paths, st.sampled_from([0o644, 0o755])),
    st.builds(touch, paths),
    st.builds(defaults, st.sampled_from(["support", "everyone", "[support"])),
    st.builds(attributes, st.sampled_from(ATTRIBUTES)),
    st.builds(look_away, paths, st.sampled_from(LOOK_AWAY)),
    st.sampled_from(
        [
            GitRepo.commit,
            run("add", "--all"),
            run("reset", "--quiet"),
            run("checkout", "--quiet", "--force", "HEAD", "."),
            run("status"),
            run("config", "core.autocrlf", "input"),
            run("config", "core.autocrlf", "false"),
            run("tag", "--force", "v1.0"),
        ]
    ),
)


def check_bytes(repo: GitRepo) -> None:
    """What a tree says that files hold is what they hold."""
    tree = WorkTree(repo.path, Repository.open(repo.path), ("docs", "changelog"))
    for file in tree.read(("docs", "changelog"), Findings()):
        assert file.data == (repo.path / file.path).read_bytes(), file.path
        assert file.blob == blob_name(file.data)


def check_sequence(folder: Path, changes: list[tuple[Step, int]]) -> None:
    repo = GitRepo.init(folder / "repo")
    for path in PATHS:
        write(path, 0, 0)(repo)
    repo.commit()
    told: list[tuple[bytes | None, Content]] = []
    with Store(folder / "store.db") as store:
        for step, later in changes:
            step(repo)
            mark = source_fingerprint(request(repo.path))
            warm = build(request(repo.path), store, later)
            cold = build(request(repo.path), None, later)
            assert warm == cold
            assert [repr(d.page_meta) for d in warm.content.documents] == [
                repr(d.page_meta) for d in cold.content.documents
            ]
            assert [a.data for a in warm.content.assets] == [
                (repo.path / a.path).read_bytes() for a in warm.content.assets
            ]
            check_bytes(repo)
            told.append((mark, build(request(repo.path), None).content))
    assert all(
        before == after
        for (mark, before), (same, after) in pairwise(told)
        if mark is not None and mark == same
    )


sequences = st.lists(st.tuples(steps, st.integers(-10, 10)), min_size=4, max_size=12)


@settings(max_examples=6)
@given(sequences)
def test_content_is_what_it_would_be_without_a_store(changes: list[tuple[Step, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_sequence(Path(folder), changes)


@pytest.mark.long
@settings(max_examples=200)
@given(sequences)
def test_content_is_what_it_would_be_without_a_store_after_many_changes(
    changes: list[tuple[Step, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_sequence(Path(folder), changes)
