"""What a site is made of: documents, entries, releases and assets, frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from broadsheet.findings import Place
from broadsheet.model.body import Body
from broadsheet.model.kinds import Kind
from broadsheet.model.paths import PathStart
from broadsheet.model.reviews import Review
from broadsheet.model.taxonomy import Audience, Edition, Product

Day = date


@dataclass(frozen=True, slots=True)
class Times:
    """When an item came and changed, from git or, without git, from front matter.

    Args:
        created: When its first version was written (author's clock), UTC.
        changed: When its newest version was committed, UTC.
        authors: Names of those who changed it, first to last, mailmap applied.
        origin: The path it was first committed under, and when: no rename changes it, nothing else shares it.
        committed: False for a file that is not, or not as it is, in the commit that is built.
    """

    created: datetime
    changed: datetime
    authors: tuple[str, ...] = ()
    origin: str = ""
    committed: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A page under ``docs/``.

    Args:
        path: The file, relative to the project.
        src_uri: The file, relative to ``docs/``: its address in the edition's project.
        title: From front matter, else the first heading.
        audiences: Names of the audiences that may read it.
        body: Its Markdown.
        times: When it came and changed.
        kind: What it is called where several kinds are listed, like ``guide``.
        owner: Who answers for it; shown in internal editions only.
        review: When it was looked at, and when it has to be again.
        tags: Free words that group documents.
        status: Material's page status (``new``, ``deprecated`` …).
        page_meta: Front matter that goes to the page as it is (``description``, ``hide`` …).
        path_start: What makes it the start of an onboarding path; only a folder's index has it.
        order: Its place on an onboarding path.
        minutes: How long it takes as a step, where its author says so.
        milestone: The milestone that it belongs to as a step; may be empty.
    """

    path: str
    src_uri: str
    title: str
    audiences: frozenset[str]
    body: Body
    times: Times
    kind: Kind = "page"
    owner: str = ""
    review: Review = field(default_factory=Review)
    tags: tuple[str, ...] = ()
    status: str = ""
    page_meta: Mapping[str, object] = field(default_factory=dict)
    path_start: PathStart | None = None
    order: float | None = None
    minutes: int | None = None
    milestone: str = ""

    @property
    def place(self) -> Place:
        """Where findings about it point."""
        return Place(self.path)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The parts of a page that it does without."""
        named = self.page_meta.get("hide")
        return tuple(named) if isinstance(named, list) else ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an entry's ``links`` list.

    Args:
        title: What it says.
        url: An address, or a path relative to the entry's file.
        line: Where it stands in the entry's file.
        internal: Whether it leads to the work (pull request, issue) and is shown in internal editions only.
    """

    title: str
    url: str
    line: int
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One product change, from one Markdown file under ``changelog/``.

    Args:
        path: The file, relative to the project.
        id: What it is known by for ever: its address and its feed ids are made of it.
        title: From front matter, else the first heading (which is then no longer part of ``body``).
        audiences: Names of the audiences that may read it.
        body: Its Markdown.
        times: When it came and changed.
        published: When readers got it, UTC, to the second; no two entries of a site share it.
        type: One of the configured types.
        products: Names of the products it is about.
        release: The version it shipped in; empty while unreleased.
        breaking: Whether the reader must do something.
        action: What the reader must do.
        links: Further reading.
        line: The line of its id, else of its front matter.
    """

    path: str
    id: str
    title: str
    audiences: frozenset[str]
    body: Body
    times: Times
    published: datetime
    type: str
    products: tuple[str, ...] = ()
    release: str = ""
    breaking: bool = False
    action: str = ""
    links: tuple[Link, ...] = ()
    line: int = 0

    @property
    def place(self) -> Place:
        """Where findings about it point."""
        return Place(self.path, self.line)

    @property
    def updated(self) -> datetime:
        """When it last changed; never before it was published (RFC 4287 §4.2.15)."""
        return max(self.published, self.times.changed)


@dataclass(frozen=True, slots=True)
class ReleaseNotes:
    """What introduces a release: ``changelog/<version>/index.md``.

    Args:
        path: The file, relative to the project.
        version: The release's name, without a leading ``v``.
        title: From front matter, else the first heading, else the version.
        audiences: Names of the audiences that may read it.
        body: Its Markdown.
        times: When it came and changed.
        date: The day that its front matter names.
        entries: Ids of the entries that it gathers, each with the line that names it.
    """

    path: str
    version: str
    title: str
    audiences: frozenset[str]
    body: Body
    times: Times
    date: Day | None = None
    entries: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """A named, dated group of entries.

    Args:
        version: Its name, without a leading ``v``.
        date: From its notes, else its git tag, else its newest entry.
        entries: Newest first.
        notes: Its introduction, if there is one.
    """

    version: str
    date: Day
    entries: tuple[Entry, ...]
    notes: ReleaseNotes | None = None

    @property
    def title(self) -> str:
        """What its page is called."""
        return self.notes.title if self.notes else self.version


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is not Markdown: an image, a download, a stylesheet.

    Args:
        path: The file, relative to the project.
        src_uri: Its address in an edition's project.
        digest: Stands for its bytes.
        load: Returns its bytes, always those that ``digest`` stands for.
        audiences: The folder's default audience, if it has one; else who uses it decides.
    """

    path: str
    src_uri: str
    digest: bytes
    load: Callable[[], bytes] = field(compare=False, repr=False)
    audiences: frozenset[str] | None = None

    @property
    def data(self) -> bytes:
        """Its bytes, read anew each time."""
        return self.load()


@dataclass(frozen=True, slots=True)
class Turn:
    """The next moment at which an entry comes or goes by itself.

    Args:
        audiences: Names of the audiences that may read it.
        moment: When, UTC.
        comes: Whether it comes; else it goes.
    """

    audiences: frozenset[str]
    moment: datetime
    comes: bool


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a repository holds, for all editions together.

    Args:
        audiences: By name, in the order of the configuration.
        editions: By name, in the order of the configuration.
        products: By name.
        types: The entry types, in the order of the configuration.
        documents: By path.
        entries: Newest first.
        notes: Introductions of releases, by version.
        tags: Day of each release tag, by version.
        assets: By path.
        unpublished: Files that are in no edition now, by path, with the reason in words.
        withheld: The entries among them.
        unusable: Files that are wrong in themselves; each has a finding.
        commit: The commit that was read; empty without git.
        newest: Committer date of that commit, UTC: the only clock that output may depend on.
        since: The last moment before it was read at which an entry came or went, UTC; None for ever.
        until: The first moment after that at which one will; None for never.
        turns: When each entry comes or goes next, of those that will.
    """

    audiences: Mapping[str, Audience]
    editions: Mapping[str, Edition]
    products: Mapping[str, Product]
    types: tuple[str, ...]
    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    notes: Mapping[str, ReleaseNotes]
    tags: Mapping[str, date]
    assets: tuple[Asset, ...]
    unpublished: Mapping[str, str]
    unusable: frozenset[str]
    commit: str
    newest: datetime
    since: datetime | None = None
    until: datetime | None = None
    withheld: tuple[Entry, ...] = ()
    turns: tuple[Turn, ...] = ()
