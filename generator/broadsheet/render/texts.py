"""Texts that stand in more than one place, each converted once, and not again in the next build."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from broadsheet.errors import ExcessError
from broadsheet.findings import Place
from broadsheet.outputs.fragments import Fragment, Fragments, Made
from broadsheet.outputs.glossary import GLOSSARY
from broadsheet.outputs.project import Project
from broadsheet.render.markdown import Converter
from broadsheet.store import Store, digest

_FRAGMENT, _SUMMARY = "fragment", "summary"
_decode = msgspec.msgpack.Decoder(Fragment).decode


class Texts:
    """Converts texts, and remembers.

    Args:
        key: Stands for everything that a conversion depends on besides the text.
        blocks: The same for texts that say for whom a part of them is.
        converter: Makes the converter, once one is needed.
        store: Where fragments are kept from build to build.
    """

    def __init__(self, key: bytes, blocks: bytes, converter: Callable[[], Converter], store: Store) -> None:
        self._keys, self._make, self._store = (key, blocks), converter, store
        self._converter: Converter | None = None
        self._project: Project | None = None
        self._fragments: dict[str, Fragment] = {}
        self._summaries: dict[str, str] = {}

    def fragments(self, project: Project) -> Fragments:
        """Return what an edition's texts are converted to, each when it is asked for."""
        self._project = project
        return Fragments(
            entries=Made(project.entries, self.fragment),
            summaries=Made(project.entries, self.summary),
            wordings=Made(project.wordings, self.fragment),
            notes=Made(project.notes, self.fragment),
            documents=Made(project.document_wordings, self.fragment),
            definitions=Made({term: term.definition for term in project.glossary}, self.summary),
        )

    def key(self, text: str) -> bytes:
        """Return what stands for a text and everything that its conversion depends on."""
        return digest(*(self._keys if "///" in text else self._keys[:1]), text)

    def fragment(self, text: str) -> Fragment:
        """Return what a text is converted to."""
        if text not in self._fragments:
            self.load([text])
        if text not in self._fragments:
            self.add({text: self.convert(text)})
        return self._fragments[text]

    def summary(self, text: str) -> str:
        """Return a text's first paragraph, as plain text."""
        if text not in self._summaries:
            self._summaries[text] = self.fragment(text).summary
        return self._summaries[text]

    def convert(self, text: str) -> Fragment:
        """Convert a text whose links start with :data:`~broadsheet.outputs.addresses.ROOT`.

        Raises:
            ExcessError: It takes too long, or is nested too deeply.
        """
        if self._converter is None:
            self._converter = self._make()
        try:
            return self._converter.convert(text)
        except ExcessError as error:
            error.place = _place(text, self._project) if self._project else None
            raise

    def load(self, texts: Iterable[str]) -> None:
        """Fetch from the store, all at once, what there is of some texts' fragments."""
        keys = {self.key(text): text for text in texts if text not in self._fragments}
        for key, value in self._store.get(_FRAGMENT, keys).items():
            self._fragments[keys[key]] = _decode(value)

    def unknown(self, texts: Iterable[str]) -> list[str]:
        """Fetch some texts' summaries from the store, and return the texts that were never converted."""
        keys = {self.key(text): text for text in texts if text not in self._summaries}
        known = self._store.get(_SUMMARY, keys)
        for key, value in known.items():
            self._summaries[keys[key]] = value.decode()
        return [text for key, text in keys.items() if key not in known]

    def add(self, made: dict[str, Fragment]) -> None:
        """Take over fragments, and keep them for the next build."""
        self._fragments |= made
        self._summaries |= {text: fragment.summary for text, fragment in made.items()}
        keys = {text: self.key(text) for text in made}
        encode = msgspec.msgpack.encode
        self._store.put(_FRAGMENT, {keys[text]: encode(fragment) for text, fragment in made.items()})
        self._store.put(_SUMMARY, {keys[text]: f.summary.encode() for text, f in made.items()})


def _place(text: str, project: Project) -> Place | None:
    """Return where a text of an edition was written."""
    places = {entry.id: entry.place for entry in project.held.entries}
    notes = {release.version: release.notes for release in project.held.releases}
    found = [
        *(places[key] for key, value in project.entries.items() if value == text),
        *(places[key] for (key, _), value in project.wordings.items() if value == text),
        *(Place(path, 1) for (path, _), value in project.document_wordings.items() if value == text),
        *(
            Place(one.path, 1)
            for key, value in project.notes.items()
            if value == text and (one := notes[key])
        ),
        *(Place(page.path, 1) for page in project.pages if page.src_uri == GLOSSARY),
    ]
    return found[0] if found else None
