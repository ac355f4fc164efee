"""The inside of a page: what Broadsheet puts around converted text, by its own small templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from broadsheet.model.items import Content, Document, Entry
from broadsheet.model.taxonomy import Audience
from broadsheet.outputs.addresses import (
    LATEST,
    ROOT,
    audience_uri,
    entry_uri,
    product_uri,
    relative,
    release_uri,
    year_uri,
)
from broadsheet.outputs.changelog import Listing, type_title
from broadsheet.outputs.fragments import Fragments
from broadsheet.outputs.project import Page, Project
from broadsheet.render.markdown import embedded, placed

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class SearchFacts:
    """What a page tells the search about itself."""

    kind: str
    audiences: tuple[Audience, ...]
    product_titles: tuple[str, ...] = ()
    type_title: str = ""
    year: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as a template sees it."""

    entry: Entry
    html: Markup
    url: str
    type_title: str
    products: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    summary: str
    release_url: str


class Bodies:
    """Makes the inside of an edition's pages.

    Args:
        project: The edition.
        content: Holds the closed lists' titles.
        fragments: The edition's converted text.
        overrides: A folder whose ``broadsheet/`` templates come before the package's own; None without.
    """

    def __init__(
        self, project: Project, content: Content, fragments: Fragments, overrides: Path | None
    ) -> None:
        self._project, self._content, self._fragments = project, content, fragments
        folders = [
            *([overrides / "broadsheet"] if overrides else []),
            TEMPLATES / "body",
            TEMPLATES / "material",
        ]
        self._templates = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._labelled = len(project.edition.audiences) > 1

    def body(self, page: Page, html: str) -> str:
        """Return the inside of a page.

        Args:
            page: The page.
            html: Its converted Markdown; empty for pages that are made of entries.
        """
        root = relative("", self._project.addresses.page(page.src_uri))
        if isinstance(page.item, Document):
            made = self._document(page, page.item, html)
        elif isinstance(page.item, Entry):
            made = self._entry(page.item)
        else:
            made = self._listing(page.item)
        return placed(made, root)

    def _document(self, page: Page, document: Document, html: str) -> str:
        folder = document.src_uri.split("/")[0] if "/" in document.src_uri else ""
        kind = folder.replace("-", " ").replace("_", " ").capitalize() or "Page"
        facts = SearchFacts(
            kind, self._audiences(document.audiences), date=f"{document.times.changed:%Y-%m-%d}"
        )
        head, mark, rest = html.partition("</h1>")
        return self._render(
            "document.html",
            document=document,
            title=page.title,
            heading=Markup(head + mark if mark else ""),
            html=Markup(rest if mark else html),
            labels=self._labels(document.audiences),
            facts=facts,
        )

    def _entry(self, entry: Entry) -> str:
        view = self._view(entry, self._fragments.entries[entry.id].html)
        facts = SearchFacts(
            kind="Release note",
            audiences=self._audiences(entry.audiences),
            product_titles=tuple(title for title, _ in view.products),
            type_title=view.type_title,
            year=str(entry.published.year),
            date=f"{entry.published:%Y-%m-%d}",
        )
        return self._render("entry.html", view=view, facts=facts)

    def _listing(self, listing: Listing) -> str:
        views = {entry.id: self._view(entry, self._within(listing, entry)) for entry in listing.entries}
        notes = ""
        if listing.notes:
            notes = embedded(self._fragments.notes[listing.notes.version].html, "notes", 1)
        uris = {page.src_uri for page in self._project.pages}
        return self._render(
            "listing.html",
            listing=listing,
            views=views,
            notes=Markup(notes),
            is_latest=listing.src_uri == LATEST,
            feed=f"{ROOT}feeds/{listing.feed}" if listing.feed else "",
            years=[(str(y), self._rooted(year_uri(y))) for y in self._years()],
            releases=[(r.title, self._rooted(release_uri(r.version))) for r in self._project.held.releases],
            products=[
                (p.title, self._rooted(product_uri(p.name)))
                for p in self._content.products.values()
                if product_uri(p.name) in uris
            ],
            audiences=[
                (a.title, self._rooted(audience_uri(a.name)))
                for a in self._project.edition.audiences
                if self._labelled
            ],
            release_url=release_uri,
        )

    def _within(self, listing: Listing, entry: Entry) -> str:
        """Return an entry's text as it stands among others; nothing on pages that show summaries only."""
        return embedded(self._fragments.entries[entry.id].html, entry.id, 2) if listing.full else ""

    def _view(self, entry: Entry, html: str) -> EntryView:
        products = self._content.products
        return EntryView(
            entry=entry,
            html=Markup(html),
            url=self._rooted(entry_uri(entry)),
            type_title=type_title(entry.type),
            products=tuple(
                (products[name].title, self._rooted(product_uri(name))) for name in entry.products
            ),
            labels=self._labels(entry.audiences),
            links=self._project.further[entry.id],
            summary=self._fragments.entries[entry.id].summary,
            release_url=self._rooted(release_uri(entry.release)) if entry.release else "",
        )

    def _labels(self, names: frozenset[str]) -> tuple[str, ...]:
        """Say for whom an item is, where the edition's readers are not all the same."""
        if not self._labelled or (names == self._project.edition.sees and not self._project.edition.internal):
            return ()
        titles = tuple(audience.title for audience in self._audiences(names))
        return ("Everyone",) if names == self._project.edition.sees else titles

    def _audiences(self, names: frozenset[str]) -> tuple[Audience, ...]:
        return tuple(audience for audience in self._project.edition.audiences if audience.name in names)

    def _years(self) -> list[int]:
        return sorted({entry.published.year for entry in self._project.held.entries}, reverse=True)

    def _rooted(self, src_uri: str) -> str:
        return self._project.addresses.rooted(src_uri)

    def _render(self, template: str, **values: object) -> str:
        edition = self._project.edition
        return self._templates.get_template(template).render(
            edition=edition,
            preview=self._project.preview,
            rooted=self._rooted,
            changelog=self._rooted(LATEST),
            broadsheet=values.get("facts"),
            **values,
        )


def listing_toc(listing: Listing) -> list[Mapping[str, object]]:
    """Return a list page's table of contents, in the form of Python-Markdown's ``toc_tokens``."""
    return [
        {
            "level": 2,
            "id": section.anchor,
            "name": section.title,
            "children": [
                {"level": 3, "id": entry.id, "name": entry.title, "children": []}
                for entry in section.entries
                if listing.full
            ],
        }
        for section in listing.sections
    ]
