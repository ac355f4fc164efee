"""A preview for programs."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec

from broadsheet.previewing.report import Change, Preview


def as_json(preview: Preview) -> str:
    """Return a preview as JSON."""
    value = msgspec.to_builtins(replace(preview, problems=()))
    problems = [
        {
            "code": problem.finding.code.name,
            "severity": problem.finding.severity.value,
            "path": problem.finding.place.path,
            "line": problem.finding.place.line,
            "message": problem.finding.message,
            "hint": problem.finding.hint,
            "editions": problem.editions,
            "ids": problem.ids,
        }
        for problem in preview.problems
    ]
    summary = {change.value: preview.count(change) for change in Change}
    summary |= {"resent": len(preview.resent), "problems": len(problems)}
    whole = {"changed": preview.is_changed, "summary": summary, **value, "problems": problems}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
