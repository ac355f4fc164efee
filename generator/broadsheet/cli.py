"""The command line: options in, pipeline called, findings printed, exit code out.

Nothing else prints or exits.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click
from rich.console import Console
from rich.markup import escape

from broadsheet.building import build as build_editions
from broadsheet.building import collector
from broadsheet.codes import Severity
from broadsheet.crew import processes
from broadsheet.errors import BroadsheetError, FindingsError
from broadsheet.findings import Finding, Findings
from broadsheet.order import Order
from broadsheet.render.environment import hindrances
from broadsheet.revision import settings_at

P = ParamSpec("P")


class _Moment(click.ParamType[datetime]):
    """A day or a time, as front matter has them."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment in UTC."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day (2026-11-20) or time (2026-11-20T09:30+01:00)", param, ctx)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_CONFIG = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The configuration file.",
)
_REF = click.option(
    "--ref", metavar="REV", help="Read this revision from git's objects, not the files on disk."
)
_NOW = click.option(
    "--now", type=_Moment(), metavar="TIME", help="Schedule and expire entries as if it were then."
)
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
_QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but findings.")


def _said(command: Callable[P, int]) -> Callable[P, None]:
    """Print what a command raises, and exit with its code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except FindingsError as error:
            _print_findings(error.findings)
            _errors().print(f"[bold red]{escape(error.message)}[/]")
            code = error.exit_code
        except BroadsheetError as error:
            _errors().print(f"[bold red]error:[/] {escape(error.message)}", soft_wrap=True)
            if error.hint:
                _errors().print(f"  [dim]→ {escape(error.hint)}[/]", soft_wrap=True)
            code = error.exit_code
        sys.exit(code)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="broadsheet", prog_name="broadsheet")
def main() -> None:
    """Turn the Markdown in a git repository into one site per audience."""


@main.command()
@click.argument("editions", nargs=-1)
@_CONFIG
@_REF
@_NOW
@_WORKERS
@_VERIFY
@_QUIET
@_said
def build(  # noqa: PLR0913, PLR0917 - the command's options
    editions: tuple[str, ...],
    config_file: Path,
    ref: str | None,
    now: datetime | None,
    workers: int | None,
    verify: int,
    quiet: bool,
) -> int:
    """Build EDITIONS (all of them by default) and publish them together.

    Where anything is wrong, nothing is published: what was there stays.

    Example: broadsheet build public internal
    """
    console = Console(quiet=quiet, highlight=False)
    with console.status("starting") as status, settings_at(config_file, ref) as settings:
        findings = collector(settings)

        def progress(step: str) -> None:
            status.update(step)
            if not console.is_terminal:
                console.print(step)

        order = Order(editions, ref, now, workers or processes(), verify)
        made = build_editions(settings, findings, order, progress)
        reasons = hindrances(settings)
    _print_findings(findings)
    for edition in made:
        what = f"{_counted(edition.pages, 'page')}, {_counted(edition.entries, 'entry', 'entries')}"
        news = "" if edition.changed else ", unchanged"
        console.print(
            f"[bold]{edition.edition}[/] → {escape(_shown(edition.folder))} ({what}{news})", soft_wrap=True
        )
    if reasons:
        why = escape(", ".join(reasons).rstrip(","))
        console.print(f"[dim]Everything is made anew in each build, because of {why}.[/]", soft_wrap=True)
    return 0


@main.command()
@_CONFIG
@_REF
@_NOW
@_QUIET
@_said
def check(config_file: Path, ref: str | None, now: datetime | None, quiet: bool) -> int:
    """Find what is wrong with the sources, for every edition, without building anything.

    Example: broadsheet check --ref origin/main
    """
    from broadsheet import pipeline  # noqa: PLC0415 - brings everything with it that reads sources

    with settings_at(config_file, ref) as settings:
        findings = collector(settings)
        content = pipeline.check(settings, findings, ref=ref, now=now)
    pipeline.stop_on_errors(findings)
    _print_findings(findings)
    documents = _counted(len(content.documents), "document")
    entries = _counted(len(content.entries), "entry", "entries")
    news = _counted(len(findings.warnings), "warning") if findings.warnings else "nothing is wrong"
    Console(quiet=quiet, highlight=False).print(f"{documents}, {entries}: {news}")
    return 0


@main.command()
@_CONFIG
@click.option(
    "-a",
    "--address",
    default="127.0.0.1:8000",
    show_default=True,
    metavar="HOST:PORT",
    help="Where to listen.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser.")
@_said
def serve(config_file: Path, address: str, open_browser: bool) -> int:
    """Build every edition, show them, and build again whenever a file changes.

    Example: broadsheet serve --open
    """
    from broadsheet.serve import serve_editions  # noqa: PLC0415 - brings a web server with it

    console = Console(highlight=False)
    serve_editions(
        config_file,
        address,
        open_browser,
        lambda line: console.print(escape(line), soft_wrap=True),
        _print_findings,
    )
    return 0


def run() -> None:
    """Run the command line, and leave at once: to free a large site's objects one by one takes a while."""
    try:
        main()
    except SystemExit as end:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # nobody reads it any more
                stream.flush()
        os._exit(end.code if isinstance(end.code, int) else 1)


def _print_findings(findings: Findings) -> None:
    console = _errors()
    for finding in findings:
        console.print(_line(finding), soft_wrap=True)
        if finding.hint:
            console.print(f"  [dim]→ {escape(finding.hint)}[/]", soft_wrap=True)


def _line(finding: Finding) -> str:
    is_error = finding.severity is Severity.ERROR
    code = f"[red]{finding.code.name}[/]" if is_error else f"[yellow]{finding.code.name}[/] warning:"
    return f"[bold]{escape(str(finding.place))}[/]: {code} {escape(finding.message)}"


def _errors() -> Console:
    return Console(stderr=True, highlight=False)


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
