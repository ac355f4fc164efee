"""What the documentation tells readers to do works, and prints what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.pages import Example, examples, pages, source
from tests.gitrepo import ISOLATED

TUTORIAL = "tutorial.md"
FOLLOWED = [page for page in pages() if page.startswith("how-to/") and "```sh" in source(page)]
ENVIRONMENT = ISOLATED | {
    "GIT_AUTHOR_NAME": "Ada Lovelace",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada Lovelace",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "NO_COLOR": "1",
}


def follow(page: str, folder: Path) -> Path:
    """Do what a page says, starting in a folder, and return the folder that it ends in."""
    for example in examples(source(page)):
        if example.skipped:
            continue
        if example.title:
            file = folder / example.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(example.text, encoding="utf-8")
        elif example.language == "sh":
            folder = run(example, page, folder)
    return folder


def run(example: Example, page: str, folder: Path) -> Path:
    """Run an example's commands, compare what they print, and return the folder that they end in."""
    where = f"docs/{page}:{example.line}"
    script = f"trap 'pwd >&9' EXIT\n{example.text}"
    read, write = os.pipe()
    done = subprocess.run(
        ["bash", "-euc", f"exec 9>&{write}\n{script}"],
        cwd=folder,
        env=os.environ | ENVIRONMENT,
        pass_fds=[write],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    os.close(write)
    with os.fdopen(read) as ended:
        folder = Path(ended.read().strip())
    fails = re.search(r"^\d+ errors?(; nothing was published)?$", example.output.rstrip().rpartition("\n")[2])
    assert (done.returncode != 0) == bool(fails), f"{where}: exit code {done.returncode}\n{done.stdout}"
    at = 0
    for line in filter(None, map(str.strip, example.output.splitlines())):
        found = re.compile(".*".join(map(re.escape, line.split("…")))).search(done.stdout, at)
        assert found, f"{where}: “{line}” is not in what it prints:\n{done.stdout}"
        at = found.end()
    return folder


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that the tutorial makes."""
    return follow(TUTORIAL, tmp_path_factory.mktemp("tutorial"))


def test_tutorial_ends_with_two_editions(handbook: Path) -> None:
    assert "Admin → Exports" in (handbook / "site/internal/changelog/parquet-export/index.html").read_text()
    assert (handbook / "site/public/feeds/customers.atom").is_file()
    assert not (handbook / "site/public/support").exists()


def test_guides_are_followed() -> None:
    assert FOLLOWED


@pytest.mark.long
@pytest.mark.parametrize("page", FOLLOWED)
def test_guide_works_on_the_tutorials_site(page: str, handbook: Path, tmp_path: Path) -> None:
    follow(page, Path(shutil.copytree(handbook, tmp_path / "handbook", symlinks=True)))
