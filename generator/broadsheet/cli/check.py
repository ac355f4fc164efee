"""``broadsheet check``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from broadsheet import pipeline
from broadsheet.building import collector
from broadsheet.cli.options import CONFIG, FORMAT, NOW, QUIET, REF
from broadsheet.cli.printing import counted, ending, output, print_findings
from broadsheet.revision import settings_at


@click.command("check")
@CONFIG
@REF
@NOW
@FORMAT
@QUIET
@ending
def command(config_file: Path, ref: str | None, now: datetime | None, form: str, quiet: bool) -> int:
    """Find what is wrong with the sources, for every edition, without building anything.

    Example: broadsheet check --ref origin/main
    """
    with settings_at(config_file, ref) as settings:
        findings = collector(settings)
        content = pipeline.check(settings, findings, ref=ref, now=now)
    pipeline.stop_on_errors(findings)
    print_findings(findings, form, config_file)
    documents = counted(len(content.documents), "document")
    entries = counted(len(content.entries), "entry", "entries")
    news = counted(len(findings.warnings), "warning") if findings.warnings else "nothing is wrong"
    output(quiet=quiet, form=form).print(f"{documents}, {entries}: {news}")
    return 0
