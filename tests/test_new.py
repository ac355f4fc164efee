"""``broadsheet new``: files that ``check`` takes, whatever is there already."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from broadsheet.cli import main
from tests.gitrepo import ISOLATED, GitRepo
from tests.terminal import DOWN, ENTER, SPACE, Terminal

TODAY = datetime.now().astimezone().date().isoformat()
CI = ("GITHUB_REF", "GITHUB_EVENT_PATH", "GITHUB_HEAD_REF", "CI_MERGE_REQUEST_IID", "CI_COMMIT_REF_NAME")
ENTRY = ("--audience", "customers", "--type", "added")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site as ``init`` makes it, with two products; only to be copied."""
    folder = tmp_path_factory.mktemp("started") / "site"
    assert CliRunner().invoke(main, ["init", str(folder), "--defaults", "--no-git"]).exit_code == 0
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("# products: {app: App", "products: {app: App"))
    GitRepo.init(folder).commit()
    return folder


@pytest.fixture
def site(started: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    """A copy of it, which is the current folder."""
    for key, value in ISOLATED.items():
        monkeypatch.setenv(key, value)
    for key in (*CI, "VISUAL", "EDITOR"):
        monkeypatch.delenv(key, raising=False)
    repo = GitRepo(started).clone(tmp_path / "site")
    monkeypatch.chdir(repo.path)
    return repo


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def new(*args: str) -> Path:
    """Run it, and return the file that it wrote."""
    done = run("new", *args)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    return Path(done.stdout.rstrip("\n"))


def matter(file: Path) -> dict[str, object]:
    loaded: dict[str, object] = yaml.safe_load(file.read_text().split("---\n")[1]) or {}
    return loaded


def test_an_entry_by_options_alone(site: GitRepo) -> None:
    file = new(
        *("entry", "Export: “all” reports", "-a", "customers,support", "-t", "changed", "-p", "app, api"),
        *(
            "--action",
            "Do it.",
            "--release",
            "1.10",
            "--publish-on",
            "2026-12-01",
            "--pr",
            "12",
            "--issue",
            "7",
        ),
        *("--text", "There it is.\n\n/// audience | support\nAsk.\n///"),
    )
    assert file == Path(f"changelog/{TODAY}-export-all-reports.md")
    assert file.read_text() == (
        "---\n"
        "title: 'Export: “all” reports'\n"
        "audience: [customers, support]\n"
        "type: changed\n"
        "product: [app, api]\n"
        "release: '1.10'\n"
        "breaking: true\n"
        "action: Do it.\n"
        "publish_on: 2026-12-01\n"
        "links:\n"
        "  - {pr: 12}\n"
        "  - {issue: 7}\n"
        "---\n"
        "There it is.\n"
        "\n"
        "/// audience | support\n"
        "Ask.\n"
        "///\n"
    )


def test_what_is_written_passes_check(site: GitRepo) -> None:
    for title in ("It's *this* & <b>that</b>: 100 %", "# no", "次の版", "?!", "null", "2026"):
        new("entry", title, *ENTRY, "--text", "It changed.")
        new("entry", title, *ENTRY)
        new("doc", title, "--audience", "everyone")
        new("step", title)
    new("release", "v2.4", "--audience", "everyone", "--title", "2.4: faster", "--date", "2026-01-02")
    done = run("check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "19 documents, 13 entries: nothing is wrong" in done.stdout


def test_names_are_no_other_s(site: GitRepo) -> None:
    site.write(f"changelog/2.4/{TODAY}-Faster.md", "not read, but there")
    site.write("changelog/renamed.md", f"---\r\nid: '{TODAY}-faster-2'\r\naudience: everyone\r\n---\r\n")
    assert new("entry", "Faster", *ENTRY).name == f"{TODAY}-faster-3.md"
    site.write("docs/index/page.md", "x")
    assert new("doc", "Process", "-a", "support").name == "process-2.md"
    assert new("doc", "Index", "-a", "support").name == "index-2.md"


def test_what_the_folder_says_need_not_be_said(site: GitRepo) -> None:
    site.write("changelog/.meta.yml", "audience: support\ntype: fixed\nproduct: api\n")
    assert matter(new("entry", "One")) == {"title": "One"}
    said = matter(new("entry", "Two", "-a", "support", "-t", "added", "-p", "app"))
    assert said == {"title": "Two", "type": "added", "product": "app"}
    assert matter(new("doc", "Three", "--folder", "docs/process")) == {"title": "Three"}
    assert matter(new("release", "2.4")) == {}


def test_steps_go_behind_the_last_one_of_their_path(site: GitRepo) -> None:
    file = new("step", "Third", "--minutes", "5", "--milestone", "Week 2")
    assert file == Path("docs/onboarding/first-week/third.md")
    assert matter(file) == {"title": "Third", "order": 3, "minutes": 5, "milestone": "Week 2"}
    site.write("docs/onboarding/first-week/deep/odd.md", "---\norder: 7.5\n---\n# Odd\n")
    site.write("docs/onboarding/first-week/other/index.md", "---\npath: {role: Ops}\n---\n# Ops\n")
    site.write("docs/onboarding/first-week/other/far.md", "---\norder: 90\n---\n# Far\n")
    assert matter(new("step", "Next", "--path", "onboarding/first-week"))["order"] == 8
    assert matter(new("step", "Next", "--path", "docs/onboarding/first-week/other/"))["order"] == 91
    done = run("new", "step", "Next")
    assert (done.exit_code, done.stderr) == (2, "error: there is nobody to ask: say --path\n")


def test_the_branch_and_the_environment_tell_what_it_is_about(
    site: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.branch("12-faster")
    assert matter(new("entry", "One", *ENTRY))["links"] == [{"issue": 12}]
    assert matter(new("entry", "Two", *ENTRY, "--pr", "3"))["links"] == [{"pr": 3}]
    event = site.write("event.json", json.dumps({"pull_request": {"number": 4}}))
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    assert matter(new("entry", "Three", *ENTRY))["links"] == [{"pr": 4}]
    event.write_text("broken")
    assert matter(new("entry", "Four", *ENTRY))["links"] == [{"issue": 12}]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("entry",), "there is nobody to ask: say TITLE and --audience and --type"),
        (("entry", "X", "-a", "support"), "there is nobody to ask: say --type"),
        (("entry", "X", "-a", "suport", "-t", "added"), "there is no audience “suport”"),
        (("entry", "X", "-a", "support", "-t", "add"), "there is no type “add”"),
        (("entry", "X", *ENTRY, "-p", "ap"), "there is no product “ap”"),
        (("entry", "X", *ENTRY, "--release", "a/b"), "“a/b” cannot be a release's name"),
        (("entry", "X", *ENTRY, "--text", "/// audience | support"), "block is never closed"),
        (("entry", "X\x07", *ENTRY), "U+0007"),
        (("entry", " ", *ENTRY), "it is empty"),
        (("entry", "X", *ENTRY, "--pr", "0"), "0 is not in the range"),
        (("doc", "X"), "there is nobody to ask: say --audience"),
        (("doc", "X", "--folder", "../x", "-a", "support"), "../x does not lie below docs/"),
        (("doc", "X", "--folder", "a/../../x", "-a", "support"), "a/../../x does not lie below docs/"),
        (("doc", "X", "--folder", ".x", "-a", "support"), "docs/.x/x.md would not be read"),
        (("doc", "X", "--folder", "a%2Fb", "-a", "support"), "the name holds “%2F”"),
        (("step", "X", "--path", "process"), "there is no onboarding path “process”"),
        (("release", "next", "-a", "everyone"), "its folder is not named after a version"),
        (("release", "2.4"), "there is nobody to ask: say --audience"),
        ((), "there is nobody to ask"),
    ],
)
def test_what_cannot_be_is_a_usage_error_and_writes_nothing(
    args: tuple[str, ...], message: str, site: GitRepo
) -> None:
    done = run("new", *args)
    assert done.exit_code == 2
    assert message in done.stderr
    assert site.git("status", "--short") == ""


