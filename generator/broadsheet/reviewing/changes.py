"""What of all findings a change answers for, and whether it brings the entry that it needs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

from broadsheet.codes import Code
from broadsheet.config.review_options import ChangeOptions
from broadsheet.findings import Finding, Findings, Place

Known = tuple[str, str, str]
"""What a finding is known by when lines have moved: code, file, words."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did.

    Args:
        touched: The files that it added, edited or deleted, relative to the project.
        product: Those of them that are the product's own.
    """

    touched: frozenset[str]
    product: tuple[str, ...]


def product_files(touched: Iterable[str], options: ChangeOptions) -> list[str]:
    """Return those of some files that are the product's own, sorted.

    Args:
        touched: Files, relative to the top of the repository.
        options: Which files are the product's.
    """
    return sorted(GitIgnoreSpec.from_lines(options.paths).match_files(touched))


def check_entry(
    change: Change,
    entries: Collection[str],
    labels: Collection[str],
    options: ChangeOptions,
    findings: Findings,
) -> None:
    """Report a change of the product that neither adds nor edits an entry, and is not exempt from that.

    Args:
        change: The change.
        entries: The entries' files, withheld ones too.
        labels: Those of the pull request.
        options: Which labels exempt it.
        findings: Gets the finding, at the first of the product's files.
    """
    if not change.product or not change.touched.isdisjoint(entries):
        return
    if not set(options.exempt_labels).isdisjoint(labels):
        return
    first, *more = change.product
    others = f" and {len(more)} more of the product's" if more else " of the product"
    exempt = ", ".join(options.exempt_labels)
    hint = "Write one with `broadsheet new entry`" + (
        f", or label the pull request: {exempt}." if exempt else "."
    )
    findings.add(Code.BS901, Place(first), f"the change touches this file{others}, but brings no entry", hint)


def answered_for(
    found: Iterable[Finding], before: Iterable[Finding], touched: Collection[str]
) -> list[Finding]:
    """Return the findings that a change answers for: those in files that it touched, and those that are new.

    Args:
        found: What is found now.
        before: What was found where the change began.
        touched: The files that it touched.
    """
    old = Counter(map(_known, before))
    shown = []
    for finding in found:
        key = _known(finding)
        old[key] -= 1
        if finding.place.path in touched or old[key] < 0:
            shown.append(finding)
    return shown


def _known(finding: Finding) -> Known:
    return finding.code.name, finding.place.path, finding.message
