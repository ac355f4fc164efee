"""What Material has inline in its templates: all of it is known, and none of it reaches a page."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import material  # type: ignore[import-untyped]

from broadsheet.render.body import TEMPLATES

MATERIAL = Path(material.__path__[0]) / "templates"
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src|type=.application/json)\b)[^>]*>.*?</script>"
    r"|<style\b.*?</style>|(?<=\s)style=\"[^\"]*\"|(?<=\s)on[a-z]+=\"[^\"]*\"|\bjavascript:[^\"]*",
    re.DOTALL | re.IGNORECASE,
)
SCRIPTS = "partials/javascripts/"

MOVED = {
    f"{SCRIPTS}announce.html": ["efae5dbe"],
    f"{SCRIPTS}base.html": ["eacdf910"],
    f"{SCRIPTS}consent.html": ["47113d0d"],
    f"{SCRIPTS}content.html": ["d3bddc0a", "dc0dfa08"],
    f"{SCRIPTS}outdated.html": ["3d4a5bc5"],
    f"{SCRIPTS}palette.html": ["79541906"],
}
"""What ``assets/first.js`` does instead, by the digests of what Material has. Where a digest is another,
Material has changed the script: read what is new in it, and do the same there."""

LEFT = {
    "base.html": ["c4805c7b"],  # the names of fonts, where `theme.font` asks Google for some
    "fragments/tags/default/listing.html": ["e8af9376"],  # of the plugin “tags”
    # Where `extra.analytics` has another host count readers:
    "partials/integrations/analytics/google.html": ["ccfcd6c1"],
    "partials/integrations/analytics.html": ["0977b6ce", "e6e49c9c"],
    "partials/search.html": ["ad131d92"],  # in whose place Broadsheet has a search of its own
    "redirect.html": ["71dec870"],  # a template that leads to `location`, which is no key of a document
}
"""What stays in Material's templates. No page has it that asks for nothing from elsewhere."""


def inline(text: str) -> list[str]:
    """The digests of all that a strict policy would stop in a template."""
    return [hashlib.sha256(found.encode()).hexdigest()[:8] for found in INLINE.findall(text)]


def test_what_material_has_inline_is_known() -> None:
    found = {
        path.relative_to(MATERIAL).as_posix(): digests
        for path in sorted(MATERIAL.rglob("*.html"))
        if (digests := inline(path.read_text(encoding="utf-8")))
    }
    assert found == {**MOVED, **LEFT}


def test_each_script_that_was_moved_has_another_template_in_its_place() -> None:
    for name in MOVED:
        assert (TEMPLATES / "material" / name).is_file(), name


def test_templates_of_ours_have_nothing_inline() -> None:
    ours = [path for folder in ("body", "material") for path in (TEMPLATES / folder).rglob("*.html")]
    assert len(ours) > 20
    assert [path for path in ours if inline(path.read_text(encoding="utf-8"))] == []
