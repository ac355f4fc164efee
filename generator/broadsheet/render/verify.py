"""Make some of the pages that are kept again, from nothing, to see that they would be the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from broadsheet.config.settings import Settings
from broadsheet.model.items import Content, Document
from broadsheet.outputs.project import Page, Project
from broadsheet.render.converted import Converted
from broadsheet.render.mkdocs_pages import PageMaker
from broadsheet.render.mkdocs_site import EditionSite
from broadsheet.render.texts import Texts
from broadsheet.store import Store


def differing(
    project: Project,
    content: Content,
    settings: Settings,
    pages: Iterable[Page],
    published: Callable[[str], bytes],
) -> Iterator[str]:
    """Yield the paths, in the edition, of pages that are not what they would be if they were made now.

    Args:
        project: The edition.
        content: Everything there is.
        settings: The configuration.
        pages: The pages to make.
        published: Returns what a file of the edition holds.
    """
    site = EditionSite(project, content, settings)
    converted: dict[str, Converted] = {}
    maker = PageMaker(project, site, settings, converted, None)
    site.use(Texts(b"", b"", maker.converter, Store(None)).fragments(project))
    for page in pages:
        if isinstance(page.item, Document):
            converted[page.src_uri] = maker.convert(page)
        path = project.html_path(page)
        if maker.html(page) != published(path):
            yield path
