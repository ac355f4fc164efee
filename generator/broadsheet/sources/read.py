"""Read everything: files, their front matter, their includes, their history."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pathspec import GitIgnoreSpec

from broadsheet.codes import Code
from broadsheet.errors import GitError
from broadsheet.findings import Findings, Place
from broadsheet.markdown_extensions import Snippets
from broadsheet.model.raw import Line, Matter, RawAsset, RawContent, RawHistory, RawItem
from broadsheet.sources.files import CommitTree, SourceFile, WorkTree
from broadsheet.sources.front_matter import MAX_BYTES, split
from broadsheet.sources.git import Repository
from broadsheet.sources.history import FileHistory, History
from broadsheet.sources.includes import Includes
from broadsheet.sources.names import META
from broadsheet.sources.strict_yaml import load
from broadsheet.sources.text import decode


@dataclass(frozen=True, slots=True)
class Request:
    """What to read.

    Args:
        project: The project's folder.
        docs_dir: The documents' folder, relative to the project.
        changelog_dir: The entries' folder, relative to the project.
        use_git: Whether to ask git for dates and authors.
        release_tags: Which tags are releases; its group ``version`` is the release's name.
        snippets: How files are included; None where they are not.
        excluded: Patterns, as in .gitignore, of what below ``docs_dir`` is not read.
        ref: The revision to read from the object database; None for the work tree.
    """

    project: Path
    docs_dir: str
    changelog_dir: str
    use_git: bool
    release_tags: re.Pattern[str]
    snippets: Snippets | None
    excluded: tuple[str, ...] = ()
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """One tree of files with its history. ``docs/`` may be a clone of its own inside the project.

    Args:
        base: The tree's folder, relative to the project; empty where it is the same.
        folder: What to read of it, relative to ``base``.
        inside: ``base``, relative to the repository's top.
    """

    tree: WorkTree | CommitTree
    base: str
    folder: str
    inside: str = ""
    history: History | None = None
    uncommitted: frozenset[str] = frozenset()

    def history_of(self, path: str, release_tags: re.Pattern[str]) -> RawHistory | None:
        """Return what git knows of a file, by its path relative to ``base``."""
        inner = posixpath.normpath(posixpath.join(self.inside, path))
        found = self.history.files.get(inner) if self.history else None
        if found is None:
            return None
        return _raw_history(found, inner, inner not in self.uncommitted, release_tags)


def read(request: Request, findings: Findings) -> RawContent:
    """Read a project.

    Args:
        request: What to read.
        findings: Gets everything that is wrong.

    Raises:
        GitError: Git is not there, refuses, or cannot read the history.
    """
    sources = _open(request)
    if request.ref is None and not (request.project / request.docs_dir).is_dir():
        findings.add(Code.BS119, Place(request.docs_dir), "there is no such folder")
    documents: list[RawItem] = []
    entries: list[RawItem] = []
    assets: list[RawAsset] = []
    defaults: dict[str, Matter] = {}
    unusable: set[str] = set()
    excluded = GitIgnoreSpec.from_lines(request.excluded)
    for source, items in zip(sources, (documents, entries), strict=True):
        includes = _includes(request, source, findings)
        for file in source.tree.read([source.folder], findings):
            path = _join(source.base, file.path)
            if posixpath.basename(path) == META:
                if matter := _folder_defaults(file, path, findings):
                    defaults[posixpath.dirname(path)] = matter
            elif items is documents and excluded.match_file(path.removeprefix(f"{request.docs_dir}/")):
                continue
            elif not path.endswith(".md"):
                assets.append(RawAsset(path, file.data, _inherits(source, file)))
            elif item := _item(request, source, file, path, includes, findings):
                items.append(item)
            else:
                unusable.add(path)
    histories = [source.history for source in sources if source.history]
    for history in histories:
        findings.extend(history.findings)
    return RawContent(
        documents=tuple(documents),
        entries=tuple(entries),
        defaults=defaults,
        assets=tuple(assets),
        unusable=frozenset(unusable),
        tags=_tags(histories, request.release_tags),
        commit=histories[-1].commit if histories else "",
        newest=max((history.newest for history in histories), default=None),
    )


def _open(request: Request) -> list[_Source]:
    folders = (request.docs_dir, request.changelog_dir)
    if request.ref is not None:
        return _committed(request, Repository.open(request.project), request.ref, folders)
    if not request.use_git:
        return [_Source(WorkTree(request.project), "", folder) for folder in folders]
    return [
        _checked_out(request, folder)
        if (request.project / folder).is_dir()
        else _Source(WorkTree(request.project), "", folder)
        for folder in folders
    ]


def _committed(request: Request, repository: Repository, ref: str, folders: tuple[str, str]) -> list[_Source]:
    commit = repository.resolve(ref)
    inside = _inside(request.project, repository)
    tree = CommitTree(repository, commit, inside)
    paths = [posixpath.normpath(posixpath.join(inside, folder)) for folder in folders]
    history = repository.history(commit, paths, request.release_tags) if request.use_git else None
    return [_Source(tree, "", folder, inside, history) for folder in folders]


def _checked_out(request: Request, folder: str) -> _Source:
    project = request.project.resolve()
    place = project / folder
    # Where a link leads, the tree says; the repository there is none of the project's.
    repository = Repository.open(place if place == place.resolve() else project)
    root = repository.root
    if root is None:
        raise GitError(Code.BS135, "the repository is bare: there are no files to read")
    base = "" if project.is_relative_to(root) else root.relative_to(project).as_posix()
    inner = posixpath.relpath(folder, base or ".")
    inside = _inside(project / base, repository)
    path = posixpath.normpath(posixpath.join(inside, inner))
    path = "" if path == "." else path
    commit = repository.resolve("HEAD")
    return _Source(
        WorkTree(project / base, repository),
        base,
        inner,
        inside,
        repository.history(commit, [path], request.release_tags),
        repository.uncommitted([path]),
    )


def _inside(project: Path, repository: Repository) -> str:
    if repository.root is None:
        return ""
    inside = project.resolve().relative_to(repository.root).as_posix()
    return "" if inside == "." else inside


def _includes(request: Request, source: _Source, findings: Findings) -> Includes | None:
    if request.snippets is None:
        return None

    def found(path: str) -> tuple[str, bytes] | None:
        file = source.tree.get(posixpath.relpath(path, source.base or "."))
        # A link counts as the file that it leads to: that one's audience applies.
        return (_join(source.base, file.target or file.path), file.data) if file else None

    homes = (request.docs_dir, request.changelog_dir)
    return Includes(request.snippets, found, findings, homes=homes)


def _item(
    request: Request,
    source: _Source,
    file: SourceFile,
    path: str,
    includes: Includes | None,
    findings: Findings,
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
    if includes:
        lines = includes.expand(lines, path)
    history = source.history_of(file.path, request.release_tags)
    return RawItem(path, matter, lines, history, _inherits(source, file))


def _folder_defaults(file: SourceFile, path: str, findings: Findings) -> Matter | None:
    text = decode(file.data, path, findings)
    yaml = None if text is None else load(text, path, findings, max_bytes=MAX_BYTES)
    if yaml is None:
        return None
    if not isinstance(yaml.value, dict):
        findings.add(Code.BS217, Place(path, 1), "a folder's defaults are a mapping of keys to values")
        return None
    return Matter(path, yaml.value, yaml.lines, yaml.raw)


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
