"""What an edition's readers can tell of an item: its text for each audience, and its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from broadsheet.editions.cut import cut
from broadsheet.editions.select import wording
from broadsheet.model.body import Body
from broadsheet.model.items import Content, Document, Entry, ReleaseNotes
from broadsheet.outputs.addresses import entry_uri, release_uri
from broadsheet.outputs.project import Project
from broadsheet.previewing.report import Kind
from broadsheet.previewing.words import entry_markdown, markdown_of, titled

Source: TypeAlias = Document | Entry | ReleaseNotes


@dataclass(frozen=True, slots=True)
class View:
    """An item as an edition holds it.

    Args:
        kind: What it is.
        item: The item, cut down to what the edition may see.
        url: Its address.
        facts: What there is to see besides its text, by what it is called.
        links: Its further links, title and address.
    """

    kind: Kind
    item: Source
    url: str
    facts: Mapping[str, str]
    links: tuple[tuple[str, str], ...] = ()

    def read_by(self, audience: str) -> str:
        """Return the text as one audience reads it; empty where it is not for that audience."""
        return self._text(wording(self.item.body, audience)) if audience in self.item.audiences else ""

    @property
    def whole(self) -> str:
        """The text as those read it who see all that the edition holds."""
        return self._text(cut(self.item.body, self.item.body.audiences, marked=False))

    def _text(self, body: Body) -> str:
        return text_of(self.item, body, self.links)


def text_of(item: Source, body: Body, links: tuple[tuple[str, str], ...] = ()) -> str:
    """Return an item's text with one of its bodies.

    Args:
        item: The item.
        body: Its body, or what is left of it for some readers.
        links: Its further links, title and address.
    """
    text = markdown_of(body)
    if isinstance(item, Entry):
        return entry_markdown(item.title, item.action, text, links)
    return titled(item.title, text)


def views(project: Project, content: Content) -> dict[str, View]:
    """Return everything that an edition holds and that has a text, by its file's path."""
    return {view.item.path: view for view in _views(project, content)}


def _views(project: Project, content: Content) -> Iterator[View]:
    absolute, internal = project.addresses.absolute, project.edition.internal
    for page in project.pages:
        if isinstance(page.item, Document):
            url = absolute(page.src_uri)
            facts = {
                "address": f"/{project.addresses.page(page.src_uri)}",
                **_shown(page.meta),
                **_document_facts(page.item, internal=internal),
            }
            yield View(Kind.PAGE, page.item, url, facts)
    for entry in project.held.entries:
        url = absolute(entry_uri(entry))
        yield View(Kind.ENTRY, entry, url, _entry_facts(entry, content), project.further[entry.id])
    for release in project.held.releases:
        if release.notes:
            url = absolute(release_uri(release.version))
            facts = {"title": release.title, "date": release.date.isoformat()}
            yield View(Kind.NOTES, release.notes, url, facts)


def _document_facts(document: Document, *, internal: bool) -> dict[str, str]:
    named = {
        "kind": document.kind,
        "owner": document.owner if internal else "",
        "order": document.order,
        "minutes": document.minutes,
        "milestone": document.milestone,
        "path": document.path_start and document.path_start.role,
    }
    return _shown(named)


def _entry_facts(entry: Entry, content: Content) -> dict[str, str]:
    titles = (content.products[name].title for name in entry.products if name in content.products)
    named = {
        "id": entry.id,
        "title": entry.title,
        "type": entry.type,
        "products": list(titles),
        "release": entry.release or "unreleased",
        "breaking": entry.breaking or None,
        "date": f"{entry.published:%Y-%m-%d}",
    }
    return _shown(named)


def _shown(values: Mapping[str, object]) -> dict[str, str]:
    """Write values as people read them, without those that are empty."""
    return {name: _words(value) for name, value in values.items() if value not in (None, "", [], {})}


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
