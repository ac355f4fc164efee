"""``broadsheet init``: a repository that builds, whatever it is called and whoever reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml.html import document_fromstring
from tests.gitrepo import ISOLATED, GitRepo
from tests.terminal import ENTER, Terminal

from broadsheet.cli import main
from broadsheet.config.settings import load_settings

NAMES = [
    "Handbook",
    'It\'s "ours": 東京 & <b>*x*</b> # no',
    "no",
    "- {a: [b]} !x | 100% 'y' \\n",
    "2.4",
]
WHO = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
}


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder is an empty one, and git knows who commits."""
    for key, value in (ISOLATED | WHO | {"COLUMNS": "60"}).items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def git(folder: Path, *args: str) -> str:
    return GitRepo(folder).git(*args)


@pytest.mark.parametrize("name", NAMES)
def test_a_site_of_any_name_is_sound(name: str, somewhere: Path) -> None:
    done = run("init", "site", "--name", name, "--defaults")
    assert (done.exit_code, done.stderr) == (0, "")
    config = str(somewhere / "site/mkdocs.yml")
    assert load_settings(Path(config)).config.values["site_name"] == name
    done = run("check", "-f", config)
    assert (done.exit_code, done.output) == (0, "7 documents, 1 entry: nothing is wrong\n")
    assert git(somewhere / "site", "log", "--format=%s") == f"Start {name}"
    assert git(somewhere / "site", "status", "--short") == ""


def test_every_edition_is_built_and_each_has_its_own(somewhere: Path) -> None:
    run("init", "site", "--name", NAMES[1], "--public", "Customers, Partners: EU", "--defaults")
    done = run("build", "-f", "site/mkdocs.yml")
    assert (done.exit_code, done.stderr) == (0, "")
    public, internal = somewhere / "site/site/public", somewhere / "site/site/internal"
    entry = next(path.name for path in (internal / "changelog").glob("*this-site-is-here"))
    assert "for Engineers only" in (internal / "changelog" / entry / "index.html").read_text()
    assert "for Engineers only" not in (public / "changelog" / entry / "index.html").read_text()
    page = document_fromstring((public / "index.html").read_text())
    assert page.xpath("//header//a/@aria-label | //header//a/@title") == [NAMES[1]] * 2
    assert NAMES[1] in page.xpath("string(//title)")
    assert not page.xpath("//header//b")
    assert (internal / "onboarding/first-week/write-an-entry/index.html").is_file()
    pages = b"".join(path.read_bytes() for path in public.rglob("*.html"))
    assert b"upport" not in pages
    assert b"ngineers" not in pages


@pytest.mark.parametrize(("public", "internal"), [("", "Team"), ("Readers, Writers", "")])
def test_one_kind_of_reader_means_one_edition(public: str, internal: str, somewhere: Path) -> None:
    done = run("init", "--public", public, "--internal", internal, "--host", "other", "--defaults")
    assert done.exit_code == 0
    done = run("build")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "site → site (" in done.stdout
    assert not list(somewhere.glob(".git[hl]*b*"))


@pytest.mark.parametrize(
    ("public", "internal"),
    [("No", "2024, On"), ("R&D: *team*", "Ops, 東京"), ("", "Yes, Null"), ("~ a ~", "")],
)
def test_audiences_may_be_called_anything(public: str, internal: str, somewhere: Path) -> None:
    done = run("init", "--public", public, "--internal", internal, "--defaults")
    assert (done.exit_code, done.stderr) == (0, "")
    done = run("check")
    assert (done.exit_code, done.stderr) == (0, "")


def test_each_host_has_its_own_files_and_no_other_s(somewhere: Path) -> None:
    for host, own, other in (("github", ".github", ".gitlab"), ("gitlab", ".gitlab", ".github")):
        run("init", host, "--host", host, "--defaults")
        assert "customers" in (somewhere / host / own / "CODEOWNERS").read_text()
        assert not (somewhere / host / other).exists()


def test_what_is_there_stays_and_is_named(somewhere: Path) -> None:
    repo = GitRepo.init(somewhere / "code")
    repo.git("remote", "add", "origin", "git@gitlab.example.com:acme/tools/code.git")
    repo.write("README.md", "mine")
    repo.write(".gitignore", "*.o\n")
    (somewhere / "elsewhere").mkdir()
    (repo.path / "overrides").symlink_to(somewhere / "elsewhere")
    sha = repo.commit()
    done = run("init", "code", "--defaults")
    assert done.exit_code == 1
    assert [line.strip() for line in done.stdout.splitlines() if line.startswith("  ")][:3] == [
        ".gitignore",
        "README.md",
        "overrides/main.html",
    ]
    assert "Add /site/ to .gitignore" in done.stdout
    assert (repo.path / "README.md").read_text() == "mine"
    assert list((somewhere / "elsewhere").iterdir()) == []
    assert repo.sha() == sha
    assert (repo.path / ".gitlab/CODEOWNERS").is_file()
    assert load_settings(repo.path / "mkdocs.yml").repo_url == "https://gitlab.example.com/acme/tools/code"
    repo.commit()
    assert run("check", "-f", "code/mkdocs.yml").exit_code == 0


