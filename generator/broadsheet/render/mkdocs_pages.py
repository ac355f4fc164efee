"""MkDocs' pages one by one: what ``mkdocs build`` does in one go, for those that have to be made.

The steps are those of ``mkdocs.commands.build.build`` of MkDocs 1.6. They are taken apart like this only
where :mod:`broadsheet.render.environment` finds no hindrance.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from mkdocs.commands.build import _build_template, get_context
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_build_timestamp

from broadsheet.config.file import PLUGIN
from broadsheet.config.settings import Settings
from broadsheet.model.items import Document
from broadsheet.outputs.keys import nav_pages
from broadsheet.outputs.project import Page, Project
from broadsheet.render.compiled import Compiled
from broadsheet.render.converted import Converted, anchors_of, toc_of
from broadsheet.render.excess import limited
from broadsheet.render.markdown import Converter
from broadsheet.render.memo import memoise
from broadsheet.render.mkdocs_site import EditionSite
from broadsheet.store import digest

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_PROBE = "changelog/broadsheet-probe.md"
"""A page that is nowhere, to see what the rest of the site makes of a page outside of the nav."""


class PageMaker:
    """Makes pages of one edition.

    Args:
        project: The edition.
        site: Answers MkDocs' events.
        settings: The configuration.
        converted: Documents that need not be converted any more, by their file in the edition's project.
        compiled: Keeps compiled templates; None where nothing is to be taken from an earlier build, or from
            another page.

    Raises:
        MkDocsException: MkDocs refuses the configuration.
    """

    def __init__(
        self,
        project: Project,
        site: EditionSite,
        settings: Settings,
        converted: Mapping[str, Converted],
        compiled: Compiled | None,
    ) -> None:
        self._project, self._site, self._converted, self._compiled = project, site, converted, compiled
        self._pages = {page.src_uri: page for page in project.pages}
        self._assets = {path for path, *_ in site.assets()}
        config = load_config(config_file=str(settings.config.path))
        config.plugins[PLUGIN].site = site  # type: ignore[attr-defined]
        config.plugins.on_startup(command="build", dirty=False)
        self._config: MkDocsConfig = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)

    def turn_to(self, project: Project, site: EditionSite, converted: Mapping[str, Converted]) -> None:
        """Make pages of the same edition as it is now.

        Args:
            project: The edition, with the same nav.
            site: Answers MkDocs' events.
            converted: Documents that need not be converted any more.
        """
        self._project, self._site, self._converted = project, site, converted
        self._pages = {page.src_uri: page for page in project.pages}
        self._assets = {path for path, *_ in site.assets()}
        self._config.plugins[PLUGIN].site = site  # type: ignore[attr-defined]
        named = {page.src_uri for page in nav_pages(project)}
        for file in [file for file in self._files if file.src_uri not in named]:
            self._files.remove(file)

    def converter(self) -> Converter:
        """Return a converter for texts that stand in more than one place."""
        return self._site.converter(self._config)

    def ready(self) -> None:
        """Prepare what all pages have in common, before processes are forked."""
        _ = self._nav

    def convert(self, page: Page) -> Converted:
        """Convert a document.

        Raises:
            ExcessError: It takes too long, or is nested too deeply.
        """
        ours = self._page(page)
        self._files.asked = set()
        self._config._current_page = ours
        try:
            self._config.plugins.on_pre_page(ours, config=self._config, files=self._files)
            ours.meta, ours.markdown = self._site.meta(page.meta), page.markdown
            render = partial(ours.render, self._config, self._files)
            limited(page.path, self._site.seconds, render)
        finally:
            self._config._current_page = None
        return Converted(ours.content or "", anchors_of(ours.toc), tuple(sorted(self._files.asked)))

    def html(self, page: Page) -> bytes:
        """Return a finished page."""
        ours = self._page(page)
        self._config._current_page = ours
        try:
            self._populate(ours, page)
            return self._through_theme(ours)
        finally:
            self._config._current_page = None

    def probe(self) -> bytes:
        """Return what stands for all that a page outside of the nav shows of the rest of the site."""
        file = File.generated(self._config, _PROBE, content="")
        page = MkDocsPage(None, file, self._config)
        page.markdown = page.content = ""
        page.update_date = ""
        return digest(b"probe", self._through_theme(page))

    def templates(self) -> Iterator[tuple[str, bytes]]:
        """Yield the pages that come from the theme alone, and the site map."""
        for name in sorted(self._config.theme.static_templates):
            pages = self._listed_pages()
            template = self._env.get_template(name)
            output = _build_template(name, template, cast("Any", pages), self._config, self._nav)
            if output.strip():
                data = output.encode("utf-8")
                yield name, data
                if name == "sitemap.xml":
                    stamp = get_build_timestamp(pages=[cast("Any", page.page) for page in pages])
                    yield f"{name}.gz", _zipped(data, name, stamp)

    def theme_files(self) -> Iterator[tuple[str, Path]]:
        """Yield every file of the theme that is copied as it is."""
        files = Files([])
        files.add_files_from_theme(self._env, self._config)
        for file in files:
            yield file.dest_uri, Path(cast("str", file.abs_src_path))

    @cached_property
    def _files(self) -> _EditionFiles:
        files = _EditionFiles(self._file)
        for page in nav_pages(self._project):
            files.append(self._site.page_file(page, self._config))
        return files

    @cached_property
    def _nav(self) -> Any:
        nav = get_navigation(self._files, self._config)
        nav = self._config.plugins.on_nav(nav, config=self._config, files=self._files)
        for file in self._files.documentation_pages():
            ours = self._pages[file.src_uri]
            assert file.page is not None
            # the nav shows its title, and its status
            file.page.meta, file.page.markdown = self._site.meta(ours.meta), ""
            self._site.date(file.page)
        return nav

    @cached_property
    def _env(self) -> Any:
        env = self._config.theme.get_env()
        env = self._config.plugins.on_env(env, config=self._config, files=self._files)
        if self._compiled:
            env.bytecode_cache = self._compiled
            memoise(env)
        return env

    def _file(self, src_uri: str) -> File | None:
        """Make what MkDocs knows of a file of the edition's project, when it is asked for."""
        if src_uri in self._pages:
            return self._site.page_file(self._pages[src_uri], self._config)
        if src_uri in self._assets:
            return File.generated(self._config, src_uri, content=b"")
        return self._theme.get_file_from_path(src_uri)

    @cached_property
    def _theme(self) -> Files:
        files = Files([])
        files.add_files_from_theme(self._config.theme.get_env(), self._config)
        return files

    def _page(self, page: Page) -> MkDocsPage:
        """Return MkDocs' own page of one of ours."""
        _ = self._nav
        file = self._files.get_file_from_path(page.src_uri)
        assert file is not None
        return file.page or MkDocsPage(None, file, self._config)

    def _populate(self, ours: MkDocsPage, page: Page) -> None:
        """Do what MkDocs does to a page before it is put into the theme."""
        plugins, config, files = self._config.plugins, self._config, self._files
        ours = plugins.on_pre_page(ours, config=config, files=files)
        ours.meta, ours.markdown = self._site.meta(page.meta), page.markdown
        if isinstance(page.item, Document):
            converted = self._converted[page.src_uri]
            ours.content, ours.toc = converted.html, toc_of(converted.toc)
        else:
            ours.content = ""
        ours.content = plugins.on_page_content(ours.content, page=ours, config=config, files=files)

    def _through_theme(self, page: MkDocsPage) -> bytes:
        """Put a page into its template."""
        _ = self._nav
        config = self._config
        page.active = True
        try:
            context = get_context(self._nav, self._documents, config, page)
            template = self._env.get_template(page.meta.get("template", "main.html"))
            context = config.plugins.on_page_context(context, page=page, config=config, nav=self._nav)
            output = config.plugins.on_post_page(template.render(context), page=page, config=config)
        finally:
            page.active = False
        return output.encode("utf-8", errors="xmlcharrefreplace") if output.strip() else b""

    @cached_property
    def _documents(self) -> Any:
        return self._files.documentation_pages()

    def _listed_pages(self) -> list[Any]:
        """Return all pages as the site map wants them."""
        listed = []
        for page in self._project.pages:
            url = self._project.addresses.absolute(page.src_uri)
            known = SimpleNamespace(canonical_url=url, is_link=False, update_date=f"{page.changed:%Y-%m-%d}")
            listed.append(SimpleNamespace(page=known))
        return listed


class _EditionFiles(Files):
    """An edition's files, each made when it is asked for.

    Attributes:
        asked: What was asked for since it was last emptied.
    """

    def __init__(self, make: Callable[[str], File | None]) -> None:
        super().__init__([])
        self._make = make
        self.asked: set[str] = set()

    def get_file_from_path(self, path: str) -> File | None:
        self.asked.add(path)
        found = super().get_file_from_path(path)
        if found is None and (found := self._make(path)) is not None:
            self.append(found)
        return found


def _zipped(data: bytes, name: str, stamp: int) -> bytes:
    """Compress as MkDocs does."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, filename=f"{name}.gz", mode="wb", mtime=stamp) as file:
        file.write(data)
    return buffer.getvalue()
