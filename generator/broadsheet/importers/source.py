"""Read what is to be imported: text files, and what their own repository's history says of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from broadsheet.codes import Code
from broadsheet.errors import GitError
from broadsheet.findings import Findings, Place, printable
from broadsheet.importers.records import Skip, Source
from broadsheet.sources.git import Repository
from broadsheet.sources.history import FileHistory
from broadsheet.sources.text import decode

MAX_BYTES = 8 * 1024 * 1024
"""How large a file may be: the largest changelogs there are have a few megabytes."""

PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
"""The extensions of pictures that are copied: of those that can hold no program."""

_NO_HISTORY = {Code.BS130, Code.BS131, Code.BS132, Code.BS135, Code.BS142}


def read_sources(
    top: Path, extensions: tuple[str, ...], release_tags: re.Pattern[str] | None, findings: Findings
) -> tuple[tuple[Source, ...], tuple[Skip, ...]]:
    """Read a file, or the files of a folder and of those in it, by name.

    Hidden files are not looked at, and links are not followed: who wrote them is not known.

    Args:
        top: The file or folder.
        extensions: Which files of a folder to read; all where empty.
        release_tags: Which tags are releases; None where nobody needs to know the files' history.
        findings: Gets what is no text.

    Returns:
        The files, and what is none.

    Raises:
        GitError: The history is there, but cannot be read as a whole.
    """
    made: list[Source] = []
    skipped: list[Skip] = []
    files = list(_files(top, skipped, findings)) if top.is_dir() else [top]
    paths = [path for path in files if path == top or not extensions or path.suffix.lower() in extensions]
    pictures = frozenset(
        path.relative_to(top).as_posix() for path in files if path.suffix.lower() in PICTURES and path != top
    )
    history = {} if release_tags is None else _history(top, release_tags)
    for path in paths:
        shown = printable(str(path))
        try:
            data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
        except OSError as error:
            findings.add(Code.BS116, Place(shown), f"{error.strerror}")
            continue
        if data is None:
            findings.add(Code.BS701, Place(shown), f"this is larger than {MAX_BYTES // 1024 // 1024} MiB")
            continue
        text = decode(data, shown, findings)
        if text is None:
            continue
        name = path.relative_to(top).as_posix() if path != top else path.name
        known = history.get(path.resolve())
        tag = known.first_tag if known else None
        match = release_tags.fullmatch(tag.name) if tag and release_tags else None
        made.append(
            Source(
                path=shown,
                name=printable(name),
                text=text,
                day=known.landed.committed.date() if known else None,
                release=match["version"] if match else "",
                pictures=pictures,
            )
        )
    return tuple(made), tuple(skipped)


def _files(folder: Path, skipped: list[Skip], findings: Findings) -> Iterator[Path]:
    try:
        with os.scandir(folder) as children:
            named = sorted(children, key=lambda child: child.name)
    except OSError as error:
        findings.add(Code.BS116, Place(printable(str(folder))), f"{error.strerror}")
        return
    for child in named:
        path = Path(child.path)
        if child.name.startswith("."):
            continue
        if child.is_symlink():
            skipped.append(Skip(Place(printable(str(path))), "it is a link, which is not followed"))
        elif child.is_dir():
            yield from _files(path, skipped, findings)
        elif child.is_file():
            yield path


def _history(top: Path, release_tags: re.Pattern[str]) -> Mapping[Path, FileHistory]:
    """Return what history says of files, by where they are; nothing where there is none."""
    folder = top if top.is_dir() else top.parent
    try:
        repository = Repository.open(folder)
        commit = repository.resolve("HEAD")
    except GitError as error:
        if error.code in _NO_HISTORY:
            return {}
        raise
    root = repository.root
    if root is None or not folder.resolve().is_relative_to(root):
        return {}
    inside = folder.resolve().relative_to(root).as_posix()
    inside = "" if inside == "." else inside
    if not repository.tree(commit, [inside]):
        return {}
    found = repository.history(commit, [inside], release_tags)
    return {root / path: history for path, history in found.files.items()}
