"""Raw content → content: everything built, dated and checked against everything else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.audiences import folders_of, readers_of
from broadsheet.model.documents import build_document
from broadsheet.model.entries import Built, build_entry
from broadsheet.model.items import Asset, Content, Document, Entry, ReleaseNotes, Turn
from broadsheet.model.matter import validate
from broadsheet.model.raw import Matter, RawAsset, RawContent, RawItem
from broadsheet.model.releases import build_notes, is_release_notes, with_releases
from broadsheet.model.rules import Rules
from broadsheet.model.schema import FolderMatter
from broadsheet.model.shelf import Shelf
from broadsheet.store import Store

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of what nobody dated, where there is no git to ask."""

SUBSCRIBE = "subscribe/index.md"
"""The file of the page of all feeds, in every edition's project."""


def build_content(
    raw: RawContent, rules: Rules, findings: Findings, store: Store | None = None, workers: int = 1
) -> Content:
    """Understand everything that was read.

    Args:
        raw: What ``sources`` read.
        rules: What the configuration says about content.
        findings: Gets everything that is wrong.
        store: Where items are kept from build to build; None where none are.
        workers: How many processes there may be.

    Returns:
        The content. Where errors were added it is only good for finding more of them.

    Raises:
        GitError: Git lacks a file's bytes.
    """
    newest = raw.newest or EPOCH
    folders = {folder: _readers_below(matter, rules, findings) for folder, matter in raw.defaults.items()}

    def document(item: RawItem, findings: Findings) -> Document | None:
        return build_document(item, raw.defaults, rules, newest, findings)

    def note(item: RawItem, findings: Findings) -> ReleaseNotes | None:
        return build_notes(item, raw.defaults, rules, newest, findings)

    def entry(item: RawItem, findings: Findings) -> Built | None:
        made = build_entry(item, raw.defaults, rules, newest, findings)
        if made and raw.newest is None and "date" not in item.matter.values:
            place = Place(item.path, item.matter.line())
            findings.add(Code.BS311, place, "there is no date and no git to ask")
        return made

    indexes = [file for file in raw.entries if is_release_notes(file.path)]
    others = [file for file in raw.entries if not is_release_notes(file.path)]
    documents = tuple(Shelf(Document, document, raw, rules, store).items(raw.documents, findings, workers))
    notes = {n.version: n for n in Shelf(ReleaseNotes, note, raw, rules, store).items(indexes, findings)}
    built = Shelf(Built, entry, raw, rules, store).items(others, findings, workers)
    made = {d.path for d in documents} | {n.path for n in notes.values()} | {b.entry.path for b in built}
    unusable = frozenset(file.path for file in (*raw.documents, *raw.entries) if file.path not in made)
    built = with_releases(built, notes.values(), unusable, findings)
    _check_ids([b.entry for b in built], findings)
    _check_addresses(documents, rules, findings)
    _report_scheduled(built, rules.now, findings)
    withheld = {b.entry.path: reason for b in built if (reason := b.schedule.withheld(rules.now))}
    moments = [moment for b in built for moment in b.schedule.moments]
    return Content(
        audiences=rules.audiences,
        editions=rules.editions,
        products=rules.products,
        types=rules.types,
        documents=documents,
        entries=spread(b.entry for b in built if b.entry.path not in withheld),
        notes=notes,
        tags=raw.tags,
        assets=tuple(_asset(asset, folders, rules) for asset in raw.assets),
        unpublished=withheld,
        unusable=unusable,
        commit=raw.commit,
        newest=newest,
        since=max((moment for moment in moments if moment <= rules.now), default=None),
        until=min((moment for moment in moments if moment > rules.now), default=None),
        withheld=tuple(b.entry for b in built if b.entry.path in withheld),
        turns=tuple(_turns(built, rules.now)),
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
    for entry in sorted(entries, key=attrgetter("published", "id")):
        if result and entry.published <= result[-1].published:
            free = result[-1].published + timedelta(seconds=1)
            result.append(replace(entry, published=free))
        else:
            result.append(entry)
    return tuple(reversed(result))


def _readers_below(matter: Matter, rules: Rules, findings: Findings) -> frozenset[str] | None:
    """Check a ``.meta.yml`` and return whom it names: nobody where it is wrong, None where it is silent."""
    defaults = validate(matter, FolderMatter, findings, extra_keys=rules.extra_keys)
    if "audience" not in matter.values:
        return None
    return readers_of(defaults.audience, matter, (), rules, findings) if defaults else frozenset()


def _report_scheduled(built: Iterable[Built], now: datetime, findings: Findings) -> None:
    for one in built:
        if one.schedule.is_ahead(now):
            place = Place(one.entry.path, one.schedule.line)
            hint = "Correct `publish_on`, `date` or `expires_on`." if one.schedule.is_never else ""
            findings.add(Code.BS308, place, f"this entry is {one.schedule.withheld(now)}", hint)


def _turns(built: Iterable[Built], now: datetime) -> Iterator[Turn]:
    for one in built:
        if turn := one.schedule.turn(now):
            yield Turn(one.entry.audiences, *turn)


def _check_ids(entries: list[Entry], findings: Findings) -> None:
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.id.lower(), entry)
        if other is not entry:
            message = f"the id “{entry.id}” is already that of {other.path}"
            findings.add(Code.BS306, entry.place, message)


def _check_addresses(documents: tuple[Document, ...], rules: Rules, findings: Findings) -> None:
    of_feeds = page_address(SUBSCRIBE, rules.use_directory_urls)
    at: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        at[page_address(document.src_uri, rules.use_directory_urls).lower()].append(document)
    for address, (first, *others) in at.items():
        if address == "changelog/" or address.startswith("changelog/") or address == "changelog.html":
            findings.add(
                Code.BS313, first.place, "the addresses below “changelog/” belong to the changelog's pages"
            )
        if address == of_feeds:
            findings.add(Code.BS313, first.place, f"the address “{address}” belongs to the page of feeds")
        for other in others:
            findings.add(Code.BS313, other.place, f"its address “{address}” is also that of {first.path}")


@cache
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
    return Asset(raw.path, src_uri, raw.digest, raw.load, readers)


def _beside(path: str, rules: Rules) -> str:
    return f"changelog/{path.removeprefix(f'{rules.changelog_dir}/')}"
