"""The site before each merge, made once and copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.gitrepo import ISOLATED, GitRepo
from tests.previewing.situations import start
from tests.sample import Sample


@pytest.fixture(scope="session")
def before_merge(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The site before anything is changed; only to be copied."""
    return start(tmp_path_factory.mktemp("preview") / "site")


@pytest.fixture
def site(before_merge: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A copy of it; the current folder is its own."""
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    path = Path(shutil.copytree(before_merge.path, tmp_path / "site"))
    monkeypatch.chdir(path)
    copy = Sample(GitRepo(path))
    copy.repo._now = before_merge.repo._now
    return copy
