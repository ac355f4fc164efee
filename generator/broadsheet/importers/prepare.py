"""The stages of an import, up to where files are written."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from broadsheet.codes import Code
from broadsheet.config.settings import Settings
from broadsheet.errors import FindingsError, GitError
from broadsheet.findings import Findings, Place
from broadsheet.importers.entries import Choices, is_folder, make, plainly
from broadsheet.importers.formats import Format
from broadsheet.importers.plan import Change, Existing, Picture, Planned, plan, unmarked
from broadsheet.importers.records import Record, Skip
from broadsheet.importers.source import read_sources
from broadsheet.model.entries import build_entry
from broadsheet.model.raw import Line, Matter, RawItem
from broadsheet.model.releases import build_notes
from broadsheet.model.rules import Rules
from broadsheet.sources.front_matter import split
from broadsheet.sources.text import decode


@dataclass(frozen=True, slots=True)
class Import:
    """What an import comes to.

    Args:
        planned: What becomes of each record, in the source's order.
        skipped: What becomes of none.
        pictures: What is copied, since an entry shows it and it is not there.
        sections: How many records each pair of section and type has; the type of an introduction is empty.
    """

    planned: tuple[Planned, ...]
    skipped: tuple[Skip, ...]
    pictures: tuple[Picture, ...]
    sections: Mapping[tuple[str, str], int]

    @property
    def entries(self) -> int:
        """How many changes there are."""
        return sum(not item.record.is_intro for item in self.planned)

    @property
    def introductions(self) -> int:
        """How many introductions of releases there are."""
        return len(self.planned) - self.entries

    @property
    def lossy(self) -> int:
        """How many of both cannot be taken over as a whole."""
        return sum(bool(item.made.losses) for item in self.planned)

    def count(self, change: Change) -> int:
        """Return to how many files this happens."""
        return sum(item.change is change for item in self.planned)


def prepare(settings: Settings, format_: Format, top: Path, choices: Choices, findings: Findings) -> Import:
    """Read a source, and decide what becomes of it. Nothing is written.

    Args:
        settings: The configuration.
        format_: What the source is.
        top: The file or folder.
        choices: What the user decides.
        findings: Gets what is wrong with the source, what is skipped and what is lost.

    Raises:
        FindingsError: The source's history cannot be read as a whole.
    """
    rules = settings.rules(datetime.now(UTC))
    tags = settings.request(None).release_tags if format_.is_dated else None
    try:
        sources, links = read_sources(top, format_.extensions, tags, findings)
    except GitError as error:
        findings.add(error.code, error.place, error.message, error.hint)
        raise FindingsError(findings) from error
    parsed = format_.load()(sources, findings)
    skipped = [*links, *parsed.skipped]
    records = [replace(record, release=record.release or choices.release) for record in parsed.records]
    wanted = _wanted(_introductions(records), choices, skipped)
    made = [(record, make(record, format_, choices, rules)) for record in wanted]
    sections = Counter(
        ("" if record.is_intro else record.section, getattr(one.matter, "type", "") or "")
        for record, one in made
    )
    existing = list(_existing(settings))
    planned = plan(format_.name, made, existing, settings.changelog_dir)
    sound = tuple(item for item in planned if _is_sound(item, rules, settings, skipped))
    pictures = tuple(_pictures(sound, top, settings.project, findings))
    _report(sound, skipped, findings)
    return Import(sound, tuple(skipped), pictures, sections)


def _wanted(records: Iterable[Record], choices: Choices, skipped: list[Skip]) -> list[Record]:
    wanted = []
    for record in records:
        if plainly(record.section) in choices.skipped:
            skipped.append(Skip(record.place, f"“{record.section}” is to be skipped"))
        elif record.is_intro and not record.release:
            reason = "it introduces what is not released yet: `--release` says which release it is"
            skipped.append(Skip(record.place, reason))
        elif record.is_intro and not is_folder(record.release):
            skipped.append(
                Skip(record.place, f"a release called “{record.release}” cannot have an introduction")
            )
        elif not record.is_intro and not record.prose.title:
            skipped.append(Skip(record.place, "it says nothing"))
        elif not record.is_intro or record.prose.text:
            wanted.append(record)
    return wanted


def _introductions(records: Iterable[Record]) -> list[Record]:
    """Make one introduction of all that introduce one release."""
    merged: list[Record] = []
    at: dict[str, int] = {}
    for record in records:
        if not record.is_intro or not record.release:
            merged.append(record)
        elif record.release in at:
            first = merged[at[record.release]]
            prose = replace(first.prose, text=f"{first.prose.text}\n\n{record.prose.text}".strip())
            losses = (*first.losses, *record.losses, *record.prose.losses)
            merged[at[record.release]] = replace(first, prose=prose, losses=losses)
        else:
            at[record.release] = len(merged)
            key = f"{record.release}/introduction"
            merged.append(replace(record, key=key))
    return merged


def _existing(settings: Settings) -> Iterable[Existing]:
    for path in sorted((settings.project / settings.changelog_dir).rglob("*.md")):
        shown = path.relative_to(settings.project).as_posix()
        ignored = Findings()
        try:
            text = decode(path.read_bytes(), shown, ignored)
        except OSError:  # `check` reports it
            continue
        parts = split(text, shown, ignored) if text is not None else None
        values = parts.yaml.value if parts and parts.yaml else {}
        words = f"{values.get('title', '')} {unmarked(parts.body) if parts else ''}"
        yield Existing(shown, text or "", words, str(values.get("id") or path.stem))


def _is_sound(item: Planned, rules: Rules, settings: Settings, skipped: list[Skip]) -> bool:
    """Whether ``check`` would have nothing to say about a file; a format may hold what no entry can."""
    place = item.record.place
    if (
        not settings.options.git
        and getattr(item.made.matter, "date", None) is None
        and not item.record.is_intro
    ):
        skipped.append(Skip(place, "nobody knows its day, and with `git: false` an entry needs one"))
        return False
    found = Findings()
    parts = split(item.text, item.path, found)
    if parts and parts.yaml:
        matter = Matter(item.path, parts.yaml.value, parts.yaml.lines, parts.yaml.raw)
        lines = tuple(Line(parts.body_line + at, line) for at, line in enumerate(parts.body.split("\n")))
        raw = RawItem(item.path, matter, lines, None)
        (build_notes if item.record.is_intro else build_entry)(raw, {}, rules, rules.now, found)
    why = (f"its entry would be wrong: {error.code.name} {error.message}" for error in found.errors)
    skipped.extend(Skip(place, reason) for reason in why)
    return not found.errors


def _pictures(planned: Iterable[Planned], top: Path, project: Path, findings: Findings) -> Iterator[Picture]:
    """Read the pictures that are shown and not there; what is there may be somebody's own."""
    known: set[str] = set()
    for item in planned:
        for address, name in item.record.pictures if item.change is not Change.KEPT else ():
            path = posixpath.join(posixpath.dirname(item.path), address)
            if path in known or os.path.lexists(project / path):
                continue
            known.add(path)
            try:
                yield Picture(path, (top / name).read_bytes())
            except OSError as error:
                findings.add(Code.BS116, Place(str(top / name)), f"{error.strerror}")


def _report(planned: Sequence[Planned], skipped: Iterable[Skip], findings: Findings) -> None:
    for skip in skipped:
        findings.add(Code.BS702, skip.place, skip.reason)
    for item in planned:
        for loss in item.made.losses:
            findings.add(Code.BS703, item.record.place, loss)
        if item.change is Change.KEPT:
            findings.add(Code.BS704, Place(item.path), f"what {item.record.place} says now is not taken over")
