"""The inside of a page: what Broadsheet puts around converted text, by its own small templates."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from broadsheet.model.content import SUBSCRIBE
from broadsheet.model.items import Content, Document, Entry
from broadsheet.model.kinds import RELEASE_NOTE
from broadsheet.model.reading import reading_minutes
from broadsheet.model.taxonomy import Audience
from broadsheet.outputs.addresses import (
    LATEST,
    PROPOSE,
    ROOT,
    SINCE,
    audience_uri,
    entry_uri,
    product_uri,
    relative,
    release_uri,
    year_uri,
)
from broadsheet.outputs.changelog import Listing, anchor, type_title
from broadsheet.outputs.facets import FILTERED_FROM, filters
from broadsheet.outputs.fragments import Fragments
from broadsheet.outputs.glossary import GLOSSARY, used
from broadsheet.outputs.home import Overview
from broadsheet.outputs.paths import storage_name
from broadsheet.outputs.project import Page, Project
from broadsheet.outputs.propose import Propose
from broadsheet.outputs.since import Since
from broadsheet.outputs.subscribe import WAYS
from broadsheet.render.markdown import embedded, placed
from broadsheet.render.terms import Explainer
from broadsheet.render.views import EntryView, SearchFacts, Ways

TEMPLATES = Path(__file__).parent.parent / "templates"


class _Templates(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return all that a template knows besides what it is given; Jinja's own chain is slow to copy."""
        return {**self.globals, **(d or {})}


