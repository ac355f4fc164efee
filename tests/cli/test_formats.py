"""Findings in the formats that CI systems and other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft4Validator, Draft202012Validator
from tests.docs.pages import DOCS, REPOSITORY
from tests.gitrepo import GitRepo
from tests.sample import Json, Sample

from broadsheet.cli import main
from broadsheet.cli.formats import FORMATS, written
from broadsheet.cli.formats.report import Report, help_address
from broadsheet.codes import Code, Severity
from broadsheet.findings import Finding, Place

INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"
FILES = {
    "docs/index.md": INDEX,
    "docs/a, b: c.md": f"{INDEX}\n[x](100%.md) [y](nowhere.md)\n",
    "changelog/e.md": "---\naudience: everyone\ntype: added\npublish_on: 2199-06-01\n---\n# Later\n\nText.\n",
}
# The standard's own schema, with its first errata; © OASIS Open.
# https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
SARIF = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_bytes())
FINDINGS = json.loads((DOCS / "assets" / "findings.schema.json").read_bytes())


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A project with two errors and a warning; the current folder is its own."""
    monkeypatch.chdir(tmp_path)
    return Sample.small(tmp_path, FILES)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def issues(done: Result) -> Json:
    """What GitLab would read, or what ``json`` holds."""
    return json.loads(done.stdout)


def sarif(done: Result) -> Json:
    """The one run of a log that the standard's schema allows."""
    log = json.loads(done.stdout)
    Draft4Validator(SARIF).validate(log)
    return log["runs"][0]


def test_github_shows_each_finding_at_its_line(site: Sample) -> None:
    done = run("check", "--format", "github")
    assert done.exit_code == 1
    later, first, second = done.stdout.splitlines()
    assert later.startswith("::warning file=changelog/e.md,line=4,title=BS308 scheduled entry::this entry is")
    assert first == (
        "::error file=docs/a%2C b%3A c.md,line=8,title=BS402 link to nothing"
        "::“100%25.md” leads to nothing: there is no docs/100%25.md"
        "%0A→ Correct the path: it is relative to the file, or to docs/ with a leading slash."
    )
    assert second.startswith("::error file=docs/a%2C b%3A c.md,line=8,")
    assert done.stderr == "2 errors\n"


def test_what_a_message_holds_is_no_command_of_its_own() -> None:
    finding = Finding(Code.BS222, Place("a\n::error::b", 0), "one\r\n::error::two", "hint", Severity.ERROR)
    (line,) = written(Report((finding,)), "github").splitlines()
    assert line.startswith(
        "::error file=a%0A%3A%3Aerror%3A%3Ab,line=1,title=BS222 wrong value::one%0D%0A::error"
    )


def test_gitlab_gets_a_code_quality_report(site: Sample) -> None:
    found = issues(run("check", "--format", "gitlab"))
    assert [(one["check_name"], one["severity"]) for one in found] == [
        ("BS308", "minor"),
        ("BS402", "major"),
        ("BS402", "major"),
    ]
    assert found[1]["location"] == {"path": "docs/a, b: c.md", "lines": {"begin": 8}}
    assert found[1]["description"].startswith("“100%.md” leads to nothing")
    assert len({one["fingerprint"] for one in found}) == 3


@pytest.mark.parametrize("form", ["gitlab", "json"])
def test_fingerprints_stay_when_lines_move_and_are_unique(form: str, site: Sample) -> None:
    def fingerprints() -> list[str]:
        done = issues(run("check", "--format", form))
        return [one["fingerprint"] for one in (done if form == "gitlab" else done["findings"])]

    before = fingerprints()
    site.edit("docs/a, b: c.md", "Text.\n", "Text.\n\nMore.\n")
    assert fingerprints() == before
    site.edit("docs/a, b: c.md", "More.\n", "More.\n\n[y](nowhere.md)\n")  # the same once more, above
    after = fingerprints()
    assert len(set(after)) == 4
    assert set(before) < set(after)


