"""``broadsheet build``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from broadsheet.building import build, collector
from broadsheet.cli.options import CONFIG, FORMAT, NOW, QUIET, REF, UNTRUSTED
from broadsheet.cli.printing import counted, ending, output, print_findings, shown, steps, told
from broadsheet.crew import processes
from broadsheet.editions.due import Due
from broadsheet.order import Order, Published
from broadsheet.render.environment import hindrances
from broadsheet.revision import settings_for

_WORKERS = click.option(
    "-j",
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="How many processes may work at once; as many as there are processors by default.",
)
_VERIFY = click.option(
    "--verify",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Make N pages of those that are kept again, and stop if one is another.",
)


@click.command("build")
@click.argument("editions", nargs=-1)
@CONFIG
@REF
@UNTRUSTED
@NOW
@_WORKERS
@_VERIFY
@FORMAT
@QUIET
@ending
def command(  # noqa: PLR0913, PLR0917 - the command's options
    editions: tuple[str, ...],
    config_file: Path,
    ref: str | None,
    untrusted: str | None,
    now: datetime | None,
    workers: int | None,
    verify: int,
    findings_format: str,
    quiet: bool,
) -> int:
    """Build EDITIONS (all of them by default) and publish them together.

    Where anything is wrong, nothing is published: what was there stays.

    Example: broadsheet build public internal
    """
    console = output(quiet=quiet, form=findings_format)
    with steps(console) as progress, settings_for(config_file, ref, untrusted) as settings:
        findings = collector(settings)
        order = Order(editions, untrusted or ref, now, workers or processes(), verify)
        made = build(settings, findings, order, progress)
        reasons = hindrances(settings)
    print_findings(findings, findings_format, config_file)
    for edition in made:
        what = f"{counted(edition.pages, 'page')}, {counted(edition.entries, 'entry', 'entries')}"
        news = "" if edition.changed else ", unchanged"
        console.print(
            f"[bold]{edition.edition}[/] → {told(shown(edition.folder))} ({what}{news})", soft_wrap=True
        )
    if line := _due(made):
        console.print(line, soft_wrap=True)
    if reasons:
        why = told(", ".join(reasons).rstrip(","))
        console.print(f"[dim]Everything is made anew in each build, because of {why}.[/]", soft_wrap=True)
    return 0


def _due(made: list[Published]) -> str:
    """Say when the next build is due, and what it changes where; nothing where nothing is scheduled."""
    moment = min((edition.due.moment for edition in made if edition.due), default=None)
    if moment is None:
        return ""
    news: dict[str, list[str]] = {}
    for edition in made:
        if edition.due and edition.due.moment == moment:
            news.setdefault(_news(edition.due), []).append(edition.edition)
    words = "; ".join(f"{what} in {', '.join(names)}" for what, names in news.items())
    return f"next build due {moment:%Y-%m-%d %H:%M} UTC: {told(words)}"


def _news(due: Due) -> str:
    """Say what will come and go, like ``2 entries appear, 1 entry disappears``."""
    told = [
        f"{counted(number, 'entry', 'entries')} {verb}{'s' if number == 1 else ''}"
        for number, verb in ((due.coming, "appear"), (due.going, "disappear"))
        if number
    ]
    return ", ".join(told)
