"""The search for the programs that other tests run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import tools


def program(path: Path, exit_code: int) -> Path:
    path.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    path.chmod(0o755)
    return path


def test_chosen_browser_wins_over_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "chromium", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("BROADSHEET_BROWSER", "/opt/chosen")

    assert tools.find_browser() == "/opt/chosen"


def test_stub_that_only_says_how_to_install_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "chromium-browser", 1)
    chrome = program(tmp_path / "google-chrome", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROADSHEET_BROWSER", raising=False)

    assert tools.find_browser() == str(chrome)


def test_browser_that_does_not_start_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    broken = program(tmp_path / "browser", 1)
    environment = {**os.environ, "BROADSHEET_BROWSER": str(broken)}
    command = [sys.executable, "-m", "tests.tools"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "set BROADSHEET_BROWSER to the path of one" in done.stderr
