"""``broadsheet init``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from broadsheet.cli.asking import ask_choice, ask_text, can_ask
from broadsheet.cli.options import QUIET
from broadsheet.cli.printing import counted, ending, output, told
from broadsheet.config.settings import load_settings
from broadsheet.errors import UsageError
from broadsheet.starter import answers
from broadsheet.starter.editor import editor_files
from broadsheet.starter.plan import editor_settings, plan
from broadsheet.writing import repository
from broadsheet.writing.files import write_new, write_over

CONFIGURATION = "mkdocs.yml"
_HOSTS = {"github": "GitHub", "gitlab": "GitLab", "other": "somewhere else"}

_QUESTIONS: Mapping[str, tuple[str, Callable[[str], object], bool]] = {
    "name": ("What is the site called?", answers.site_name, True),
    "public": ("Who reads the public site? (commas between; empty: nobody)", answers.audiences, False),
    "internal": ("Who else reads the internal site, which has everything?", answers.audiences, False),
    "url": ("Where will readers find it?", answers.address, True),
}
"""What is asked beside the host, whether an answer can be used, and whether there has to be one."""


@click.command("init")
@click.argument("folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--name", help="What the site is called.")
@click.option("--public", metavar="NAMES", help="Who reads the public site, like 'Customers, Partners'.")
@click.option("--internal", metavar="NAMES", help="Who else reads the internal site, which has everything.")
@click.option("--url", metavar="URL", help="Where the public site will be, or the only one.")
@click.option("--internal-url", metavar="URL", help="Where the internal site will be.")
@click.option("--host", type=click.Choice(answers.HOSTS), help="Where the repository will be.")
@click.option("--defaults", is_flag=True, help="Ask nothing: what no option says is as it usually is.")
@click.option("--no-git", is_flag=True, help="Make neither a repository nor a commit.")
@click.option("--editor", is_flag=True, help="Only bring a site's files for editors up to date.")
@QUIET
@ending
def command(folder: Path, defaults: bool, no_git: bool, editor: bool, quiet: bool, **said: str | None) -> int:
    """Start a site in DIR: a repository that builds, with pages and an entry to write over.

    It asks at most five questions. Where there is no git repository yet, it makes one with a first commit.

    Files that are there already stay as they are and are listed; it then ends with 1. Where there is a site
    already, it ends with 3.

    Example: broadsheet init handbook --name "Acme handbook" --defaults
    """
    if editor:
        return _refresh(folder, quiet=quiet)
    if (folder / CONFIGURATION).exists():
        where = told(str(folder / CONFIGURATION))
        output(quiet=quiet).print(f"{where} is there already: nothing was written", soft_wrap=True)
        return 3
    has_repository = no_git or repository.is_in_repository(folder)
    remote = repository.web_address(folder)
    usual = answers.usual(folder.resolve().name, remote)
    site = answers.settle(usual | (_said(said) if defaults else _asked(said, usual)), remote)
    written, left = write_new(folder, plan(site, datetime.now().astimezone().date()))
    trouble = "" if has_repository else repository.start(folder, written, f"Start {site.name}")
    if not quiet:
        _tell(folder, written, left)
        _tell_next(folder, committed=not has_repository and not trouble, no_git=no_git, trouble=trouble)
    return 1 if left or trouble else 0


def _said(options: Mapping[str, str | None]) -> dict[str, str]:
    return {key: text for key, text in options.items() if text is not None}


def _asked(options: Mapping[str, str | None], usual: Mapping[str, str]) -> dict[str, str]:
    """Return what options say, and what is answered where they say nothing."""
    said = _said(options)
    open_questions = [key for key in (*_QUESTIONS, "host") if key not in said]
    if open_questions and not can_ask():
        raise UsageError("there is nobody to ask", "Say --defaults, or everything with options.")
    for key in open_questions:
        if key == "host":
            said[key] = ask_choice("Where will the repository be?", _HOSTS, usual[key])
        else:
            question, check, needed = _QUESTIONS[key]
            said[key] = ask_text(question, default=usual[key], check=check, needed=needed)
    return said


def _refresh(folder: Path, *, quiet: bool) -> int:
    """Write what editors know of a site anew."""
    settings = load_settings(folder / CONFIGURATION)
    new, _ = write_new(folder, editor_settings())
    changed = write_over(folder, editor_files(settings.options))
    news = counted(len(new) + len(changed), "file") if new or changed else "nothing to change"
    output(quiet=quiet).print(f"for editors: {news}")
    return 0


def _tell(folder: Path, written: Sequence[str], left: Sequence[str]) -> None:
    console = output()
    console.print(f"{counted(len(written), 'file')} written in {told(str(folder))}", soft_wrap=True)
    if left:
        console.print("left as they are, because something is there already:")
        for name in left:
            console.print(f"  {told(name)}", soft_wrap=True)
    if ".gitignore" in left and "/site/" not in (folder / ".gitignore").read_text(errors="replace").split():
        console.print("Add /site/ to .gitignore: built sites do not belong into git.")


def _tell_next(folder: Path, *, committed: bool, no_git: bool, trouble: str) -> None:
    console = output()
    if trouble:
        console.print(f"There is a repository, but no commit: {told(trouble)}", soft_wrap=True)
    commit = "git add --all && git commit --message 'Start the site'"
    steps = {
        f"git init && {commit}" if no_git else commit: "pages are dated by history",
        "broadsheet serve --open": "look at it",
        "broadsheet new entry": "tell of a first change",
        "git remote add origin URL && git push --set-upstream origin main": "share it",
    }
    commands = list(steps)[1:] if committed else list(steps)[:-1]
    console.print("\n[bold]Next[/]" + ("" if folder == Path() else f", in {told(str(folder))}") + ":")
    for line in commands:
        console.print(f"  {line}  [dim]# {steps[line]}[/]", soft_wrap=True)