def test_a_release_is_introduced_once(site: GitRepo) -> None:
    site.write("changelog/v2.4/index.md", "---\naudience: everyone\n---\nIt is here.\n")
    done = run("new", "release", "2.4", "-a", "everyone")
    assert (done.exit_code, done.stderr) == (2, "error: changelog/v2.4/index.md is there already\n")


def test_without_a_path_there_is_no_step(site: GitRepo) -> None:
    site.rm("docs/onboarding")
    done = run("new", "step", "X")
    assert done.exit_code == 2
    assert "there is no onboarding path" in done.stderr


def test_a_nav_wants_to_know(site: GitRepo) -> None:
    with (site.path / "mkdocs.yml").open("a") as config:
        config.write("nav: [index.md]\n")
    done = run("new", "doc", "Rota", "-a", "support")
    assert done.stdout == "docs/rota.md\n"
    assert done.stderr == "mkdocs.yml lists its pages: add rota.md to `nav` where it belongs.\n"


def test_without_git_an_entry_has_its_day(site: GitRepo) -> None:
    config = site.path / "mkdocs.yml"
    config.write_text(
        config.read_text().replace("      audiences:\n", "      git: false\n      audiences:\n", 1)
    )
    file = new("entry", "X", *ENTRY)
    assert str(matter(file)["date"]) == TODAY