class Bodies:
    """Makes the inside of an edition's pages.

    Args:
        project: The edition.
        content: Holds the closed lists' titles.
        fragments: The edition's converted text.
        overrides: A folder whose ``broadsheet/`` templates come before the package's own; None without.
        rows: Holds what :meth:`row` made before, by the entry's id, and gets what it makes.
    """

    def __init__(
        self,
        project: Project,
        content: Content,
        fragments: Fragments,
        overrides: Path | None,
        rows: dict[str, str] | None = None,
    ) -> None:
        self._project, self._content, self._fragments = project, content, fragments
        self._rows = {} if rows is None else rows
        self._labelled = len(project.edition.audiences) > 1
        # Thousands of entries share a few of these.
        self._labels, self._audiences = cache(self._labels_of), cache(self._audiences_of)
        self._product = cache(self._product_of)
        self._templates = self._environment(overrides)

    def _environment(self, overrides: Path | None) -> _Templates:
        folders = [
            *([overrides / "broadsheet"] if overrides else []),
            TEMPLATES / "body",
            TEMPLATES / "material",
        ]
        templates = _Templates(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        # Known to macros too, so that a template is not run again for each page that imports some.
        templates.globals |= {
            "edition": self._project.edition,
            "preview": self._project.preview,
            "rooted": self._rooted,
            "changelog": self._rooted(LATEST),
            "storage": storage_name(self._project.edition.site_url),
            "subscribe": self._rooted(SUBSCRIBE),
            "propose": self._rooted(PROPOSE) if PROPOSE in self._uris else "",
        }
        return templates

    def body(self, page: Page, html: str, ways: Ways) -> str:
        """Return the inside of a page.

        Args:
            page: The page.
            html: Its converted Markdown; empty for pages that are made of entries.
            ways: What its readers can do about it.
        """
        root = relative("", self._project.addresses.page(page.src_uri))
        if isinstance(page.item, Document):
            made = self._document(page, page.item, html, ways)
        elif isinstance(page.item, Entry):
            made = self._entry(page.item, ways)
        elif isinstance(page.item, Overview):
            made = self._render(
                "home.html",
                title=page.title,
                description=page.meta["description"],
                **self._overview(page.item),
            )
        elif isinstance(page.item, Listing):
            made = self._listing(page.item)
        elif isinstance(page.item, Since):
            made = self._since(page.title, page.item)
        elif isinstance(page.item, Propose):
            made = self._propose(page.title, page.item)
        else:
            made = self._render("subscribe.html", title=page.title, page=page.item, ways=WAYS, root=ROOT)
        return placed(made, root)

    def _overview(self, shown: Overview) -> dict[str, object]:
        return {
            "overview": shown,
            "views": [self._view(entry, str) for entry in shown.entries],
            "release_url": release_uri,
        }

    def _explained(self, html: str, source: str) -> str:
        """Return a page's text with the terms explained that its source uses."""
        terms = used(self._project.glossary, source)
        return Explainer(terms, self._fragments.definitions.__getitem__, self._rooted(GLOSSARY)).explained(
            html
        )

    def _document(self, page: Page, document: Document, html: str, ways: Ways) -> str:
        changed = document.times.changed
        facts = SearchFacts(
            kind=document.kind.capitalize(),
            audiences=self._audiences(document.audiences),
            year=str(changed.year),
            date=f"{changed:%Y-%m-%d}",
        )
        head, mark, rest = html.partition("</h1>")
        text = rest if mark else html
        if document.src_uri != GLOSSARY:
            text = self._explained(text, page.rooted)
        home = self._project.is_home(page)
        shown = self._project.overview if home else None
        path, place = self._project.paths.get(page.src_uri), self._project.places.get(page.src_uri)
        return self._render(
            "document.html",
            document=document,
            title=page.title,
            heading=Markup(head + mark if mark else ""),
            html=Markup(text),
            ways=ways,
            minutes=0 if home or path or place else reading_minutes(document.body),
            due=document.review.due(document.times.created.date()),
            **(self._overview(shown) if shown else {"overview": None}),
            labels=self._labels(document.audiences),
            facts=facts,
            path=path,
            place=place,
        )

    def row(self, entry: Entry) -> str:
        """Return what stands of an entry in lists that show summaries: the same in all of them."""
        if entry.id not in self._rows:
            self._rows[entry.id] = self._render("_row.html", view=self._view(entry, str))
        return Markup(self._rows[entry.id])

    def _entry(self, entry: Entry, ways: Ways) -> str:
        source = self._project.entries[entry.id]
        view = self._view(entry, lambda: self._explained(self._fragments.entries[entry.id].html, source))
        facts = SearchFacts(
            kind=RELEASE_NOTE.capitalize(),
            audiences=self._audiences(entry.audiences),
            product_titles=tuple(title for title, _ in view.products),
            type_title=view.type_title,
            year=str(entry.published.year),
            date=f"{entry.published:%Y-%m-%d}",
        )
        year_url = self._rooted(year_uri(entry.published.year))
        return self._render("entry.html", view=view, year_url=year_url, facts=facts, ways=ways)

    def _listing(self, listing: Listing) -> str:
        notes = ""
        if listing.notes:
            notes = embedded(self._fragments.notes[listing.notes.version].html, "notes", 1)

        def view(entry: Entry) -> EntryView:
            return self._view(entry, lambda: self._embedded(entry) if listing.full else "")

        return self._render(
            "listing.html",
            listing=listing,
            view=view,
            row=self.row,
            notes=Markup(notes),
            is_latest=listing.kind == "latest",
            feeds=[
                (label, f"{ROOT}feeds/{path}", anchor(path.partition("/")[0]))
                for label, path in listing.feeds
            ],
            filters=filters(listing, self._content, self._project.edition),
            filtered=len(listing.entries) >= FILTERED_FROM,
            since=self._rooted(SINCE) if SINCE in self._uris else "",
            **self._lists,
        )

    def _since(self, title: str, since: Since) -> str:
        return self._render(
            "since.html",
            title=title,
            releases=since.releases,
            filters=[facet for facet in since.facets if facet.divides],
            titles={facet.name: dict(facet.choices) for facet in since.facets},
            everyone="Everyone" if self._project.edition.internal else "",
            root=ROOT,
        )

    def _propose(self, title: str, item: Propose) -> str:
        begun = LATEST in self._uris  # the first entry may be proposed where there is no changelog yet
        return self._render("propose.html", title=title, page=item, begun=begun, root=ROOT)

    @cached_property
    def _uris(self) -> frozenset[str]:
        return frozenset(page.src_uri for page in self._project.pages)

    @cached_property
    def _lists(self) -> dict[str, list[tuple[str, str]]]:
        """The changelog's pages by kind, each with its title and address."""
        edition, held = self._project.edition, self._project.held
        years = sorted({entry.published.year for entry in held.entries}, reverse=True)
        products = [p for p in self._content.products.values() if product_uri(p.name) in self._uris]
        audiences = edition.audiences if self._labelled else ()
        return {
            "years": [(str(year), self._rooted(year_uri(year))) for year in years],
            "releases": [(r.title, self._rooted(release_uri(r.version))) for r in held.releases],
            "products": [self._product(product.name) for product in products],
            "audiences": [(a.title, self._rooted(audience_uri(a.name))) for a in audiences],
        }

    def _embedded(self, entry: Entry) -> str:
        """Return an entry's text as it stands among others."""
        return embedded(self._fragments.entries[entry.id].html, entry.id, 2)

    def _view(self, entry: Entry, text: Callable[[], str]) -> EntryView:
        return EntryView(
            entry=entry,
            url=self._rooted(entry_uri(entry)),
            type_title=type_title(entry.type),
            products=tuple(map(self._product, entry.products)),
            labels=self._labels(entry.audiences),
            links=self._project.further[entry.id],
            release_url=self._rooted(release_uri(entry.release)) if entry.release else "",
            text=text,
            abstract=lambda: self._fragments.summaries[entry.id],
        )

    def _product_of(self, name: str) -> tuple[str, str]:
        return self._content.products[name].title, self._rooted(product_uri(name))

    def _labels_of(self, names: frozenset[str]) -> tuple[str, ...]:
        """Say for whom an item is, where the edition's readers are not all the same."""
        sees = self._project.edition.sees
        if not self._labelled or (names == sees and not self._project.edition.internal):
            return ()
        return ("Everyone",) if names == sees else tuple(a.title for a in self._audiences(names))

    def _audiences_of(self, names: frozenset[str]) -> tuple[Audience, ...]:
        return tuple(audience for audience in self._project.edition.audiences if audience.name in names)

    def _rooted(self, src_uri: str) -> str:
        return self._project.addresses.rooted(src_uri)

    def _render(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(broadsheet=values.get("facts"), **values)
