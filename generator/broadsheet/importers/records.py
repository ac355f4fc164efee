"""What importers hand on: changes as another tool noted them, and what cannot be taken over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from broadsheet.findings import Place


@dataclass(frozen=True, slots=True)
class Source:
    """A text file of what is imported.

    Args:
        path: The file, as findings name it.
        name: The same relative to the folder that is imported, with forward slashes.
        text: What it holds, with LF line endings.
        day: When it came onto the main line of its repository's history; None where nobody knows.
        release: The version of the first release tag whose history holds it; empty where there is none.
        pictures: The pictures in the folder that is imported, by their names there.
    """

    path: str
    name: str
    text: str
    day: date | None = None
    release: str = ""
    pictures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Prose:
    """A text, ready to be an entry's.

    Args:
        title: Its first sentence, plain; empty where it says nothing.
        text: The rest, as Markdown; all of it where the title says less than the sentence did.
        links: Title and address of what it refers to at its beginning or end, in brackets.
        losses: What of it could not be kept, in words.
    """

    title: str
    text: str = ""
    links: tuple[tuple[str, str], ...] = ()
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A change, or a release's introduction.

    Args:
        key: What it is known by in its source; unique there, and the same on every import.
        place: Where it stands.
        prose: What it says.
        name: What its file is called, where no other file is; empty where the title decides.
        section: Its kind in the source's words; empty where it has none.
        group: Where to look for it under another key after its text was edited; empty where its key stays.
        release: The version it is in; empty while unreleased.
        day: When readers got it.
        packages: What it is about, in the source's words.
        issue: The number that it is filed under in its project's tracker.
        is_draft: Whether it was not public.
        is_intro: Whether it introduces its release.
        pictures: What it shows: the address that its text has for each, and its name in the source.
        losses: What of it cannot be said here, beside what ``prose`` lost.
    """

    key: str
    place: Place
    prose: Prose
    name: str = ""
    section: str = ""
    group: str = ""
    release: str = ""
    day: date | None = None
    packages: tuple[str, ...] = ()
    issue: int | None = None
    is_draft: bool = False
    is_intro: bool = False
    pictures: tuple[tuple[str, str], ...] = ()
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that becomes no entry, and why."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a source holds."""

    records: tuple[Record, ...] = ()
    skipped: tuple[Skip, ...] = ()
