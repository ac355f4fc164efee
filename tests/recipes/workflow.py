"""GitHub's workflows as it would run them: the scripts of their steps, with values for expressions."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from tests.gitrepo import ISOLATED
from tests.recipes.files import RECIPES

Yaml: TypeAlias = Any
"""What YAML holds; tests index into it and fail where it is something else."""

WORKFLOWS = RECIPES / "github/dot-github/workflows"

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


def read(path: Path) -> Yaml:
    """Read a file of YAML 1.2, where ``on`` is a word."""
    text = re.sub(r"^on:", '"on":', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return yaml.safe_load(text)


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a workflow.

    Args:
        workflow: The file's stem.
        name: The job.
        context: What the host puts in for expressions, by their text.
    """

    workflow: str
    name: str
    context: Mapping[str, str]

    def run(self, step: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a step's script, in the folder where the checkout is."""
        workflow = read(WORKFLOWS / f"{self.workflow}.yml")
        job = workflow["jobs"][self.name]
        (found,) = (each for each in job["steps"] if each.get("name") == step)
        assert "${{" not in found["run"], "what others wrote would be run"
        given = {
            name: _EXPRESSION.sub(lambda match: self.context[match[1]], value)
            for each in (workflow, job, found)
            for name, value in each.get("env", {}).items()
        }
        pipefail = "set -o pipefail\n" if found.get("shell") == "bash" else ""
        return run(pipefail + found["run"], folder, {**given, **env})


def run(script: str, folder: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script with the tools of this environment, and with nothing of it besides."""
    tools = {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "COVERAGE_PROCESS_START") if name in os.environ}
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**tools, **kept, **ISOLATED, "HOME": str(folder), "CI": "true", **env},
        capture_output=True,
        text=True,
        check=False,
    )
