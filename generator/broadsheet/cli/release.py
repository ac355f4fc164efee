"""``broadsheet release``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from difflib import unified_diff
from pathlib import Path

import click
from rich.console import Console

from broadsheet import pipeline
from broadsheet.building import collector
from broadsheet.cli.options import CONFIG, NOW, QUIET, Moment
from broadsheet.cli.printing import counted, ending, output, print_findings, shown, told
from broadsheet.config.settings import Settings, load_settings
from broadsheet.errors import FindingsError, NothingToDoError, UsageError
from broadsheet.findings import printable
from broadsheet.model.items import Content
from broadsheet.releasing import write
from broadsheet.releasing.gather import (
    PageFile,
    Plan,
    is_released,
    page_path,
    plan,
    to_gather,
    unreleased,
    untold,
)
from broadsheet.releasing.version import next_version, summed_up, usable

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked for beside the version."""

    day: date
    title: str
    late: bool
    edit: bool
    dry_run: bool
    commit: bool
    tag: bool


@click.command("release")
@click.argument("version", required=False)
@click.option("--next", "is_next", is_flag=True, help="Count on from the newest release, and say why.")
@click.option("--date", "day", type=Moment(), metavar="DAY", help="The release's day; today by default.")
@click.option("--title", metavar="TEXT", help="What the release is called; “Release 2.5” by default.")
@click.option("--late", is_flag=True, help="Add what came later to a release that there is.")
@click.option(
    "--edit/--no-edit", default=None, help="Open the new page in $EDITOR; by default on a terminal."
)
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--commit", is_flag=True, help="Commit the release's page; all else must be committed.")
@click.option("--tag", is_flag=True, help="Tag the commit that is checked out, once it holds the page.")
@click.option(
    "--print",
    "form",
    type=click.Choice(("markdown", "text", "html")),
    help="Write nothing, and print an existing release for one audience: the body of a release on GitHub or "
    "GitLab (markdown), or an e-mail.",
)
@click.option("--audience", metavar="NAME", default="", help="For whom to print it.")
@click.option("--edition", metavar="NAME", default="", help="The edition that printed links lead to.")
@CONFIG
@NOW
@QUIET
@ending
def command(  # noqa: PLR0913, PLR0917 - the command's options
    version: str | None,
    is_next: bool,
    day: datetime | None,
    title: str | None,
    late: bool,
    edit: bool | None,
    dry_run: bool,
    commit: bool,
    tag: bool,
    form: str | None,
    audience: str,
    edition: str,
    config_file: Path,
    now: datetime | None,
    quiet: bool,
) -> int:
    """Gather what is unreleased into the release VERSION, and begin the page that introduces it.

    The page lists the entries. Their own files stay as they are, so that no reader is sent one again. Drafts
    and scheduled entries stay unreleased. Where anything is wrong, nothing is written.

    Example: broadsheet release --next --dry-run
    """
    if is_next == bool(version):
        raise UsageError("which release?", "Name its version, like 2.5, or say --next.")
    if form and is_next:
        raise UsageError("only a release that there is can be printed", "Name its version.")
    settings = load_settings(config_file)
    now = now or datetime.now(UTC)
    content = _checked(settings, now)
    if form:
        _print(str(version), form, audience, edition, content, settings)
        return 0
    wish = _Wish(
        day=(day or now).date(),
        title=title or "",
        late=late,
        edit=(sys.stdin.isatty() and sys.stdout.isatty()) if edit is None else edit,
        dry_run=dry_run,
        commit=commit,
        tag=tag,
    )
    console = output(quiet=quiet)
    for path, reason in unreleased(content).waiting.items():
        console.print(f"[dim]{told(path)} stays unreleased: {told(reason)}[/]", soft_wrap=True)
    named = _version(version, content, settings, wish.day, console)
    _Making(named, content, settings, wish, now, console).run()
    return 0


def _checked(settings: Settings, now: datetime, planned: Plan | None = None) -> Content:
    """Read and check the project, as it is or as it would be; stop where anything is wrong."""
    findings = collector(settings)
    overlay = {planned.page.path: planned.after} if planned else None
    content = pipeline.check(settings, findings, now=now, overlay=overlay).content
    pipeline.stop_on_errors(findings)
    return content


def _version(version: str | None, content: Content, settings: Settings, day: date, console: Console) -> str:
    """Return the version without a leading ``v``; the next one, saying why, where none is named."""
    if version is None:
        if not unreleased(content).entries:
            raise NothingToDoError("nothing is unreleased")
        following = next_version(content, settings.options.releases, day)
        console.print(f"[bold]{following.version}[/]: {following.why}")
        return following.version
    named = usable(version)
    if not named:
        hint = "Write two numbers or more, like 2.5, 2.5.1 or 2.5-rc.1."
        raise UsageError(f"“{version}” cannot be a release's name", hint)
    return named


