"""``broadsheet serve``."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.cli.options import CONFIG, UNTRUSTED
from broadsheet.cli.printing import ending, output, print_findings, told
from broadsheet.serve import serve_editions


@click.command("serve")
@CONFIG
@UNTRUSTED
@click.option(
    "-a",
    "--address",
    default="127.0.0.1:8000",
    show_default=True,
    metavar="HOST:PORT",
    help="Where to listen.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser.")
@ending
def command(config_file: Path, untrusted: str | None, address: str, open_browser: bool) -> int:
    """Build every edition, show them, and build again whenever a file changes.

    Example: broadsheet serve --open
    """
    console = output()
    serve_editions(
        config_file,
        address,
        open_browser,
        lambda line: console.print(told(line), soft_wrap=True),
        print_findings,
        untrusted,
    )
    return 0
