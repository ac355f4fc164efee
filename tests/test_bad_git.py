"""Git that is missing, refuses, lacks something or tells odd things, from the command line.

Where git cannot tell the history, nothing is read, so that no second finding can be expected beside it.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.bad_inputs import page
from tests.bytes import find
from tests.gitrepo import GitRepo
from tests.newsroom import Newsroom

UNDATED = "---\ntitle: Undated\naudience: customers\ntype: added\n---\nText.\n"


def refused(newsroom: Newsroom, code: str, *args: str, env: dict[str, str] | None = None) -> str:
    """Build in vain, and return what is said about the repository as a whole."""
    return newsroom.fails(*args, planted=False, env=env).finding(".", code)


def entry_of(newsroom: Newsroom, title: str) -> dict[str, str]:
    """Return an entry as the customers' feed has it."""
    items = json.loads(newsroom.read("feeds/customers.json"))["items"]
    found: dict[str, str] = next(item for item in items if item["title"] == title)
    return found


def moved(newsroom: Newsroom, repo: GitRepo) -> Newsroom:
    """Return another repository of the project, with what is published."""
    shutil.copytree(newsroom.path / "site", repo.path / "site")
    return Newsroom(repo)


def test_64_git_is_not_installed(newsroom: Newsroom) -> None:
    told = refused(newsroom, "BS130", env={"PATH": str(newsroom.path / "nothing")})

    assert "git is not installed" in told
    assert "git: false" in told


def test_65_not_a_repository(newsroom: Newsroom) -> None:
    shutil.rmtree(newsroom.path / ".git")

    assert "git: false" in refused(newsroom, "BS131")

    newsroom.configure(plugin={"git": False})
    newsroom.put({"changelog/undated.md": UNDATED})
    assert "`date:`" in newsroom.fails().finding("changelog/undated.md:2", "BS311")

    newsroom.repo.rm("changelog/undated.md")
    newsroom.repo.rm("docs/planted.md")
    newsroom.succeeds()
    assert entry_of(newsroom, "Export to Parquet")["date_published"].startswith("2026-11-19T12:00:00")


def test_66_no_commits(newsroom: Newsroom) -> None:
    shutil.rmtree(newsroom.path / ".git")
    newsroom.repo.git("init", "--quiet")

    assert "git commit" in refused(newsroom, "BS132")


