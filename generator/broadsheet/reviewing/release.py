"""What must hold before a release. Pure."""

from __future__ import annotations

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.items import Content, Entry, ReleaseNotes


def check_release(content: Content, version: str, changelog_dir: str, findings: Findings) -> None:
    """Report what a release still lacks.

    Args:
        content: Everything.
        version: The release's name, without a leading ``v``.
        changelog_dir: The entries' folder, relative to the project.
        findings: Gets everything that is missing.
    """
    entries = [entry for entry in content.entries if entry.release == version]
    unreleased = [entry for entry in content.entries if not entry.release]
    notes = content.notes.get(version)
    if not entries and not unreleased:
        others = sorted({entry.release for entry in content.entries})
        there = f"There are entries of: {', '.join(others)}." if others else ""
        findings.add(Code.BS911, Place(changelog_dir), f"no entry is in the release {version}", there)
    for entry in unreleased:
        message = f"this entry is in no release, neither {version} nor another"
        hint = f"Gather it with `broadsheet release {version}`, or accept BS915 where a tag does that."
        findings.add(Code.BS915, entry.place, message, hint)
    for entry in content.withheld:
        if entry.release == version:
            why = content.unpublished[entry.path]
            findings.add(Code.BS914, entry.place, f"this entry of the release {version} is {why}")
    if notes is None:
        path = f"{changelog_dir}/{version}/index.md"
        findings.add(
            Code.BS912, Place(changelog_dir), f"the release {version} has no notes: there is no {path}"
        )
        return
    if notes.date is None:
        findings.add(Code.BS913, Place(notes.path, 1), f"the notes of the release {version} name no day")
    _check_readers(content, entries, notes, findings)


def _check_readers(content: Content, entries: list[Entry], notes: ReleaseNotes, findings: Findings) -> None:
    """Report editions whose page of the release would begin without its introduction."""
    for edition in content.editions.values():
        has_entries = any(entry.audiences & edition.sees for entry in entries)
        if has_entries and not notes.audiences & edition.sees:
            message = f"the edition “{edition.name}” holds entries of the release, but not these notes"
            findings.add(Code.BS916, Place(notes.path, 1), message)
