"""JSON for other programs. What a key means never changes within a version; new keys may come."""

from __future__ import annotations

from broadsheet.cli.formats.report import Report, dumped, help_address, program_version
from broadsheet.codes import Severity

_VERSION = 1  # of the form


def write(report: Report) -> str:
    """Return an object with all findings."""
    severities = [finding.severity for finding in report.findings]
    value = {
        "version": _VERSION,
        "tool": {"name": "broadsheet", "version": program_version()},
        "project": report.project or ".",
        "error": report.error or None,
        "summary": {
            "errors": severities.count(Severity.ERROR),
            "warnings": severities.count(Severity.WARNING),
        },
        "findings": [
            {
                "code": finding.code.name,
                "severity": str(finding.severity),
                "path": report.path(finding),
                "line": finding.place.line or None,
                "message": finding.message,
                "hint": finding.hint,
                "summary": finding.code.summary,
                "help": help_address(finding.code),
                "fingerprint": fingerprint,
            }
            for finding, fingerprint in report.marked()
        ],
    }
    return dumped(value)
