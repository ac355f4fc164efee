"""``broadsheet release`` in real repositories: what it writes, and all that it leaves alone."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from tests.gitrepo import GitRepo
from tests.releasing.site import BEGUN, PAGE, WAITING, Site
from tests.sample import contents

from broadsheet.releasing.write import write

LATE = "---\naudience: everyone\ntype: added\n---\n# Late\n\nText.\n"


def editor(site: Site, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let a shell script be the editor; the page is ``$1``."""
    file = site.path.parent / f"{site.path.name}-editor"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(file))


def commit_page(site: Site) -> None:
    site.repo.commit("Release")


# What is written


def test_a_release_is_one_new_file(site: Site) -> None:
    before = site.sources()
    done = site.release("v2.5")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        f"{WAITING}{PAGE} gathers 3 entries: 1 added, 1 changed, 1 fixed, nothing breaking\n"
        "Written. Read it, then commit it.\n"
    )
    assert site.sources() == {**before, PAGE: BEGUN.encode()}
    assert site.checked() == [
        "changelog/later.md:4: BS308 this entry is scheduled: no edition holds it before 2099-01-01 00:00 UTC"
    ]
    assert site.releases() == {"old": "2.4", "named": "2.4", "dark": "2.5", "windows": "2.5", "rota": "2.5"}


def test_title_and_day_can_be_said(site: Site) -> None:
    site.release("2.5", "--title", "Night: the release", "--date", "2026-12-01")
    assert site.sources()[PAGE].startswith(b"---\ntitle: 'Night: the release'\ndate: 2026-12-01\n")
    assert site.project().held.releases[0].title == "Night: the release"


def test_next_says_why(site: Site) -> None:
    done = site.release("--next")
    assert done.stdout.splitlines()[2] == "2.5: 1 added, 1 changed, 1 fixed, nothing breaking since 2.4"
    assert site.sources()[PAGE] == BEGUN.encode()


def test_next_counts_as_the_configuration_says(site: Site) -> None:
    site.configure(plugin={"releases": {"scheme": "calendar"}})
    assert "2026.11: the first release of November 2026\n" in site.release("--next", "--dry-run").stdout
    site.configure(plugin={"releases": {"patch": ["added", "changed", "fixed"]}})
    assert "2.4.1: 1 added" in site.release("--next", "--dry-run").stdout


def test_a_type_that_is_no_patch_of_anything_is_a_mistake(site: Site) -> None:
    site.configure(plugin={"releases": {"patch": ["fxed"]}})
    done = site.release("--next")
    assert done.exit_code == 2
    assert "BS002 there is no type “fxed”" in done.stderr
    assert "Did you mean “fixed”?" in done.stderr


def test_a_dry_run_writes_nothing_and_shows_what_git_could_apply(site: Site) -> None:
    before = site.sources()
    done = site.release("2.5", "--dry-run")
    assert done.exit_code == 0
    assert site.sources() == before
    site.repo.git("apply", stdin=done.stdout.encode())
    assert site.sources() == {**before, PAGE: BEGUN.encode()}


def test_a_page_that_waits_for_its_release_keeps_its_words(site: Site) -> None:
    words = "---\r\ntitle: Night\r\naudience: everyone\r\n---\r\nIt is *night*.\r\n"
    site.write({PAGE: words})
    assert site.release("2.5").exit_code == 0
    assert site.sources()[PAGE].decode() == words.replace(
        "everyone\r\n", "everyone\r\nentries:\r\n  - windows\r\n  - rota\r\n  - dark\r\n"
    )


def test_a_page_that_git_ignores_is_not_written_over(site: Site) -> None:
    site.write({".gitignore": "/site/\n/changelog/2.5\n"})
    site.repo.write(PAGE, "Mine.\n")
    done = site.release("2.5")
    assert (done.exit_code, site.sources()[PAGE]) == (2, b"Mine.\n")
    assert f"{PAGE} is there, but git ignores it" in done.stderr


# Once more


def test_a_second_time_there_is_nothing_to_do(site: Site) -> None:
    site.release("2.5")
    before = site.sources()
    done = site.release("2.5")
    assert (done.exit_code, done.stdout) == (3, WAITING)
    assert done.stderr == "error: 2.5 is released, and nothing has come since\n"
    assert site.release("--next").exit_code == 3
    assert site.sources() == before


def test_what_comes_later_is_added_when_that_is_said(site: Site) -> None:
    site.release("2.5")
    commit_page(site)
    site.write({"changelog/late.md": LATE})
    before = site.sources()
    done = site.release("2.5")
    assert done.exit_code == 3
    assert "2.5 is released; 1 entry has come since" in done.stderr
    assert site.sources() == before
    assert site.release("2.5", "--late").exit_code == 0
    assert site.sources() == {**before, PAGE: BEGUN.replace("- dark\n", "- dark\n  - late\n").encode()}
    assert site.releases()["late"] == "2.5"


