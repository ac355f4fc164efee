"""The hooks. Each hands its event to :class:`~broadsheet.render.mkdocs_site.EditionSite`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from broadsheet import pipeline
from broadsheet.building import collector
from broadsheet.config.settings import Settings, load_settings
from broadsheet.errors import BroadsheetError, FindingsError
from broadsheet.findings import Findings
from broadsheet.mkdocs_plugin.config import BroadsheetConfig
from broadsheet.proof.verify import verify
from broadsheet.render.mkdocs_site import EditionSite

log = logging.getLogger("mkdocs.plugins.broadsheet")
_LINE = "%s: %s %s → %s"


class BroadsheetPlugin(BasePlugin[BroadsheetConfig]):  # type: ignore[no-untyped-call]
    """Makes one edition with ``mkdocs build`` and ``mkdocs serve``.

    Attributes:
        site: The edition; set from outside where ``broadsheet`` itself runs MkDocs.
    """

    def __init__(self) -> None:
        self.site: EditionSite | None = None
        self._record: Callable[[Path], None] = _leave
        self._search: Callable[[], None] = _nothing
        self._serving = self._given = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is ``mkdocs serve``, which has its own address and output folder."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Prepare the edition, unless it is given, and turn the site's configuration into the edition's."""
        self._given = self.site is not None
        if self.site is None:
            self.site = self._prepare(config)
        self.site.configure(config)
        return config

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the changelog too."""
        server.watch(str(Path(config.config_file_path).parent / (self.config.changelog_dir or "changelog")))
        return server

    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace what MkDocs found by what the edition holds, behind all other plugins."""
        return self._site.files(files, config)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Give the changelog its place."""
        return self._site.nav(nav)

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:
        """Date the page by its source, and limit the time that it takes."""
        self._site.before(page)
        return page

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Stop behind the pages' conversion, if one of them could not be converted."""
        try:
            self._site.converted()
        except FindingsError as error:
            raise (error if self._given else _told(error)) from error
        return env

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Let nothing of the page's front matter be HTML, ahead of all other plugins."""
        page.meta = self._site.meta(page.meta)
        return markdown

    @event_priority(100)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the page's own furniture around its text."""
        return self._site.inside(html, page)

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Tell templates the time of the sources."""
        return self._site.timed(context)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Tell templates the time of the sources."""
        return self._site.timed(context)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Mend the page, and name the edition's feeds in its head."""
        return self._site.finished(output, page)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Do the same to pages that come from the theme alone."""
        return self._site.finished(output_content) if template_name.endswith(".html") else output_content

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what is not a page, once every page is final."""
        try:
            self._site.finish(Path(config.site_dir))
        except BroadsheetError as error:
            raise PluginError(f"{error.message} {error.hint}") from error
        self._record(Path(config.site_dir))
        self._search()
        self.site = None

    def on_build_error(self, *, error: Exception) -> None:
        """Forget the edition: ``mkdocs serve`` goes on with this plugin, and prepares it anew."""
        self.site = None

    @property
    def _site(self) -> EditionSite:
        assert self.site is not None  # on_config comes first
        return self.site

    def _prepare(self, config: MkDocsConfig) -> EditionSite:
        try:
            settings = load_settings(Path(config.config_file_path))
            name = settings.default_edition
            if self._serving:
                settings = settings.served_at({name: str(config.site_url)})
            else:
                settings = settings.published_in(config.site_dir)  # may be what the command line names
                config.site_dir = str(settings.edition_dir(name))
            findings = collector(settings)
            content = pipeline.read(settings, findings)
            project = pipeline.lay_out(content, settings, name, findings)
            pipeline.stop_on_errors(findings)
        except FindingsError as error:
            raise _told(error) from error
        for finding in findings.warnings:
            log.warning(_LINE, finding.place, finding.code.name, finding.message, finding.hint)
        if not self._serving:
            self._record = partial(pipeline.record, project, content, settings)
            self._search = partial(_search, settings, name)
        return EditionSite(project, content, settings)


def _told(error: FindingsError) -> PluginError:
    """Log what is wrong, and return what stops MkDocs."""
    for finding in error.findings:
        log.error(_LINE, finding.place, finding.code.name, finding.message, finding.hint)
    return PluginError(error.message)


def _leave(folder: Path) -> None:
    """Leave no record of an edition that is shown, or published by somebody else."""


def _nothing() -> None:
    """Search nothing: a site that is shown, or searched by ``broadsheet build``."""


def _search(settings: Settings, edition: str) -> None:
    """Search a finished edition for what it must not hold.

    Raises:
        PluginError: It holds something.
    """
    findings = Findings()
    try:
        verify(settings, [edition], findings)
        pipeline.stop_on_errors(findings)
    except FindingsError as error:
        raise _told(error) from error