def test_67_a_shallow_clone(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.commit()
    shallow = moved(newsroom, newsroom.repo.shallow(tmp_path / "shallow"))

    told = refused(shallow, "BS133")

    for remedy in ("git fetch --unshallow", "fetch-depth: 0", "GIT_DEPTH: 0"):
        assert remedy in told
    shallow.repo.git("fetch", "--quiet", "--unshallow")
    shallow.succeeds()


def test_68_a_detached_head(newsroom: Newsroom) -> None:
    before = newsroom.published()
    newsroom.repo.checkout(newsroom.repo.sha())

    newsroom.succeeds()

    assert newsroom.published() == before


def test_69_a_work_tree_whose_repository_is_gone(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.repo.git("worktree", "add", "--quiet", str(tmp_path / "beside"), "-b", "side")
    beside = moved(newsroom, GitRepo(tmp_path / "beside"))
    newsroom.path.rename(tmp_path / "away")

    assert str(newsroom.path) in refused(beside, "BS134")


def test_70_a_bare_repository(newsroom: Newsroom, tmp_path: Path) -> None:
    bare = moved(newsroom, newsroom.repo.bare(tmp_path / "bare.git"))
    before = newsroom.published()

    run = bare.fails(code=2, planted=False)
    assert "mkdocs.yml" in run.err

    bare.succeeds("--ref", "main")
    assert bare.published() == before


def test_70_sources_in_a_bare_repository_want_a_revision(newsroom: Newsroom) -> None:
    newsroom.repo.git("config", "core.bare", "true")

    assert "--ref" in refused(newsroom, "BS135")

    before = newsroom.published()
    newsroom.succeeds("--ref", "main")
    assert newsroom.published() == before


def test_71_a_submodule_is_left_out(newsroom: Newsroom, tmp_path: Path) -> None:
    inner = GitRepo.init(tmp_path / "inner")
    inner.write("page.md", page("zqinnerword"))
    inner.commit()
    newsroom.repo.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "docs/inner"
    )
    newsroom.commit()
    assert (newsroom.path / "docs/inner/page.md").is_file()

    assert "warning:" in newsroom.succeeds().finding("docs/inner", "BS118")

    assert find(newsroom.path / "site", "zqinnerword") == []


def test_72_a_partial_clone_is_not_completed(newsroom: Newsroom, tmp_path: Path) -> None:
    partial = moved(
        newsroom, newsroom.repo.clone(tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    )
    shutil.copy(newsroom.path / "mkdocs.yml", partial.path)

    assert "--filter" in refused(partial, "BS136", "--ref", "main")


def test_73_a_missing_object(newsroom: Newsroom) -> None:
    newsroom.put({"docs/guide.md": page("Changed")})
    newsroom.commit()
    sha = newsroom.repo.sha("HEAD~1")
    newsroom.repo.rm(f".git/objects/{sha[:2]}/{sha[2:]}")

    told = refused(newsroom, "BS137")

    assert sha in told
    assert "git fsck" in told


@pytest.mark.parametrize("damage", [b"", b"no object"])
def test_73_a_corrupt_object(damage: bytes, newsroom: Newsroom) -> None:
    sha = newsroom.repo.sha("HEAD^{tree}")
    file = newsroom.path / f".git/objects/{sha[:2]}/{sha[2:]}"
    file.chmod(0o644)
    file.write_bytes(damage)

    assert "git fsck" in refused(newsroom, "BS137")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_74_dubious_ownership(newsroom: Newsroom) -> None:
    for path in (newsroom.path, *newsroom.path.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)

    told = refused(newsroom, "BS138")

    assert f"git config --global --add safe.directory {newsroom.path}" in told


def test_75_a_rename_keeps_the_first_date(newsroom: Newsroom) -> None:
    newsroom.put({"changelog/undated.md": UNDATED.replace("---\nText", "id: undated\n---\nText")})
    newsroom.repo.commit(date="2026-11-19T10:00:00Z")
    newsroom.repo.mv("changelog/undated.md", "changelog/2.4/renamed.md")
    newsroom.repo.commit(date="2026-11-19T20:00:00Z")

    newsroom.succeeds()

    assert entry_of(newsroom, "Undated")["date_published"].startswith("2026-11-19T10:00:00")


def test_76_an_entry_is_dated_by_the_merge_that_brought_it(newsroom: Newsroom) -> None:
    newsroom.repo.branch("side")
    newsroom.put({"changelog/undated.md": UNDATED})
    newsroom.repo.commit(date="2026-11-19T10:00:00Z")
    newsroom.repo.checkout("main")
    newsroom.repo.commit("Meanwhile", date="2026-11-19T11:00:00Z")
    newsroom.repo.merge("side", date="2026-11-19T12:30:00Z")

    newsroom.succeeds()

    assert entry_of(newsroom, "Undated")["date_published"].startswith("2026-11-19T12:30:00")


def test_76_what_only_a_merge_changes_is_published_and_no_change_of_its_date(newsroom: Newsroom) -> None:
    newsroom.put({"changelog/undated.md": UNDATED})
    newsroom.repo.commit(date="2026-11-19T10:00:00Z")
    newsroom.repo.branch("side")
    newsroom.repo.commit("Nothing", date="2026-11-19T11:00:00Z")
    newsroom.repo.checkout("main")
    newsroom.repo.merge("side", edit=True, date="2026-11-19T12:00:00Z")
    newsroom.put({"changelog/undated.md": UNDATED.replace("Text", "Other text")})
    newsroom.repo.commit(date="2026-11-19T12:00:00Z")

    newsroom.succeeds()

    found = entry_of(newsroom, "Undated")
    assert "Other text" in found["content_html"]
    assert found["date_modified"].startswith("2026-11-19T10:00:00")


def test_77_a_commit_older_than_its_parent_is_warned_of(newsroom: Newsroom) -> None:
    newsroom.put({"docs/guide.md": page("Changed")})
    newsroom.repo.commit(date="2020-01-01T00:00:00Z")

    assert "warning:" in newsroom.succeeds().finding(".", "BS140")


@pytest.mark.parametrize("when", [b"99999999999999 +0000", b"1763600000 +9900"])
def test_78_a_date_that_cannot_be_is_warned_of(when: bytes, newsroom: Newsroom) -> None:
    newsroom.put({"changelog/undated.md": UNDATED})
    newsroom.repo.commit_raw(b"Ada <ada@example.com> " + when)

    assert "warning:" in newsroom.succeeds().finding(".", "BS141")
    assert entry_of(newsroom, "Undated")["date_published"] < "2200"


def test_79_a_name_that_is_not_utf8(newsroom: Newsroom) -> None:
    newsroom.put({"docs/guide.md": page("Changed")})
    newsroom.repo.commit_raw(b"Andr\xe9 <andre@example.com> 1795161600 +0000")

    newsroom.succeeds()

    assert "Andr\ufffd" in newsroom.read("guide/index.html", "internal")
    assert find(newsroom.site("public"), "Andr\ufffd") == []


@pytest.mark.parametrize("name", ['say "hello"', "über käse", "日本語", "it's $HOME; ls", "a & b", "-rf"])
def test_80_odd_names_are_right(name: str, newsroom: Newsroom) -> None:
    newsroom.put({f"docs/{name}.md": page("An odd name."), "docs/bad.md": page(f"[x](<{name}.md>)")})
    newsroom.repo.commit(date="2026-11-19T10:00:00Z")

    newsroom.succeeds()

    assert "An odd name." in newsroom.read(f"{name}/index.html")
    assert "2026-11-19" in newsroom.read(f"{name}/index.html")


def test_80_a_line_break_in_a_name_is_shown_in_one_line(newsroom: Newsroom) -> None:
    newsroom.put({"docs/two\nlines.md": page("x")})

    assert "\\n" in newsroom.fails().finding("docs/two\\nlines.md", "BS109")


def test_81_what_is_not_committed_is_built(newsroom: Newsroom) -> None:
    newsroom.put({"docs/new.md": page("zqnewword"), "changelog/new.md": UNDATED})

    newsroom.succeeds()

    assert find(newsroom.site(), "zqnewword")
    assert entry_of(newsroom, "Undated")["date_published"].startswith("2026-11-19T09:00:00")
    newsroom.succeeds("--ref", "HEAD")
    assert find(newsroom.site(), "zqnewword") == []


def test_81_what_git_ignores_is_not_built(newsroom: Newsroom) -> None:
    newsroom.put({".gitignore": "/site/\nprivate*\n", "docs/private.md": page("zqprivateword")})

    newsroom.succeeds()

    assert find(newsroom.path / "site", "zqprivateword") == []


def test_82_mailmap_and_bots(newsroom: Newsroom) -> None:
    newsroom.put({".mailmap": "Ada King <ada@example.com>\n", "docs/guide.md": page("Changed")})
    newsroom.repo.commit(date="2026-11-19T10:00:00Z", author="dependabot[bot] <bot@example.com>")

    newsroom.succeeds()

    guide = newsroom.read("guide/index.html", "internal")
    assert "Ada King" in guide
    assert "Lovelace" not in guide
    assert find(newsroom.path / "site/public", "dependabot") == []
    assert find(newsroom.path / "site/internal", "dependabot") == []
    for name in ("Ada King", "Lovelace", "ada@example.com"):
        assert find(newsroom.site("public"), name) == []