def test_nothing_is_added_to_a_release_that_is_not_there(site: Site) -> None:
    done = site.release("2.5", "--late")
    assert (done.exit_code, done.stderr) == (
        2,
        "error: there is no release 2.5 that something could be added to\n",
    )


def test_whom_a_page_does_not_introduce_the_release_to(site: Site) -> None:
    site.write({PAGE: "---\naudience: customers\n---\nHello.\n"})
    assert "It does not introduce the release to Support, Engineers" in site.release("2.5").stdout


def test_where_nothing_is_unreleased_there_is_nothing_to_do(site: Site) -> None:
    for path in ("dark.md", "windows.md", "desk/rota.md"):
        site.repo.rm(f"changelog/{path}")
    site.write({"docs/index.md": "---\naudience: everyone\n---\n# Index\n"})
    done = site.release("2.5")
    assert (done.exit_code, done.stderr) == (3, "error: nothing is unreleased\n")
    assert PAGE not in site.sources()


def test_entries_in_the_folder_of_a_release_to_come_are_introduced_too(
    site: Site,
) -> None:
    site.write({"changelog/2.5/ready.md": LATE.replace("Late", "Ready")})
    done = site.release("2.5")
    assert "gathers 4 entries" in done.stdout
    assert b"[Ready](ready.md)" in site.sources()[PAGE]
    assert site.release("2.5").exit_code == 3


def test_a_page_for_entries_that_all_lie_in_its_folder(site: Site) -> None:
    site.release("2.5")
    commit_page(site)
    site.write({"changelog/2.6/ready.md": LATE})
    assert "gathers 1 entry" in site.release("2.6").stdout
    assert site.release("2.6").exit_code == 3


# Tags


def test_what_a_tag_holds_is_released(site: Site) -> None:
    site.repo.tag("v2.4.9")
    site.write({"changelog/late.md": LATE})
    site.release("2.5")
    assert b"entries:\n  - late\n---" in site.sources()[PAGE]


def test_what_is_added_to_a_release_that_only_a_tag_made_pushes_nothing_out(site: Site) -> None:
    site.repo.tag("v2.5")
    site.write({"changelog/late.md": LATE})
    assert site.release("2.5").exit_code == 3
    assert site.release("2.5", "--late").exit_code == 0
    assert set(site.releases().values()) == {"2.4", "2.5"}


def test_a_draft_that_a_tag_holds_waits_for_its_own_release(site: Site) -> None:
    assert site.release("2.5", "--commit", "--tag").exit_code == 0
    site.edit("changelog/draft.md", "draft: true\n", "")
    assert site.releases()["draft"] == ""
    done = site.release("--next", "--dry-run")
    assert "2.6: 1 added, nothing breaking since 2.5" in done.stdout


def test_commit_and_tag(site: Site) -> None:
    head = site.repo.sha()
    done = site.release("2.5", "--commit", "--tag")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[3:] == [
        "Committed as “Release 2.5”.",
        "Tagged as v2.5. To publish the tag: git push origin v2.5",
    ]
    assert site.repo.git("show", "--format=%s", "--name-only", "HEAD") == f"Release 2.5\n\n{PAGE}"
    assert site.repo.sha("HEAD^") == head
    assert site.repo.git("cat-file", "-t", "v2.5") == "tag"
    assert site.repo.git("rev-parse", "v2.5^{commit}") == site.repo.sha()
    assert site.repo.git("status", "--porcelain") == ""
    again = site.release("2.5", "--commit", "--tag")
    assert (again.exit_code, again.stderr) == (3, "error: 2.5 is released and tagged\n")


def test_a_release_can_be_tagged_after_its_page_was_merged(site: Site) -> None:
    site.release("2.5")
    assert "is not committed" in site.release("2.5", "--tag").stderr
    commit_page(site)
    done = site.release("2.5", "--tag")
    assert (done.exit_code, site.repo.git("tag")) == (0, "v2.5")


def test_a_tag_is_called_as_those_before_it(site: Site) -> None:
    site.repo.tag("2.3", at="HEAD")
    site.write({"changelog/late.md": LATE})
    site.release("2.5", "--commit", "--tag")
    assert site.repo.git("tag").split() == ["2.3", "2.5"]


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("2.5", "--tag"), "a tag needs the release's page to be committed"),
        (("2.5-rc.1", "--commit", "--tag"), "neither “v2.5-rc.1” nor “2.5-rc.1” is a tag of the release"),
    ],
)
def test_what_cannot_be_tagged_is_not_even_written(site: Site, args: tuple[str, ...], problem: str) -> None:
    before = site.sources()
    done = site.release(*args)
    assert done.exit_code == 2
    assert problem in done.stderr
    assert site.sources() == before


