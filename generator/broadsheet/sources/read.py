"""Read everything: files, their front matter, their includes, their history."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

import msgspec
from pathspec import GitIgnoreSpec

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.raw import Line, Listing, Matter, RawAsset, RawContent, RawFile, RawHistory, RawItem
from broadsheet.sources.files import SourceFile
from broadsheet.sources.front_matter import MAX_BYTES, split
from broadsheet.sources.history import FileHistory, History
from broadsheet.sources.includes import MARK, Includes
from broadsheet.sources.names import META
from broadsheet.sources.open import Source, open_sources
from broadsheet.sources.request import Request, Snippets
from broadsheet.sources.strict_yaml import load
from broadsheet.sources.text import decode
from broadsheet.sources.tree import blob_name
from broadsheet.store import Store, digest


def read(request: Request, findings: Findings, store: Store | None = None) -> RawContent:
    """Find what a project holds, and when it came.

    Args:
        request: What to read.
        findings: Gets what is wrong with history, names, links and folders' defaults. What is wrong inside
            of a Markdown file is found where that is opened.
        store: Where history is kept from build to build; None where it is not.

    Raises:
        GitError: Git is not there, refuses, or cannot read the history.
    """
    sources = open_sources(request, store)
    if request.ref is None and not (request.project / request.docs_dir).is_dir():
        findings.add(Code.BS119, Place(request.docs_dir), "there is no such folder")
    documents: list[RawFile] = []
    entries: list[RawFile] = []
    assets: list[RawAsset] = []
    everything: list[RawAsset] = []
    defaults: dict[str, Matter] = {}
    docs = f"{request.docs_dir}/"
    excluded = GitIgnoreSpec.from_lines(request.excluded)
    for source in sources:
        how = digest(repr(request.snippets), request.release_tags.pattern, source.inside)
        for file in _overlaid(source, request.overlay, findings):
            path = source.outer(file.path)
            everything.append(_as_it_is(source, file))
            if source.inner(file.path) in source.unmerged:
                _find_conflict(file, path, findings)
            if posixpath.basename(path) == META:
                if matter := _folder_defaults(file, path, findings):
                    defaults[posixpath.dirname(path)] = matter
            elif (is_document := path.startswith(docs)) and excluded.match_file(path.removeprefix(docs)):
                continue
            elif path.endswith(".md"):
                (documents if is_document else entries).append(_file(request, source, file, path, how))
            else:
                assets.append(everything[-1])
    histories = [source.history for source in sources if source.history]
    for history in histories:
        findings.extend(history.findings)
    return RawContent(
        documents=tuple(documents),
        entries=tuple(entries),
        defaults=defaults,
        assets=tuple(assets),
        tags=_tags(histories, request.release_tags),
        commit=histories[-1].commit if histories else "",
        newest=max((history.newest for history in histories), default=None),
        listing=partial(_listing, sources, everything, histories),
    )


def list_files(request: Request, findings: Findings) -> Listing:
    """Find what a project holds, and nothing more; see :func:`read`."""
    sources = open_sources(request, None)
    listed = [
        _as_it_is(source, file) for source in sources for file in source.tree.read(source.folders, findings)
    ]
    return _listing(sources, listed, [source.history for source in sources if source.history])


def _listing(sources: list[Source], files: list[RawAsset], histories: list[History]) -> Listing:
    def find(path: str) -> tuple[str, bytes] | None:
        for source in sources:
            if file := source.tree.get(posixpath.relpath(path, source.base or ".")):
                return source.outer(file.target or file.path), file.data
        return None

    known = [file for history in histories for file in history.files.values()]
    people = {(one.name, one.email) for file in known for one in (*file.authors, file.changed.author)}
    commits = {
        asset.path: found.changed.sha
        for asset in files
        for source in sources
        if (found := source.history_of(posixpath.relpath(asset.path, source.base or ".")))
    }
    commit = histories[-1].commit if histories else ""
    uncommitted = {
        source.outer(posixpath.relpath(path, source.inside or "."))
        for source in sources
        for path in source.uncommitted
    }
    return Listing(tuple(files), find, frozenset(people), commits, commit, frozenset(uncommitted))


def _overlaid(source: Source, overlay: Mapping[str, bytes], findings: Findings) -> list[SourceFile]:
    """Return a source's files, as they would be with what lies over them."""
    files = {file.path: file for file in source.tree.read(source.folders, findings)}
    homes = tuple(f"{posixpath.normpath(posixpath.join(source.base, one))}/" for one in source.folders)
    for path, data in overlay.items():
        if path.startswith(homes):
            inner = posixpath.relpath(path, source.base or ".")
            files[inner] = SourceFile(inner, blob_name(data), partial(bytes, data))
    return sorted(files.values(), key=lambda file: os.fsencode(file.path))


