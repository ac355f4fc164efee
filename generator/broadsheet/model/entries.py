"""Raw Markdown files under ``changelog/`` → entries."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import get_close_matches

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.items import Entry, Link
from broadsheet.model.opened import open_item, title_of
from broadsheet.model.raw import Matter, RawItem
from broadsheet.model.rules import Rules
from broadsheet.model.schema import EntryMatter, LinkMatter
from broadsheet.model.titles import without_title

ID = re.compile(r"\w[\w.-]*", re.ASCII)
RELEASE = re.compile(r"\w[\w.+-]{0,63}", re.ASCII)
YEAR = re.compile(r"\d{4}")
RESERVED_IDS = frozenset({"releases", "product", "audience", "since", "propose", "index", "readme"})
VERSION = re.compile(r"v?(\d+(?:\.\d+)+[\w.+-]*)", re.ASCII)
MAX_ID = 100
"""Longest id, in characters; it becomes a folder's name."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an entry may be seen.

    Args:
        draft: Whether it may not be seen at all.
        start: The moment from which on it may be, UTC.
        end: The moment from which on it may no longer be, UTC.
        line: The line of its file that names its start.
    """

    draft: bool = False
    start: datetime | None = None
    end: datetime | None = None
    line: int = 0

    @property
    def moments(self) -> list[datetime]:
        """When the entry comes or goes."""
        return [] if self.draft else [moment for moment in (self.start, self.end) if moment is not None]

    def turn(self, now: datetime) -> tuple[datetime, bool] | None:
        """Return when the entry comes or goes next, and whether it comes; None where it never will."""
        start, end = self.start, self.end
        is_over = end is not None and end <= max(now, start or now)
        if self.draft or is_over:
            return None
        if start is not None and start > now:
            return start, True
        return None if end is None else (end, False)

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is still to be seen."""
        return not self.draft and self.start is not None and self.start > now

    @property
    def is_never(self) -> bool:
        """Whether it ends before it begins."""
        return self.start is not None and self.end is not None and self.end <= self.start

    def withheld(self, now: datetime) -> str:
        """Return why the entry is in no edition yet or any more; empty where it is published."""
        if self.draft:
            return "a draft"
        if self.is_ahead(now) and self.is_never:
            return "never shown: it expires before it is published"
        if self.start is not None and self.start > now:
            return f"scheduled: no edition holds it before {self.start:%Y-%m-%d %H:%M} UTC"
        return "expired" if self.end is not None and self.end <= now else ""


@dataclass(frozen=True, slots=True)
class Built:
    """An entry, when it may be seen, and what is known of its release.

    Args:
        entry: The entry; its release is what itself or its folder says.
        schedule: When it may be seen.
        tag: The version of the first tag that holds it; empty where none does.
        line: The line of its file that names its release.
    """

    entry: Entry
    schedule: Schedule
    tag: str = ""
    line: int = 0


def build_entry(
    raw: RawItem, defaults: Mapping[str, Matter], rules: Rules, newest: datetime, findings: Findings
) -> Built | None:
    """Make an entry.

    Args:
        raw: The file.
        defaults: Each folder's ``.meta.yml``, by the folder's path.
        rules: The closed lists.
        newest: The time to date it by where neither it nor git knows, UTC.
        findings: Gets what is wrong with it.

    Returns:
        The entry; None where its front matter cannot be used.
    """
    opened = open_item(raw, EntryMatter, defaults, rules, newest, findings)
    if opened is None:
        return None
    matter = opened.matter
    _check_words(raw.matter, matter, rules, findings)
    if matter.breaking and not matter.action:
        place = Place(raw.path, raw.matter.line("breaking"))
        findings.add(Code.BS307, place, "a breaking change does not say what the reader must do")
    published = _published(raw, matter, newest)
    entry = Entry(
        path=raw.path,
        id=_id(raw, matter, findings),
        title=title_of(raw, opened, findings),
        audiences=opened.readers,
        body=without_title(opened.body, matter.title),
        times=opened.times,
        published=published,
        type=matter.type or "",
        products=tuple(matter.product or ()),
        release=_release(raw, matter, rules),
        breaking=matter.breaking,
        action=matter.action or "",
        links=tuple(_links(raw.matter, matter.links, findings)),
        line=raw.matter.line("id"),
    )
    tag = raw.history.tag[0] if raw.history and raw.history.tag else ""
    line = raw.matter.line("release")
    check_version(entry.release or tag, Place(raw.path, line), findings)
    return Built(entry, _schedule(raw.matter, matter), tag, line)


