"""The parts of the reference that are made from the code: options, commands, finding codes.

``python -m tests.docs.reference`` writes them between ``<!-- generated: NAME -->`` and ``<!-- end -->`` in
the pages under ``docs/reference/``. The tests make sure that what stands there is what the code says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from itertools import groupby
from typing import Any

import click
from pydantic import BaseModel
from tests.docs.pages import DOCS, pages, source

from broadsheet.cli import main
from broadsheet.codes import PROSE, Code, Severity
from broadsheet.config.options import AudienceOptions, EditionOptions, FeedOptions, Options, ReleaseOptions
from broadsheet.config.review_options import FILLER, FIRST_WORDS, ChangeOptions, ProseOptions
from broadsheet.limits import MAX_BRACKETS, MAX_DEPTH, SECONDS
from broadsheet.model import entries
from broadsheet.page_headers import DIRECTIVES, RECIPES
from broadsheet.schemas import schemas
from broadsheet.sources import front_matter, includes, names, strict_yaml, yaml_nodes

_PART = re.compile(
    r"(?P<start><!-- generated: (?P<name>[\w-]+) -->\n)(?P<text>.*?)(?P<end><!-- end -->)", re.DOTALL
)
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list",
    "object": "mapping",
}
_GROUPS = {"0": "configuration", "1": "files", "2": "front-matter", "3": "meaning"}
_GROUPS |= {"4": "references", "5": "text", "6": "output", "7": "import", "8": "prose", "9": "changes"}


_KINDS_OF_FILES = {"nginx": "nginx", "apache": "apache", "html": "html"}


def with_parts(text: str) -> str:
    """A page with its generated parts made anew."""
    return _PART.sub(lambda part: f"{part['start']}\n{made()[part['name']].strip()}\n\n{part['end']}", text)


def made() -> dict[str, str]:
    """Each generated part, by name."""
    parts = {
        "options": _options(Options),
        "audience-options": _options(AudienceOptions),
        "edition-options": _options(EditionOptions),
        "feed-options": _options(FeedOptions),
        "release-options": _options(ReleaseOptions),
        "change-options": _options(ChangeOptions),
        "prose-options": _options(ProseOptions),
        "first-words": _first_words(),
        "filler": _words(FILLER.split()),
        "limits": _limits(),
        "commands": "\n\n".join(_commands()),
    }
    parts["policy"] = _policy()
    for host, recipe in RECIPES.items():
        parts[f"headers-{host}"] = f"```{_KINDS_OF_FILES.get(host, 'text { .skip }')}\n{recipe()}```"
    for digit, codes in groupby(Code, key=lambda code: code.name[2]):
        parts[f"findings-{_GROUPS[digit]}"] = _findings(list(codes))
    return parts


def _options(schema: type[BaseModel]) -> str:
    described = schema.model_json_schema()["properties"]
    rows = [
        f"| `{name}` | {_kind(described[name])} | {_default(field.is_required(), field.default)} "
        f"| {field.description} |"
        for name, field in schema.model_fields.items()
    ]
    return "\n".join(["| Key | Value | Default | Meaning |", "|---|---|---|---|", *rows])


def _kind(described: dict[str, Any]) -> str:
    choices = described.get("anyOf", [described])
    kinds = [_KINDS[choice.get("type", "object")] for choice in choices if choice.get("type") != "null"]
    return " or ".join(kinds)


def _default(required: bool, default: object) -> str:
    if required:
        return "required"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, BaseModel | dict) or not default or default == FILLER.split():
        return "–"
    if isinstance(default, list):
        return f"`[{', '.join(default)}]`"
    return f"`{default}`"


def _limits() -> str:
    rows = [
        ("depth of lists, quotations and blocks", f"{MAX_DEPTH}", Code.BS508),
        ("brackets that are open at once in a paragraph", f"{MAX_BRACKETS}", Code.BS508),
        ("time to read or to convert a file", f"{SECONDS} seconds; `seconds_per_page`", Code.BS509),
        ("includes in includes", f"{includes.MAX_DEPTH} deep", Code.BS406),
        ("front matter, `.meta.yml`", f"{front_matter.MAX_BYTES // 1024} KiB", Code.BS211),
        ("depth of values in front matter", f"{MAX_DEPTH}", Code.BS210),
        ("YAML aliases in a file, none of which may hold another", f"{yaml_nodes.MAX_ALIASES}", Code.BS204),
        ("whole numbers in front matter", "64 bits", Code.BS208),
        ("years", f"{strict_yaml.FIRST_YEAR} to {strict_yaml.LAST_YEAR}", Code.BS207),
        ("an entry's id", f"{entries.MAX_ID} characters", Code.BS305),
        ("folders in folders", f"{MAX_DEPTH} deep", Code.BS120),
        ("the name of a file or folder", f"{names.MAX_BYTES} bytes", Code.BS110),
    ]
    lines = [f"| {what} | {limit} | [{c.name}](findings.md#{c.name.lower()}) |" for what, limit, c in rows]
    feeds = (
        f"| items of a feed; older entries stay in the changelog | {FeedOptions().limit}; `feeds.limit` | – |"
    )
    return "\n".join(["| What | Limit | Finding |", "|---|---|---|", *lines, feeds])


def _first_words() -> str:
    rows = [
        f"| {_words(words)} | `{verb}` |" for verb, words in groupby(FIRST_WORDS, key=FIRST_WORDS.__getitem__)
    ]
    return "\n".join(["| Instead of | Write |", "|---|---|", *rows])


def _policy() -> str:
    rows = [f"| `{name}` | `{sources}` | {why} |" for name, sources, why in DIRECTIVES]
    return "\n".join(["| Directive | Sources | Why |", "|---|---|---|", *rows])


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def commands() -> dict[str, click.Command]:
    """Every command, by name; of a group, its commands."""
    context = click.Context(main)
    found: dict[str, click.Command] = {}
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": one for inner, one in command.commands.items()}
        elif command is not None:
            found[name] = command
    return found


def _commands() -> Iterator[str]:
    for name, command in commands().items():
        program = click.Context(main, info_name="broadsheet", **main.context_settings)
        context = click.Context(command, info_name=name, parent=program)
        usage = " ".join(command.get_usage(context).removeprefix("Usage: ").split())
        rows = filter(None, (param.get_help_record(context) for param in command.get_params(context)))
        table = "\n".join(f"| `{names}` | {_cell(meaning)} |" for names, meaning in rows if meaning)
        head = f"## {name}\n\n```text\n{usage}\n```\n\n{_about(command)}"
        yield f"{head}\n\n| Option | Meaning |\n|---|---|\n{table}"


def _about(command: click.Command) -> str:
    text = re.sub(r"^Example: (.+)$", r"Example: `\1`", cleandoc(command.help or ""), flags=re.MULTILINE)
    return re.sub(r"\b[A-Z]{4,}\b", r"`\g<0>`", text)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _findings(codes: list[Code]) -> str:
    rows = [
        f"| [{code.name}](#{code.name.lower()}){{ #{code.name.lower()} }} | {code.summary} "
        f"| {_severity(code)} | {code.hint} |"
        for code in codes
    ]
    return "\n".join(["| Code | Problem | Severity | What to do |", "|---|---|---|---|", *rows])


def _severity(code: Code) -> str:
    if code.name.startswith(PROSE):
        return "warning, as set"
    if code.severity is Severity.WARNING:
        return "warning"
    return "error, can be accepted" if code.acceptable else "error"


def schema_files() -> dict[str, str]:
    """The JSON Schemas for any site, by their paths in ``docs/``."""
    return {
        f"reference/schemas/{name}.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas().items()
    }


if __name__ == "__main__":
    for path, text in schema_files().items():
        (DOCS / path).write_text(text, encoding="utf-8")
    for page in pages():
        (DOCS / page).write_text(with_parts(source(page)), encoding="utf-8")
