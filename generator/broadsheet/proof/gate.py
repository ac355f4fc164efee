"""The proof at the end of a build: editions are searched before they are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadsheet.config.settings import Settings
from broadsheet.findings import Findings
from broadsheet.model.raw import Listing
from broadsheet.proof.explain import Programs
from broadsheet.proof.fingerprints import suspects
from broadsheet.proof.kept import keep, recall
from broadsheet.proof.material import gather
from broadsheet.proof.prove import Finished, report, search
from broadsheet.store import Store


@dataclass(frozen=True, slots=True)
class Made:
    """An edition that is made and not yet published.

    Args:
        name: Its name.
        folder: Where it is.
        files: SHA-256 of each of its files, by path.
    """

    name: str
    folder: Path
    files: Mapping[str, str]


def prove(  # noqa: PLR0913 - what to search, by what, with what
    editions: Sequence[Made],
    settings: Settings,
    listing: Listing,
    findings: Findings,
    *,
    now: datetime,
    store: Store | None,
    key: bytes = b"",
    workers: int = 1,
) -> None:
    """Search editions for what they must not hold, as far as they were not searched for it before.

    Args:
        editions: The editions.
        settings: The configuration.
        listing: The sources that they were made from.
        findings: Gets what is found.
        now: The time for which they were made, UTC.
        store: What earlier searches left; None to trust none.
        key: Stands for the program.
        workers: How many processes there may be.
    """
    material = gather(listing, settings, now.timestamp(), store, key)
    kept = recall(store, key, [made.name for made in editions]) if store else {}
    finished = []
    for made in editions:
        wanted, last = suspects(material, settings.editions[made.name], settings), kept.get(made.name)
        paths = last.new(made.files, wanted) if last else sorted(made.files)
        finished.append(Finished(made.folder, paths, wanted))
    programs = Programs(settings)
    found = search(finished, programs, workers=workers)
    for made, one, new in zip(editions, finished, found, strict=True):
        report(one.folder, one.suspects, new.hits, programs, listing, findings)
        if (last := kept.get(made.name)) and len(one.paths) < len(made.files):
            new.traces.add(last.traces)
        if store:
            keep(store, key, one.suspects, made.files, new.hits, new.traces)
