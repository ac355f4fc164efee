"""Follow what a held item refers to, inside its edition, and say what the edition does not hold."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote, unquote, urlsplit

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.body import Body, Reference
from broadsheet.model.items import Asset, Content
from broadsheet.model.taxonomy import Edition
from broadsheet.outputs.addresses import (
    LATEST,
    ROOT,
    Addresses,
    entry_uri,
    from_folder,
    is_external,
    relative,
    release_uri,
)
from broadsheet.safe_html import SCHEMES

_INVISIBLE = re.compile(r"[\x00-\x20]+")
_RUNS = re.compile(r"(?:javascript|vbscript|data(?!:image/)):", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/")
_SUFFIX = re.compile(r"[?#].*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Linked:
    """An item's text with its references resolved.

    Args:
        markdown: For the item's own page: links lead from file to file of the edition's project.
        rooted: For anywhere else: links start with :data:`~broadsheet.outputs.addresses.ROOT`.
        assets: Project paths of the files that it shows or offers.
    """

    markdown: str
    rooted: str
    assets: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Target:
    """What a reference leads to: a file of the edition's project, and what follows it in the address."""

    uri: str
    tail: str
    asset: str = ""


def runs(address: str) -> bool:
    """Whether a browser that follows an address would run what stands in it, or show it as a page."""
    return bool(_RUNS.match(_INVISIBLE.sub("", address)))


def may_lead(address: str, *, strict: bool) -> bool:
    """Whether a page may lead to an address outside of the site.

    Args:
        address: As it stands in front matter.
        strict: Whether anybody may have written it.
    """
    if not strict:
        return not runs(address)
    scheme, colon, _ = _INVISIBLE.sub("", address).partition(":")
    return not colon or scheme.lower() in SCHEMES


