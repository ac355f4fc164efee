"""The schema of those parts of the plugin's block that only ``broadsheet check`` looks at."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from broadsheet.codes import PROSE, Code
from broadsheet.findings import Findings, Place
from broadsheet.model.raw import Matter
from broadsheet.model.schema import Schema, Text


class ChangeOptions(Schema):
    """What a change brings with it; for ``broadsheet check --changed-since``."""

    paths: list[Text] = Field(
        [],
        description="Patterns, as in .gitignore and relative to the top of the repository, of the product's "
        "own files. A change that touches one of them brings an entry.",
    )
    exempt_labels: list[Text] = Field(
        ["no-changelog"], description="Labels of pull requests that need no entry."
    )


FIRST_WORDS = {
    word: verb
    for verb, words in {
        "Add": "Added Adds Adding",
        "Allow": "Allowed Allows Allowing",
        "Change": "Changed Changes Changing",
        "Deprecate": "Deprecated Deprecates Deprecating",
        "Enable": "Enabled Enables Enabling",
        "Fix": "Fixed Fixes Fixing",
        "Implement": "Implemented Implements Implementing",
        "Improve": "Improved Improves Improving",
        "Introduce": "Introduced Introduces Introducing",
        "Make": "Made Makes Making",
        "Remove": "Removed Removes Removing",
        "Rename": "Renamed Renames Renaming",
        "Support": "Supported Supports Supporting",
        "Update": "Updated Updates Updating",
    }.items()
    for word in words.split()
}
"""Words that titles should not begin with, and what to write instead."""

FILLER = (
    "and bug bugfix bugfixes bugs change changes cleanup cleanups fix fixes general improvement improvements "
    "internal minor misc miscellaneous other performance several small some stability tweaks update updates "
    "various"
)
"""Words that tell nothing if there are no others."""


class ProseOptions(Schema):
    """What ``broadsheet check`` says about the words themselves."""

    title_length: Annotated[int, Field(ge=10, le=500)] = Field(
        80, description="How many characters an entry's title may have."
    )
    first_words: dict[Text, Text] = Field(
        FIRST_WORDS,
        description="Words that an entry's title should not begin with, and what to write instead. "
        "Where absent: forms of English verbs that are no imperative, like `Added: Add`.",
    )
    filler: list[Text] = Field(
        FILLER.split(),
        description="Words that say nothing if there are no others. Where absent: English ones, "
        "like `various`, `bug` and `fixes`.",
    )
    forbidden: dict[Text, Text] = Field(
        {},
        description="Regular expressions for what only internal editions may show, and what it is, "
        r"like `'[A-Z]{2,}-\d+': a ticket's key`.",
    )
    severity: dict[Text, Literal["ignore", "warning", "error"]] = Field(
        {}, description="By code, like `BS805: error`: `ignore`, `warning` or `error`. Where absent: warning."
    )


def check_prose(options: ProseOptions, written: Matter, findings: Findings) -> None:
    """Find patterns that are none, and codes that are no rule's.

    Args:
        options: What is to be checked.
        written: The plugin's block, which tells lines.
        findings: Gets what is wrong.
    """
    for pattern in options.forbidden:
        place = Place(written.path, written.line("prose", "forbidden", pattern))
        try:
            if re.compile(pattern).match(""):
                findings.add(Code.BS002, place, f"“{pattern}” also matches nothing at all")
        except (re.error, OverflowError, RecursionError) as error:
            findings.add(Code.BS002, place, f"“{pattern}” is no regular expression: {error}")
    for name in options.severity:
        if not name.startswith(PROSE) or name not in Code.__members__:
            codes = ", ".join(code for code in Code.__members__ if code.startswith(PROSE))
            place = Place(written.path, written.line("prose", "severity", name))
            findings.add(Code.BS002, place, f"“{name}” is no finding about prose", f"There are: {codes}.")
