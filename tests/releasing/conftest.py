"""A site with something of everything that can be unreleased, and the command run in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.gitrepo import ISOLATED
from tests.releasing.site import FILES, Site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site, committed; the current folder is its own, and git knows who works in it."""
    people = {
        f"GIT_{role}_{key}": "ada@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for key in ("NAME", "EMAIL")
    }
    for name, value in {**ISOLATED, **people}.items():
        monkeypatch.setenv(name, value)
    for name in ("EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return Site(Site.small(tmp_path, FILES).repo)
