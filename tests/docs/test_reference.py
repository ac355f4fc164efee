"""The reference has everything that there is, and says what the code says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from pydantic import BaseModel
from tests.docs.pages import DOCS, examples, pages, source
from tests.docs.reference import commands, made, schema_files, with_parts

from broadsheet.codes import Code
from broadsheet.config.options import AudienceOptions, EditionOptions, FeedOptions, Options, ReleaseOptions
from broadsheet.config.review_options import ChangeOptions, ProseOptions
from broadsheet.model import schema

CONFIGURATION = [
    Options,
    AudienceOptions,
    EditionOptions,
    FeedOptions,
    ReleaseOptions,
    ChangeOptions,
    ProseOptions,
]
FRONT_MATTER: dict[str, type[BaseModel]] = {
    "document": schema.DocumentMatter,
    "path": schema.PathMatter,
    "folder": schema.FolderMatter,
    "entry": schema.EntryMatter,
    "link": schema.LinkMatter,
    "release": schema.ReleaseMatter,
}


def sections(page: str) -> dict[str, str]:
    """The text below each heading of the second level, by the heading's id."""
    parts = re.split(r"^## .*?\{ #([\w-]+) \}$", source(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def keys_in_tables(text: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))


@pytest.mark.parametrize("page", pages())
def test_generated_parts_are_up_to_date(page: str) -> None:
    assert source(page) == with_parts(source(page)), (
        f"docs/{page} is not what the code says: run `python -m tests.docs.reference`"
    )


def test_schemas_are_up_to_date() -> None:
    there = {path: source(path) for path in schema_files() if (DOCS / path).is_file()}
    assert there == schema_files(), "run `python -m tests.docs.reference`"


def test_every_part_is_on_a_page() -> None:
    everything = "".join(map(source, pages()))
    assert [name for name in made() if f"<!-- generated: {name} -->" not in everything] == []


@pytest.mark.parametrize("options", CONFIGURATION, ids=lambda options: options.__name__)
def test_every_option_is_described(options: type[BaseModel]) -> None:
    assert set(options.model_fields) <= keys_in_tables(source("reference/configuration.md"))
    assert all(field.description for field in options.model_fields.values())


@pytest.mark.parametrize("section", FRONT_MATTER)
def test_front_matter_keys_are_those_of_the_schema(section: str) -> None:
    described = keys_in_tables(sections("reference/front-matter.md")[section])
    assert described == set(FRONT_MATTER[section].model_fields)


def test_every_code_is_described() -> None:
    text = source("reference/findings.md")
    assert [code.name for code in Code if f"{{ #{code.name.lower()} }}" not in text] == []


def test_codes_in_the_text_exist() -> None:
    named = {code for page in pages() for code in re.findall(r"\bBS\d{3}\b", source(page))}
    assert named - set(Code.__members__) <= {"BS123", "BS314"}  # one stands for any, one is retired


@pytest.mark.parametrize("name", commands())
def test_every_command_is_described_with_its_options(name: str) -> None:
    text = source("reference/commands.md").partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    options = [option for param in commands()[name].params for option in param.opts if option[0] == "-"]
    assert options
    assert [option for option in options if option not in text] == []
    assert f"Example: `broadsheet {name}" in text


def commands_on_pages() -> Iterator[tuple[str, str]]:
    """Each ``broadsheet …`` that a page shows, with the page's name."""
    for page in pages():
        shown = [example.text for example in examples(source(page)) if example.language == "sh"]
        shown += re.findall(r"`(broadsheet [^`\n]+)`", source(page))
        for line in "\n".join(shown).splitlines():
            if match := re.match(r"\s*broadsheet (.*)", line):
                yield page, re.split(r" [#>|]", match[1])[0].strip()


def test_commands_that_pages_show_exist() -> None:
    wrong = []
    for page, line in commands_on_pages():
        name, *words = shlex.split(line.removesuffix("\\"))
        if name.startswith("-") or name.isupper():
            continue  # of the program as a whole, or of any command
        if words and f"{name} {words[0]}" in commands():
            name = f"{name} {words.pop(0)}"
        command = commands().get(name)
        try:
            if command is None:
                raise click.UsageError(f"no command {name}")
            if words:  # else it is the command's name, whatever it cannot do without
                command.make_context(name, words)
        except click.UsageError as error:
            wrong.append(f"docs/{page}: broadsheet {line}: {error.message}")
    assert wrong == []
