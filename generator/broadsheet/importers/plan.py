"""Records × the entries there are → what to write, and what to leave as it is. Pure.

A file that was imported ends with a comment, which no reader sees: what it was imported from, and a digest of
what was written. So the next import finds it, wherever it was moved to, and knows whether somebody edited it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from urllib.parse import quote, unquote

from broadsheet.importers.entries import Made, is_folder
from broadsheet.importers.records import Record
from broadsheet.model.entries import MAX_ID, RESERVED_IDS
from broadsheet.writing.names import slug

_MARK = re.compile(
    r"\n*^<!-- imported: (?P<format>[a-z-]+) (?P<key>\S+) (?P<digest>[0-9a-f]{16}) -->\n*\Z", re.MULTILINE
)
_ALIKE = 0.6
"""From where on two texts of one section are taken for one that was edited."""

_RESERVED = re.compile("|".join([*sorted(RESERVED_IDS), r"\d{4}"]), re.IGNORECASE)


class Change(StrEnum):
    """What happens to a file."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Existing:
    """An entry's file that is there.

    Args:
        path: The file, relative to the project.
        text: What it holds.
        words: Its title and body, to be compared.
        id: What the entry is known by.
    """

    path: str
    text: str
    words: str = ""
    id: str = ""

    @property
    def mark(self) -> re.Match[str] | None:
        """What it was imported from, if it was."""
        return _MARK.search(self.text)


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of a record.

    Args:
        record: The change, or the introduction.
        made: What its file says.
        path: The file, relative to the project.
        text: All of what it will hold.
        change: What happens to it.
        old: What it holds now; None where it is new.
    """

    record: Record
    made: Made
    path: str
    text: str
    change: Change
    old: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is copied.

    Args:
        path: Where to, relative to the project.
        data: What it holds.
    """

    path: str
    data: bytes


def plan(
    format_name: str,
    records: Sequence[tuple[Record, Made]],
    existing: Sequence[Existing],
    changelog_dir: str,
) -> list[Planned]:
    """Decide what to write.

    Args:
        format_name: Where the records come from.
        records: Each with what its file says; the newest first, as a changelog has them.
        existing: The entries there are.
        changelog_dir: Their folder, relative to the project.
    """
    found = _matches(format_name, [record for record, _ in records], existing)
    names = _Names(existing)
    at = {file.path: file for file in existing}
    planned = []
    for record, made in reversed(records):  # so that what is added later changes no name
        old = found.get(record.key)
        path = old.path if old else _path(record, made, changelog_dir, names)
        text = _marked(made.page(path), format_name, record.key)
        there = old or at.get(path)
        change = _change(there, text)
        planned.append(Planned(record, made, path, text, change, there.text if there else None))
    return planned[::-1]


def _change(there: Existing | None, text: str) -> Change:
    if there is None:
        return Change.NEW
    if there.text == text:
        return Change.SAME
    mark, new = there.mark, _MARK.search(text)
    if mark is None:
        return Change.KEPT
    assert new is not None
    if mark["digest"] == _digest(unmarked(there.text)):
        return Change.UPDATED
    return Change.SAME if mark["digest"] == new["digest"] else Change.KEPT


def unmarked(text: str) -> str:
    """Return a file's text, or its end, without the comment that says what it was imported from."""
    return _MARK.sub("\n", text)


def _marked(text: str, format_name: str, key: str) -> str:
    text = text.rstrip("\n") + "\n"
    return f"{text}\n<!-- imported: {format_name} {quote(key, safe='/~.-_')} {_digest(text)} -->\n"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _matches(
    format_name: str, records: Sequence[Record], existing: Sequence[Existing]
) -> dict[str, Existing]:
    """Find the file of each record: by its key, else by its text among those of its section."""
    by_key = {
        unquote(mark["key"]): file
        for file in existing
        if (mark := file.mark) and mark["format"] == format_name
    }
    found = {record.key: by_key.pop(record.key) for record in records if record.key in by_key}
    free = {record.key: record for record in records if record.key not in found and record.group}
    pairs = sorted(_alike(free.values(), by_key), key=lambda pair: -pair[0])
    for _, key, old in pairs:
        if key in free and old in by_key:
            found[free.pop(key).key] = by_key.pop(old)
    return found


def _alike(records: Iterable[Record], by_key: dict[str, Existing]) -> Iterator[tuple[float, str, str]]:
    for record in records:
        section, rest = record.group.partition("/")[2], record.key.removeprefix(f"{record.group}/")
        words = f"{record.prose.title} {record.prose.text}"
        for group in dict.fromkeys((record.group, f"unreleased/{section}")):
            for key, file in by_key.items():
                if key.startswith(f"{group}/"):
                    same = key == f"{group}/{rest}"
                    likeness = (
                        1.0 if same else SequenceMatcher(None, words, file.words, autojunk=False).ratio()
                    )
                    if likeness >= _ALIKE:
                        yield likeness, record.key, key


class _Names:
    """The ids that are taken."""

    def __init__(self, existing: Sequence[Existing]) -> None:
        self._taken = {file.id.lower() for file in existing}

    def free(self, name: str) -> str:
        """Return an id that nothing else has, and take it."""
        name = re.sub(r"\.{2,}", ".", re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII)).strip("-.") or "entry"
        if len(name) > MAX_ID - 5:
            name = f"{name[: MAX_ID - 14].rstrip('-.')}-{sha256(name.encode()).hexdigest()[:8]}"
        if _RESERVED.fullmatch(name) or not name[0].isalnum():
            name = f"entry-{name}"
        number, made = 1, name
        while made.lower() in self._taken:
            number += 1
            made = f"{name}-{number}"
        self._taken.add(made.lower())
        return made


def _path(record: Record, made: Made, changelog_dir: str, names: _Names) -> str:
    release = getattr(made.matter, "release", None) or record.release
    if record.is_intro:
        return f"{changelog_dir}/{release}/index.md"
    folder = f"{changelog_dir}/{release}" if release and is_folder(release) else changelog_dir
    return f"{folder}/{names.free(record.name or slug(record.prose.title))}.md"
