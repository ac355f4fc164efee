"""What the site's own templates read. One that may read more than its page is told of hinders reuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import nodes

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
    # Sites without overrides do without Jinja where nothing changed.
    from jinja2 import Environment, TemplateError  # noqa: PLC0415

    environment = Environment(
        extensions=["jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols"], autoescape=True
    )
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() and path.is_dir():
            found.append(f"the folder of templates “{name}”, which is a link,")
        if not path.is_file():
            continue
        try:
            tree = environment.parse(path.read_text(encoding="utf-8"))
        except (TemplateError, UnicodeDecodeError):
            continue  # no template; or whoever renders it says what is wrong
        if reads := sorted(set(_reads(tree))):
            found.append(f"the template “{name}”, which reads {', '.join(reads)},")
    return found


def _reads(tree: nodes.Node) -> Iterator[str]:
    from jinja2 import nodes  # noqa: PLC0415

    asked = {id(node.node): node.attr for node in tree.find_all(nodes.Getattr)}
    tested = set(map(id, _tested(tree)))
    for name in tree.find_all(nodes.Name):
        if name.ctx != "load":
            continue
        if name.name in _OF_THE_WHOLE_SITE:
            yield f"`{name.name}`"
        elif name.name == "page" and id(name) not in tested and asked.get(id(name)) not in _OF_THE_PAGE:
            yield f"`page.{asked[id(name)]}`" if id(name) in asked else "`page`"


def _tested(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what a template asks only whether there is any, as in ``{% if page and page.title %}``."""
    from jinja2 import nodes  # noqa: PLC0415

    asked = [node.test for node in tree.find_all(nodes.If)]
    asked += [node.test for node in tree.find_all(nodes.CondExpr)]
    while asked:
        match asked.pop():
            case nodes.And() | nodes.Or() as both:
                asked += [both.left, both.right]
            case nodes.Not() as negated:
                asked.append(negated.node)
            case other:
                yield other
