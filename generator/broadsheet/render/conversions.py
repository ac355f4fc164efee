"""An edition's Markdown, converted where that was not done before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from broadsheet.config.settings import Settings
from broadsheet.crew import shared_out
from broadsheet.findings import Finding, Findings
from broadsheet.model.items import Document
from broadsheet.outputs.fragments import Fragment
from broadsheet.outputs.project import Page, Project
from broadsheet.render.converted import Converted
from broadsheet.render.mkdocs_pages import PageMaker
from broadsheet.render.target import Means
from broadsheet.render.texts import Texts
from broadsheet.render.troubles import reported
from broadsheet.store import digest

_ASKED, _CONVERTED = "asked", "document"

_decode_asked = msgspec.msgpack.Decoder(tuple[str, ...]).decode
_decode = msgspec.msgpack.Decoder(Converted).decode
_encode = msgspec.msgpack.encode

_Made = list[Fragment | Converted | None]


class Conversions:
    """Converts what is not in the store.

    Args:
        project: The edition.
        settings: The configuration.
        texts: What stands in more than one place.
        maker: Returns the maker of pages, which converts documents.
        means: What they are converted with.

    Attributes:
        documents: Documents as converted, by their file in the edition's project, as far as asked for.
        leads: Stands for where a document's links lead, by the same.
        warned: Documents that a finding was made for; they are converted in every build, to find it again.
    """

    def __init__(
        self,
        project: Project,
        settings: Settings,
        texts: Texts,
        maker: Callable[[], PageMaker],
        means: Means,
    ) -> None:
        self._project, self._settings, self._texts, self._maker = project, settings, texts, maker
        self._store, self._findings, self._workers = means.store, means.findings, means.workers
        self._files = {page.src_uri for page in project.pages} | {asset.src_uri for asset in project.assets}
        self._pages = [page for page in project.pages if isinstance(page.item, Document)]
        self._names = {page.src_uri: self._name(page) for page in self._pages}
        self.documents: dict[str, Converted] = {}
        self.leads: dict[str, bytes] = {}
        self.warned: set[str] = set()

    def begin(self) -> Iterator[tuple[Sequence[str | Page], tuple[_Made, list[Finding]]]]:
        """Begin to convert what was never converted.

        Returns:
            What :meth:`finish` wants; until then other things can be done.
        """
        asked = self._store.get(_ASKED, self._names.values())
        for page in self._pages:
            if found := asked.get(self._names[page.src_uri]):
                self.leads[page.src_uri] = self._lead(_decode_asked(found))
        documents = [page for page in self._pages if page.src_uri not in self.leads]
        texts = [*self._project.entries.values(), *(term.definition for term in self._project.glossary)]
        return self._shared([*documents, *self._texts.unknown(texts)])

    def finish(self, begun: Iterable[tuple[Sequence[str | Page], tuple[_Made, list[Finding]]]]) -> None:
        """Take over what was converted, and keep it for the next build."""
        fragments: dict[str, Fragment] = {}
        documents: dict[str, Converted] = {}
        for things, (made, found) in begun:
            self._findings.extend(found)
            for thing, result in zip(things, made, strict=True):
                if isinstance(thing, str) and isinstance(result, Fragment):
                    fragments[thing] = result
                elif isinstance(thing, Page) and isinstance(result, Converted):
                    documents[thing.src_uri] = result
                    self.warned.update([thing.src_uri] if found else [])
        self._texts.add(fragments)
        self._keep(documents)

    def complete(self, pages: Iterable[Page]) -> None:
        """Have some documents as converted."""
        missing = {self._key(page): page for page in pages if page.src_uri not in self.documents}
        for key, value in self._store.get(_CONVERTED, missing).items():
            self.documents[missing.pop(key).src_uri] = _decode(value)
        self.finish(self._shared(list(missing.values())))

    def _shared(
        self, things: Sequence[str | Page]
    ) -> Iterator[tuple[Sequence[str | Page], tuple[_Made, list[Finding]]]]:
        if things:
            self._maker().ready()
        return shared_out(self._convert, things, self._workers)

    def _convert(self, things: Sequence[str | Page]) -> tuple[_Made, list[Finding]]:
        findings = Findings()
        made: _Made = []
        for thing in things:
            result = None
            with reported(findings, self._settings):
                result = (
                    self._texts.convert(thing) if isinstance(thing, str) else self._maker().convert(thing)
                )
            made.append(result)
        return made, list(findings)

    def _keep(self, documents: dict[str, Converted]) -> None:
        asked: dict[bytes, bytes] = {}
        converted: dict[bytes, bytes] = {}
        for page in self._pages:
            if page.src_uri in documents:
                result = self.documents[page.src_uri] = documents[page.src_uri]
                self.leads[page.src_uri] = self._lead(result.asked)
                if page.src_uri not in self.warned:
                    asked[self._names[page.src_uri]] = _encode(result.asked)
                    converted[self._key(page)] = _encode(result)
        self._store.put(_ASKED, asked)
        self._store.put(_CONVERTED, converted)

    def _name(self, page: Page) -> bytes:
        """Return the digest of a document as it is before its links are followed."""
        return digest(self._texts.key(page.markdown), page.src_uri)

    def _key(self, page: Page) -> bytes:
        return digest(self._names[page.src_uri], self.leads[page.src_uri])

    def _lead(self, asked: Iterable[str]) -> bytes:
        addresses = self._project.addresses
        return digest(*(addresses.page(uri) if uri in self._files else "" for uri in asked))