def test_what_else_is_in_the_folder_is_not_committed(somewhere: Path) -> None:
    (somewhere / "private.txt").write_text("not for git")
    assert run("init", "--defaults").exit_code == 0
    assert git(somewhere, "status", "--short") == "?? private.txt"


def test_a_second_time_nothing_is_written(somewhere: Path) -> None:
    run("init", "site", "--defaults")
    (somewhere / "site/docs/index.md").unlink()
    done = run("init", "site", "--name", "Other", "--defaults")
    assert (done.exit_code, done.stdout) == (3, "site/mkdocs.yml is there already: nothing was written\n")
    assert git(somewhere / "site", "status", "--short").strip() == "D docs/index.md"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "error: there is nobody to ask"),
        (("--defaults", "--url", "docs.example.com"), "“docs.example.com” is no address"),
        (("--defaults", "--url", "https://[x/"), "“https://[x/” is no address"),
        (("--defaults", "--public", "Everyone"), "“Everyone” cannot be an audience"),
        (("--defaults", "--public", "?!"), "“?!” cannot be an audience"),
        (("--defaults", "--public", "Support"), "the audience “Support” is named twice"),
        (("--defaults", "--public", "", "--internal", " , "), "somebody has to read the site"),
        (("--defaults", "--name", " "), "' ' cannot be a site's name"),
        (("--defaults", "--name", "a\x07b"), "cannot be a site's name"),
    ],
)
def test_an_answer_that_cannot_be_used_writes_nothing(
    args: tuple[str, ...], message: str, somewhere: Path
) -> None:
    done = run("init", "site", *args)
    assert done.exit_code == 2
    assert message in done.stderr
    assert not (somewhere / "site").exists()


def test_without_git_there_is_no_repository(somewhere: Path) -> None:
    done = run("init", "--no-git", "--defaults", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    assert not (somewhere / ".git").exists()


def test_git_says_why_there_is_no_commit(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in WHO:
        monkeypatch.delenv(key)
    config = {"COUNT": "1", "KEY_0": "user.useConfigOnly", "VALUE_0": "true"}
    for key, value in config.items():
        monkeypatch.setenv(f"GIT_CONFIG_{key}", value)
    done = run("init", "--defaults")
    assert done.exit_code == 1
    assert "There is a repository, but no commit: no email was given" in done.stdout
    assert "  git add --all && git commit" in done.stdout


def test_a_folder_that_cannot_be_written_to(somewhere: Path) -> None:
    (somewhere / "file").write_text("")
    done = run("init", "file/site", "--defaults", "--no-git")
    assert done.exit_code == 1
    assert "cannot be written: Not a directory" in done.stderr


def test_the_editor_learns_new_words(somewhere: Path) -> None:
    run("init", "--defaults")
    assert run("init", "--editor").stdout == "for editors: nothing to change\n"
    config = somewhere / "mkdocs.yml"
    config.write_text(config.read_text().replace("support: {", "helpdesk: {"))
    (somewhere / ".vscode/settings.json").write_text("{}\n")
    assert run("init", "--editor").stdout == "for editors: 5 files\n"
    schema = json.loads((somewhere / ".vscode/schemas/entry.json").read_text())
    assert schema["properties"]["audience"]["anyOf"][0]["enum"][1] == "helpdesk"
    assert "customers,helpdesk,engineers" in (somewhere / ".vscode/broadsheet.code-snippets").read_text()
    assert (somewhere / ".vscode/settings.json").read_text() == "{}\n"


def test_questions_on_a_terminal(somewhere: Path) -> None:
    terminal = Terminal(["init", "our-site"], somewhere, {})
    terminal.expect("called? ").expect("Our site").type(ENTER)
    terminal.expect("public site?").expect("Customers").type(" and more, everyone", ENTER)
    terminal.expect("“everyone” cannot be an audience").type("\x15", "Customers", ENTER)
    terminal.expect("internal site").type(ENTER)
    terminal.expect("find it?").type("\x15", "https://acme.example", ENTER)
    terminal.expect("repository be?").type(ENTER)
    code, out = terminal.end()
    assert code == 0
    assert re.match(r"\d+ files written in our-site\n", out)
    settings = load_settings(somewhere / "our-site/mkdocs.yml")
    assert settings.editions["public"].site_url == "https://acme.example/"
    assert list(settings.audiences) == ["customers", "support", "engineers"]
