"""What ``sources`` hands over: files taken apart, dated, and not yet understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from broadsheet.findings import Findings


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Markdown.

    Args:
        number: Its number in the item's file; that of the include where it came from an included file.
        text: Without its line ending.
        include: The project path of the file that it was included from, else empty.
    """

    number: int
    text: str
    include: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """A YAML mapping as written: front matter, or a folder's ``.meta.yml``.

    Args:
        path: The file it stands in.
        values: Plain Python values.
        lines: The line of each key or list item, by its path in the mapping.
        raw: The text of each unquoted scalar, by its path in the mapping.
    """

    path: str
    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)
    raw: Mapping[tuple[str | int, ...], str] = field(default_factory=dict)

    def line(self, *key: str | int) -> int:
        """Return the line of a key, or of the nearest thing around it that has one; 0 if nothing has."""
        for length in range(len(key), -1, -1):
            if key[:length] in self.lines:
                return self.lines[key[:length]]
        return 0


@dataclass(frozen=True, slots=True)
class RawHistory:
    """What git knows of one file.

    Args:
        created: When its first version was written (author's clock), UTC.
        changed: When its newest version was committed, UTC.
        landed: When its first version came onto the main line of history, UTC.
        authors: Names, first to last change, mailmap applied, bots left out.
        origin: The path it was first committed under, and when.
        tag: Name and day of the first release tag that holds it.
        committed: Whether the file is, as it is, in the commit that is built.
    """

    created: datetime
    changed: datetime
    landed: datetime
    authors: tuple[str, ...] = ()
    origin: str = ""
    tag: tuple[str, date] | None = None
    committed: bool = True


@dataclass(frozen=True, slots=True)
class RawItem:
    """A Markdown file, taken apart.

    Args:
        path: The file, relative to the project.
        matter: Its front matter.
        lines: Its Markdown, includes expanded.
        history: What git knows of it; None without git or before its first commit.
        inherits: The path whose folders' defaults apply, where it is a link to another file.
        asks: Whether it asks for the text of other files, so that it does not determine its lines alone.
    """

    path: str
    matter: Matter
    lines: tuple[Line, ...]
    history: RawHistory | None
    inherits: str = ""
    asks: bool = False


@dataclass(frozen=True, slots=True)
class RawFile:
    """A Markdown file that was found, and is taken apart where nothing stands for it that was kept.

    Args:
        path: The file, relative to the project.
        identity: What tells it from every other file of this path: its bytes and its history, in short.
        open: Takes it apart; adds what is wrong, and returns None where it cannot be.
        inherits: The path whose folders' defaults apply, where it is a link to another file.
        dated: Whether git knows its history.
    """

    path: str
    identity: tuple[bytes | str, ...]
    open: Callable[[Findings], RawItem | None]
    inherits: str = ""
    dated: bool = True


@dataclass(frozen=True, slots=True)
class RawAsset:
    """A file that is not Markdown.

    Args:
        path: The file, relative to the project.
        digest: Stands for its bytes.
        load: Returns its bytes, always those that ``digest`` stands for.
        inherits: The path whose folders' defaults apply, where it is a link to another file.
    """

    path: str
    digest: bytes
    load: Callable[[], bytes] = field(compare=False, repr=False)
    inherits: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is to read, for those who read it in their own way.

    Args:
        files: Every file of the project's content, whatever it is, by path.
        find: Returns the path and the bytes of any file of the repository, by its path relative to the
            project; None where there is none.
        people: Names and addresses of those who wrote the files, mailmap applied.
        commits: The newest commit that touches each file, by its path.
        commit: The commit that was read; empty without git.
        uncommitted: Files of the repository that are not what that commit has, relative to the project.
    """

    files: tuple[RawAsset, ...]
    find: Callable[[str], tuple[str, bytes] | None] = field(compare=False, repr=False)
    people: frozenset[tuple[str, str]] = frozenset()
    commits: Mapping[str, str] = field(default_factory=dict)
    commit: str = ""
    uncommitted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RawContent:
    """All that was read, sorted by path.

    Args:
        documents: The Markdown under ``docs/``.
        entries: The Markdown under ``changelog/``.
        defaults: Each folder's ``.meta.yml``, by the folder's path.
        assets: All other files.
        tags: Day of each release tag, by version.
        commit: The commit that was read; empty without git.
        newest: Its committer date, UTC; None without git.
        listing: Returns the same files as they are, for those who read them in their own way.
    """

    documents: tuple[RawFile, ...]
    entries: tuple[RawFile, ...]
    defaults: Mapping[str, Matter]
    assets: tuple[RawAsset, ...]
    tags: Mapping[str, date] = field(default_factory=dict)
    commit: str = ""
    newest: datetime | None = None
    listing: Callable[[], Listing] = field(
        default=lambda: Listing((), lambda _: None), compare=False, repr=False
    )
