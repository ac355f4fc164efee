"""Markdown → HTML as the site itself converts it; the one part of a preview that MkDocs is loaded for."""

from __future__ import annotations

from collections.abc import Callable

from broadsheet.findings import Findings
from broadsheet.previewing.sides import Side
from broadsheet.render.mkdocs_pages import PageMaker
from broadsheet.render.mkdocs_site import EditionSite
from broadsheet.render.troubles import reported


def converter(side: Side, findings: Findings) -> Callable[[str], str]:
    """Return what converts a text with the site's own extensions.

    Args:
        side: What holds the text.
        findings: Gets what is wrong with a text; its HTML is empty then.
    """
    project = next(iter(side.projects.values()))
    site = EditionSite(project, side.content, side.settings)
    made = PageMaker(project, site, side.settings, {}, None).converter()

    def convert(text: str) -> str:
        html: list[str] = []
        with reported(findings, side.settings):
            html.append(made.convert(text).html)
        return "".join(html)

    return convert
