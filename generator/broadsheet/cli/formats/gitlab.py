"""GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from __future__ import annotations

from broadsheet.cli.formats.report import Report, dumped
from broadsheet.codes import Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def write(report: Report) -> str:
    """Return a list with an object for each finding."""
    issues = [
        {
            "description": f"{finding.message} → {finding.hint}",
            "check_name": finding.code.name,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": report.path(finding), "lines": {"begin": finding.place.line or 1}},
        }
        for finding, fingerprint in report.marked()
    ]
    return dumped(issues)
