"""``broadsheet preview``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadsheet import pipeline
from broadsheet.building import collector
from broadsheet.cli.options import CONFIG, NOW, UNTRUSTED
from broadsheet.cli.printing import ending, print_findings
from broadsheet.errors import NoSuchEditionError
from broadsheet.previewing.data import as_json
from broadsheet.previewing.markdown import as_markdown
from broadsheet.previewing.preview import preview
from broadsheet.previewing.report import Preview, restricted
from broadsheet.revision import settings_for

if TYPE_CHECKING:
    from broadsheet.findings import Findings
    from broadsheet.previewing.sides import Side

_EDITIONS = click.option(
    "--edition",
    "editions",
    multiple=True,
    metavar="NAME",
    help="Show this edition only; can be given again for another.",
)


@click.command("preview")
@click.option("--base", required=True, metavar="REV", help="What is merged into, like origin/main.")
@click.option("--head", metavar="REV", help="What is merged; the files on disk by default.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json", "html"]),
    default="markdown",
    show_default=True,
    metavar="FORMAT",
    help="How to write it: markdown, json or html.",
)
@UNTRUSTED
@_EDITIONS
@CONFIG
@NOW
@ending
def command(  # noqa: PLR0913, PLR0917 - the command's options
    base: str,
    head: str | None,
    form: str,
    untrusted: str | None,
    editions: tuple[str, ...],
    config_file: Path,
    now: datetime | None,
) -> int:
    """Say what a merge would do to readers: who will read what, and what changes for them.

    What others merged since the two revisions parted is no part of it. Ends with 1 where a published id would
    be gone, or readers would get an item twice.

    Example: broadsheet preview --base origin/main
    """
    with settings_for(config_file, head, untrusted) as settings:
        findings = collector(settings)
        whole, side = preview(config_file, settings, findings, base=base, head=untrusted or head, now=now)
        known = [edition.name for edition in whole.editions]
        if unknown := [name for name in editions if name not in known]:
            raise NoSuchEditionError(unknown[0], known)
        click.echo(_written(restricted(whole, editions), form, side, findings), nl=False)
    pipeline.stop_on_errors(findings)
    print_findings(findings)
    return 0


def _written(shown: Preview, form: str, side: Side, findings: Findings) -> str:
    if form == "json":
        return as_json(shown)
    if form == "markdown":
        return as_markdown(shown)
    # It brings MkDocs with it, which the others do without.
    from broadsheet.previewing.converting import converter  # noqa: PLC0415
    from broadsheet.previewing.html import as_html  # noqa: PLC0415

    return as_html(shown, converter(side, findings))
