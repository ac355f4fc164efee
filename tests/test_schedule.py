"""Entries come and go by themselves: a build says when the next one is due, and to whom it says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet.cli import main
from broadsheet.editions.due import Due
from tests.sample import Sample, contents, published

INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"
START, END = "2026-06-01T09:30:00Z", "2026-07-01T00:00:00Z"


def entry(audience: str, **keys: str) -> str:
    """An entry's file."""
    matter = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\naudience: {audience}\ntype: added\ndate: 2026-01-02\n{matter}---\n# Zqtitleqz\n\nText.\n"


COMES = entry("[customers, support]", publish_on="2026-06-01T11:30:00+02:00")
GOES = entry("everyone", expires_on="2026-07-01")


def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **entries: str) -> Sample:
    """A project with some entries, without the edition for partners; the current folder is its own."""
    monkeypatch.chdir(tmp_path)
    editions = {
        "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
        "internal": {"audiences": ["everyone"], "site_url": "https://hub.example.com/"},
    }
    files = {f"changelog/{name}.md": text for name, text in entries.items()}
    return Sample.small(tmp_path, {"docs/index.md": INDEX, **files}, plugin={"editions": editions})


def build(now: str, *editions: str) -> list[str]:
    """Build for a time, and return what is said from the first edition on."""
    done = CliRunner().invoke(main, ["build", *editions, "--now", now])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    first = next(number for number, line in enumerate(lines) if " → " in line)
    return lines[first:]


def following(made: Sample) -> dict[str, str | None]:
    """When each edition says that it has to be built again."""
    return {
        name: json.loads(made.read("api/v1/next.json", name))["next"]
        for name in ("public", "internal")
        if made.site(name).exists()
    }


def test_a_build_says_when_the_next_is_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site(tmp_path, monkeypatch, comes=COMES, goes=GOES)
    lines = build("2026-06-01T09:29:59Z")
    assert lines[-1] == "next build due 2026-06-01 09:30 UTC: 1 entry appears in public, internal"
    assert following(made) == {"public": START, "internal": START}
    assert not (made.site() / "changelog/comes").exists()

    lines = build("2026-06-01T09:30:00Z")
    assert lines[-1] == "next build due 2026-07-01 00:00 UTC: 1 entry disappears in public, internal"
    assert following(made) == {"public": END, "internal": END}
    assert (made.site() / "changelog/comes").exists()

    lines = build("2026-07-01")
    assert lines[-1] == "internal → site/internal (10 pages, 1 entry)"
    assert following(made) == {"public": None, "internal": None}
    assert not (made.site() / "changelog/goes").exists()


def test_what_changes_at_one_moment_is_said_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site(
        tmp_path,
        monkeypatch,
        one=entry("everyone", publish_on="2026-07-01"),
        two=entry("support", publish_on="2026-07-01"),
        goes=GOES,
    )
    assert build("2026-05-01")[-1] == (
        "next build due 2026-07-01 00:00 UTC: 1 entry appears, 1 entry disappears in public; "
        "2 entries appear, 1 entry disappears in internal"
    )
    assert build("2026-05-01", "public")[-1].endswith("1 entry appears, 1 entry disappears in public")


def test_a_build_that_changes_nothing_still_says_it_until_the_time_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = site(tmp_path, monkeypatch, goes=GOES)
    due = "next build due 2026-07-01 00:00 UTC: 1 entry disappears in public, internal"
    assert build("2026-05-01")[-1] == due
    *_, last, said = build("2026-06-30T23:59:59Z")
    assert (last.endswith(", unchanged)"), said) == (True, due)
    assert build("2026-07-01T00:00:00Z")[-1] == "internal → site/internal (3 pages, 0 entries)"
    after = published(made.path / "site")
    assert b"Zqtitleqz" not in b"".join(after.values())
    for folder in ("public", "internal"):
        assert contents(made.site(folder))["api/v1/next.json"] == b'{"next": null}\n'


def test_an_edition_tells_nothing_of_what_it_will_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the time: with an entry for others, public is what it is without, to the byte."""
    made = site(tmp_path, monkeypatch, goes=entry("customers", expires_on="2027-01-01"))
    build("2026-05-01")
    before = contents(made.site())
    made.write({"changelog/later.md": entry("support", publish_on="2026-06-01")})
    made.write({"changelog/never.md": entry("customers", publish_on="2026-06-02", draft="true")})
    lines = build("2026-05-01")
    assert lines[-1] == "next build due 2026-06-01 00:00 UTC: 1 entry appears in internal"
    assert following(made) == {"public": "2027-01-01T00:00:00Z", "internal": "2026-06-01T00:00:00Z"}
    assert contents(made.site())["api/v1/next.json"] == before["api/v1/next.json"]
    holding = [path for path, data in contents(made.site()).items() if b"2026-06-0" in data]
    assert holding == []


def test_mkdocs_writes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site(tmp_path, monkeypatch, later=entry("customers", publish_on="2199-01-01"))
    done = made.mkdocs("build", "--quiet", env={"BROADSHEET_EDITION": "public"})
    assert done.returncode == 0, done.stderr
    assert following(made) == {"public": "2199-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("keys", "due"),
    [
        pytest.param({"publish_on": "2026-06-01", "expires_on": "2026-06-01"}, None, id="never to be seen"),
        pytest.param({"publish_on": "2026-06-01", "expires_on": "2026-05-31"}, None, id="over before"),
        pytest.param({"expires_on": "2026-05-01"}, None, id="over now"),
        pytest.param({"publish_on": "2026-06-01", "draft": "true"}, None, id="a draft"),
        pytest.param(
            {"publish_on": "2026-06-01", "expires_on": "2026-07-01"},
            Due(datetime(2026, 6, 1, tzinfo=UTC), 1, 0),
            id="comes first",
        ),
        pytest.param(
            {"publish_on": "2026-04-01", "expires_on": "2026-07-01"},
            Due(datetime(2026, 7, 1, tzinfo=UTC), 0, 1),
            id="goes",
        ),
    ],
)
def test_due(keys: dict[str, str], due: Due | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site(tmp_path, monkeypatch, entry=entry("everyone", **keys))
    assert made.project(now=datetime(2026, 5, 1, tzinfo=UTC)).due == due


def test_a_part_of_a_second_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site(tmp_path, monkeypatch, entry=entry("everyone", publish_on="2026-06-01T09:29:59.25Z"))
    build("2026-06-01T09:29:59Z")
    assert following(made)["public"] == START
    moment = datetime.fromisoformat(START)
    assert made.project(now=moment).held.entries
    assert not made.project(now=moment - timedelta(seconds=1)).held.entries
