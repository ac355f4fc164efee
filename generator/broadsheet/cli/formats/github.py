"""Workflow commands, which GitHub Actions shows as annotations at the lines of a pull request.

Escaped as the actions toolkit does it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
"""

from __future__ import annotations

from broadsheet.cli.formats.report import Report
from broadsheet.findings import Finding

_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _TEXT | str.maketrans({":": "%3A", ",": "%2C"})


def write(report: Report) -> str:
    """Return a command in a line for each finding."""
    lines = [_line(report, finding) for finding in report.findings]
    if report.error:
        lines.append(f"::error title=broadsheet::{report.error.translate(_TEXT)}")
    return "\n".join(lines)


def _line(report: Report, finding: Finding) -> str:
    properties = {
        "file": report.path(finding),
        "line": str(finding.place.line or 1),
        "title": f"{finding.code.name} {finding.code.summary}",
    }
    written = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    text = "\n→ ".join(filter(None, (finding.message, finding.hint)))
    return f"::{finding.severity} {written}::{text.translate(_TEXT)}"
