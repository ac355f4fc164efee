"""Real files of other projects, all of them: what they come to, and that nothing is wrong with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.sample import Sample, contents

from broadsheet.cli import main

INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"
ISSUES = "https://github.com/pypa/pip/issues/{}"


@pytest.mark.parametrize(
    ("format_name", "source", "options", "summary", "types"),
    [
        (
            "keep-a-changelog",
            "keep-a-changelog/CHANGELOG.md",
            (),
            "122 entries and 16 introductions of releases; 1 skipped, 3 lossy",
            {"added": 69, "changed": 25, "fixed": 21, "removed": 7},
        ),
        (
            "towncrier",
            "pip-news/news",
            ("--issue-url", ISSUES, "--skip", "trivial"),
            "14 entries; 2 skipped, 6 lossy",
            {"added": 1, "changed": 6, "fixed": 7},
        ),
        pytest.param(
            "reno",
            "keystone-notes/releasenotes/notes",
            ("--release", "30.0.0"),
            "619 entries and 1 introduction of releases; 0 skipped, 4 lossy",
            {"added": 124, "changed": 198, "deprecated": 70, "fixed": 171, "security": 56},
            marks=pytest.mark.long,
        ),
        ("changesets", "changesets/dot-changeset", (), "2 entries; 1 skipped, 2 lossy", {"fixed": 2}),
    ],
)
def test_real_files(  # noqa: PLR0917 - what is looked at, and where
    format_name: str,
    source: str,
    options: tuple[str, ...],
    summary: str,
    types: dict[str, int],
    shared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    site = Sample.small(tmp_path, {"docs/index.md": INDEX})
    call = ["import", format_name, str(shared / "corpora/import" / source), "-a", "customers", *options]

    done = CliRunner().invoke(main, [*call, "--write"], catch_exceptions=False)

    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == summary
    site.repo.commit()
    assert site.checked() == []
    written = contents(site.path / "changelog")
    found = Counter(data.decode().partition("\ntype: ")[2].partition("\n")[0] for data in written.values())
    del found[""]  # introductions
    assert found == types

    again = CliRunner().invoke(main, [*call, "--write"], catch_exceptions=False)

    assert ": 0 new, 0 updated, " in again.stdout
    assert contents(site.path / "changelog") == written
