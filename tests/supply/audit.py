"""Ask whether anything in the lock has a known vulnerability; only a service on the network knows that."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from tests.supply.runtime import LOCK, ROOT, pins


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of it.

    Args:
        asked: How many packages were asked about and answered for.
        vulnerable: The packages with known vulnerabilities, each in a line.
        unanswered: Why not all could be asked about; empty if they could.
    """

    asked: int = 0
    vulnerable: tuple[str, ...] = ()
    unanswered: str = ""

    @property
    def code(self) -> int:
        """The exit code: 1 where something is vulnerable, 3 where nothing is known about something."""
        return 1 if self.vulnerable else 3 if self.unanswered else 0

    def told(self) -> str:
        """What happened, for people."""
        if self.vulnerable:
            return "Known vulnerabilities:\n" + "\n".join(f"  {line}" for line in self.vulnerable)
        if self.unanswered:
            return f"NOT AUDITED: nobody told whether vulnerabilities are known. {self.unanswered}"
        return f"No known vulnerability in {self.asked} packages."


def audit(options: Iterable[str] = (), lock: Path = LOCK) -> Audit:
    """Ask pip-audit about everything that the lock pins.

    It succeeds as well where it got no answer, so what it has no answer for is counted here.

    Args:
        options: Further options of pip-audit, such as the service to ask.
        lock: The lock file.
    """
    fixed = [f"--requirement={lock}", "--disable-pip", "--format=json", "--progress-spinner=off"]
    command = [sys.executable, "-m", "pip_audit", *fixed, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        told = json.loads(done.stdout)["dependencies"]
    except ValueError:
        told = []
    answers = {canonicalize_name(one["name"]): one for one in told if "skip_reason" not in one}
    missing = [name for name in pins(lock) if name not in answers]
    return Audit(
        asked=len(answers),
        vulnerable=tuple(
            f"{name} {one['version']}: {', '.join(vuln['id'] for vuln in one['vulns'])}"
            for name, one in answers.items()
            if one["vulns"]
        ),
        unanswered=f"No answer for {len(missing)} packages, such as {missing[0]}." if missing else "",
    )