class _Making:
    """Makes one release, step by step; nothing is written before everything was looked at."""

    def __init__(
        self,
        version: str,
        content: Content,
        settings: Settings,
        wish: _Wish,
        now: datetime,
        console: Console,
    ) -> None:
        self._version, self._content, self._settings = version, content, settings
        self._wish, self._now, self._console = wish, now, console
        self._path = page_path(version, content, settings.changelog_dir)
        self._title = f"Release {version}"
        self._tag = ""
        # Which may be a repository of its own inside of the project.
        self._home = settings.project / settings.changelog_dir

    def run(self) -> None:
        planned = None if self._is_only_tagged() else self._planned()
        self._look_at_git(planned)
        if planned:
            if self._wish.edit and planned.page.data is None and not self._wish.dry_run:
                planned = self._edited(planned)
            else:
                _checked(self._settings, self._now, planned)
            self._write(planned)
        if self._tag:
            self._make_tag()

    @property
    def _inner(self) -> str:
        """The page's path as git is told it."""
        return self._path.removeprefix(f"{self._settings.changelog_dir}/")

    def _is_only_tagged(self) -> bool:
        """Whether the release is there, and only its tag is wanted."""
        if not self._wish.tag or self._wish.late or not is_released(self._version, self._content):
            return False
        if self._version in self._content.tags:
            raise NothingToDoError(f"{self._version} is released and tagged")
        return True

    def _planned(self) -> Plan:
        entries = to_gather(self._version, self._content, late=self._wish.late)
        file = self._settings.project / self._path
        known = self._version in self._content.notes
        if file.exists() and not known:
            raise UsageError(f"{shown(file)} is there, but git ignores it", "Move it, or let git see it.")
        page = PageFile(self._path, file.read_bytes() if known else None)
        title = self._wish.title or self._title
        planned = plan(title, self._wish.day, entries, self._content, page)
        published = [entry for entry in entries if entry.path not in self._content.unpublished]
        number, kinds = counted(len(published), "entry", "entries"), summed_up(published, self._content.types)
        self._console.print(f"{told(shown(file))} gathers {number}: {kinds}", soft_wrap=True)
        if names := untold(self._version, entries, self._content):
            note = f"It does not introduce the release to {', '.join(names)}: see its `audience`."
            self._console.print(f"[yellow]{told(note)}[/]", soft_wrap=True)
        return planned

    def _look_at_git(self, planned: Plan | None) -> None:
        """Refuse before anything is written what git would not take afterwards."""
        if not (self._wish.commit or self._wish.tag):
            return
        if planned and self._wish.tag and not self._wish.commit:
            hint = "Add --commit; or commit the page, and then say --tag once more."
            raise UsageError("a tag needs the release's page to be committed", hint)
        if files := write.uncommitted(self._home, but=self._inner if planned else ""):
            more = f" and {len(files) - 1} more" if len(files) > 1 else ""
            raise UsageError(f"{files[0]}{more} is not committed", "Commit or stash it first.")
        if self._wish.tag:
            pattern = self._settings.request(None).release_tags
            self._tag = write.tag_name(self._home, self._version, pattern)

    def _edited(self, planned: Plan) -> Plan:
        """Let the author finish the page, until nothing is wrong with it."""
        text = planned.after.decode()
        while True:
            saved = click.edit(text, extension=".md")
            text = text if saved is None else saved
            if not text.strip():
                raise UsageError("the page was left empty; nothing was written")
            edited = replace(planned, after=text.encode())
            try:
                _checked(self._settings, self._now, edited)
            except FindingsError as error:
                print_findings(error.findings)
                if not click.confirm("Edit it again?", default=True, err=True):
                    raise
            else:
                return edited

    def _write(self, planned: Plan) -> None:
        if self._wish.dry_run:
            for line in _diff(planned):
                style = "bold" if line.startswith(("---", "+++")) else _STYLES.get(line[:1], "")
                shown_line = printable(line.expandtabs()) if self._console.is_terminal else line
                self._console.print(shown_line, style=style, markup=False, soft_wrap=True)
            return
        write.write(self._settings.project / planned.page.path, planned.after)
        if not self._wish.commit:
            self._console.print("Written. Read it, then commit it.")
            return
        write.commit(self._home, self._inner, self._title)
        self._console.print(f"Committed as “{self._title}”.")

    def _make_tag(self) -> None:
        if self._wish.dry_run:
            self._console.print(f"The tag would be {self._tag}.")
            return
        write.tag(self._home, self._tag, self._title)
        self._console.print(f"Tagged as {self._tag}. To publish the tag: git push origin {self._tag}")


def _diff(planned: Plan) -> Iterator[str]:
    """Yield what a page gains, as ``git apply`` takes it."""
    before = (planned.page.data or b"").decode().splitlines(keepends=True)
    after = planned.after.decode().splitlines(keepends=True)
    source = "/dev/null" if planned.page.data is None else f"a/{planned.page.path}"
    for line in unified_diff(before, after, source, f"b/{planned.page.path}"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _print(
    version: str, form: str, audience: str, edition: str, content: Content, settings: Settings
) -> None:
    """Print what an audience reads of a release, as it is: no console may fold or colour it."""
    # It brings MkDocs with it.
    from broadsheet.releasing.announce import addressees, announcement  # noqa: PLC0415
    from broadsheet.releasing.formats import printed  # noqa: PLC0415

    whom, where = addressees(settings, audience, edition)
    click.echo(
        printed(announcement(usable(version) or version, whom, where, content, settings), form), nl=False
    )