@pytest.mark.parametrize("kind", ["entry", "doc", "step", "release"])
def test_every_kind_has_help_with_an_example(kind: str) -> None:
    done = run("new", kind, "--help")
    assert done.exit_code == 0
    assert f"Example: broadsheet new {kind}" in " ".join(done.stdout.split())


def test_questions_on_a_terminal_and_the_editor(site: GitRepo) -> None:
    editor = site.write("editor.sh", '#!/bin/sh\necho "More." >> "$2"\necho noise\n')
    editor.chmod(0o755)
    terminal = Terminal(["new"], site.path, {"VISUAL": f"{editor} --wait", "EDITOR": "false"})
    terminal.expect("What is it?").type(ENTER)
    terminal.expect("in a few words?").type("Reports: faster", ENTER)
    terminal.expect("Who may read it?").expect("Customers").type(ENTER)
    terminal.expect("Choose at least one").type(SPACE, DOWN, SPACE, ENTER)
    terminal.expect("What kind of change").type(DOWN, ENTER)
    terminal.expect("What is it about?").type(SPACE, ENTER)
    terminal.expect("must readers do").type(ENTER)
    terminal.expect("sentence or two").type("They open at once.", ENTER)
    code, out = terminal.end()
    assert (code, out) == (0, f"changelog/{TODAY}-reports-faster.md\n")
    assert (site.path / out.strip()).read_text() == (
        "---\ntitle: 'Reports: faster'\naudience: [customers, support]\ntype: changed\nproduct: app\n---\n"
        "They open at once.\nMore.\n"
    )


def test_questions_about_pages(site: GitRepo) -> None:
    terminal = Terminal(["new", "doc", "--no-edit"], site.path, {"EDITOR": "false"})
    terminal.expect("its title?").type("Rota", ENTER)
    terminal.expect("Into which folder").type("proc").expect("process").type("\t").expect("ess").type(ENTER)
    assert terminal.end() == (0, "docs/process/rota.md\n")
    terminal = Terminal(["new", "step"], site.path, {"EDITOR": "no-such-editor"})
    terminal.expect("step called?").type("Listen", ENTER)
    terminal.expect("Which milestone").type("Week 2", ENTER)
    terminal.expect("no-such-editor cannot be opened")
    assert terminal.end() == (0, "docs/onboarding/first-week/listen.md\n")
    terminal = Terminal(["new", "release"], site.path, {})
    terminal.expect("Which version?").type("2.4", ENTER)
    terminal.expect("Who may read it?").type("\x1b[A", SPACE, ENTER)
    assert terminal.end() == (0, "changelog/2.4/index.md\n")
    assert matter(site.path / "changelog/2.4/index.md") == {"audience": "everyone"}


def test_interrupted_nothing_is_written(site: GitRepo) -> None:
    terminal = Terminal(["new", "entry"], site.path, {})
    terminal.expect("in a few words?").type("\x03")
    code, out = terminal.end()
    assert (code, out) == (130, "")
    assert site.git("status", "--short") == ""
