"""The documentation's page on how good pages are to read, made from what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.quality.results import CATEGORIES, Measured, Results, read

PAGE = Path(__file__).parents[2] / "docs/explanation/reading-quality.md"
_FRAME = Path(__file__).with_name("reading-quality.md")
_HEAD = (
    *("Page", "Performance", "Accessibility", "Best practices", "SEO"),
    *("Transferred, KiB", "Requests", "axe-core", "HTML errors"),
)


def page(results: Results) -> str:
    """The page."""
    parts = {
        "ours": _table(results.ours),
        "stock": _table(results.stock),
        "errors": _errors(results.html),
        "run": _run(results),
    }
    text = _FRAME.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{{ {name} }}}}", part)
    return text


def tables(results: Results) -> str:
    """What was measured, to be read on a terminal."""
    return "\n\n".join(
        ["Broadsheet", _table(results.ours), "Material alone", _table(results.stock), _errors(results.html)]
    )


def _table(pages: Sequence[Measured]) -> str:
    rows = [
        (
            *(one.name, *(str(one.scores[category]) for category in CATEGORIES)),
            *(str(one.weight), str(one.requests), str(one.axe), str(one.html)),
        )
        for one in pages
    ]
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    lines = [
        " | ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in (_HEAD, *rows)
    ]
    rule = "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])])
    return "\n".join([f"| {lines[0]} |", f"|{rule}|", *(f"| {line} |" for line in lines[1:])])


def _errors(errors: Sequence[str]) -> str:
    if not errors:
        return "The checker finds nothing in Broadsheet's pages that it does not find in Material's own."
    listed = "\n".join(f"- {error}" for error in errors)
    return f"The checker finds in Broadsheet's pages, and not in Material's own:\n\n{listed}"


def _run(results: Results) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    times = "once" if results.runs == 1 else f"{results.runs} times, of which the middle one counts"
    return f"Measured on {results.date}. Lighthouse looked at each page {times}. Versions: {versions}."


if __name__ == "__main__":
    PAGE.write_text(page(read()), encoding="utf-8")
