"""The commands: what they print where, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from broadsheet.cli import main
from tests.sample import Sample

INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"
FILES = {
    "docs/index.md": INDEX,
    "changelog/e.md": "---\naudience: everyone\ntype: added\npublish_on: 2026-06-01\n---\n# Later\n\nText.\n",
}
SCHEDULED = "changelog/e.md:4: BS308 warning: this entry is scheduled: {}".format(
    "no edition holds it before 2026-06-01 00:00 UTC"
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A sound project; the current folder is its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")  # No message may be broken by a narrow terminal.
    return Sample.small(tmp_path, FILES)


def run(*args: str, color: bool = False) -> Result:
    return CliRunner().invoke(main, args, color=color)


BEFORE = ("--now", "2026-05-01")
AFTER = ("--now", "2026-07-01")


def test_build_says_what_it_made_and_where(site: Sample) -> None:
    done = run("build", *AFTER)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "looking for changes",
        "reading the sources",
        "making the edition “public”",
        "making the edition “partners”",
        "making the edition “internal”",
        "looking for what must not be there",
        "public → site/public (7 pages, 1 entry)",
        "partners → site/partners (8 pages, 1 entry)",
        "internal → site/internal (10 pages, 1 entry)",
    ]
    assert run("build", "public", *AFTER).stdout.splitlines()[-1] == (
        "public → site/public (7 pages, 1 entry, unchanged)"
    )


def test_a_site_elsewhere_is_named_in_full(site: Sample, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    site.configure({"site_dir": str(other)})
    assert f"public → {other}/public (" in run("build", "public", *AFTER).stdout


def test_quiet_says_nothing_but_findings(site: Sample) -> None:
    done = run("build", "public", "--quiet", *BEFORE)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [SCHEDULED, "  → Nothing to do: build again when the time has come."]
    assert run("check", "-q", *AFTER).output == ""


def test_now_decides_what_is_published(site: Sample) -> None:
    run("build", "public", *BEFORE)
    assert not (site.site() / "changelog").exists()
    run("build", "public", "--now", "2026-06-01T02:00+02:00")
    assert (site.site() / "changelog" / "e" / "index.html").exists()


def test_a_time_that_is_none_is_a_usage_error(site: Sample) -> None:
    done = run("build", "--now", "tomorrow")
    assert done.exit_code == 2
    assert "'tomorrow' is no day (2026-11-20) or time (2026-11-20T09:30+01:00)" in done.stderr


def test_a_second_build_says_that_nothing_changed(site: Sample) -> None:
    run("build", "public", *AFTER)
    done = run("build", "public", *AFTER)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "public → site/public (7 pages, 1 entry, unchanged)"


def test_what_keeps_nothing_is_named(site: Sample) -> None:
    site.write({"hook.py": ""})
    site.configure({"hooks": ["hook.py"]})
    done = run("build", "public", *AFTER)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Everything is made anew in each build, because of the hooks."


def test_check_finds_what_is_wrong_without_building(site: Sample) -> None:
    done = run("check", *AFTER)
    assert (done.exit_code, done.stdout) == (0, "1 document, 1 entry: nothing is wrong\n")
    assert not (site.path / "site").exists()


def test_all_findings_come_at_once_on_stderr_each_with_a_hint(site: Sample) -> None:
    site.write(
        {
            "docs/more.md": INDEX.replace("everyone", "custmers"),
            "docs/other.md": "---\naudience: everyone\n---\n# Other\n\n[x](nowhere.md)\n",
            "docs/[bold]red[/] name.md": "---\naudience: [suport]\n---\n# [red]Name\n",
        }
    )
    for command, outcome in (("check", ""), ("build", "; nothing was published")):
        done = run(command, *AFTER)
        assert done.exit_code == 1
        assert done.stderr.splitlines() == [
            "docs/[bold]red[/] name.md:2: BS301 there is no audience “suport”",
            "  → Did you mean “support”?",
            "docs/more.md:2: BS301 there is no audience “custmers”",
            "  → Did you mean “customers”?",
            "docs/other.md:6: BS402 “nowhere.md” leads to nothing: there is no docs/nowhere.md",
            "  → Correct the path: it is relative to the file, or to docs/ with a leading slash.",
            f"3 errors{outcome}",
        ]
        assert not list((site.path / "site").glob("[!.]*"))


def test_what_is_accepted_is_a_warning(site: Sample) -> None:
    site.configure(plugin={"accept": ["BS402"]})
    site.write({"docs/other.md": "---\naudience: everyone\n---\n# Other\n\n[x](nowhere.md)\n"})
    done = run("check", *AFTER)
    assert done.exit_code == 0
    assert "docs/other.md:6: BS402 warning: “nowhere.md” leads to nothing" in done.stderr


def test_a_wrong_configuration_is_the_user_s_to_mend_too(site: Sample) -> None:
    site.configure(plugin={"typ": ["x"]})
    for command in ("build", "check"):
        done = run(command)
        assert done.exit_code == 2
        assert "BS220 there is no key “typ”" in done.stderr
        assert "Did you mean “types”?" in done.stderr


def test_a_configuration_that_is_not_there(site: Sample) -> None:
    done = run("check", "-f", "other.yml")
    assert done.exit_code == 2
    assert "other.yml: BS001 there is no other.yml in " in done.stderr
    assert done.stderr.endswith("1 error; nothing was done\n")


def test_a_configuration_of_another_folder(site: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    done = run("build", "public", "-f", str(site.path / "mkdocs.yml"), *AFTER)
    assert done.exit_code == 0
    assert (site.site() / "index.html").exists()


def test_an_edition_that_is_not_there(site: Sample) -> None:
    done = run("build", "pubic")
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "error: there is no edition “pubic”",
        "  → There are: public, partners, internal.",
    ]


def test_a_folder_that_cannot_be_built_into(site: Sample) -> None:
    site.repo.write("site/public/mine.txt", "mine")
    done = run("build", *AFTER)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        f"error: {site.site()} is not empty, and no edition of this site",
        "  → Move it away or delete it, or set another `site_dir`.",
    ]


def test_ref_reads_what_is_committed(site: Sample) -> None:
    site.repo.write("docs/index.md", "broken")
    assert run("check", *AFTER).exit_code == 1
    done = run("check", "--ref", "HEAD", *AFTER)
    assert (done.exit_code, done.stderr) == (0, "")
    done = run("check", "--ref", "nothing-like-it")
    assert done.exit_code == 1
    assert "BS139" in done.stderr


def test_colour_on_a_terminal_only_and_never_where_it_is_not_wanted(
    site: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.repo.write("docs/index.md", "broken")
    assert "\x1b[" not in run("check").stderr
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31mBS" in run("check", color=True).stderr
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in run("check", color=True).stderr


def test_version_and_help() -> None:
    assert run("--version").stdout == f"broadsheet, version {version('broadsheet')}\n"
    assert run("-h").stdout == run("--help").stdout
    assert "one site per audience" in run("--help").stdout
    assert "..." not in run("--help").stdout.partition("Commands:")[2]


def every_command() -> Iterator[str]:
    """Each command, and each command of a command."""
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        yield name
        if isinstance(command, click.Group):
            yield from (f"{name} {below}" for below in command.commands)


@pytest.mark.parametrize("command", list(every_command()))
def test_help_has_an_example_and_says_what_each_option_does(command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.exit_code == 0
    assert f"Example: broadsheet {command}" in " ".join(done.stdout.split())
    assert all(line.strip() for line in done.stdout.splitlines() if line.startswith("  -"))


@pytest.mark.parametrize("args", [["bild"], ["build", "--nothing"], ["check", "extra"]])
def test_a_mistyped_command_is_a_usage_error(args: list[str]) -> None:
    done = run(*args)
    assert done.exit_code == 2
    assert "Error: " in done.stderr


def test_the_command_is_installed(site: Sample) -> None:
    done = site.run("check", *AFTER)
    assert (done.returncode, done.stderr) == (0, "")
