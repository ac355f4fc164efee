"""Git as these tests see it: without the developer's settings."""

from __future__ import annotations

import pytest
from tests.gitrepo import ISOLATED


@pytest.fixture(autouse=True)
def isolated_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