def test_json_is_what_its_schema_says(site: Sample) -> None:
    report = issues(run("check", "--format", "json"))
    Draft202012Validator(FINDINGS).validate(report)
    assert report["summary"] == {"errors": 2, "warnings": 1}
    assert report["findings"][1] | {"fingerprint": ""} == {
        "code": "BS402",
        "severity": "error",
        "path": "docs/a, b: c.md",
        "line": 8,
        "message": "“100%.md” leads to nothing: there is no docs/100%.md",
        "hint": Code.BS402.hint,
        "summary": "link to nothing",
        "help": "https://broadsheet.example/reference/findings/#bs402",
        "fingerprint": "",
    }
    assert set(FINDINGS["properties"]) == set(report)
    assert set(FINDINGS["properties"]["findings"]["items"]["properties"]) == set(report["findings"][0])


def test_sarif_is_what_the_standard_s_schema_says(site: Sample) -> None:
    log = sarif(run("check", "--format", "sarif"))
    results, rules = log["results"], log["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["BS308", "BS402"]
    assert [rules[result["ruleIndex"]]["id"] for result in results] == [r["ruleId"] for r in results]
    assert [result["level"] for result in results] == ["warning", "error", "error"]
    assert rules[1]["help"]["text"] == Code.BS402.hint
    place = results[1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "docs/a%2C%20b%3A%20c.md", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 8}
    assert log["invocations"] == [{"executionSuccessful": True}]


def test_help_is_on_the_documentation_s_page() -> None:
    site = yaml.load((REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    public = site["plugins"][0]["broadsheet"]["editions"]["public"]["site_url"]
    assert help_address(Code.BS402) == f"{public}reference/findings/#bs402"


PATHS: dict[str, Callable[[Result], str]] = {
    "github": lambda done: str(done.stdout.partition("file=")[2].partition(",")[0]),
    "gitlab": lambda done: str(issues(done)[0]["location"]["path"]),
    "json": lambda done: str(issues(done)["findings"][0]["path"]),
    "sarif": lambda done: str(
        sarif(done)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    ),
}


def test_every_format_is_looked_at() -> None:
    assert set(PATHS) == set(FORMATS)


@pytest.mark.parametrize("form", PATHS)
def test_paths_begin_at_the_top_of_the_repository(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    GitRepo.init(tmp_path)
    site = Sample(GitRepo(tmp_path / "handbook"))
    site.configure()
    site.write({"docs/index.md": INDEX.replace("everyone", "custmers")})
    monkeypatch.chdir(tmp_path)
    done = run("check", "-f", "handbook/mkdocs.yml", "--format", form)
    assert PATHS[form](done) == "handbook/docs/index.md"


@pytest.mark.parametrize("form", PATHS)
@pytest.mark.parametrize("command", ["check", "build"])
def test_a_wrong_configuration_comes_in_the_format_too(form: str, command: str, site: Sample) -> None:
    site.configure(plugin={"typ": ["x"]})
    done = run(command, "--format", form)
    assert done.exit_code == 2
    assert "BS220" in done.stdout
    assert PATHS[form](done) == "mkdocs.yml"
    assert "BS220" not in done.stderr


def test_what_no_finding_says_is_told_where_the_format_can(site: Sample) -> None:
    def of(form: str) -> Result:
        done = run("build", "pubic", "--format", form)
        assert done.exit_code == 2
        assert "there is no edition “pubic”" in done.stderr
        return done

    why = "there is no edition “pubic” → There are: public, partners, internal."
    assert of("github").stdout == f"::error title=broadsheet::{why}\n"
    assert issues(of("gitlab")) == []
    assert issues(of("json"))["error"] == why
    assert sarif(of("sarif"))["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", ["check", "build"])
def test_the_report_is_all_that_goes_to_standard_output(form: str, command: str, site: Sample) -> None:
    site.write({"docs/a, b: c.md": INDEX})
    done = run(command, "--format", form)
    assert done.exit_code == 0
    assert "BS308" in done.stdout
    assert "entries" in done.stderr or "looking for changes" in done.stderr or "1 warning" in done.stderr
    if form != "github":
        json.loads(done.stdout)
    site.write({"changelog/e.md": FILES["changelog/e.md"].replace("publish_on: 2199-06-01\n", "")})
    done = run(command, "--format", form, "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "" if form == "github" else json.loads(done.stdout) is not None
