"""What every kind of ``broadsheet new`` does with its file: write it, open it, say where it is."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from broadsheet.cli.asking import ask_choices, can_ask
from broadsheet.cli.printing import note, output, shown, told
from broadsheet.config.settings import Settings
from broadsheet.errors import UsageError
from broadsheet.model.schema import LinkMatter
from broadsheet.model.taxonomy import EVERYONE
from broadsheet.writing import repository
from broadsheet.writing.branch import work_of
from broadsheet.writing.files import write_new
from broadsheet.writing.there import There


def finish(there: There, path: str, text: str, *, no_edit: bool) -> int:
    """Write a file, let it be edited, and print its path.

    Args:
        there: What is there already.
        path: The file, relative to the project.
        text: What it holds.
        no_edit: Whether no editor is wanted.

    Raises:
        UsageError: ``check`` would not take it, or it is there already.
    """
    settings = there.settings
    there.make_sure(path, text)
    _, left = write_new(settings.project, {path: text})
    if left:
        raise UsageError(f"{path} is there already")
    if not no_edit and can_ask():
        _edit(settings.project / path)
    if settings.nav is not None and path.startswith(f"{settings.docs_dir}/"):
        uri = path.removeprefix(f"{settings.docs_dir}/")
        note(f"{settings.config.name} lists its pages: add {uri} to `nav` where it belongs.")
    output().print(told(shown(settings.project / path)), soft_wrap=True)
    return 0


def refuse_missing(needed: Mapping[str, object]) -> None:
    """End where something has to be said and nobody can be asked.

    Args:
        needed: What has been said, by how one says it.
    """
    missing = [name for name, said in needed.items() if not said]
    if missing and not can_ask():
        raise UsageError(f"there is nobody to ask: say {' and '.join(missing)}")


def words(given: Sequence[str]) -> list[str]:
    """Return the names in options that may be given several times, each with commas between names."""
    return [word.strip() for text in given for word in text.split(",") if word.strip()]


def asked_audience(settings: Settings, usual: object) -> list[str]:
    """Ask who may read it.

    Args:
        settings: The site's.
        usual: What the folder says, if it says anything.
    """
    choices = {name: audience.title for name, audience in settings.audiences.items()}
    chosen = ask_choices("Who may read it?", choices | {EVERYONE: "All of them"}, chosen=listed(usual))
    return [EVERYONE] if EVERYONE in chosen else list(chosen)


def listed(value: object) -> list[str]:
    """Return one value or a list, as front matter has it, as a list."""
    if isinstance(value, str):
        return [value]
    return [str(item) for item in value] if isinstance(value, Iterable) else []


def own(value: list[str], usual: object) -> list[str] | None:
    """Return what a file has to say itself: nothing where its folder says the same."""
    return None if not value or value == listed(usual) else value


def links_here(settings: Settings) -> list[LinkMatter]:
    """Return the link to the pull request or issue that is being worked on, where that is clear."""
    event: Any = {}
    place = Path(os.environ.get("GITHUB_EVENT_PATH", ""))
    if place.is_file():
        try:
            event = json.loads(place.read_bytes())
        except ValueError:
            event = {}
    branch = repository.branch(settings.project)
    return work_of(os.environ, event if isinstance(event, dict) else {}, branch)


def _edit(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        return
    try:  # stdout holds the path alone
        subprocess.run([*shlex.split(editor), str(path)], stdout=sys.stderr, check=False)
    except (OSError, ValueError) as error:
        note(f"the editor {editor} cannot be opened: {error}")
