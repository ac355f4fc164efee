"""Answers → the files of a new repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from broadsheet.starter.answers import Answers
from broadsheet.starter.editor import editor_files
from broadsheet.starter.recipe import adapted, wanted
from broadsheet.writing.front_matter import flow_yaml

_HERE = Path(__file__).parent
_FORMS: Mapping[str, dict[str, str]] = {
    "github": {
        "forms/CODEOWNERS": ".github/CODEOWNERS",
        "forms/request.md": ".github/pull_request_template.md",
    },
    "gitlab": {
        "forms/CODEOWNERS": ".gitlab/CODEOWNERS",
        "forms/request.md": ".gitlab/merge_request_templates/Default.md",
    },
    "other": {},
}
"""Where each host looks for the forms that all of them have."""

_PUNCTUATION = re.compile(r"[\\`*_{}\[\]<>#+!|~^$&]|(?<=\d)[.)](?=\s)")

# Unlike Jinja's own marks, these mean nothing to GitHub and GitLab, to shells or in Markdown.
_ENVIRONMENT = Environment(
    variable_start_string="<%=",
    variable_end_string="%>",
    block_start_string="<%",
    block_end_string="%>",
    comment_start_string="<%#",
    comment_end_string="%>",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - these are no pages; what becomes YAML or Markdown is made so by a filter
)


def plan(answers: Answers, today: date) -> dict[str, str]:
    """Return the text of each file of a new repository, by its path.

    Args:
        answers: What the site is to be.
        today: The day that its first entry is named after.
    """
    places = _FORMS[answers.host] | _places("files", today)
    texts = {name: _text(path, answers) for path, name in places.items()}
    for path, name in _places(f"recipes/{answers.host}", today).items():
        if wanted(path, answers):
            texts[name] = adapted((_HERE / path).read_text(encoding="utf-8"), answers)
    return dict(sorted((texts | editor_files(answers.options)).items()))


def _places(folder: str, today: date) -> dict[str, str]:
    return {path: _real_name(path.removeprefix(f"{folder}/"), today) for path in _files(folder)}


def editor_settings() -> dict[str, str]:
    """Return the files that make an editor use the others; they are the user's own once they are there."""
    paths = {path.replace("files/dot-", "."): _HERE / path for path in _files("files/dot-vscode")}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items()}


def _files(folder: str) -> Iterator[str]:
    paths = sorted((_HERE / folder).rglob("*"))
    return (path.relative_to(_HERE).as_posix() for path in paths if path.is_file())


def _text(path: str, answers: Answers) -> str:
    template = _ENVIRONMENT.from_string((_HERE / path).read_text(encoding="utf-8"))
    return template.render(site=answers, version=version("broadsheet"))


def _real_name(path: str, today: date) -> str:
    """Return a file's path in the new repository. In the package, hidden files are not hidden."""
    return re.sub(r"(^|/)dot-", r"\1.", path).replace("TODAY", today.isoformat())


def markdown_text(text: str) -> str:
    """Return plain text as Markdown that shows it as it is."""
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", text)


_ENVIRONMENT.filters |= {"yaml": flow_yaml, "markdown": markdown_text}
