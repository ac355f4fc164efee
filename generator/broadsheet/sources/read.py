"""Read everything: files, their front matter, their includes, their history."""

from __future__ import annotations

import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import msgspec
from pathspec import GitIgnoreSpec

from broadsheet.codes import Code
from broadsheet.errors import GitError
from broadsheet.findings import Findings, Place
from broadsheet.markdown_extensions import Snippets
from broadsheet.model.raw import Line, Listing, Matter, RawAsset, RawContent, RawFile, RawHistory, RawItem
from broadsheet.sources.files import CommitTree, SourceFile, WorkTree
from broadsheet.sources.front_matter import MAX_BYTES, split
from broadsheet.sources.git import Repository
from broadsheet.sources.history import FileHistory, History
from broadsheet.sources.includes import MARK, Includes
from broadsheet.sources.names import META
from broadsheet.sources.request import Request
from broadsheet.sources.strict_yaml import load
from broadsheet.sources.text import decode
from broadsheet.sources.tree import blob_name
from broadsheet.store import Store, digest


@dataclass(frozen=True, slots=True)
class _Source:
    """A tree of files with its history. ``docs/`` may be a clone of its own inside the project.

    Args:
        base: The tree's folder, relative to the project; empty where it is the same.
        folders: What to read of it, relative to ``base``.
        inside: ``base``, relative to the repository's top.
    """

    tree: WorkTree | CommitTree
    base: str
    folders: tuple[str, ...]
    inside: str = ""
    history: History | None = None
    uncommitted: frozenset[str] = frozenset()

    def history_of(self, path: str) -> FileHistory | None:
        """Return what git knows of a file, by its path relative to ``base``."""
        return self.history.files.get(self.inner(path)) if self.history else None

    def raw_history_of(self, path: str, release_tags: re.Pattern[str]) -> RawHistory | None:
        """Return the same as it is handed over."""
        found, inner = self.history_of(path), self.inner(path)
        if found is None:
            return None
        return _raw_history(found, inner, inner not in self.uncommitted, release_tags)

    def inner(self, path: str) -> str:
        """Return a path relative to the repository's top."""
        return posixpath.normpath(posixpath.join(self.inside, path)) if self.inside else path


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
    sources = _open(request, store)
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
            path = _join(source.base, file.path)
            everything.append(_as_it_is(source, file))
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
    sources = _open(request, None)
    listed = [
        _as_it_is(source, file) for source in sources for file in source.tree.read(source.folders, findings)
    ]
    return _listing(sources, listed, [source.history for source in sources if source.history])


def _listing(sources: list[_Source], files: list[RawAsset], histories: list[History]) -> Listing:
    def find(path: str) -> tuple[str, bytes] | None:
        for source in sources:
            if file := source.tree.get(posixpath.relpath(path, source.base or ".")):
                return _join(source.base, file.target or file.path), file.data
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
        _join(source.base, posixpath.relpath(path, source.inside or "."))
        for source in sources
        for path in source.uncommitted
    }
    return Listing(tuple(files), find, frozenset(people), commits, commit, frozenset(uncommitted))


def _open(request: Request, store: Store | None) -> list[_Source]:
    folders = (request.docs_dir, request.changelog_dir)
    if request.ref is not None:
        return [_committed(request, request.ref, folders, store)]
    if not request.use_git:
        return [_Source(WorkTree(request.project), "", folders)]
    project = request.project.resolve()
    repositories: dict[Path, list[str]] = defaultdict(list)
    for folder in folders:
        repositories[_home(project, folder)].append(folder)
    return [
        _Source(WorkTree(project), "", tuple(some))
        if not home.is_dir()
        else _checked_out(request, home, tuple(some), store)
        for home, some in repositories.items()
    ]


def _home(project: Path, folder: str) -> Path:
    """Return where to look for the repository that a folder is in."""
    place = project / folder
    if not place.is_dir():
        return place
    above = [path for path in (place, *place.parents) if path.is_relative_to(project) and path != project]
    # Where a link leads, the tree says; the repository there is none of the project's.
    apart = place == place.resolve() and any(os.path.lexists(path / ".git") for path in above)
    return place if apart else project


