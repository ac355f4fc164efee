"""An edition's project in MkDocs' hands: its files, its pages' insides, its discovery links.

MkDocs 1.x gets no more releases; what depends on how it works inside stands here and in
:mod:`broadsheet.render.mkdocs_build`, nowhere else.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml
from markupsafe import escape
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from mkdocs.utils import get_build_datetime
from mkdocs.utils.templates import TemplateContext

from broadsheet.config.settings import Settings
from broadsheet.errors import UsageError
from broadsheet.model.items import Content, Document, Entry
from broadsheet.outputs.addresses import LATEST, PROPOSE
from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.feedback import feedback_url, may_see_the_work
from broadsheet.outputs.fragments import Fragments
from broadsheet.outputs.home import HOME
from broadsheet.outputs.keys import Keys
from broadsheet.outputs.plan import plan_mirrors, plan_outputs
from broadsheet.outputs.project import Page, Project
from broadsheet.outputs.search import build_index, searched
from broadsheet.outputs.subscribe import Subscribe
from broadsheet.render.body import TEMPLATES, Bodies
from broadsheet.render.converted import add_steps
from broadsheet.render.excess import Excesses
from broadsheet.render.head import description_of, discovery, shortened, social
from broadsheet.render.inert import address, inert, quieten
from broadsheet.render.markdown import Converter, readied
from broadsheet.render.mending import mended
from broadsheet.render.own_files import FAVICON, SCRIPTS, STYLES, own_files
from broadsheet.render.texts import Texts
from broadsheet.render.tocs import listing_toc, subscribe_toc
from broadsheet.render.views import Ways
from broadsheet.store import Store

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_SNIPPETS = "pymdownx.snippets"


class EditionSite:
    """Answers MkDocs' events for one edition.

    Args:
        project: The edition.
        content: Holds the closed lists' titles.
        settings: The configuration.
    """

    def __init__(self, project: Project, content: Content, settings: Settings) -> None:
        self._project, self._content, self._settings = project, content, settings
        self._untrusted = settings.options.untrusted
        self._pages = {page.src_uri: page for page in project.pages}
        self._discovery = discovery(project.feeds)
        theme = settings.config.values.get("theme")
        self._theme = theme if isinstance(theme, dict) else {}
        image = settings.options.image
        held = image and any(asset.src_uri == image for asset in project.assets)
        self._image = project.addresses.absolute(image) if image and held else ""
        self._excesses: Excesses | None = None  # where MkDocs converts every page

    @property
    def seconds(self) -> float:
        """How long it may take to convert a page."""
        return self._settings.options.seconds_per_page

    def converter(self, config: MkDocsConfig) -> Converter:
        """Return a converter for texts that stand in more than one place."""
        extensions, configs = config.markdown_extensions, config.mdx_configs
        return Converter(extensions, configs, self.seconds, untrusted=self._untrusted)

    def configure(self, config: MkDocsConfig) -> None:
        """Turn the site's configuration into the edition's.

        Raises:
            UsageError: MkDocs could make no page, since the environment names a time that is none.
        """
        try:
            get_build_datetime()
        except (ValueError, OverflowError, OSError) as error:
            told = os.environ["SOURCE_DATE_EPOCH"]
            message = f"SOURCE_DATE_EPOCH is “{told}”, which is no number of seconds since 1970"
            hint = "Unset it: only a template that shows `build_date_utc` wants it."
            raise UsageError(message, hint) from error
        edition = self._project.edition
        config.site_url = edition.site_url
        config.site_name = escape(edition.site_name)  # Material writes it as it is, into attributes, too
        config.nav = self._project.nav
        if "font" not in self._theme:
            config.theme["font"] = False  # Material would have every reader ask Google for one
        if "favicon" not in self._theme:
            config.theme["favicon"] = FAVICON
        features = config.theme.get("features", [])
        if "navigation.expand" not in features:
            # A page that holds the whole nav costs more to make, and to load, with every page of the site.
            config.theme["features"] = [*features, "navigation.prune"]
        config.theme.dirs.insert(self._own_templates(config), str(TEMPLATES / "material"))
        if _SNIPPETS in config.markdown_extensions:  # It would read files that nobody chose for this edition.
            config.markdown_extensions.remove(_SNIPPETS)
        titles = {a.name: a.title for a in edition.audiences} if len(edition.audiences) > 1 else {}
        config.markdown_extensions.append("broadsheet.render.audience_block")
        config.mdx_configs["broadsheet.render.audience_block"] = {"titles": titles}
        # Before the site's own, which thereby overrule it.
        config.extra_css.insert(0, STYLES)
        config.extra_javascript.append(SCRIPTS)

    def files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put the edition's files in the place of everything under ``docs/``."""
        docs_dir = Path(config.docs_dir)
        self._excesses = Excesses(self.seconds)
        for file in list(files):
            if file.src_dir is not None and Path(file.src_dir) == docs_dir:
                files.remove(file)
        for page in self._project.pages:
            files.append(self.page_file(page, config, _source(page)))
        for path, _, load in self.assets():
            files.append(File.generated(config, path, content=load()))
        texts = Texts(b"", b"", partial(self.converter, config), Store(None))
        self.use(texts.fragments(self._project))
        return files

    def assets(self) -> Iterator[tuple[str, bytes, Callable[[], bytes]]]:
        """Yield every file that is copied as it is, what pages use, and Broadsheet's own.

        Each with what stands for its bytes, beside the program, and with what reads them.
        """
        for asset in self._project.assets:
            yield asset.src_uri, asset.digest, asset.load
        for path, load in own_files(proposes=PROPOSE in self._pages):
            yield path, b"", load

    def use(self, fragments: Fragments, rows: dict[str, str] | None = None) -> None:
        """Take the edition's converted text, which bodies are made of, and rows of lists that are made."""
        self._fragments = fragments
        self._bodies = Bodies(self._project, self._content, fragments, self._overrides, rows)

    @property
    def own_bodies(self) -> bool:
        """Whether the site has templates of its own for what stands inside of pages."""
        return self._overrides is not None and (self._overrides / "broadsheet").is_dir()

    @property
    def _overrides(self) -> Path | None:
        folder = self._settings.overrides
        return self._settings.config.path.parent / folder if folder else None

    def nav(self, nav: Navigation) -> Navigation:
        """Let the changelog stand in MkDocs' own nav as a page: its other pages are reached from there."""
        for index, item in enumerate(nav.items):
            only = item.children[0] if isinstance(item, Section) and len(item.children) == 1 else None
            if isinstance(only, MkDocsPage) and only.file.src_uri == LATEST:
                nav.items[index] = only
                only.parent = None
        return nav

    def before(self, page: MkDocsPage) -> None:
        """Date a page, and see to it that it cannot take for ever."""
        self.date(page)
        if self._excesses and (ours := self._pages.get(page.file.src_uri)):
            self._excesses.guard(page, ours.path)

    def converted(self) -> None:
        """Go on only where every page could be converted.

        Raises:
            FindingsError: One could not.
        """
        if self._excesses:
            self._excesses.stop()

    def date(self, page: MkDocsPage) -> None:
        """Date a page by its source; MkDocs would date it by the clock."""
        ours = self._pages.get(page.file.src_uri)
        changed = ours.changed if ours else self._content.newest
        page.update_date = f"{changed:%Y-%m-%d}"

    @staticmethod
    def meta(said: Mapping[str, Any]) -> dict[str, Any]:
        """Return a page's front matter for templates."""
        return {key: inert(value) for key, value in said.items()}

    def timed(self, context: TemplateContext) -> TemplateContext:
        """Give a template the newest commit's time, unless ``SOURCE_DATE_EPOCH`` names another."""
        if "SOURCE_DATE_EPOCH" not in os.environ:  # MkDocs takes that one itself
            context["build_date_utc"] = self._content.newest
        return context

    def inside(self, html: str, page: MkDocsPage) -> str:
        """Return the inside of a page."""
        if self._excesses is None:
            return self._inside(html, page)
        return self._excesses.tried(partial(self._inside, html, page), "")

    def _inside(self, html: str, page: MkDocsPage) -> str:
        ours = self._pages.get(page.file.src_uri)
        html = readied(html, untrusted=self._untrusted and (ours is None or isinstance(ours.item, Document)))
        if ours is None:
            return html
        page.edit_url = address(page.edit_url or "") or None
        if isinstance(ours.item, Listing):
            page.toc = get_toc(cast("Any", listing_toc(ours.item)))
        elif isinstance(ours.item, Document):
            if (path := self._project.paths.get(ours.src_uri)) and path.steps:
                add_steps(page.toc)
        elif isinstance(ours.item, Subscribe):
            page.toc = get_toc(cast("Any", subscribe_toc(ours.item)))
        elif isinstance(ours.item, Entry):
            page.toc = get_toc(cast("Any", self._fragments.entries[ours.item.id].toc))
        quieten(page.toc)
        if description := self._description(ours, html):
            page.meta["description"] = str(escape(description))  # Material puts it in as it is
        return self._bodies.body(ours, html, self._ways(ours, page.edit_url or ""))

    def _description(self, page: Page, html: str) -> str:
        """Return what search engines show of a page; empty where the site's own description has to do."""
        if isinstance(page.item, Document):
            return str(page.meta.get("description") or "") or description_of(html)
        if isinstance(page.item, Entry):
            return shortened(self._fragments.summaries[page.item.id])
        if isinstance(page.item, Listing):
            return page.item.description
        return str(page.meta.get("description") or "")

    def _ways(self, page: Page, edit_url: str) -> Ways:
        edition, settings = self._project.edition, self._settings
        has_button = "content.action.edit" in (self._theme.get("features") or ())
        edits = may_see_the_work(edition, settings) and not has_button
        return Ways(
            edit=edit_url if edits else "",
            feedback=feedback_url(page, edition, self._project.addresses, settings),
        )

    def finished(self, output: str, page: MkDocsPage | None = None) -> str:
        """Mend a page, and say in its head what it is, and where the edition's feeds are."""
        head = (self._social(page) if page else "") + self._discovery
        return mended(output).replace("</head>", f"{head}</head>", 1)

    def _social(self, page: MkDocsPage) -> str:
        ours = self._pages.get(page.file.src_uri)
        if ours is None:
            return ""
        home, edition = self._project.is_home(ours), self._project.edition
        facts = {
            "title": edition.site_name if home else ours.title,
            "type": "website" if home else "article",
            "url": self._project.addresses.absolute(ours.src_uri),
            "site_name": edition.site_name,
            "description": unescape(str(page.meta.get("description") or self._settings.site_description)),
        }
        return social(facts, self._image)

    def finish(self, site: Path) -> None:
        """Write what is not a page: feeds, data, mirrors, and the search index over the finished pages."""
        keys = Keys(
            self._project, self._fragments.summaries, basis=b"", outside=b"", links={}, own_bodies=False
        )
        plan = (
            *plan_outputs(self._project, self._content, self._settings, self._fragments, keys),
            *plan_mirrors(self._project, keys),
        )
        made = dict(pair for output in plan for pair in output.make().items())
        for path, data in sorted(made.items()):
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        build_index(site, searched(self._project))

    def page_file(self, page: Page, config: MkDocsConfig, content: str = "") -> File:
        """Return what MkDocs knows of a page.

        Args:
            page: The page.
            config: MkDocs' configuration.
            content: What it will read as the page's source.
        """
        hidden = config.not_in_nav is not None and config.not_in_nav.match_file(page.src_uri)
        in_nav = not hidden and (isinstance(page.item, Document) or page.src_uri in {HOME, LATEST})
        # Included outright: what MkDocs leaves out by its own patterns was not read in the first place.
        inclusion = InclusionLevel.INCLUDED if in_nav else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, page.src_uri, content=content, inclusion=inclusion)
        if page.path:
            file.edit_uri = posixpath.relpath(page.path, self._settings.docs_dir)
        return file

    @staticmethod
    def _own_templates(config: MkDocsConfig) -> int:
        """Return where in the theme's folders Broadsheet's come: behind the site's own overrides."""
        return 1 if config.theme.custom_dir else 0


def _source(page: Page) -> str:
    matter = yaml.safe_dump(dict(page.meta), allow_unicode=True, sort_keys=True)
    return f"---\n{matter}---\n{page.markdown}"