def _check_words(matter: Matter, entry: EntryMatter, rules: Rules, findings: Findings) -> None:
    if not entry.type:
        hint = f"Add `type:` with one of: {', '.join(rules.types)}."
        findings.add(Code.BS304, Place(matter.path, matter.line()), "there is no type", hint)
    else:
        _check_word(entry.type, rules.types, "type", matter, findings)
    for product in entry.product or ():
        _check_word(product, rules.products, "product", matter, findings)


def _check_word(word: str, known: Collection[str], key: str, matter: Matter, findings: Findings) -> None:
    if word in known:
        return
    close = get_close_matches(word, list(known), 1)
    there = f"There are: {', '.join(known)}." if known else f"List it in mkdocs.yml under `{key}s`."
    hint = f"Did you mean “{close[0]}”?" if close else there
    findings.add(Code.BS304, Place(matter.path, matter.line(key)), f"there is no {key} “{word}”", hint)


def _id(raw: RawItem, matter: EntryMatter, findings: Findings) -> str:
    value = matter.id or posixpath.splitext(posixpath.basename(raw.path))[0]
    place = Place(raw.path, raw.matter.line("id"))
    if len(value) > MAX_ID:
        findings.add(Code.BS305, place, f"the id is {len(value)} characters long; {MAX_ID} are allowed")
    elif not ID.fullmatch(value) or ".." in value:
        message = f"“{value}” cannot be an id: it becomes a folder in the changelog's address"
        findings.add(Code.BS305, place, message)
    elif value.lower() in RESERVED_IDS or YEAR.fullmatch(value):
        findings.add(Code.BS305, place, f"“{value}” cannot be an id: the changelog has a page there")
    return value


def _published(raw: RawItem, matter: EntryMatter, newest: datetime) -> datetime:
    """Say when readers get an entry: its date, else when it landed; not before it may be shown.

    A date without a time means noon UTC, which is the same day in nearly every time zone.
    """
    landed = raw.history.landed if raw.history else newest
    published = landed if matter.date is None else as_time(matter.date)
    if matter.publish_on is not None:
        published = max(published, as_time(matter.publish_on))
    return published.replace(microsecond=0)


def as_time(value: date | datetime) -> datetime:
    """Return the moment that front matter means, UTC: noon for a day, UTC where no zone is written."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(12), UTC)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _starts(value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return as_time(value)
    return datetime.combine(value, time(0), UTC)


def _schedule(matter: Matter, entry: EntryMatter) -> Schedule:
    start = max((_starts(day) for day in (entry.date, entry.publish_on) if day is not None), default=None)
    end = None if entry.expires_on is None else _starts(entry.expires_on)
    return Schedule(entry.draft, start, end, matter.line("publish_on" if entry.publish_on else "date"))


def _release(raw: RawItem, matter: EntryMatter, rules: Rules) -> str:
    """Say which release an entry itself is in by its own word, or by its folder's name."""
    written = re.sub(r"^v(?=\d)", "", matter.release or "")  # as folders and tags are read
    return written or release_of_folder(raw.path, rules)


def check_version(version: str, place: Place, findings: Findings) -> None:
    """Find a name that no release can have; an empty one is none."""
    if version and (not RELEASE.fullmatch(version) or ".." in version):
        findings.add(Code.BS309, place, f"“{version}” cannot be a release's name")


def release_of_folder(path: str, rules: Rules) -> str:
    """Return the version that a changelog file's folder names, without a leading ``v``; empty if none."""
    parent = posixpath.dirname(path.removeprefix(f"{rules.changelog_dir}/"))
    match = VERSION.fullmatch(posixpath.basename(parent))
    return match[1] if match else ""


def _links(matter: Matter, links: list[LinkMatter], findings: Findings) -> list[Link]:
    made: list[Link] = []
    for index, link in enumerate(links):
        line = matter.line("links", index)
        given = [key for key in ("url", "pr", "issue") if getattr(link, key) is not None]
        if len(given) != 1:
            findings.add(Code.BS222, Place(matter.path, line), "a link wants one of `url`, `pr` or `issue`")
        elif link.url:
            made.append(Link(link.title or link.url, link.url, line))
        elif link.pr:
            made.append(Link(link.title or f"#{link.pr}", f"pr:{link.pr}", line, internal=True))
        else:
            made.append(Link(link.title or f"#{link.issue}", f"issue:{link.issue}", line, internal=True))
    return made
