"""``broadsheet verify``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from broadsheet.building import collector
from broadsheet.cli.options import CONFIG, NOW, QUIET, REF
from broadsheet.cli.printing import counted, ending, output, print_findings, shown, steps, told
from broadsheet.crew import processes
from broadsheet.errors import NoSuchEditionError
from broadsheet.findings import Findings
from broadsheet.proof import report
from broadsheet.proof.verify import seen_at, verify
from broadsheet.revision import settings_at

_SIGNS = {"visible": "[green]+[/]", "invisible": "[red]-[/]", "changed": "~"}

_REPORT = click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what each edition holds and was searched for: JSON, and a page for people beside it.",
)
_AGAINST = click.option(
    "--against",
    metavar="REV|FILE",
    help="Show what became visible (+) or invisible (-) or changed (~) since a revision or a report.",
)


@click.command("verify")
@click.argument("editions", nargs=-1)
@CONFIG
@REF
@NOW
@_REPORT
@_AGAINST
@QUIET
@ending
def command(  # noqa: PLR0913, PLR0917 - the command's options
    editions: tuple[str, ...],
    config_file: Path,
    ref: str | None,
    now: datetime | None,
    report_file: Path | None,
    against: str | None,
    quiet: bool,
) -> int:
    """Search EDITIONS (all of them by default), as they are on disk, for what they must not hold.

    Every byte of them is read, and nothing that a build has kept is trusted. Name with --ref and --now what
    they were built from, where that is not the files on disk and the present.

    Example: broadsheet verify public --report proof.json
    """
    console = output(quiet=quiet)
    with steps(console) as progress, settings_at(config_file, ref) as settings:
        for name in editions:
            if name not in settings.editions:
                raise NoSuchEditionError(name, settings.editions)
        findings, names = collector(settings), editions or tuple(settings.editions)
        before = _before(against, config_file, now) if against else None
        done = verify(settings, names, findings, ref=ref, now=now, workers=processes(), progress=progress)
    print_findings(findings)
    if before is not None:
        _print_changes(before, done, console)
    if report_file:
        page = report.write(done, report_file)
        console.print(f"{told(shown(report_file))} and {told(shown(page))} are written", soft_wrap=True)
    if findings.errors:
        console.print(f"[bold red]{counted(len(findings.errors), 'leak')}[/]")
        return 1
    for name in names:
        count = counted(len(done.editions[name].files), "file")
        console.print(f"[bold]{name}[/]: nothing that must not be there, in {count}")
    return 0


def _before(against: str, config_file: Path, now: datetime | None) -> Mapping[str, Mapping[str, str]]:
    """Return what each edition could see of each source then."""
    if Path(against).is_file():
        then = report.read(Path(against))
        return {name: edition.visible for name, edition in then.editions.items()}
    with settings_at(config_file, against) as settings:
        return seen_at(settings, against, now, Findings())


def _print_changes(before: Mapping[str, Mapping[str, str]], done: report.Report, console: Console) -> None:
    seen = {name: edition.visible for name, edition in done.editions.items()}
    for change in report.compare(before, seen):
        console.print(f"{change.edition}: {_SIGNS[change.what]} {told(change.path)}", soft_wrap=True)
