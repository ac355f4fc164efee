"""Verify editions: read the sources, search the output, say what must not be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from broadsheet.config.places import STATE, manifest_path
from broadsheet.config.settings import Settings
from broadsheet.errors import FindingsError, GitError, NothingToDoError
from broadsheet.findings import Findings
from broadsheet.model.raw import Listing
from broadsheet.proof.explain import Programs
from broadsheet.proof.fingerprints import suspects
from broadsheet.proof.material import gather
from broadsheet.proof.prove import Finished, report, search
from broadsheet.proof.report import Report, make, prove_edition, visible
from broadsheet.sources.read import list_files


def _listing_of(settings: Settings, ref: str | None, findings: Findings) -> Listing:
    """List the sources.

    Raises:
        FindingsError: Git cannot read them.
    """
    try:
        return list_files(settings.request(ref), Findings())
    except GitError as error:
        findings.add(error.code, error.place, error.message, error.hint)
        raise FindingsError(findings) from error


def verify(  # noqa: PLR0913 - what to compare with what
    settings: Settings,
    editions: Sequence[str],
    findings: Findings,
    *,
    ref: str | None = None,
    now: datetime | None = None,
    workers: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Search finished editions for what they must not hold. Nothing that was kept is trusted.

    Args:
        settings: The configuration.
        editions: Their names.
        findings: Gets what is found.
        ref: The revision that they were built from; None for the work tree.
        now: The time for which they were built, UTC; the clock's where None.
        workers: How many processes there may be.
        progress: Is told what is being done.

    Returns:
        What is known of the editions.

    Raises:
        FindingsError: Git cannot read the sources.
        NothingToDoError: An edition is not there.
    """
    for name in editions:
        if not settings.edition_dir(name).is_dir():
            message = f"the edition “{name}” is not built: there is no {settings.edition_dir(name)}"
            raise NothingToDoError(message, "Run `broadsheet build`.")
    progress("reading the sources")
    listing = _listing_of(settings, ref, findings)
    material = gather(listing, settings, (now or datetime.now(UTC)).timestamp())
    programs = Programs(settings)
    finished = []
    for name in editions:
        folder = settings.edition_dir(name)
        wanted = suspects(material, settings.editions[name], settings)
        finished.append(Finished(folder, list(files_of(folder)), wanted))
    progress("searching what is built")
    found = search(finished, programs, workers=workers)
    proved = {}
    for name, one, come_of in zip(editions, finished, found, strict=True):
        before = len(findings)
        report(one.folder, one.suspects, come_of.hits, programs, listing, findings)
        manifest = manifest_path(settings.site_dir, name, alone=settings.is_alone)
        leaks = len(findings) - before
        proved[name] = prove_edition(one.folder, manifest, one.suspects, material, listing, leaks)
    return make(proved, listing, settings.project)


def seen_at(
    settings: Settings, ref: str, now: datetime | None, findings: Findings
) -> dict[str, dict[str, str]]:
    """Return what each edition could see of each source in a revision, by edition.

    Raises:
        FindingsError: Git cannot read the revision.
    """
    listing = _listing_of(settings, ref, findings)
    material = gather(listing, settings, (now or datetime.now(UTC)).timestamp())
    return {name: visible(material, edition) for name, edition in settings.editions.items()}


def files_of(folder: Path) -> Iterator[str]:
    """Yield the paths of an edition's files, sorted; the folder for what is kept beside it is none of it."""
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and not path.startswith(f"{STATE}/"):
            yield path
