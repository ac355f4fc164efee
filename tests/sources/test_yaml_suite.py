"""The YAML Test Suite, as front matter: read as PyYAML reads it, or refused with a line."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.fuzz.front_matter import check
from tests.inputs import corpus

from broadsheet.findings import Findings
from broadsheet.sources.strict_yaml import load

LENIENT = {
    *("652Z/0", "HM87/1", "L24T/1", "S4JQ/0", "Y2GN/0"),
    *("9C9N/0", "9JBA/0", "CVW2/0", "DK95/1", "G5U8/0", "MUS6/0", "QB6E/0", "S98Z/0", "SU5Z/0", "X4QW/0"),
    *("Y79Y/3", "YJV2/0"),
}
"""Cases that libyaml reads otherwise than YAML 1.2 wants, or reads at all; so does MkDocs."""


def test_each_case_as_front_matter_is_read_or_refused(tally: Callable[[str, int], None]) -> None:
    cases = corpus("yaml_suite")
    for case in cases:
        for text in (f"---\n{case['yaml']}---\nText.\n", case["yaml"]):
            try:
                check(text.encode())
            except Exception as error:
                error.add_note(f"of {case['id']}")
                raise
    tally("YAML suite inputs", len(cases))


def test_what_is_read_is_what_the_suite_expects() -> None:
    read, otherwise = 0, set()
    for case in corpus("yaml_suite"):
        findings = Findings()
        found = load(case["yaml"], "docs/page.md", findings)
        if not found or len(findings):
            continue
        if case["fail"]:
            otherwise.add(case["id"])
        elif case["json"] is not None:
            read += 1
            if found.value != json.loads(case["json"] or "null"):
                otherwise.add(case["id"])
    assert otherwise == LENIENT
    assert read > 150
