"""What the site's own templates read. One that may read more than its page is told of hinders reuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateError, nodes

_OF_THE_WHOLE_SITE = frozenset({"nav", "pages", "build_date_utc"})
"""Variables of MkDocs' templates that say more than what one page's key holds."""

_OF_THE_PAGE = frozenset(
    (
        *("title", "url", "abs_url", "canonical_url", "edit_url", "content", "toc", "meta", "update_date"),
        *("is_homepage", "is_index", "is_page", "is_section", "is_link", "active"),
    )
)
"""What a template may ask of its page."""


def unseen(folder: Path) -> list[str]:
    """Name the templates of a folder that read more than can be told, and what they read.

    Args:
        folder: The theme's overrides.
    """
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True)
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".xml"}):
        if "broadsheet" in file.relative_to(folder).parts[:1]:
            continue  # these are given what they show, and nothing else
        try:
            tree = environment.parse(file.read_text(encoding="utf-8"))
        except (TemplateError, UnicodeDecodeError):
            continue  # whoever renders it says what is wrong
        if reads := sorted(set(_reads(tree))):
            name = file.relative_to(folder).as_posix()
            found.append(f"the template “{name}”, which reads {', '.join(reads)},")
    return found


def _reads(tree: nodes.Node) -> Iterator[str]:
    asked = {id(node.node): node.attr for node in tree.find_all(nodes.Getattr)}
    for name in tree.find_all(nodes.Name):
        if name.ctx != "load":
            continue
        if name.name in _OF_THE_WHOLE_SITE:
            yield f"`{name.name}`"
        elif name.name == "page" and asked.get(id(name)) not in _OF_THE_PAGE:
            yield f"`page.{asked[id(name)]}`" if id(name) in asked else "`page`"
