"""The hooks for pre-commit: it takes their description, and they do in a repository what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.docs.pages import REPOSITORY
from tests.gitrepo import ISOLATED
from tests.sample import Json, Sample

HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"
INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"


def pre_commit(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ISOLATED
    environment |= {
        "PRE_COMMIT_HOME": str(folder / ".cache"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *args],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_description_is_valid(tmp_path: Path) -> None:
    done = pre_commit(tmp_path, "validate-manifest", str(HOOKS))
    assert done.returncode == 0, done.stdout


@pytest.fixture
def site(tmp_path: Path) -> Sample:
    """A project with this repository's hooks, which run the program that is here: nothing is fetched."""
    made = Sample.small(tmp_path, {"docs/index.md": INDEX, ".gitignore": ".cache/\n"})
    hooks: list[Json] = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    local = [{**hook, "language": "system"} for hook in hooks]
    made.write({".pre-commit-config.yaml": yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]})})
    return made


def test_a_commit_is_checked_whatever_it_holds(site: Sample) -> None:
    assert pre_commit(site.path, "run", "broadsheet-check").returncode == 0
    site.write({"docs/index.md": f"{INDEX}\n[Guide](guide.md)\n", "docs/guide.md": INDEX})
    site.repo.rm("docs/guide.md")
    site.repo.git("add", "--all")
    done = pre_commit(site.path, "run", "broadsheet-check")
    assert done.returncode == 1
    assert "docs/index.md:8: BS402" in done.stdout


def test_what_a_machine_can_mend_is_mended_and_the_commit_stopped(site: Sample) -> None:
    site.repo.write("docs/index.md", INDEX.rstrip())
    site.repo.git("add", "--all")
    done = pre_commit(site.path, "run", "broadsheet-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (site.path / "docs/index.md").read_text() == INDEX
    site.repo.git("add", "--all")
    assert pre_commit(site.path, "run", "broadsheet-fix").returncode == 0
