"""Pages as Markdown: a ``.md`` beside every page, and ``llms.txt`` that lists them (llmstxt.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from broadsheet.model.items import Document, Entry
from broadsheet.outputs.addresses import ROOT, entry_uri
from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.home import Overview
from broadsheet.outputs.project import Page, Project
from broadsheet.outputs.propose import Propose, propose_lines
from broadsheet.outputs.since import Since
from broadsheet.outputs.subscribe import Subscribe, subscribe_lines

_SECTIONS = ("Documents", "Changelog", "Entries", "Optional")
_HEADING = re.compile(r"^#(?!#)[ \t]", re.MULTILINE)


def mirror(page: Page, project: Project) -> bytes:
    """Return a page as Markdown."""
    return _placed(_mirror(page, project), project)


def mirror_list(project: Project, description: str) -> bytes:
    """Return ``llms.txt``.

    Args:
        project: The edition.
        description: What the site is, in a sentence; may be empty.
    """
    return _placed(_list(project, description), project)


def mirror_path(project: Project, page: Page) -> str:
    """Return where a page's mirror lies in the edition: beside its HTML."""
    directory_urls = project.addresses.directory_urls
    stem = page.src_uri.removesuffix(".md")
    folder, _, name = stem.rpartition("/")
    if name == "README":
        return f"{folder}/index.md".lstrip("/")
    return f"{stem}/index.md" if directory_urls and name != "index" else f"{stem}.md"


def _placed(text: str, project: Project) -> bytes:
    return text.replace(ROOT, project.edition.site_url).encode()


def _mirror(page: Page, project: Project) -> str:
    if isinstance(page.item, Document):
        text = page.rooted.strip("\n")
        whole = f"{text}\n" if _HEADING.search(text) else f"# {page.title}\n\n{text}\n"
        return whole + "".join(f"\n{line}\n" for line in _of_path(page, project))
    if isinstance(page.item, Entry):
        return f"# {page.title}\n\n{_entry(page.item, project)}"
    if isinstance(page.item, Since):
        return f"# {page.title}\n\n{_since(page.item, project)}"
    if isinstance(page.item, Propose | Subscribe):
        item = page.item
        lines = propose_lines(item) if isinstance(item, Propose) else subscribe_lines(item)
        return "\n".join([f"# {page.title}", "", *lines])
    if isinstance(page.item, Overview):
        return _overview(page, page.item, project)
    return _listing(page.item, project)


def _of_path(page: Page, project: Project) -> Iterator[str]:
    """Yield what follows the text of a path's index, or of a step."""
    addresses = project.addresses
    if place := project.places.get(page.src_uri):
        links = [
            f"{word}: [{_label(there.title)}]({addresses.rooted(there.src_uri)})."
            for word, there in (("Path", place.path), ("Before", place.previous), ("Next", place.next))
            if there
        ]
        yield f"Step {place.step.number} of {place.count}. {' '.join(links)}"
    if (path := project.paths.get(page.src_uri)) and path.steps:
        yield "## Steps"
        for milestone in path.milestones:
            if milestone.title:
                yield f"### {milestone.title}"
            yield "\n".join(
                f"{s.number}. [{_label(s.title)}]({addresses.rooted(s.src_uri)}) ({s.minutes} min)"
                for s in milestone.steps
            )


def _entry(entry: Entry, project: Project) -> str:
    facts = [f"{entry.published:%Y-%m-%d}", entry.type, *entry.products, entry.release]
    lines = [" · ".join(fact for fact in facts if fact), ""]
    if entry.action:
        lines += [f"**{'Action needed' if entry.breaking else 'What to do'}:** {entry.action}", ""]
    lines.append(project.entries[entry.id].strip("\n"))
    further = project.further[entry.id]
    if further:
        lines += ["", *(f"- [{_label(title)}]({url})" for title, url in further)]
    return "\n".join(lines) + "\n"


def _listing(listing: Listing, project: Project) -> str:
    lines = [f"# {listing.title}", ""]
    if listing.notes:
        lines += [project.notes[listing.notes.version].strip("\n"), ""]
    for section in listing.sections:
        lines += [f"## {section.title}", ""]
        for entry in section.entries:
            address = project.addresses.rooted(entry_uri(entry))
            lines.append(f"- [{_label(entry.title)}]({address}) ({entry.published:%Y-%m-%d}, {entry.type})")
        lines.append("")
    return "\n".join(lines)


def _since(page: Since, project: Project) -> str:
    return "".join(
        f"- [{_label(row.title)}]({project.addresses.rooted(row.src_uri)}) "
        f"({row.day}, changes: {row.changes}, breaking: {row.breaking})\n"
        for row in page.releases
    )


def _overview(page: Page, shown: Overview, project: Project) -> str:
    lines = [f"# {page.title}", ""]
    for title, items in (
        ("New here?", [(d.title, d.src_uri) for d in shown.paths]),
        ("What is new", [(e.title, entry_uri(e)) for e in shown.entries]),
        ("Recently changed", [(d.title, d.src_uri) for d in shown.documents]),
    ):
        if items:
            links = [f"- [{_label(name)}]({project.addresses.rooted(uri)})" for name, uri in items]
            lines += [f"## {title}", "", *links, ""]
    return "\n".join(lines)


def _list(project: Project, description: str) -> str:
    lines = [f"# {project.edition.site_name}", ""]
    if description:
        lines += [f"> {description}", ""]
    sections: dict[str, list[Page]] = {title: [] for title in _SECTIONS}
    for page in project.pages:
        sections[_section(page)].append(page)
    for title, pages in sections.items():
        if pages:
            lines += [f"## {title}", ""]
            lines += [
                f"- [{_label(page.title)}]({ROOT}{mirror_path(project, page).replace(' ', '%20')})"
                for page in pages
            ]
            lines.append("")
    return "\n".join(lines)


def _section(page: Page) -> str:
    """Return the part of the list in which a page stands; the last one's may be skipped."""
    if isinstance(page.item, Document):
        return "Documents"
    if isinstance(page.item, Entry):
        return "Entries"
    return "Changelog" if isinstance(page.item, Listing) and page.item.kind != "month" else "Optional"


def _label(title: str) -> str:
    """Return a title that can stand between a link's brackets."""
    return re.sub(r"([\\\[\]])", r"\\\1", title)
