"""What is printed, and how a command ends: results go to stdout, what is wrong to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from rich.console import Console
from rich.markup import escape

from broadsheet.codes import Severity
from broadsheet.errors import BroadsheetError, FindingsError
from broadsheet.findings import Finding, Findings

P = ParamSpec("P")


def ending(command: Callable[P, int]) -> Callable[P, None]:
    """Let a command end with the code that it returns; print what it raises, and end with its code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except FindingsError as error:
            print_findings(error.findings)
            _errors().print(f"[bold red]{escape(error.message)}[/]")
            code = error.exit_code
        except BroadsheetError as error:
            _errors().print(f"[bold red]error:[/] {escape(error.message)}", soft_wrap=True)
            if error.hint:
                _errors().print(f"  [dim]→ {escape(error.hint)}[/]", soft_wrap=True)
            code = error.exit_code
        sys.exit(code)

    return run


def output(*, quiet: bool = False) -> Console:
    """Return what results are printed on."""
    return Console(quiet=quiet, highlight=False)


def print_findings(findings: Findings) -> None:
    """Print findings, each with its place, its code and a way out."""
    console = _errors()
    for finding in findings:
        console.print(_line(finding), soft_wrap=True)
        if finding.hint:
            console.print(f"  [dim]→ {escape(finding.hint)}[/]", soft_wrap=True)


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number of things in words."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def shown(path: Path) -> str:
    """Return a path as one would write it here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _line(finding: Finding) -> str:
    is_error = finding.severity is Severity.ERROR
    code = f"[red]{finding.code.name}[/]" if is_error else f"[yellow]{finding.code.name}[/] warning:"
    return f"[bold]{escape(str(finding.place))}[/]: {code} {escape(finding.message)}"


def _errors() -> Console:
    return Console(stderr=True, highlight=False)
