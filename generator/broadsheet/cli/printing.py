"""What is printed, and how a command ends: results go to stdout, what is wrong to stderr.

Where findings are asked for in another format than text, they are the result, and all else goes to stderr.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click
from rich import markup
from rich.console import Console

from broadsheet.cli.formats import TEXT, written
from broadsheet.cli.formats.report import Report
from broadsheet.codes import Severity
from broadsheet.errors import TOO_MANY, BroadsheetError, FindingsError, SystemFailureError
from broadsheet.findings import Finding, Findings, printable
from broadsheet.sources.top import folder_in_repository

P = ParamSpec("P")


def ending(command: Callable[P, int]) -> Callable[P, None]:
    """Let a command end with the code that it returns; print what it raises, and end with its code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        form = str(kwargs.get("findings_format", TEXT))
        config_file = Path(str(kwargs.get("config_file", "")))
        try:
            code = _saying_what_failed(command, *args, **kwargs)
        except FindingsError as error:
            print_findings(error.findings, form, config_file)
            _errors().print(f"[bold red]{told(error.message)}[/]")
            code = error.exit_code
        except BroadsheetError as error:
            if form != TEXT:
                why = " → ".join(filter(None, (error.message, error.hint)))
                _print_report(Report((), why), form)
            _errors().print(f"[bold red]error:[/] {_lines(error.message)}", soft_wrap=True)
            if error.hint:
                _errors().print(f"  [dim]→ {_lines(error.hint)}[/]", soft_wrap=True)
            code = error.exit_code
        except KeyboardInterrupt as error:
            _errors().print("[bold]stopped[/]")
            code = 128 + (error.args[0] if error.args else signal.SIGINT)  # as shells have it
        sys.exit(code)

    return run


def _saying_what_failed(command: Callable[P, int], *args: P.args, **kwargs: P.kwargs) -> int:
    """Run a command; a full disk and the like can stop it anywhere.

    Raises:
        SystemFailureError: That happened.
    """
    try:
        return command(*args, **kwargs)
    except BrokenPipeError:  # nobody reads what is printed, which click knows of
        raise
    except OSError as error:
        raise SystemFailureError.of(error) from error
    except MemoryError as error:
        hint = "If processes share it, have fewer at once: `--workers 1`."
        raise SystemFailureError("there is not enough memory", hint) from error
    except RuntimeError as error:
        if "start new thread" not in str(error):
            raise
        raise SystemFailureError("the system lets no thread start", TOO_MANY) from error


def output(*, quiet: bool = False, form: str = TEXT) -> Console:
    """Return what results are printed on, and what is said beside them.

    Args:
        quiet: Whether nothing is.
        form: The format of findings.
    """
    return Console(quiet=quiet, stderr=form != TEXT, highlight=False, emoji=False)


@contextmanager
def steps(console: Console) -> Iterator[Callable[[str], None]]:
    """Yield a function that says what is being done: in one line of a terminal, else a line each.

    Args:
        console: Where it is said.
    """
    with console.status("starting") as status:

        def say(step: str) -> None:
            status.update(step)
            if not console.is_terminal:
                console.print(step)

        yield say


def print_findings(findings: Findings, form: str = TEXT, config_file: Path = Path()) -> None:
    """Print findings, each with its place, its code and a way out.

    Args:
        findings: What was found.
        form: In which format.
        config_file: The configuration file, beside which the sources are.
    """
    if form != TEXT:
        folder = folder_in_repository(config_file.absolute().parent)
        _print_report(Report(tuple(findings), project=folder), form)
        return
    console = _errors()
    for finding in findings:
        console.print(_line(finding), soft_wrap=True)
        if finding.hint:
            console.print(f"  [dim]→ {told(finding.hint)}[/]", soft_wrap=True)


def told(text: str) -> str:
    """Return a text for a console, whoever wrote it: in one line, with nothing that a terminal obeys."""
    return markup.escape(printable(text))


def _lines(text: str) -> str:
    """Return what may be several lines, like git's own words."""
    return "\n".join(map(told, text.splitlines()))


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number of things in words."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def shown(path: Path) -> str:
    """Return a path as one would write it here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _print_report(report: Report, form: str) -> None:
    if text := written(report, form):
        click.echo(text)


def _line(finding: Finding) -> str:
    is_error = finding.severity is Severity.ERROR
    code = f"[red]{finding.code.name}[/]" if is_error else f"[yellow]{finding.code.name}[/] warning:"
    return f"[bold]{told(str(finding.place))}[/]: {code} {told(finding.message)}"


def _errors() -> Console:
    return Console(stderr=True, highlight=False, emoji=False)


def note(text: str) -> None:
    """Print something to know, where it does not get among results."""
    _errors().print(told(text), soft_wrap=True)
