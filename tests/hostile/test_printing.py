"""What commands print of texts, names and words of others: no terminal and no build machine obeys it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.sample import Sample

from broadsheet.cli import main
from broadsheet.cli.formats import FORMATS, TEXT
from broadsheet.findings import printable

OBEYED = "\x1b]0;pwned\x07\x1b[2K\x9b31m\u202e"
COMMANDS = (
    "##[stop-commands]x",
    "##[set-output name=x]y",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[x]",
)
SEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|##\\w*\\[|^\\s*::", re.MULTILINE)
"""What may be in nothing that is printed."""

PAGE = "---\naudience: everyone\n---\n# Page\n\n{}\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    links = "\n\n".join(f"[x](<{command}.md>) ![]({OBEYED}.png)" for command in COMMANDS)
    matter = json.dumps({"audience": [*COMMANDS, ":warning:", "::error::x"], "tags": ["[red]x[/]"]})
    files = {
        "docs/index.md": PAGE.format(links),
        "docs/##[error]x.md": PAGE.format("[x](nowhere.md)"),
        "docs/\x1b[2K.md": PAGE.format("x"),
        "docs/matter.md": f"---\n{matter}\n---\n# Page\n",
        "news/1.bugfix": f"{OBEYED} ##[error]x\n",
        f"news/{OBEYED}::error::.md": "x",
    }
    made = Sample.small(tmp_path / "site", files)
    monkeypatch.chdir(made.path)
    return made


@pytest.mark.parametrize("form", [TEXT, *FORMATS])
def test_findings_are_only_read(site: Sample, form: str) -> None:
    done = CliRunner().invoke(main, ["check", "--format", form])
    assert done.exit_code == 1
    assert "nowhere.md" in done.output
    lines = done.output
    if form == "github":  # where the lines that are commands quote, and begin with nothing else
        assert {line.partition(" ")[0] for line in done.stdout.splitlines()} <= {"::error", "::warning"}
        lines = "\n".join(line.partition("::")[2] for line in done.stdout.splitlines())
        lines = lines.replace("##[error]x.md", "")  # a path, in a command that begins the line
    assert SEEN.findall(lines) == []


def test_no_word_becomes_a_picture(site: Sample) -> None:
    assert ":warning:" in CliRunner().invoke(main, ["check"]).output


@pytest.mark.parametrize(
    "command",
    [
        ["import", "towncrier", "news", "--audience", "everyone"],
        ["import", "towncrier", OBEYED, "--audience", "everyone"],
        ["build", f"{OBEYED}\n::error::x"],
        ["build", "--ref", OBEYED],
        ["preview", "--base", f"::error::{OBEYED}"],
        ["check", "-f", f"{OBEYED}.yml"],
        ["new", "doc", "##[error]x", "--folder", OBEYED, "--audience", "everyone"],
    ],
)
def test_what_is_said_is_only_read(site: Sample, command: list[str]) -> None:
    assert SEEN.findall(CliRunner().invoke(main, command).output) == []


def test_a_command_is_still_told(site: Sample) -> None:
    assert printable("a ##[x] b") == r"a \x23#[x] b"
    assert printable(" ::error::x") == r" \x3a:error::x"
    assert printable("a::b ## [1.0] # [x]") == "a::b ## [1.0] # [x]"
