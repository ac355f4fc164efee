"""Whether Broadsheet may be used with what it brings along, and the documentation's page on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from license_expression import ExpressionError, Licensing, get_spdx_licensing
from tests.supply.runtime import ROOT

PAGE = ROOT / "docs/reference/licences.md"
ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0"),
        *("PSF-2.0", "Python-2.0", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "Zlib"),
        *("CC-BY-4.0", "CDLA-Permissive-2.0", "W3C-20150513"),  # they ask to be named
        *("MPL-1.1", "MPL-2.0"),  # bind only who changes these very files
    }
)
"""What may be used, changed and passed on together with MIT-licensed code, whoever does it."""
REVIEWED: Mapping[str, str] = {
    "docutils": "in the public domain, some files under BSD-2-Clause; the one under the GPL, a mode "
    "for Emacs, is in no wheel",
    "feedgen": "BSD-2-Clause or LGPL-3.0-or-later, as one likes; BSD-2-Clause is taken",
}
"""Packages whose metadata name a licence that is not allowed, and what their files say."""
_CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
_FRAME = Path(__file__).with_name("licences.md")


def wrong(bill: Mapping[str, Any]) -> list[str]:
    """Return what may not be brought along, each with its licence."""
    return [
        f"{name}: {', '.join(found) or 'no licence'}"
        for name, found, reviewed in _all(bill)
        if not reviewed and (not found or not all(map(permits, found)))
    ]


def permits(licence: str) -> bool:
    """Whether a licence, or an expression of SPDX, leaves a choice that is allowed."""
    try:
        return licence in ALLOWED or _holds(_spdx().parse(licence))
    except ExpressionError:
        return False


def page(bill: Mapping[str, Any]) -> str:
    """Return the page."""
    packages, parts = [], []
    for one in bill["components"]:
        shown = REVIEWED.get(one["name"]) or ", ".join(_licences(one))
        packages.append(f"| {one['name']} | {shown} |")
        parts += [
            f"| {part['name']} | {one['name']} | {', '.join(_licences(part))} |"
            for part in one.get("components", ())
            if not part.get("purl", "").startswith("pkg:cargo/")
        ]
    text = _FRAME.read_text(encoding="utf-8")
    return text.format(packages="\n".join(packages), parts="\n".join(parts))


@cache
def _spdx() -> Licensing:
    """The list of SPDX, which takes a second to read."""
    return get_spdx_licensing()


def _all(bill: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str], bool]]:
    for one in bill["components"]:
        yield one["name"], _licences(one), one["name"] in REVIEWED
        for part in one.get("components", ()):
            yield f"{one['name']}/{part['name']}", _licences(part), False


def _licences(component: Mapping[str, Any]) -> list[str]:
    """The licences, shortly; a classifier that says less than another statement is left out."""
    declared = component.get("licenses", ())
    named = [one.get("expression") or one["license"].get("id") or one["license"]["name"] for one in declared]
    exact = [name for name in named if not name.startswith("License ::")]
    return sorted({_CLASSIFIERS.get(name, name) for name in exact or named})


def _holds(expression: Any) -> bool:
    if operator := getattr(expression, "operator", "").strip():
        combine = any if operator == "OR" else all
        return combine(_holds(one) for one in expression.args)
    return getattr(expression, "license_symbol", expression).key in ALLOWED  # what an exception is added to
