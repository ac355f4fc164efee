"""What a command has to report, before it is put into a format."""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from broadsheet.codes import Code
from broadsheet.findings import Finding

_FINDINGS_PAGE = "https://broadsheet.example/reference/findings/"


@dataclass(frozen=True, slots=True)
class Report:
    """What a command found.

    Args:
        findings: In order.
        error: Why the command could not do what it was asked for, where no finding says it.
        project: The project's folder, relative to the top of its repository; empty where it is the same.
    """

    findings: tuple[Finding, ...]
    error: str = ""
    project: str = ""

    def path(self, finding: Finding) -> str:
        """Return the file of a finding, relative to the top of the repository."""
        return posixpath.normpath(posixpath.join(self.project, finding.place.path))

    def marked(self) -> Iterator[tuple[Finding, str]]:
        """Give each finding with what it is known by from run to run.

        Lines above it may come and go: it is known by its file, its code and its words. Findings that share
        all of these are counted.
        """
        seen: Counter[tuple[str, ...]] = Counter()
        for finding in self.findings:
            basis = (finding.code.name, self.path(finding), finding.message)
            text = "\0".join((*basis, str(seen[basis])))
            yield finding, sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
            seen[basis] += 1


def program_version() -> str:
    """Return the version of the program."""
    from importlib.metadata import version  # noqa: PLC0415 - it takes a while to load

    return version("broadsheet")


def help_address(code: Code) -> str:
    """Return where a code is explained."""
    return f"{_FINDINGS_PAGE}#{code.name.lower()}"


def dumped(value: Any) -> str:
    """Return JSON in which no path is what GitHub would obey if it were shown, like ``##[error]``."""
    return json.dumps(value, indent=2).replace("##", r"#\u0023")
