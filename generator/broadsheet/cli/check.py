"""``broadsheet check``."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from broadsheet.cli.options import CONFIG, FORMAT, NOW, QUIET, REF
from broadsheet.cli.printing import counted, ending, output, print_findings, told
from broadsheet.errors import CheckError, UsageError
from broadsheet.reviewing.labels import labels_of
from broadsheet.reviewing.mending import mend_files
from broadsheet.reviewing.review import Inquiry, Review, review

_SINCE = click.option(
    "--changed-since",
    "since",
    metavar="REV",
    help="Look at everything, but tell only what a change answers for: all that came since the newest commit "
    "shared with REV.",
)
_LABELS = click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="NAME",
    help="A label of the change's pull request; may be given again. GitHub and GitLab tell theirs.",
)
_RELEASE = click.option("--release", metavar="VERSION", help="Tell also what this release still lacks.")
_FIX = click.option(
    "--fix", is_flag=True, help="Mend what a machine can mend without changing what is meant."
)
_ROUNDS = 5
"""How often what was mended is looked at again: a file that can be read may show what else to mend."""


@click.command("check")
@CONFIG
@REF
@NOW
@_SINCE
@_LABELS
@_RELEASE
@_FIX
@FORMAT
@QUIET
@ending
def command(  # noqa: PLR0913, PLR0917 - the command's options
    config_file: Path,
    ref: str | None,
    now: datetime | None,
    since: str | None,
    labels: tuple[str, ...],
    release: str | None,
    fix: bool,
    findings_format: str,
    quiet: bool,
) -> int:
    """Find what is wrong with the sources, for every edition, without building anything.

    Beyond what stops a build it looks at the words: titles, images without a description, and what only
    internal editions may show. Those are warnings, unless the configuration says otherwise.

    Example: broadsheet check --changed-since origin/main
    """
    if labels and since is None:
        raise UsageError("--label tells of a change", "Say since when, with --changed-since.")
    if fix and ref is not None:
        raise UsageError("--fix mends files on disk, and --ref reads none", "Leave one of the two out.")
    if release is not None and not re.fullmatch(r"v?\w[\w.+-]*", release, re.ASCII):
        raise UsageError(f"“{release}” cannot be a release's name", "Write it like 2.4 or 2026.11.")
    version = release and re.sub(r"^v(?=\d)", "", release)
    known = frozenset(labels) | labels_of(os.environ)
    inquiry = Inquiry(config_file, ref, now, since, known, version)
    console = output(quiet=quiet, form=findings_format)
    seen = _mended(inquiry, console) if fix else review(inquiry)
    if seen.untold:
        console.print(f"{counted(seen.untold, 'finding')} that the change does not answer for: not shown")
    if seen.findings.errors:
        raise CheckError(seen.findings)
    print_findings(seen.findings, findings_format, config_file)
    documents = counted(len(seen.checked.content.documents), "document")
    entries = counted(len(seen.checked.content.entries), "entry", "entries")
    warnings = seen.findings.warnings
    news = counted(len(warnings), "warning") if warnings else "nothing is wrong"
    console.print(f"{documents}, {entries}: {news}")
    return 0


def _mended(inquiry: Inquiry, console: Console) -> Review:
    """Mend what can be mended, say so, and look again."""
    seen = review(inquiry)
    for _ in range(_ROUNDS):
        done = mend_files(inquiry.config_file.absolute().parent, seen)
        for one in done:
            console.print(f"[bold]{told(str(one.place))}[/]: {told(one.what)}", soft_wrap=True)
        if not done:
            break
        seen = review(inquiry)
    return seen
