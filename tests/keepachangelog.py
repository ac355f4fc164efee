"""Turns a CHANGELOG.md that keeps to Keep a Changelog (https://keepachangelog.com) into entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import dedent

import yaml

ACTION = "See whether what you build on it still holds."
"""What the reader of a breaking change must do, since the format has no place for that."""

_RELEASE = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?.*\n", re.MULTILINE)
_TYPE = re.compile(r"^### (?P<type>\w+)\n", re.MULTILINE)
_BULLET = re.compile(r"^- ", re.MULTILINE)
_DEFINITION = re.compile(r"^\[(?P<label>[^\]]+)\]: \S+$", re.MULTILINE)
_BREAKING = "**Breaking:** "
_SENTENCE = re.compile(r".*?[.:;][\"”]?(?=\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A bullet: its release's version and date, its type, and its words as they stand there."""

    version: str
    day: str
    type: str
    text: str

    @property
    def breaking(self) -> bool:
        return self.text.startswith(_BREAKING)

    @property
    def title(self) -> str:
        """The first sentence, without marks."""
        sentence = _SENTENCE.match(self.text.removeprefix(_BREAKING))
        assert sentence, f"no sentence in {self.text!r}"
        return " ".join(re.sub(r"[`*\[\]]", "", sentence[0]).split()).rstrip(".:;")


@dataclass(frozen=True, slots=True)
class Changelog:
    """A whole file: its changes, what introduces releases (by version), and its link definitions."""

    changes: tuple[Change, ...]
    introductions: dict[str, str]
    definitions: dict[str, str]

    def defined(self, text: str) -> str:
        """Return a text with the definitions that it uses."""
        used = [line for label, line in self.definitions.items() if f"[{label}]" in text.lower()]
        return "\n".join([text, "", *used]) if used else text


def parse(text: str) -> Changelog:
    """Read a changelog."""
    definitions = {match["label"].lower(): match[0] for match in _DEFINITION.finditer(text)}
    parts = _RELEASE.split(_DEFINITION.sub("", text))
    changes: list[Change] = []
    introductions: dict[str, str] = {}
    for version, day, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        introduction, *sections = _TYPE.split(body)
        if introduction.strip():
            introductions[version] = introduction.strip()
        for kind, bullets in zip(sections[::2], sections[1::2], strict=True):
            changes += [
                Change(version, day, kind.lower(), _unwrapped(bullet))
                for bullet in _BULLET.split(bullets)[1:]
            ]
    return Changelog(tuple(changes), introductions, definitions)


def files(changelog: Changelog, audience: str) -> Iterator[tuple[str, str]]:
    """Write entries: paths below the changelog's folder, and texts."""
    yield ".meta.yml", f"audience: {audience}\n"
    for version, text in changelog.introductions.items():
        yield f"{version}/index.md", f"{changelog.defined(text)}\n"
    count: Counter[str] = Counter()
    for change in changelog.changes:
        slug = re.sub(r"[^a-z0-9]+", "-", change.title.lower())[:60].strip("-")
        stem = f"{change.version}-{slug}"
        count[stem] += 1  # "Improve French translation." is there twice
        matter: dict[str, object] = {"title": change.title, "type": change.type}
        if change.day:
            matter["date"] = date.fromisoformat(change.day)
        if change.breaking:
            matter |= {"breaking": True, "action": ACTION}
        front = yaml.safe_dump(matter, sort_keys=False, allow_unicode=True)
        body = changelog.defined(change.text.removeprefix(_BREAKING))
        name = stem if count[stem] == 1 else f"{stem}-{count[stem]}"
        yield f"{change.version}/{name}.md", f"---\n{front}---\n{body}\n"


def _unwrapped(bullet: str) -> str:
    """A bullet's own lines are indented below its first."""
    first, _, rest = bullet.partition("\n")
    return f"{first}\n{dedent(rest)}".strip()


def write(source: Path, folder: Path, audience: str) -> Changelog:
    """Turn a file into a folder of entries."""
    changelog = parse(source.read_text(encoding="utf-8"))
    for path, text in files(changelog, audience):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return changelog
