"""The recipes that a new site gets: they are for its editions and its readers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.recipes.files import RECIPES
from tests.recipes.workflow import read

from broadsheet.cli import main

GITHUB = ".github/workflows"


def start(folder: Path, host: str, public: str, internal: str) -> Path:
    args = ["--host", host, "--public", public, "--internal", internal, "--defaults", "--no-git"]
    done = CliRunner().invoke(main, ["init", str(folder), *args])
    assert done.exit_code == 0, done.output
    return folder


def text(folder: Path, host: str) -> str:
    """Return all of its recipes."""
    paths = {"github": f"{GITHUB}/*.yml", "gitlab": ".gitlab-ci.yml", "other": "Makefile"}
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob(paths[host])))


@pytest.mark.parametrize("host", ["github", "gitlab", "other"])
def test_usual_site_gets_them_as_they_are(host: str, tmp_path: Path) -> None:
    written = text(start(tmp_path / "site", host, "Customers", "Support"), host)
    files = (path for path in (RECIPES / host).rglob("*") if path.is_file())
    names = {path.name.replace("dot-", ".") for path in files}

    assert names <= {path.name for path in (tmp_path / "site").rglob("*")}
    assert "site/public" in written


@pytest.mark.parametrize("host", ["github", "gitlab", "other"])
def test_only_edition_is_published_from_where_it_is(host: str, tmp_path: Path) -> None:
    written = text(start(tmp_path / "site", host, "Readers", ""), host)

    assert "site/public" not in written
    assert "internal" not in written.lower()
    if host == "other":
        assert "--delete-delay site/ $(PUBLIC)" in written
    else:
        assert "AUDIENCE: readers\n" in written
        assert "EDITION: site\n" in written


def test_what_nobody_outside_may_read_is_not_published_for_everybody(tmp_path: Path) -> None:
    github = start(tmp_path / "github", "github", "", "Team")
    gitlab = start(tmp_path / "gitlab", "gitlab", "", "Team")

    assert not (github / GITHUB / "publish.yml").exists()
    assert (github / GITHUB / "check.yml").exists()
    assert "pages" not in read(gitlab / ".gitlab-ci.yml")
    assert "release" in read(gitlab / ".gitlab-ci.yml")


def test_audience_that_yaml_takes_for_something_else_stays_a_word(tmp_path: Path) -> None:
    folder = start(tmp_path / "site", "github", "Yes", "")

    assert read(folder / GITHUB / "release.yml")["env"] == {"AUDIENCE": "yes", "EDITION": "site"}


def test_makefile_of_a_site_with_one_edition_is_one(tmp_path: Path) -> None:
    folder = start(tmp_path / "site", "other", "Readers", "")
    done = subprocess.run(
        ["make", "--dry-run", "publish"], cwd=folder, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("rsync") == 2
