"""``broadsheet new``."""

from __future__ import annotations

import posixpath
from datetime import date, datetime
from pathlib import Path

import click

from broadsheet.cli.asking import ask_choice, ask_choices, ask_text, can_ask
from broadsheet.cli.new_file import asked_audience, finish, links_here, own, refuse_missing, words
from broadsheet.cli.options import CONFIG, Moment, SomeText
from broadsheet.cli.printing import ending
from broadsheet.config.settings import Settings, load_settings
from broadsheet.errors import UsageError
from broadsheet.model.schema import DocumentMatter, EntryMatter, LinkMatter, ReleaseMatter
from broadsheet.writing.entry import entry_text
from broadsheet.writing.front_matter import page_text
from broadsheet.writing.names import free_name
from broadsheet.writing.there import There

_KINDS = {
    "entry": "an entry of the changelog: something changed",
    "doc": "a page",
    "step": "a step of an onboarding path",
    "release": "words that introduce a release",
}

_TITLE = click.argument("title", type=SomeText(), required=False)
_AUDIENCE = click.option(
    "-a", "--audience", multiple=True, metavar="NAME", help="Who may read it; several with commas between."
)
_TEXT = click.option("--text", default="", metavar="MARKDOWN", help="What it says.")
_NO_EDIT = click.option("--no-edit", is_flag=True, help="Do not open $VISUAL or $EDITOR.")


