"""What a merge would do to readers, from the configuration's file to the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from broadsheet import pipeline
from broadsheet.codes import Code
from broadsheet.config.settings import Settings
from broadsheet.findings import Findings, Place
from broadsheet.garbage import uncollected
from broadsheet.model.content import check_ids
from broadsheet.model.items import Entry
from broadsheet.previewing.compare import compare_editions, waiting
from broadsheet.previewing.feeds import resent
from broadsheet.previewing.pairs import Pair, pairs
from broadsheet.previewing.report import Preview, Problem, Resent
from broadsheet.previewing.sides import Base, Side, base_of, commits, side_of
from broadsheet.store import Store


def preview(
    config_file: Path,
    settings: Settings,
    findings: Findings,
    *,
    base: str,
    head: str | None = None,
    now: datetime | None = None,
) -> tuple[Preview, Side]:
    """Say what a merge would do to readers.

    Args:
        config_file: ``mkdocs.yml``.
        settings: The configuration as ``head`` has it.
        findings: Gets what is wrong with ``head``, and what must not happen to what readers have.
        base: The revision that is merged into.
        head: The revision that is merged; None for the files on disk.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.

    Returns:
        The preview, and what ``head`` holds.

    Raises:
        FindingsError: Something is wrong with ``head``, or git cannot read one of them.
    """
    start, tip = commits(settings.project, base, head)
    with uncollected(), Store(None) as store:  # an item that is the same on both sides is made once
        after = side_of(settings, findings, ref=tip or None, now=now, store=store)
        if any(finding.code is not Code.BS312 for finding in findings.errors):
            pipeline.stop_on_errors(findings)
        before = base_of(config_file, start, now=now, store=store)
    paired = pairs(before.side.content if before.side else None, after.content)
    again = tuple(resent(paired, before.side, after))
    made = Preview(
        base=start,
        head=tip,
        note=before.note,
        editions=compare_editions(paired, before.side, after),
        waiting=waiting(before.side, after),
        resent=again,
        problems=tuple(_problems(paired, again, before, after)),
    )
    findings.extend(problem.finding for problem in made.problems)
    return made, after


def _problems(
    paired: Sequence[Pair], again: Sequence[Resent], before: Base, after: Side
) -> Iterator[Problem]:
    old = before.side
    if old is None:
        return
    accept = after.settings.options.accept
    there = {entry.id for entry in (*after.content.entries, *after.content.withheld)}
    told: set[str] = set()
    for pair in paired:
        one, other = pair.before, pair.after
        if not isinstance(one, Entry):
            continue
        findings = Findings(accept)
        if isinstance(other, Entry):
            check_ids([other], {other.times.origin: one.id}, findings)
        elif one.id not in there:
            message = f"the entry “{one.id}” is published, and nothing would have its id any more"
            findings.add(Code.BS318, Place(one.path), message)
        editions = tuple(name for name, held in old.views.items() if one.path in held)
        if editions:
            told.update(found.place.path for found in findings)
            yield from (Problem(found, editions, (one.id,)) for found in findings)
    yield from _sent_again([one for one in again if one.path not in told], old, after)


def _sent_again(again: Sequence[Resent], old: Side, after: Side) -> Iterator[Problem]:
    """Tell of items that readers would get twice: once for the whole site, or once for each file."""
    one, other = old.settings.authority, after.settings.authority
    by_place: defaultdict[Place, list[Resent]] = defaultdict(list)
    for item in again:
        by_place[Place(after.settings.config.name if one != other else item.path)].append(item)
    for place, items in by_place.items():
        findings = Findings(after.settings.options.accept)
        count = f"{len(items)} feed item{'s' if len(items) != 1 else ''} would be sent again"
        if one != other:
            hint = f"Write `authority: {one}` under `feeds`, by which readers know them."
            findings.add(Code.BS319, place, f"{count}: their ids would begin with “{other}”", hint)
        else:
            hint = "Keep the file where git finds its history: move it and change it in commits of their own."
            findings.add(Code.BS319, place, f"{count}: git no longer tells that the file is the same", hint)
        editions = tuple(dict.fromkeys(item.edition for item in items))
        ids = tuple(item.before for item in items)
        yield from (Problem(finding, editions, ids) for finding in findings)
