"""A release in one audience's words.

What the audience may not read is left out before anything is converted, as it is for an edition.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from broadsheet import pipeline
from broadsheet.config.settings import Settings
from broadsheet.editions.select import select
from broadsheet.errors import NoSuchEditionError, NothingToDoError, UsageError
from broadsheet.findings import Findings, Place
from broadsheet.model.body import Body
from broadsheet.model.items import Content, Entry
from broadsheet.model.taxonomy import Audience, Edition
from broadsheet.outputs.addresses import ROOT, entry_uri
from broadsheet.outputs.changelog import Listing, listings
from broadsheet.outputs.feed_formats.sanitise import sanitise
from broadsheet.outputs.feeds import entry_html
from broadsheet.outputs.links import Links
from broadsheet.outputs.project import Project
from broadsheet.render.markdown import Converter, embedded
from broadsheet.render.mkdocs_pages import PageMaker
from broadsheet.render.mkdocs_site import EditionSite
from broadsheet.render.troubles import reported


@dataclass(frozen=True, slots=True)
class Item:
    """An entry.

    Args:
        title: What it is called.
        url: Its page's absolute address.
        text: What the audience reads: sanitised HTML, or what a format makes of that.
    """

    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one kind.

    Args:
        title: What they have in common.
        items: Newest first.
    """

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """A release, as one audience reads it.

    Args:
        title: What it is called.
        when: Its day, in words.
        url: Its page's absolute address.
        site_name: The edition's name.
        language: The edition's language.
        intro: What introduces it: sanitised HTML, or what a format makes of that; may be empty.
        sections: What there is to do first, then by type.
    """

    title: str
    when: str
    url: str
    site_name: str
    language: str
    intro: str
    sections: tuple[Section, ...]


def addressees(settings: Settings, audience: str, edition: str) -> tuple[Audience, Edition]:
    """Say whom to tell, and of which edition: of those that they read the one with the fewest other readers.

    Args:
        settings: The configuration.
        audience: An audience's name; empty for the only one.
        edition: An edition's name; empty for the one that tells the audience least of others.

    Raises:
        UsageError: There is no such audience or edition, or no telling which.
    """
    if edition and edition not in settings.editions:
        raise NoSuchEditionError(edition, settings.editions)
    several = [settings.editions[edition]] if edition else list(settings.editions.values())
    names = [n for n in settings.audiences if any(n in one.sees for one in several)]
    if not audience and len(names) > 1:
        raise UsageError("for which audience?", f"Add --audience, with one of: {', '.join(names)}.")
    audience = audience or names[0]
    if audience not in names:
        of = f" in the edition “{edition}”" if edition else ""
        raise UsageError(f"there is no audience “{audience}”{of}", f"There are: {', '.join(names)}.")
    read = [one for one in several if audience in one.sees]
    return settings.audiences[audience], min(read, key=lambda one: len(one.audiences))


def announcement(
    version: str, audience: Audience, edition: Edition, content: Content, settings: Settings
) -> Announcement:
    """Take together what an audience reads of a release.

    Args:
        version: The release's name.
        audience: The audience.
        edition: The edition that links lead to.
        content: Everything there is, with nothing wrong in it.
        settings: The configuration.

    Raises:
        FindingsError: MkDocs stopped over its configuration.
        NothingToDoError: There is no such release, or nothing in it for the audience.
    """
    theirs = select(content, replace(edition, audiences=(audience,)))
    listing = next((one for one in listings(theirs, content) if one.version == version), None)
    if listing is None:
        known = ", ".join(release.version for release in theirs.releases)
        hint = f"There are: {known}." if known else ""
        raise NothingToDoError(f"there is no release {version} for {audience.title}", hint)
    findings = Findings(settings.options.accept)
    project = pipeline.lay_out(content, settings, edition.name, findings)
    with reported(findings, settings):
        maker = PageMaker(project, EditionSite(project, content, settings), settings, {}, None)
        made = _Words(audience, project, content, settings, maker.converter()).of(listing)
    pipeline.stop_on_errors(findings)
    return made


class _Words:
    """Puts what an audience reads into HTML that can stand anywhere."""

    def __init__(
        self,
        audience: Audience,
        project: Project,
        content: Content,
        settings: Settings,
        converter: Converter,
    ) -> None:
        self._readers = frozenset({audience.name})
        self._project, self._converter, self._language = project, converter, settings.language
        pages = frozenset(page.src_uri for page in project.pages)
        folders = (settings.docs_dir, settings.changelog_dir)
        # What they find was found before.
        self._links = Links(content, project.edition, pages, project.addresses, folders, Findings())

    def of(self, listing: Listing) -> Announcement:
        """Return what is on a release's page."""
        notes = listing.notes
        intro = self._html(notes.body, notes.path, listing.src_uri) if notes else ""
        return Announcement(
            title=listing.title,
            when=listing.description,
            url=self._project.addresses.absolute(listing.src_uri),
            site_name=self._project.edition.site_name,
            language=self._language,
            intro=self._clean(intro, listing.src_uri),
            sections=tuple(
                Section(section.title, tuple(map(self._item, section.entries)))
                for section in listing.sections
            ),
        )

    def _item(self, entry: Entry) -> Item:
        uri = entry_uri(entry)
        html = embedded(self._html(entry.body, entry.path, uri), entry.id, 2)
        whole = entry_html(entry, html, self._project.further[entry.id])
        return Item(entry.title, self._project.addresses.absolute(uri), self._clean(whole, uri))

    def _html(self, body: Body, path: str, src_uri: str) -> str:
        text = self._links.follow(body, path, src_uri, self._readers).rooted
        return self._converter.convert(text, Place(path, 1)).html

    def _clean(self, html: str, src_uri: str) -> str:
        addresses = self._project.addresses
        return sanitise(html.replace(ROOT, addresses.site_url), addresses.absolute(src_uri))
