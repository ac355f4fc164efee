"""A release in one audience's words: for a release on GitHub or GitLab, and for e-mail.

What the audience may not read is left out before anything is converted, as it is for an edition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from textwrap import fill
from typing import Any, cast

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markdownify import MarkdownConverter
from markupsafe import Markup

from broadsheet import pipeline
from broadsheet.editions.select import select
from broadsheet.errors import NothingToDoError, UsageError
from broadsheet.findings import Findings
from broadsheet.model.items import Content
from broadsheet.model.taxonomy import Audience, Edition
from broadsheet.outputs.addresses import ROOT, entry_uri
from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.compose import compose
from broadsheet.outputs.feed_formats.sanitise import sanitise
from broadsheet.outputs.feeds import entry_html
from broadsheet.outputs.project import Page, Project
from broadsheet.render.markdown import Converter, embedded
from broadsheet.render.mkdocs_pages import PageMaker
from broadsheet.render.mkdocs_site import EditionSite
from broadsheet.render.troubles import reported
from broadsheet.settings import Settings

WIDTH = 72
"""How long lines of a text are, in characters (RFC 3676, section 4.2 allows 78)."""

_TEMPLATES = Path(__file__).parent.parent / "templates" / "announcement"
_MENTION = re.compile(r"(?<![\w`])@(?=\w)")
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")


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
        raise UsageError(f"there is no edition “{edition}”", f"There are: {', '.join(settings.editions)}.")
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
    findings = Findings(settings.options.accept)
    theirs = select(content, replace(edition, audiences=(audience,)))
    project = compose(content, replace(theirs, edition=edition), settings, findings)
    found = next(
        (p for p in project.pages if isinstance(p.item, Listing) and p.item.version == version), None
    )
    if found is None:
        known = ", ".join(release.version for release in theirs.releases)
        hint = f"There are: {known}." if known else ""
        raise NothingToDoError(f"there is no release {version} for {audience.title}", hint)
    with reported(findings, settings):
        maker = PageMaker(project, EditionSite(project, content, settings), settings, {}, None)
        made = _announcement(found, project, maker.converter(), settings)
    pipeline.stop_on_errors(findings)
    return made


def printed(announced: Announcement, form: str) -> str:
    """Return an announcement as ``markdown`` for a host's release, or as e-mail in ``text`` or ``html``."""
    return _PRINTERS[form](announced)


def _announcement(page: Page, project: Project, converter: Converter, settings: Settings) -> Announcement:
    listing, address = page.item, project.addresses.absolute
    assert isinstance(listing, Listing)

    def clean(html: str, src_uri: str) -> str:
        return sanitise(html.replace(ROOT, project.edition.site_url), address(src_uri))

    intro = converter.convert(project.notes[listing.version]).html if listing.notes else ""
    sections = []
    for section in listing.sections:
        items = []
        for entry in section.entries:
            html = embedded(converter.convert(project.entries[entry.id]).html, entry.id, 2)
            whole = entry_html(entry, html, project.further[entry.id])
            uri = entry_uri(entry)
            items.append(Item(entry.title, address(uri), clean(whole, uri)))
        sections.append(Section(section.title, tuple(items)))
    return Announcement(
        title=listing.title,
        when=listing.description,
        url=address(page.src_uri),
        site_name=project.edition.site_name,
        language=settings.language,
        intro=clean(intro, page.src_uri),
        sections=tuple(sections),
    )


def _reworded(
    announced: Announcement, words: Callable[[str], str], name: Callable[[str], str] = str
) -> Announcement:
    """Turn an announcement's HTML, and what things are called, into what a format wants."""

    def reworded(section: Section) -> Section:
        items = (replace(item, title=name(item.title), text=words(item.text)) for item in section.items)
        return Section(section.title, tuple(items))

    return replace(
        announced,
        title=name(announced.title),
        site_name=name(announced.site_name),
        intro=words(announced.intro),
        sections=tuple(map(reworded, announced.sections)),
    )


class _Markdown(MarkdownConverter):
    """Markdown for hosts that tell whom an ``@`` names, and show each line of a paragraph as a line."""

    class Options:
        heading_style = "ATX"
        bullets = "-"
        escape_misc = True
        wrap = True
        wrap_width = None

    def escape(self, text: str, parent_tags: Any) -> str:
        escaped: str = cast("Any", super()).escape(text, parent_tags)  # its stubs lack the method
        return _unmentioned(escaped)


def _unmentioned(text: str) -> str:
    return _MENTION.sub("@&#8203;", text)


def _name(text: str) -> str:
    """Return what something is called, as Markdown."""
    return _unmentioned(_SPECIAL.sub(r"\\\1", text))


class _Text(MarkdownConverter):
    """Plain text: no signs that only a renderer understands, and no address hidden behind a word."""

    class Options:
        bullets = "-"
        escape_asterisks = False
        escape_underscores = False
        strong_em_symbol = ""
        wrap = True
        wrap_width = WIDTH

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        address = el.get("href") or ""
        return f"{text} <{address}>" if address and text.strip() != address else text

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        return "\n"

    def convert_code(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        return text

    def convert_div(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        inside = text.strip("\n")  # and no spaces, which are the margin of code
        return f"\n\n{inside}\n\n"

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002, N802
        return f"\n\n{' '.join(text.split())}\n\n"

    def convert_li(self, el: Any, text: str, parent_tags: Any) -> str:
        words = text.strip()
        folded = words if "\n" in words else fill(words, WIDTH - 2, break_long_words=False)
        item: str = cast("Any", super()).convert_li(el, folded, parent_tags)
        return item

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        alt = el.get("alt") or ""
        return f"[{alt}]" if alt else ""

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        lines = text.strip("\n").split("\n")
        return "\n\n" + "\n".join(f"    {line}".rstrip() for line in lines) + "\n\n"


def _as_markdown(announced: Announcement) -> str:
    return _filled("body.md", _reworded(announced, lambda html: _Markdown().convert(html).strip(), _name))


def _as_text(announced: Announcement) -> str:
    return _filled("email.txt", _reworded(announced, lambda html: _Text().convert(html).strip()))


def _as_html(announced: Announcement) -> str:
    whole = _filled("email.html", _reworded(announced, Markup))
    return css_inline.inline(whole, load_remote_stylesheets=False, keep_style_tags=False)


_PRINTERS: Mapping[str, Callable[[Announcement], str]] = {
    "markdown": _as_markdown,
    "text": _as_text,
    "html": _as_html,
}


def _filled(template: str, announced: Announcement) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    facts = {field.name: getattr(announced, field.name) for field in fields(announced)}
    return environment.get_template(template).render(facts)