def _file(request: Request, source: Source, file: SourceFile, path: str, how: bytes) -> RawFile:
    history, inner = source.history_of(file.path), source.inner(file.path)
    return RawFile(
        path,
        (file.blob, how, _in_short((history, inner not in source.uncommitted))),
        partial(_item, request, source, file, path),
        _inherits(source, file),
        dated=history is not None,
    )


def _find_conflict(file: SourceFile, path: str, findings: Findings) -> None:
    """Find git's marks in a file that it could not merge; where there are none, somebody has chosen."""
    lines = file.data.split(b"\n")
    if marked := [number for number, line in enumerate(lines, 1) if line.startswith(b"<<<<<<< ")]:
        message = "git could not merge this with another change, and left both in the file"
        findings.add(Code.BS144, Place(path, marked[0]), message)


def _in_short(known: tuple[FileHistory | None, bool]) -> bytes:
    try:
        return msgspec.msgpack.encode(known)
    except UnicodeEncodeError:  # the name that a file once had is not UTF-8
        return repr(known).encode()


def _item(
    request: Request, source: Source, file: SourceFile, path: str, findings: Findings
) -> RawItem | None:
    text = decode(file.data, path, findings)
    if text is None:
        return None
    if not text.strip():
        findings.add(Code.BS106, Place(path), "the file is empty")
        return None
    parts = split(text, path, findings)
    if parts is None:
        return None
    matter = Matter(path, lines={(): 1})
    if parts.yaml:
        matter = Matter(path, parts.yaml.value, parts.yaml.lines, parts.yaml.raw)
    lines = tuple(Line(parts.body_line + index, line) for index, line in enumerate(parts.body.split("\n")))
    snippets = request.snippets
    asks = snippets is not None and (MARK in parts.body or bool(snippets.appended))
    if snippets and asks:
        lines = _includes(request, source, snippets, findings).expand(lines, path)
    history = _history(source, file, request.release_tags)
    return RawItem(path, matter, lines, history, _inherits(source, file), asks)


def _includes(request: Request, source: Source, snippets: Snippets, findings: Findings) -> Includes:
    def found(path: str) -> tuple[str, bytes] | None:
        file = source.tree.get(posixpath.relpath(path, source.base or "."))
        # A link counts as the file that it leads to: that one's audience applies.
        return (source.outer(file.target or file.path), file.data) if file else None

    homes = (request.docs_dir, request.changelog_dir)
    return Includes(snippets, found, findings, homes=homes)


def _folder_defaults(file: SourceFile, path: str, findings: Findings) -> Matter | None:
    text = decode(file.data, path, findings)
    yaml = None if text is None else load(text, path, findings, max_bytes=MAX_BYTES)
    if yaml is None:
        return None
    if not isinstance(yaml.value, dict):
        findings.add(Code.BS217, Place(path, 1), "a folder's defaults are a mapping of keys to values")
        return None
    return Matter(path, yaml.value, yaml.lines, yaml.raw)


def _as_it_is(source: Source, file: SourceFile) -> RawAsset:
    path = source.outer(file.path)
    return RawAsset(path, bytes.fromhex(file.blob), file.load, _inherits(source, file))


def _inherits(source: Source, file: SourceFile) -> str:
    return source.outer(file.target) if file.target else ""


def _history(source: Source, file: SourceFile, release_tags: re.Pattern[str]) -> RawHistory | None:
    """Return what git knows of a file, as it is handed over."""
    found, path = source.history_of(file.path), source.inner(file.path)
    if found is None:
        return None
    tag = found.first_tag
    return RawHistory(
        created=found.created.authored,
        changed=found.changed.committed,
        landed=found.landed.committed,
        authors=tuple(dict.fromkeys(person.name for person in found.authors)),  # many have two addresses
        # The time tells apart two files that one path held one after the other.
        origin=f"{(*found.previous_paths, path)[0]}@{found.created.authored:%Y-%m-%dT%H:%M:%SZ}",
        tag=(_version(tag.name, release_tags), tag.date.date()) if tag else None,
        committed=path not in source.uncommitted,
    )


def _tags(histories: list[History], release_tags: re.Pattern[str]) -> Mapping[str, date]:
    days: dict[str, datetime] = {}
    for history in histories:
        for tag in history.tags:
            days.setdefault(_version(tag.name, release_tags), tag.date)
    return {version: moment.date() for version, moment in days.items()}


def _version(tag: str, release_tags: re.Pattern[str]) -> str:
    match = release_tags.fullmatch(tag)
    assert match is not None  # only matching tags were asked for
    return match["version"]
