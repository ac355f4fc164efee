"""What must hold before a release."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.sample import Sample

from broadsheet.cli import main

INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"
NOTES = "---\naudience: everyone\ndate: 2026-05-01\n---\n# Version 2.4\n\nThe one with more.\n"


def entry(title: str, *lines: str, audience: str = "everyone") -> str:
    matter = "\n".join((f"audience: {audience}", "type: added", *lines))
    return f"---\n{matter}\n---\n# {title}\n\nText.\n"


FILES = {
    "docs/index.md": INDEX,
    "changelog/2.4/index.md": NOTES,
    "changelog/2.4/more.md": entry("Show more"),
    "changelog/2.3/less.md": entry("Show less"),
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A project that is ready for the release of 2.4."""
    monkeypatch.chdir(tmp_path)
    return Sample.small(tmp_path, FILES)


def run(version: str = "2.4", *args: str) -> Result:
    return CliRunner().invoke(main, ("check", "--release", version, "--now", "2026-05-01", *args))


def told(done: Result) -> list[str]:
    """What is wrong, without hints."""
    return [line for line in done.stderr.splitlines() if ": BS" in line]


@pytest.mark.parametrize("version", ["2.4", "v2.4"])
def test_nothing_is_lacking(version: str, site: Sample) -> None:
    done = run(version)
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_release_without_entries_and_notes(site: Sample) -> None:
    done = run("2.5")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "changelog: BS911 no entry is in the release 2.5",
        "  → There are entries of: 2.3, 2.4.",
        "changelog: BS912 the release 2.5 has no notes: there is no changelog/2.5/index.md",
        "  → Write `changelog/<version>/index.md`, which introduces it.",
        "2 errors",
    ]


def test_notes_name_the_day(site: Sample) -> None:
    site.edit("changelog/2.4/index.md", "date: 2026-05-01\n", "")
    assert told(run()) == ["changelog/2.4/index.md:1: BS913 the notes of the release 2.4 name no day"]


def test_no_entry_of_it_is_withheld(site: Sample) -> None:
    site.write(
        {
            "changelog/2.4/draft.md": entry("Draft", "draft: true"),
            "changelog/later.md": entry("Wait", "release: '2.4'", "publish_on: 2026-06-01"),
            "changelog/2.5/draft.md": entry("Draft again", "draft: true"),
        }
    )
    done = run()
    assert done.exit_code == 1
    when = "scheduled: no edition holds it before 2026-06-01 00:00 UTC"
    assert [line for line in told(done) if "BS914" in line] == [
        "changelog/2.4/draft.md:2: BS914 this entry of the release 2.4 is a draft",
        f"changelog/later.md:2: BS914 this entry of the release 2.4 is {when}",
    ]


def test_nothing_is_left_unreleased_unless_that_is_accepted(site: Sample) -> None:
    site.write({"changelog/left.md": entry("Leave it")})
    assert told(run()) == ["changelog/left.md:2: BS915 this entry is in no release, neither 2.4 nor another"]
    site.configure(plugin={"accept": ["BS915"]})
    assert run().exit_code == 0
    assert CliRunner().invoke(main, ["check"]).stderr == ""


def test_entries_that_the_tag_will_gather_count(site: Sample) -> None:
    site.configure(plugin={"accept": ["BS912", "BS915"]})
    site.write({"changelog/left.md": entry("Leave it")})
    done = run("2.5")
    assert done.exit_code == 0
    assert "BS911" not in done.stderr
    site.repo.tag("v2.5")
    assert "BS915" not in run("2.5").stderr


def test_an_edition_whose_readers_miss_the_introduction(site: Sample) -> None:
    site.write({"changelog/2.4/index.md": NOTES.replace("everyone", "[support, engineers]")})
    done = run()
    assert done.exit_code == 0
    what = "holds entries of the release, but not these notes"
    assert told(done) == [f"changelog/2.4/index.md:1: BS916 warning: the edition “public” {what}"]


def test_a_name_that_no_release_has(site: Sample) -> None:
    done = run("../x")
    assert done.exit_code == 2
    assert "“../x” cannot be a release's name" in done.stderr