class Links:
    """What can be linked to in one edition.

    Args:
        content: Everything there is, to name what is withheld.
        edition: The edition.
        pages: The files of the edition's project that are generated pages.
        addresses: Where pages stand.
        folders: The documents' and the entries' folder, relative to the project.
        findings: Gets what cannot be followed.

    Attributes:
        dangling: Destinations that lead to nothing. They stay as they are, where that is accepted.
    """

    def __init__(
        self,
        content: Content,
        edition: Edition,
        pages: frozenset[str],
        addresses: Addresses,
        folders: tuple[str, str],
        findings: Findings,
    ) -> None:
        docs_dir, changelog_dir = folders
        self._edition, self._addresses, self._findings = edition, addresses, findings
        self._docs_dir, self._sees = docs_dir, edition.sees
        self._changelogs = {f"{docs_dir}/{LATEST}", f"{changelog_dir}/{posixpath.basename(LATEST)}"}
        self._site_urls = [edition.site_url for edition in content.editions.values()]
        self.dangling: set[str] = set()
        self._unpublished, self._unusable = content.unpublished, content.unusable
        self._assets: Mapping[str, Asset] = {asset.path: asset for asset in content.assets}
        self._items: dict[str, tuple[str, frozenset[str]]] = {}
        for uri in pages:
            self._items[f"{docs_dir}/{uri}"] = (uri, edition.sees)
            if uri.startswith("changelog/"):
                self._items[f"{changelog_dir}/{uri.removeprefix('changelog/')}"] = (uri, edition.sees)
        for document in content.documents:
            self._items[document.path] = (document.src_uri, document.audiences)
        for notes in content.notes.values():
            self._items[notes.path] = (release_uri(notes.version), notes.audiences)
        for entry in content.entries:
            self._items[entry.path] = (entry_uri(entry), entry.audiences)
        self._paths = {addresses.page(uri): path for path, (uri, _) in self._items.items()}

    def follow(self, body: Body, path: str, src_uri: str, readers: frozenset[str]) -> Linked:
        """Resolve every reference of a held body.

        Args:
            body: The body, already cut.
            path: The item's file, relative to the project.
            src_uri: The item's file in the edition's project.
            readers: The audiences that will read the item in this edition.
        """
        if not any(chunk.references for chunk in body.chunks):
            text = "".join(chunk.text for chunk in body.chunks)
            return Linked(text, text, frozenset())
        assets: set[str] = set()
        own: list[str] = []
        rooted: list[str] = []
        for chunk in body.chunks:
            end = 0
            for reference in chunk.references:
                if reference.is_include:
                    allowed = readers if chunk.audiences is None else chunk.audiences & self._sees
                    self._check_include(reference, path, allowed)
                    continue
                target = self.target(reference.target, Place(path, reference.line), src_uri)
                if target is None:
                    continue
                if target.asset:
                    assets.add(target.asset)
                own += (chunk.text[end : reference.start], self._from(src_uri, target, reference))
                rooted += (chunk.text[end : reference.start], self._addresses.rooted(target.uri), target.tail)
                end = reference.end
            own.append(chunk.text[end:])
            rooted.append(chunk.text[end:])
        return Linked("".join(own), "".join(rooted), frozenset(assets))

    def target(self, written: str, place: Place, src_uri: str) -> _Target | None:
        """Follow one destination.

        Args:
            written: As it stands in the source.
            place: Where it stands.
            src_uri: The item's file in the edition's project.

        Returns:
            What it leads to; None where it leaves the site, stays on its page, or cannot be followed.
        """
        plain = unescape(written).strip()
        if is_external(_INVISIBLE.sub("", plain)):
            self._check_external(written, plain, place)
            return None
        if not plain or plain.startswith(("#", "?")):
            return None
        tail = "".join(_SUFFIX.findall(plain))
        base = unquote(plain.removesuffix(tail))
        path = self._path(base, place.path, src_uri)
        if path in self._items:
            uri, readers = self._items[path]
            if readers & self._sees:
                return _Target(uri, tail)
            if readers:  # else it is for nobody, which has a finding of its own
                self._withheld(written, path, readers, place)
        elif path in self._assets:
            asset = self._assets[path]
            if asset.audiences is None or asset.audiences & self._sees:
                return _Target(asset.src_uri, tail, path)
            self._withheld(written, path, asset.audiences, place)
        elif path in self._unpublished:
            message = f"“{written}” leads to {path}, which is {self._unpublished[path]}"
            self._findings.add(Code.BS403, place, message)
        elif path not in self._unusable:
            self.dangling.add(plain)
            why, hint = f"there is no {path}", ""
            if path in self._changelogs:  # it would be there, had it been made
                why = f"the edition “{self._edition.name}” holds no entry yet, and so has no changelog"
                hint = "Write an entry for its readers, or drop the link."
            elif _HOST.match(plain):
                hint = f"For a page elsewhere write “https://{plain}”."
            self._findings.add(Code.BS402, place, f"“{written}” leads to nothing: {why}", hint)
        return None

    def _check_external(self, written: str, plain: str, place: Place) -> None:
        """Find what no program can take apart (RFC 3986, section 3.2.2), and our own withheld pages."""
        try:
            urlsplit(plain)
        except ValueError:
            self._findings.add(Code.BS407, place, f"“{written}” is no address")
        if plain.lower().startswith(ROOT):
            self._findings.add(Code.BS407, place, f"“{written}” is an address that Broadsheet makes itself")
        if runs(plain):
            self._findings.add(Code.BS408, place, f"“{written}” would run in the reader's browser")
        for site_url in self._site_urls:
            path = self._paths.get(_SUFFIX.sub("", plain.removeprefix(site_url)))
            if plain.startswith(site_url) and path:
                _, readers = self._items[path]
                if not readers & self._sees:
                    self._withheld(written, path, readers, place)

    def _path(self, base: str, path: str, src_uri: str) -> str:
        """Return the project path that a destination means: first as a file, then as an address."""
        start = self._docs_dir if base.startswith("/") else posixpath.dirname(path)
        as_file = posixpath.normpath(posixpath.join(start, base.lstrip("/")))
        if as_file in self._items or as_file in self._assets or as_file in self._unpublished:
            return as_file
        page = "" if base.startswith("/") else self._addresses.page(src_uri)
        folder = page if page.endswith("/") else posixpath.dirname(page)
        address = posixpath.normpath(posixpath.join(folder, base.lstrip("/")))
        address = "" if address == "." else address
        for candidate in (address, f"{address}/"):
            found = self._paths.get(quote(candidate))
            if found:
                return found
            if f"{self._docs_dir}/{candidate}" in self._assets:
                return f"{self._docs_dir}/{candidate}"
        return as_file

    def _from(self, src_uri: str, target: _Target, reference: Reference) -> str:
        if reference.html:
            return relative(self._addresses.page(target.uri), self._addresses.page(src_uri)) + target.tail
        return quote(from_folder(posixpath.dirname(src_uri), target.uri)) + target.tail

    def _check_include(self, reference: Reference, path: str, readers: frozenset[str]) -> None:
        included, place = reference.target, Place(path, reference.line)
        if included in self._unpublished:
            message = f"this includes {included}, which is {self._unpublished[included]}"
            self._findings.add(Code.BS403, place, message)
            return
        _, allowed = self._items.get(included, ("", None))
        if allowed is None and included in self._assets:
            allowed = self._assets[included].audiences
        if allowed and not readers <= allowed:  # for nobody: that has a finding of its own
            whom, others = ", ".join(sorted(allowed)), ", ".join(sorted(readers - allowed))
            message = f"this includes {included}, which is for {whom}: {others} may not read it"
            self._findings.add(Code.BS401, place, message)

    def _withheld(self, written: str, path: str, readers: frozenset[str], place: Place) -> None:
        whom = ", ".join(sorted(readers)) or "nobody"
        message = (
            f"“{written}” is {path}, which is for {whom}: the edition “{self._edition.name}” does not hold it"
        )
        self._findings.add(Code.BS401, place, message)
