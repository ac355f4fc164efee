"""Raw content → content: everything built, dated and checked against everything else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.audiences import folders_of, readers_of
from broadsheet.model.documents import build_document
from broadsheet.model.entries import Built, build_entry
from broadsheet.model.items import Asset, Content, Document, Entry, ReleaseNotes
from broadsheet.model.matter import validate
from broadsheet.model.raw import Matter, RawAsset, RawContent
from broadsheet.model.releases import build_notes, is_release_notes
from broadsheet.model.rules import Rules
from broadsheet.model.schema import FolderMatter

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of what nobody dated, where there is no git to ask."""


def build_content(raw: RawContent, rules: Rules, findings: Findings) -> Content:
    """Understand everything that was read.

    Args:
        raw: What ``sources`` read.
        rules: What the configuration says about content.
        findings: Gets everything that is wrong.

    Returns:
        The content. Where errors were added it is only good for finding more of them.
    """
    newest = raw.newest or EPOCH
    folders = {folder: _readers_below(matter, rules, findings) for folder, matter in raw.defaults.items()}
    documents = [build_document(item, raw.defaults, rules, newest, findings) for item in raw.documents]
    notes: dict[str, ReleaseNotes] = {}
    built: list[Built] = []
    for item in raw.entries:
        if is_release_notes(item.path):
            if note := build_notes(item, raw.defaults, rules, newest, findings):
                notes[note.version] = note
        elif entry := build_entry(item, raw.defaults, rules, newest, findings):
            if raw.newest is None and "date" not in item.matter.values:
                findings.add(
                    Code.BS311, Place(item.path, item.matter.line()), "there is no date and no git to ask"
                )
            built.append(entry)
    _check_ids([b.entry for b in built], findings)
    held = tuple(document for document in documents if document)
    read = frozenset(item.path for item in (*raw.documents, *raw.entries))
    made = {document.path for document in held} | {b.entry.path for b in built}
    made |= {note.path for note in notes.values()}
    _check_addresses(held, rules, findings)
    return Content(
        audiences=rules.audiences,
        editions=rules.editions,
        products=rules.products,
        types=rules.types,
        documents=held,
        entries=spread(b.entry for b in built if not b.withheld),
        notes=notes,
        tags=raw.tags,
        assets=tuple(_asset(asset, folders, rules) for asset in raw.assets),
        unpublished={b.entry.path: b.withheld for b in built if b.withheld},
        unusable=raw.unusable | (read - made),
        commit=raw.commit,
        newest=newest,
    )


def check_ids(entries: Iterable[Entry], published: Mapping[str, str], findings: Findings) -> None:
    """Find entries whose id is no longer the one that readers know.

    Args:
        entries: The entries as they are now.
        published: Ids as they were published, by the path that the entry was first committed under.
        findings: Gets one finding for each.
    """
    for entry in entries:
        known = published.get(entry.times.origin, entry.id)
        if known != entry.id:
            message = f"the id is “{entry.id}”, but this entry was published as “{known}”"
            hint = f"Write `id: {known}`, by which readers know it; give another entry another file name."
            findings.add(Code.BS312, entry.place, message, hint)


def spread(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Order entries newest first, and give each a second of its own.

    Feed readers sort by time alone; two items with one time change places from poll to poll. Entries that
    share a second stand in the order of their ids, which never change.
    """
    result: list[Entry] = []
    for entry in sorted(entries, key=lambda entry: (entry.published, entry.id)):
        earliest = result[-1].published + timedelta(seconds=1) if result else entry.published
        result.append(replace(entry, published=max(entry.published, earliest)))
    return tuple(reversed(result))


def _readers_below(matter: Matter, rules: Rules, findings: Findings) -> frozenset[str] | None:
    """Check a ``.meta.yml`` and return whom it names: nobody where it is wrong, None where it is silent."""
    defaults = validate(matter, FolderMatter, findings, extra_keys=rules.extra_keys)
    if "audience" not in matter.values:
        return None
    return readers_of(defaults.audience, matter, (), rules, findings) if defaults else frozenset()


def _check_ids(entries: list[Entry], findings: Findings) -> None:
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.id.lower(), entry)
        if other is not entry:
            message = f"the id “{entry.id}” is already that of {other.path}"
            findings.add(Code.BS306, entry.place, message)


def _check_addresses(documents: tuple[Document, ...], rules: Rules, findings: Findings) -> None:
    at: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        at[page_address(document.src_uri, rules.use_directory_urls).lower()].append(document)
    for address, (first, *others) in at.items():
        if address == "changelog/" or address.startswith("changelog/") or address == "changelog.html":
            findings.add(
                Code.BS313, first.place, "the addresses below “changelog/” belong to the changelog's pages"
            )
        for other in others:
            findings.add(Code.BS313, other.place, f"its address “{address}” is also that of {first.path}")


def page_address(src_uri: str, directory_urls: bool) -> str:
    """Return a page's address relative to the edition's root, as MkDocs places it.

    Args:
        src_uri: The Markdown file's path in the edition's project.
        directory_urls: MkDocs' ``use_directory_urls``.
    """
    stem = src_uri.removesuffix(".md")
    folder, _, name = stem.rpartition("/")
    prefix = f"{folder}/" if folder else ""
    if name in {"index", "README"}:
        return prefix if directory_urls else f"{prefix}index.html"
    return f"{stem}/" if directory_urls else f"{stem}.html"


def _asset(raw: RawAsset, folders: Mapping[str, frozenset[str] | None], rules: Rules) -> Asset:
    named = [readers for readers in folders_of(raw.inherits or raw.path, folders) if readers is not None]
    readers = named[-1] if named else None
    docs = f"{rules.docs_dir}/"
    src_uri = raw.path.removeprefix(docs) if raw.path.startswith(docs) else _beside(raw.path, rules)
    return Asset(raw.path, src_uri, raw.data, readers)


def _beside(path: str, rules: Rules) -> str:
    return f"changelog/{path.removeprefix(f'{rules.changelog_dir}/')}"