@pytest.mark.parametrize("path", ["changelog/new.md", "unrelated.txt", "mkdocs.yml"])
def test_a_release_is_not_committed_beside_other_changes(site: Site, path: str) -> None:
    file = site.path / path
    site.repo.write(path, (file.read_bytes() if file.exists() else LATE.encode()) + b"\n")
    before = site.sources()
    done = site.release("2.5", "--commit")
    assert done.exit_code == 2
    assert f"{path} is not committed" in done.stderr
    assert site.sources() == before


def test_where_git_does_not_take_it_that_is_said(site: Site) -> None:
    hook = site.repo.write(".git/hooks/pre-commit", "#!/bin/sh\necho no way >&2\nexit 1\n")
    hook.chmod(0o755)
    done = site.release("2.5", "--commit", "--tag")
    assert done.exit_code == 1
    assert "`git commit` failed: no way" in done.stderr
    assert "The page is written. Mend what git says, and commit it." in done.stderr
    assert site.repo.git("tag") == ""


def test_a_project_below_the_repository_s_top(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("docs", "changelog", "mkdocs.yml"):
        site.repo.mv(name, f"handbook/{name}")
    site.repo.commit()
    monkeypatch.chdir(site.path / "handbook")
    assert site.release("2.5", "--commit", "--tag").exit_code == 0
    assert site.repo.git("show", "--format=", "--name-only", "v2.5^{commit}") == f"handbook/{PAGE}"


def test_a_changelog_that_is_a_repository_of_its_own(site: Site) -> None:
    own = GitRepo.init(site.path / "changelog")
    own.commit("Begin")
    site.repo.git("rm", "--quiet", "--cached", "-r", "changelog")
    site.repo.write(".gitignore", "/site/\n/changelog/\n")
    site.repo.commit()
    assert site.release("2.5", "--commit", "--tag").exit_code == 0
    assert own.git("show", "--format=", "--name-only", "v2.5^{commit}") == "2.5/index.md"
    assert site.repo.git("tag") == ""


def test_a_dry_run_neither_commits_nor_tags(site: Site) -> None:
    head = site.repo.sha()
    assert "The tag would be v2.5." in site.release("2.5", "--commit", "--tag", "--dry-run").stdout
    assert (site.repo.sha(), site.repo.git("tag")) == (head, "")


# The editor


def test_the_page_is_written_as_it_was_edited(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(site, monkeypatch, 'printf "Enjoy.\\n" >> "$1"')
    assert site.release("2.5", "--edit").exit_code == 0
    assert site.sources()[PAGE].decode() == f"{BEGUN}Enjoy.\n"


def test_a_page_that_is_left_empty_is_not_written(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(site, monkeypatch, ': > "$1"')
    done = site.release("2.5", "--edit")
    assert (done.exit_code, done.stderr) == (2, "error: the page was left empty; nothing was written\n")
    assert PAGE not in site.sources()


def test_a_mistake_is_found_before_anything_is_written(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(site, monkeypatch, 'printf "[Rota](../desk/rota.md)\\n" >> "$1"')
    before = site.sources()
    done = site.release("2.5", "--edit", answers="n\n")
    assert done.exit_code == 1
    assert (
        f"{PAGE}:19: BS401 “../desk/rota.md” is changelog/desk/rota.md, which is for support" in done.stderr
    )
    assert site.sources() == before


def test_a_mistake_can_be_mended_in_what_was_written(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    once = site.path.parent / "once"
    script = f'if [ -e {once} ]; then sed -i s/nowhere/dark/ "$1"; else touch {once}; '
    editor(site, monkeypatch, script + 'echo "[X](../nowhere.md)" >> "$1"; fi')
    done = site.release("2.5", "--edit", answers="y\n")
    assert (done.exit_code, "BS402" in done.stderr) == (0, True)
    assert site.sources()[PAGE].decode() == f"{BEGUN}[X](../dark.md)\n"


def test_no_editor_opens_where_nobody_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(site, monkeypatch, "exit 1")
    assert site.release("2.5").exit_code == 0


# What is wrong


@pytest.mark.parametrize(
    "wrong",
    [
        {"changelog/dark.md": "---\naudience: nobody\ntype: added\n---\n# Dark\n"},
        {"docs/index.md": "---\naudience: everyone\n---\n[X](nowhere.md)\n"},
        {"changelog/2.4/index.md": "---\naudience: everyone\nentries: [zzz]\n---\nText.\n"},
    ],
)
def test_where_anything_is_wrong_every_byte_stays(site: Site, wrong: dict[str, str]) -> None:
    site.write(wrong)
    before = site.sources()
    done = site.release("2.5")
    assert done.exit_code == 1
    assert f"{next(iter(wrong))}:" in done.stderr
    assert site.sources() == before


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        ((), "which release?"),
        (("2.5", "--next"), "which release?"),
        (("2",), "“2” cannot be a release's name"),
        (("../2.5",), "“../2.5” cannot be a release's name"),
        (("--next", "--print", "text"), "only a release that there is can be printed"),
        (("2.5", "--print", "text"), "for which audience?"),
        (("2.4", "--print", "text", "--audience", "zzz"), "there is no audience “zzz”"),
        (("2.4", "--print", "text", "--edition", "zzz"), "there is no edition “zzz”"),
        (
            ("2.4", "--print", "text", "--audience", "support", "--edition", "public"),
            "there is no audience “support” in the edition “public”",
        ),
    ],
)
def test_what_cannot_be_done_is_said(site: Site, args: tuple[str, ...], problem: str) -> None:
    done = site.release(*args)
    assert done.exit_code == 2
    assert problem in done.stderr


def test_a_name_that_is_too_long_is_found_before_it_is_written(site: Site) -> None:
    done = site.release("2.5-" + "x" * 70)
    assert (done.exit_code, "BS309" in done.stderr) == (1, True)
    assert not (site.path / "changelog" / ("2.5-" + "x" * 70)).exists()


# Readers


def test_no_reader_is_sent_anything_again_and_nobody_learns_of_what_others_get(site: Site) -> None:
    site.build()
    before = contents(site.path / "site")
    assert site.release("2.5", "--commit", "--tag").exit_code == 0
    site.build()
    after = contents(site.path / "site")
    feeds = {path for path in before if "/feeds/" in path and not path.startswith(".broadsheet/")}
    assert len(feeds) > 60
    assert {path for path in after if "/feeds/" in path and not path.startswith(".broadsheet/")} == feeds
    assert [path for path in sorted(feeds) if before[path] != after[path]] == []
    assert [path for path in before if path.endswith("index.html") and path not in after] == []
    release = "changelog/releases/2.5/index.html"
    assert "Rota canary" in site.read(release, "internal")
    assert "Rota canary" not in site.read(release)
    public = {path: data for path, data in after.items() if path.startswith("public/")}
    assert [path for path, data in public.items() if b"canary" in data or b"changelog/rota" in data] == []


def test_a_second_release_adds_what_is_new_and_leaves_what_was(site: Site) -> None:
    def items(audience: str) -> dict[str, tuple[str, str]]:
        feed = json.loads(site.read(f"feeds/{audience}.json", "internal"))
        return {item["id"]: (item["date_published"], item["date_modified"]) for item in feed["items"]}

    audiences = ("all", "customers", "support", "engineers")
    site.release("--next", "--commit", "--tag")
    site.build("internal")
    before = {audience: items(audience) for audience in audiences}
    site.write({"changelog/late.md": LATE})
    assert "2.6: 1 added, nothing breaking since 2.5" in site.release("--next", "--commit", "--tag").stdout
    site.build("internal")
    for audience in audiences:
        after = items(audience)
        assert after.keys() - before[audience].keys() == {
            f"tag:docs.example.com,2026:changelog/{audience}/late"
        }
        assert before[audience].items() <= after.items()
    assert site.repo.git("tag").split() == ["v2.5", "v2.6"]


# The file


def test_a_write_that_dies_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    for old in (None, b"old"):
        for step in itertools.count(1):
            shutil.rmtree(tmp_path)
            tmp_path.mkdir()
            file = tmp_path / "2.5" / "index.md"
            if old:
                file.parent.mkdir()
                file.write_bytes(old)
            child = os.fork()
            if not child:
                _write_and_die(file, step)
            _, status = os.waitpid(child, 0)
            assert (file.read_bytes() if file.exists() else None) in (old, b"new")
            assert [
                path.name for path in tmp_path.rglob("[!.]*") if path.name not in {"2.5", "index.md"}
            ] == []
            if status == 0:
                break
            assert status == signal.SIGKILL
        assert file.read_bytes() == b"new"
        assert [path.name for path in file.parent.iterdir()] == ["index.md"]
        assert step > 3


def _write_and_die(file: Path, step: int) -> None:
    steps = itertools.count(1)

    def count(event: str, arguments: tuple[object, ...]) -> None:
        changing = event in {"os.mkdir", "os.rename", "os.chmod", "os.remove"}
        opening = (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if (changing or opening) and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    write(file, b"new")
    os._exit(0)


def test_a_file_keeps_its_rights_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    file = tmp_path / "index.md"
    file.write_bytes(b"old")
    usual = file.stat().st_mode
    file.chmod(0o600)
    write(file, b"new")
    assert file.stat().st_mode & 0o777 == 0o600
    write(tmp_path / "other.md", b"new")
    assert (tmp_path / "other.md").stat().st_mode == usual