@click.group("new", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Write a new file with all that it needs, and print its path.

    On a terminal it asks for what is not said, and opens the file in your editor.

    Example: broadsheet new entry
    """
    if context.invoked_subcommand is None:
        _ask_kind(context)


@ending
def _ask_kind(context: click.Context) -> int:
    if not can_ask():
        raise UsageError("there is nobody to ask", f"Say what it is: {', '.join(_KINDS)}.")
    kind = ask_choice("What is it?", _KINDS)
    with command.commands[kind].make_context(kind, [], parent=context) as inner:
        inner.command.invoke(inner)
    return 0


@command.command("entry")
@_TITLE
@_AUDIENCE
@click.option("-t", "--type", metavar="NAME", help="What kind of change it is.")
@click.option("-p", "--product", multiple=True, metavar="NAME", help="What it is about; likewise.")
@click.option("--action", type=SomeText(), metavar="TEXT", help="What readers must do: a breaking change.")
@click.option("--release", type=SomeText(), metavar="VERSION", help="The version that it ships in.")
@click.option("--publish-on", type=Moment(), metavar="TIME", help="Keep it from readers until then.")
@click.option("--pr", type=click.IntRange(1), metavar="N", help="The pull request's number.")
@click.option("--issue", type=click.IntRange(1), metavar="N", help="The issue's number.")
@_TEXT
@_NO_EDIT
@CONFIG
@ending
def entry(  # noqa: PLR0913, PLR0917 - the command's options
    title: str | None,
    audience: tuple[str, ...],
    type: str | None,
    product: tuple[str, ...],
    action: str | None,
    release: str | None,
    publish_on: datetime | None,
    pr: int | None,
    issue: int | None,
    text: str,
    no_edit: bool,
    config_file: Path,
) -> int:
    """Write an entry of the changelog.

    Without --pr and --issue, the branch's name and the environment are asked for a number.

    Example: broadsheet new entry "Export reports to Parquet" --audience customers,support --type added
    """
    there = There.look(load_settings(config_file))
    settings = there.settings
    usual = there.inherited(f"{settings.changelog_dir}/new.md")
    readers, products = words(audience), words(product)
    needed = {
        "TITLE": title,
        "--audience": readers or usual.get("audience"),
        "--type": type or usual.get("type"),
    }
    refuse_missing(needed)
    if can_ask() and not (title and readers and type):
        title = title or ask_text("What changed, in a few words?")
        readers = readers or asked_audience(settings, usual.get("audience"))
        type = type or _asked_type(settings, usual.get("type"))
        if settings.options.products and not products:
            products = list(ask_choices("What is it about?", settings.options.products, needed=False))
        action = action or ask_text("What must readers do now? (empty: nothing)", needed=False) or None
        text = text or ask_text("Tell it in a sentence or two (more can follow in the file):", needed=False)
    links = [LinkMatter(pr=pr)] if pr else []
    links += [LinkMatter(issue=issue)] if issue else []
    matter = EntryMatter(
        title=title,
        audience=own(readers, usual.get("audience")),
        type=None if type == usual.get("type") else type,
        product=own(products, usual.get("product")),
        date=None if settings.options.git else _today(),
        release=release,
        breaking=bool(action),
        action=action,
        publish_on=_day_or_time(publish_on),
        links=links or links_here(settings),
    )
    name = free_name(title or "", there.entry_ids, day=_today())
    return finish(there, f"{settings.changelog_dir}/{name}.md", entry_text(matter, text), no_edit=no_edit)


@command.command("doc")
@_TITLE
@click.option("--folder", metavar="DIR", help="The folder below docs/ that it belongs into.")
@_AUDIENCE
@_TEXT
@_NO_EDIT
@CONFIG
@ending
def doc(
    title: str | None,
    folder: str | None,
    audience: tuple[str, ...],
    text: str,
    no_edit: bool,
    config_file: Path,
) -> int:
    """Write a page.

    Its audience need not be said where its folder says it.

    Example: broadsheet new doc "Who answers when" --folder support --audience support
    """
    there = There.look(load_settings(config_file))
    if not title and can_ask():
        title = ask_text("What is its title?")
        folder = folder or ask_text(
            "Into which folder of the documents? (empty: the top)", words=there.folders, needed=False
        )
    return _document(there, DocumentMatter(title=title), folder or "", audience, text, no_edit=no_edit)


@command.command("step")
@_TITLE
@click.option("--path", metavar="DIR", help="The folder of the path; where there is only one, that.")
@click.option("--minutes", type=click.IntRange(1), metavar="N", help="How long it takes.")
@click.option("--milestone", type=SomeText(), metavar="TEXT", help="What it belongs to, like 'Week 1'.")
@_AUDIENCE
@_TEXT
@_NO_EDIT
@CONFIG
@ending
def step(  # noqa: PLR0913, PLR0917 - the command's options
    title: str | None,
    path: str | None,
    minutes: int | None,
    milestone: str | None,
    audience: tuple[str, ...],
    text: str,
    no_edit: bool,
    config_file: Path,
) -> int:
    """Write a step of an onboarding path, behind its last one.

    Example: broadsheet new step "Listen in" --path onboarding/support --milestone "Week 1"
    """
    there = There.look(load_settings(config_file))
    folder = _path(there, path)
    if not title and can_ask():
        title = ask_text("What is the step called?")
        milestone = milestone or ask_text(
            "Which milestone does it belong to? (like Week 1; empty: none)",
            words=there.milestones(folder),
            needed=False,
        )
    matter = DocumentMatter(
        title=title, order=there.next_order(folder), minutes=minutes, milestone=milestone or None
    )
    return _document(there, matter, folder, audience, text, no_edit=no_edit)


@command.command("release")
@click.argument("version", type=SomeText(), required=False)
@click.option("--title", type=SomeText(), metavar="TEXT", help="What it is called, if not its version.")
@click.option("--date", "day", type=Moment(), metavar="DAY", help="Its day; else its git tag's.")
@_AUDIENCE
@_TEXT
@_NO_EDIT
@CONFIG
@ending
def release(  # noqa: PLR0913, PLR0917 - the command's options
    version: str | None,
    title: str | None,
    day: datetime | None,
    audience: tuple[str, ...],
    text: str,
    no_edit: bool,
    config_file: Path,
) -> int:
    """Write words that introduce a release.

    The entries have audiences of their own: --audience is who reads this introduction.

    Example: broadsheet new release 2.4 --audience everyone --text "Faster, and easier to leave."
    """
    there = There.look(load_settings(config_file))
    settings = there.settings
    usual = there.inherited(f"{settings.changelog_dir}/new/index.md").get("audience")
    readers = words(audience)
    refuse_missing({"VERSION": version, "--audience": readers or usual})
    version = (version or ask_text("Which version?")).removeprefix("v")
    if place := there.release_notes(version):
        raise UsageError(f"{place} is there already")
    readers = readers or (asked_audience(settings, usual) if can_ask() else [])
    matter = ReleaseMatter(title=title, audience=own(readers, usual), date=_day_or_time(day))
    path = f"{settings.changelog_dir}/{version}/index.md"
    return finish(there, path, page_text(matter, text), no_edit=no_edit)


def _document(
    there: There, matter: DocumentMatter, folder: str, audience: tuple[str, ...], text: str, *, no_edit: bool
) -> int:
    """Write a page into a folder of the documents."""
    settings = there.settings
    place = posixpath.normpath(posixpath.join(settings.docs_dir, _inside(folder, settings), "x"))
    place = posixpath.dirname(place)
    usual = there.inherited(f"{place}/new.md").get("audience")
    readers = words(audience)
    refuse_missing({"TITLE": matter.title, "--audience": readers or usual})
    if not readers and not usual:
        readers = asked_audience(settings, usual)
    matter = matter.model_copy(update={"audience": own(readers, usual)})
    inner = place.removeprefix(settings.docs_dir).strip("/")
    name = free_name(matter.title or "", there.names_in(inner), fallback="page")
    return finish(there, f"{place}/{name}.md", page_text(matter, text), no_edit=no_edit)


def _inside(folder: str, settings: Settings) -> str:
    """Return a folder relative to that of the documents, however it was said."""
    inner = posixpath.normpath(folder.strip("/") or ".").removeprefix(f"{settings.docs_dir}/")
    if inner.split("/")[0] == "..":
        raise UsageError(f"{folder} does not lie below {settings.docs_dir}/")
    return "" if inner in {".", settings.docs_dir} else inner


def _path(there: There, said: str | None) -> str:
    """Return the folder of the onboarding path that is meant."""
    paths = there.paths
    if not paths:
        raise UsageError(
            "there is no onboarding path", "Write `path: {role: …}` into the index.md of a folder first."
        )
    if said is None and len(paths) == 1:
        return next(iter(paths))
    if said is None:
        refuse_missing({"--path": said})
        return ask_choice("Of which path?", paths)
    folder = _inside(said, there.settings)
    if folder not in paths:
        raise UsageError(f"there is no onboarding path “{said}”", f"There are: {', '.join(paths)}.")
    return folder


def _asked_type(settings: Settings, usual: object) -> str:
    choices = {name: name for name in settings.options.types}
    return ask_choice("What kind of change is it?", choices, str(usual) if usual in choices else "")


def _day_or_time(moment: datetime | None) -> date | datetime | None:
    """Return a day where only a day was said."""
    if moment is None or moment.time() != datetime.min.time():
        return moment
    return moment.date()


def _today() -> date:
    return datetime.now().astimezone().date()
