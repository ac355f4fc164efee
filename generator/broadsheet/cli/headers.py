"""``broadsheet headers``."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet.building import collector
from broadsheet.checks.policy import check_policy
from broadsheet.cli.options import CONFIG
from broadsheet.cli.printing import counted, ending, note, print_findings
from broadsheet.config.settings import load_settings
from broadsheet.errors import NoSuchEditionError
from broadsheet.page_headers import RECIPES


@click.command("headers")
@click.argument("editions", nargs=-1)
@CONFIG
@click.option(
    "--for",
    "host",
    type=click.Choice(list(RECIPES)),
    default="text",
    show_default=True,
    help="How to write them; netlify suits Cloudflare Pages too, and html any host that sets no headers.",
)
@ending
def command(editions: tuple[str, ...], config_file: Path, host: str) -> int:
    """Print the headers to send pages with, and say what on the pages they would stop.

    The Content-Security-Policy lets nothing run that stands in a page itself, and nothing be loaded from
    elsewhere. EDITIONS (all of them by default) are read as they are on disk.

    Example: broadsheet headers public --for nginx
    """
    settings = load_settings(config_file)
    findings = collector(settings)
    for name in editions:
        if name not in settings.editions:
            raise NoSuchEditionError(name, settings.editions)
    pages = 0
    for name in editions or settings.editions:
        if (folder := settings.edition_dir(name)).is_dir():
            pages += check_policy(folder, name, settings.editions[name].site_url, findings)
        else:
            note(f"{name} is not built yet, so nobody knows what its pages need.")
    print_findings(findings)
    if pages and not findings:
        note(f"{counted(pages, 'page')}: the policy stops nothing on them.")
    click.echo(RECIPES[host](), nl=False)
    return 0
