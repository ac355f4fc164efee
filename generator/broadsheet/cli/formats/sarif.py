"""SARIF 2.1.0, which code scanning and many editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from broadsheet.cli.formats.report import Report, dumped, help_address, program_version
from broadsheet.codes import Code
from broadsheet.findings import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "broadsheet/v1"
_ROOT = "%SRCROOT%"  # what code scanning calls the top of the repository


def write(report: Report) -> str:
    """Return a log with one run."""
    codes = sorted({finding.code for finding in report.findings}, key=lambda code: code.name)
    invocation: dict[str, Any] = {"executionSuccessful": not report.error}
    if report.error:
        notification = {"level": "error", "message": {"text": report.error}}
        invocation["toolExecutionNotifications"] = [notification]
    run = {
        "tool": {
            "driver": {
                "name": "Broadsheet",
                "version": program_version(),
                "rules": [_rule(code) for code in codes],
            }
        },
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(report, finding, fingerprint, codes.index(finding.code))
            for finding, fingerprint in report.marked()
        ],
    }
    return dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.name,
        "shortDescription": {"text": code.summary},
        "help": {"text": code.hint},
        "helpUri": help_address(code),
        "defaultConfiguration": {"level": str(code.severity)},
    }


def _result(report: Report, finding: Finding, fingerprint: str, rule: int) -> dict[str, Any]:
    place = {
        "artifactLocation": {
            "uri": quote(report.path(finding), errors="surrogatepass"),
            "uriBaseId": _ROOT,
        },
        "region": {"startLine": finding.place.line or 1},
    }
    return {
        "ruleId": finding.code.name,
        "ruleIndex": rule,
        "level": str(finding.severity),
        "message": {"text": f"{finding.message}\n→ {finding.hint}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
