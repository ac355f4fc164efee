"""Make an edition: only what is made from something else than last time, by as many processes as there are.

The bytes are those that ``mkdocs build`` makes of the same edition in one go.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

import msgspec

from broadsheet.codes import Code
from broadsheet.config.settings import Settings
from broadsheet.crew import shared_out
from broadsheet.findings import Finding, Findings, Place
from broadsheet.model.items import Content, Document, Entry
from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.keys import Keys, nav_key
from broadsheet.outputs.plan import Output, plan_mirrors, plan_outputs
from broadsheet.outputs.project import Page, Project
from broadsheet.render.compiled import Compiled
from broadsheet.render.conversions import Conversions
from broadsheet.render.environment import page_key, text_key
from broadsheet.render.markdown import Converter
from broadsheet.render.mkdocs_pages import PageMaker
from broadsheet.render.mkdocs_site import EditionSite
from broadsheet.render.search import SearchBuild
from broadsheet.render.target import Means, Target
from broadsheet.render.texts import Texts
from broadsheet.render.troubles import reported
from broadsheet.render.verify import differing
from broadsheet.store import digest

_MANY = 48
"""From so many pages on it pays to have all templates ready before the work is shared out."""

_Made = tuple[list[tuple[str, Any]], list[Finding]]
"""Paths with what the edition is to be told of them, and findings."""


class EditionBuild:
    """Makes one edition.

    Args:
        project: The edition.
        content: Everything there is.
        settings: The configuration.
        target: Where the edition is made.
        means: What it is made with.
    """

    def __init__(
        self,
        project: Project,
        content: Content,
        settings: Settings,
        target: Target,
        means: Means,
    ) -> None:
        self._project, self._content, self._settings = project, content, settings
        self._target, self._means = target, means
        self._store, self._findings = means.store, means.findings
        self._known, self._writer = target.known, target.writer()
        self._rows: dict[str, str] = {}
        self._compiled = Compiled(means.store, text_key(settings))
        self._basis = page_key(settings, project.edition)
        self._site = EditionSite(project, content, settings)
        key = text_key(settings)
        blocks = msgspec.msgpack.encode([(a.name, a.title) for a in project.edition.audiences])
        self._texts = Texts(key, blocks, self._converter, means.store)
        self._fragments = self._texts.fragments(project)
        self._site.use(self._fragments, self._rows)
        self._conversions = Conversions(project, settings, self._texts, lambda: self._maker, means)

    def run(self, *, verify: int = 0, search: bool = True) -> None:
        """Make the edition; where something is wrong, as much of it as shows all that is.

        Args:
            verify: How many of the pages that are kept to make again, to see that they would be the same.
            search: Whether to index what changed.
        """
        with reported(self._findings, self._settings):
            begun = self._conversions.begin()
            outside = self._outside()
            self._conversions.finish(begun)
            if not self._findings.errors:
                self._make(outside, verify, search=search)

    def _make(self, outside: bytes, verify: int, *, search: bool) -> None:
        keys = Keys(
            self._project,
            self._fragments.summaries,
            basis=self._basis,
            outside=outside,
            links=self._conversions.leads,
            own_bodies=self._site.own_bodies,
        )
        self._keys = {page.src_uri: self._page_key(page, keys) for page in self._project.pages}
        paths = {page.src_uri: self._project.html_path(page) for page in self._project.pages}
        stale = [p for p in self._project.pages if self._known.get(paths[p.src_uri]) != self._keys[p.src_uri]]
        kept = [p for p in self._project.pages if self._known.get(paths[p.src_uri]) == self._keys[p.src_uri]]
        self._target.keep(paths[page.src_uri] for page in kept)
        self._verify(kept, verify)
        lists = [page for page in stale if isinstance(page.item, Listing)]
        others = [page for page in stale if not isinstance(page.item, Listing)]
        begun = self._begin([*others, *self._stale(plan_mirrors(self._project, keys))])
        few = len(others) < _MANY
        indexed = self._indexed(begun, search=search) if few else None
        self._make_lists(lists, keys)
        self._others(keys)
        self._static(outside)
        (indexed or self._indexed(begun, search=search))()

    def _indexed(
        self, begun: Iterable[tuple[Sequence[Page | Output], _Made]], *, search: bool
    ) -> Callable[[], None]:
        """Take over the pages, and begin to index them.

        Returns:
            What ends that, when everything else is made.
        """
        for _, made in begun:
            self._take(made)
        index = SearchBuild(self._project, self._target, self._means, self._basis)
        if self._findings.errors or (not search and index.keep()):
            return lambda: None
        return index.begin({self._project.html_path(p): self._keys[p.src_uri] for p in self._project.pages})

    def _verify(self, kept: Sequence[Page], count: int) -> None:
        pages = random.sample(kept, min(count, len(kept)))
        read = self._target.read
        for path in differing(self._project, self._content, self._settings, pages, read) if pages else ():
            place = Place(f"{self._project.edition.name}/{path}")
            self._findings.add(
                Code.BS605, place, "the page was kept, and would be another if it were made now"
            )

    def _page_key(self, page: Page, keys: Keys) -> bytes:
        """Return a page's key; none for one that must be made again each time, to warn again."""
        return b"" if page.src_uri in self._conversions.warned else keys.page(page)

    def _outside(self) -> bytes:
        """Return what stands for all that a page outside of the nav shows of the rest of the site."""
        key = digest(b"outside", self._basis, nav_key(self._project))
        known = self._store.get("outside", [key])
        if key not in known:
            before = len(self._findings)
            known = {key: self._maker.probe()}
            if len(self._findings) == before:  # else MkDocs has to warn again, each time
                self._store.put("outside", known)
        return known[key]

    def _shown(self, page: Page) -> Iterator[str]:
        """Yield the converted texts that a list shows."""
        if isinstance(page.item, Listing):
            yield from (self._project.entries[entry.id] for entry in page.item.entries if page.item.full)
            if page.item.notes:
                yield self._project.notes[page.item.notes.version]

    def _begin(self, stale: Sequence[Page | Output]) -> Iterator[tuple[Sequence[Page | Output], _Made]]:
        """Begin to make pages and other files, with everything at hand that pages are made of."""
        pages = [thing for thing in stale if isinstance(thing, Page)]
        self._conversions.complete(page for page in pages if isinstance(page.item, Document))
        self._texts.load(self._project.entries[p.item.id] for p in pages if isinstance(p.item, Entry))
        if len(pages) >= _MANY:
            self._maker.probe()
        return shared_out(self._written, stale, self._means.workers)

    def _make_lists(self, lists: Sequence[Page], keys: Keys) -> None:
        """Make pages that list entries, here: they have the entries' rows in common."""
        items = [page.item for page in lists if isinstance(page.item, Listing)]
        entries = [entry for item in items for entry in item.entries if not item.full]
        names = {digest(b"row", self._basis, keys.facts[entry.id]): entry.id for entry in entries}
        stored = self._store.get("row", names)
        self._rows |= {names[key]: row.decode() for key, row in stored.items()}
        self._texts.load(text for page in lists for text in self._shown(page))
        self._take(self._written(lists))
        new = {key: self._rows[id_] for key, id_ in names.items() if key not in stored and id_ in self._rows}
        self._store.put("row", {key: row.encode() for key, row in new.items()})

    def _written(self, things: Sequence[Page | Output]) -> _Made:
        """Make and write pages and other files, in any process."""
        findings, made = Findings(), []
        for thing in things:
            before = len(findings)
            with reported(findings, self._settings):
                if isinstance(thing, Output):
                    files, key = thing.make(), thing.key
                else:
                    data = self._maker.html(thing)
                    files = {self._project.html_path(thing): data} if data else {}
                    key = self._keys[thing.src_uri] if len(findings) == before else b""
                made += [(path, self._writer.write(path, data, key)) for path, data in files.items()]
        return made, list(findings)

    def _take(self, made: _Made) -> None:
        """Take over what was made."""
        records, found = made
        self._findings.extend(found)
        for path, record in records:
            self._target.add(path, record)

    def _others(self, keys: Keys) -> None:
        """Make what is neither a page nor a page's mirror."""
        outputs = plan_outputs(self._project, self._content, self._settings, self._fragments, keys)
        self._take(self._written(list(self._stale(outputs))))

    def _stale(self, outputs: Iterable[Output]) -> Iterator[Output]:
        """Keep what is made from the same as last time, and yield the rest."""
        for output in outputs:
            if all(self._known.get(path) == output.key for path in output.paths):
                self._target.keep(output.paths)
            else:
                yield output

    def _static(self, outside: bytes) -> None:
        """Copy what is copied as it is, and make what the theme has beside pages."""
        own: set[str] = set()
        for path, stamp, load in self._site.assets():
            key = digest(b"asset", self._basis, path, stamp)
            self._group("asset", key, partial(_copied, path, load))
            own.add(path)
        self._group(
            "theme",
            digest(b"theme", self._basis, *sorted(own)),
            lambda: (
                (path, file.read_bytes()) for path, file in self._maker.theme_files() if path not in own
            ),
        )
        listed = [(page.src_uri, f"{page.changed:%Y-%m-%d}") for page in self._project.pages]
        key = digest(
            b"templates", self._basis, outside, nav_key(self._project), msgspec.msgpack.encode(listed)
        )
        self._group("templates", key, self._templates)

    def _group(self, kind: str, key: bytes, make: Callable[[], Iterable[tuple[str, bytes]]]) -> None:
        """Make files, without knowing which there will be; or keep them, where all of them are there."""
        listed = self._store.get(kind, [key]).get(key)
        paths = msgspec.msgpack.decode(listed, type=list[str]) if listed else []
        if paths and all(self._known.get(path) == key for path in paths):
            self._target.keep(paths)
            return
        made = dict(make())
        for path, data in made.items():
            self._target.write(path, data, key)
        self._store.put(kind, {key: msgspec.msgpack.encode(list(made))})

    def _converter(self) -> Converter:
        return self._maker.converter()

    def _templates(self) -> Iterator[tuple[str, bytes]]:
        return self._maker.templates()

    @cached_property
    def _maker(self) -> PageMaker:
        known: dict[bytes, PageMaker] = {} if self._means.makers is None else self._means.makers
        key = digest(self._basis, nav_key(self._project))
        documents = self._conversions.documents
        if maker := known.get(key):
            maker.turn_to(self._project, self._site, documents)
            return maker
        known[key] = PageMaker(self._project, self._site, self._settings, documents, self._compiled)
        return known[key]


def _copied(path: str, load: Callable[[], bytes]) -> list[tuple[str, bytes]]:
    return [(path, load())]
