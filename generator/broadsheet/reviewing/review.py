"""Everything that there is to say of a project, or of a change to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from posixpath import relpath

from broadsheet import pipeline
from broadsheet.building import collector
from broadsheet.codes import Severity
from broadsheet.config.settings import Settings
from broadsheet.errors import FindingsError, GitError
from broadsheet.findings import Finding, Findings, Place, printable
from broadsheet.pipeline import Checked
from broadsheet.reviewing.changes import Change, answered_for, check_entry, product_files
from broadsheet.reviewing.lines import Lines
from broadsheet.reviewing.prose import remarks
from broadsheet.reviewing.release import check_release
from broadsheet.revision import settings_at
from broadsheet.sources.change import RawChange, read_change
from broadsheet.sources.top import folder_in_repository


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is to be looked at.

    Args:
        config_file: ``mkdocs.yml``.
        ref: The revision to look at; None for the work tree.
        now: The time by which entries are scheduled and expire, UTC; the clock's where None.
        since: The revision that a change is to be merged into; None for the whole project.
        labels: The labels of its pull request.
        release: The release that is to be made; None for none.
    """

    config_file: Path
    ref: str | None = None
    now: datetime | None = None
    since: str | None = None
    labels: frozenset[str] = frozenset()
    release: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What was seen.

    Args:
        checked: The project.
        findings: What there is to say.
        untold: How many findings the change does not answer for.
        touched: The files that the change touched, relative to the project; None for the whole project.
    """

    checked: Checked
    findings: Findings
    untold: int = 0
    touched: frozenset[str] | None = None


def review(inquiry: Inquiry) -> Review:
    """Look at a project.

    Args:
        inquiry: At what, and how.

    Raises:
        SettingsError: The configuration cannot be used.
        FindingsError: Git cannot tell the history.
    """
    with settings_at(inquiry.config_file, inquiry.ref, to_render=False) as settings:
        findings = collector(settings)
        raw = None if inquiry.since is None else _raw_change(settings, inquiry.ref, inquiry.since)
        checked = _look(settings, findings, inquiry.ref, inquiry.now)
        seen = Review(checked, findings)
        if raw is not None:
            seen = _of_change(inquiry, raw, settings, seen)
        if inquiry.release is not None:
            check_release(checked.content, inquiry.release, settings.changelog_dir, seen.findings)
        return seen


def _look(settings: Settings, findings: Findings, ref: str | None, now: datetime | None) -> Checked:
    """Collect all that can be said of a project as a whole."""
    checked = pipeline.check(settings, findings, ref=ref, now=now)
    options = settings.options.prose
    lines = Lines(checked.raw, settings.rules(now or checked.content.newest))
    for remark in remarks(checked.content, options):
        severity = options.severity.get(remark.code.name, Severity.WARNING)
        if severity != "ignore":
            place = Place(remark.path, lines.line(remark.path, remark.where))
            hint = remark.hint or remark.code.hint
            findings.extend(
                [Finding(remark.code, place, printable(remark.message), printable(hint), Severity(severity))]
            )
    return checked


def _raw_change(settings: Settings, ref: str | None, since: str) -> RawChange:
    try:
        return read_change(settings.request(ref), since)
    except GitError as error:
        findings = Findings()
        findings.add(error.code, error.place, error.message, error.hint)
        raise FindingsError(findings) from error


def _of_change(inquiry: Inquiry, raw: RawChange, settings: Settings, whole: Review) -> Review:
    """Leave out what a change does not answer for, and ask for its entry."""
    findings, content = whole.findings, whole.checked.content
    change = _change(raw, settings)
    elsewhere = any(finding.place.path not in change.touched for finding in findings)
    before = _before(inquiry, raw.base) if elsewhere else ()
    told = answered_for(findings, before, change.touched)
    shown = Findings(settings.options.accept)
    shown.extend(told)
    entries = {entry.path for entry in (*content.entries, *content.withheld)}
    entries |= {path for path in content.unusable if path.startswith(f"{settings.changelog_dir}/")}
    check_entry(change, entries, inquiry.labels, settings.options.changes, shown)
    return Review(whole.checked, shown, len(findings) - len(told), change.touched)


def _change(raw: RawChange, settings: Settings) -> Change:
    folder = folder_in_repository(settings.project) or "."
    product = product_files(raw.touched, settings.options.changes)
    return Change(
        frozenset(relpath(path, folder) for path in raw.touched),
        tuple(relpath(path, folder) for path in product),
    )


def _before(inquiry: Inquiry, base: str) -> tuple[Finding, ...]:
    """Return what there was to say where a change began; nothing but why, where that cannot be read."""
    try:
        with settings_at(inquiry.config_file, base, to_render=False) as settings:
            findings = collector(settings)
            _look(settings, findings, base, inquiry.now)
    except FindingsError as error:
        findings = error.findings
    return tuple(findings)