def _committed(request: Request, ref: str, folders: tuple[str, ...], store: Store | None) -> _Source:
    repository = Repository.open(request.project)
    commit = repository.resolve(ref)
    inside = _inside(request.project, repository)
    tree = CommitTree(repository, commit, inside)
    paths = [posixpath.normpath(posixpath.join(inside, folder)) for folder in folders]
    history = repository.history(commit, paths, request.release_tags, store) if request.use_git else None
    return _Source(tree, "", folders, inside, history)


def _checked_out(request: Request, home: Path, folders: tuple[str, ...], store: Store | None) -> _Source:
    project = request.project.resolve()
    repository = Repository.open(home)
    root = repository.root
    if root is None:
        raise GitError(Code.BS135, "the repository is bare: there are no files to read")
    base = "" if project.is_relative_to(root) else root.relative_to(project).as_posix()
    inner = tuple(posixpath.relpath(folder, base or ".") for folder in folders)
    inside = _inside(project / base, repository)
    paths = [posixpath.normpath(posixpath.join(inside, folder)) for folder in inner]
    paths = ["" if path == "." else path for path in paths]
    tree = WorkTree(project / base, repository, inner, request.output_in(root))
    history = repository.history(tree.commit, paths, request.release_tags, store)
    return _Source(tree, base, inner, inside, history, tree.uncommitted)


def _inside(project: Path, repository: Repository) -> str:
    if repository.root is None:
        return ""
    inside = project.resolve().relative_to(repository.root).as_posix()
    return "" if inside == "." else inside


def _overlaid(source: _Source, overlay: Mapping[str, bytes], findings: Findings) -> list[SourceFile]:
    """Return a source's files, as they would be with what lies over them."""
    files = {file.path: file for file in source.tree.read(source.folders, findings)}
    homes = tuple(f"{posixpath.normpath(posixpath.join(source.base, one))}/" for one in source.folders)
    for path, data in overlay.items():
        if path.startswith(homes):
            inner = posixpath.relpath(path, source.base or ".")
            files[inner] = SourceFile(inner, blob_name(data), partial(bytes, data))
    return sorted(files.values(), key=lambda file: os.fsencode(file.path))


def _file(request: Request, source: _Source, file: SourceFile, path: str, how: bytes) -> RawFile:
    history, inner = source.history_of(file.path), source.inner(file.path)
    return RawFile(
        path,
        (file.blob, how, _in_short((history, inner not in source.uncommitted))),
        partial(_item, request, source, file, path),
        _inherits(source, file),
        dated=history is not None,
    )


def _in_short(known: tuple[FileHistory | None, bool]) -> bytes:
    try:
        return msgspec.msgpack.encode(known)
    except UnicodeEncodeError:  # the name that a file once had is not UTF-8
        return repr(known).encode()


def _item(
    request: Request, source: _Source, file: SourceFile, path: str, findings: Findings
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
    history = source.raw_history_of(file.path, request.release_tags)
    return RawItem(path, matter, lines, history, _inherits(source, file), asks)


def _includes(request: Request, source: _Source, snippets: Snippets, findings: Findings) -> Includes:
    def found(path: str) -> tuple[str, bytes] | None:
        file = source.tree.get(posixpath.relpath(path, source.base or "."))
        # A link counts as the file that it leads to: that one's audience applies.
        return (_join(source.base, file.target or file.path), file.data) if file else None

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


def _as_it_is(source: _Source, file: SourceFile) -> RawAsset:
    path = _join(source.base, file.path)
    return RawAsset(path, bytes.fromhex(file.blob), file.load, _inherits(source, file))


def _inherits(source: _Source, file: SourceFile) -> str:
    return _join(source.base, file.target) if file.target else ""


def _join(base: str, path: str) -> str:
    return posixpath.join(base, path) if base else path


def _raw_history(file: FileHistory, path: str, committed: bool, release_tags: re.Pattern[str]) -> RawHistory:
    tag = file.first_tag
    return RawHistory(
        created=file.created.authored,
        changed=file.changed.committed,
        landed=file.landed.committed,
        authors=tuple(dict.fromkeys(person.name for person in file.authors)),  # many have two addresses
        # The time tells apart two files that one path held one after the other.
        origin=f"{(*file.previous_paths, path)[0]}@{file.created.authored:%Y-%m-%dT%H:%M:%SZ}",
        tag=(_version(tag.name, release_tags), tag.date.date()) if tag else None,
        committed=committed,
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
