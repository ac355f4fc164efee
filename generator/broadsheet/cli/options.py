"""Options that several commands have."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from broadsheet.cli.formats import FORMATS, TEXT


class Moment(click.ParamType[datetime]):
    """A day or a time, as front matter has them."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment in UTC."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day (2026-11-20) or time (2026-11-20T09:30+01:00)", param, ctx)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class SomeText(click.ParamType[str]):
    """Text that is not empty, without the space around it."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text."""
        text = str(value).strip()
        return text or self.fail("it is empty", param, ctx)


CONFIG = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The configuration file.",
)
REF = click.option(
    "--ref", metavar="REV", help="Read this revision from git's objects, not the files on disk."
)
UNTRUSTED = click.option(
    "--untrusted",
    metavar="REV",
    help="Read texts and pictures from this revision, whose authors are not trusted, and sanitise them. All "
    "else, like mkdocs.yml and the theme, is what is on disk.",
)
NOW = click.option(
    "--now", type=Moment(), metavar="TIME", help="Schedule and expire entries as if it were then."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but findings.")
FORMAT = click.option(
    "--format",
    "findings_format",
    type=click.Choice([TEXT, *FORMATS]),
    default=TEXT,
    show_default=True,
    help="How findings are written; all but text goes to standard output.",
)
