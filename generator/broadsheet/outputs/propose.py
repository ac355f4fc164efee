"""The page on which people without a terminal write an entry: a form that ends in the host's own editor.

What the form knows is made from the rules by which entries are read, so that it can say beforehand what
``check`` would say of the file; assets/propose-entry.js applies them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from broadsheet.codes import Code
from broadsheet.config.extensions import known_blocks
from broadsheet.config.options import DEFAULT_TYPES
from broadsheet.config.review_options import ProseOptions
from broadsheet.config.settings import Settings
from broadsheet.editions.select import Held
from broadsheet.model.entries import ID, MAX_ID, RELEASE, RESERVED_IDS, YEAR
from broadsheet.model.items import Content
from broadsheet.model.near_misses import CODE_SPAN, LIKE_BLOCK, NEAR_MISS
from broadsheet.model.scan import CLOSE, FENCE, OPEN
from broadsheet.model.schema import LinkMatter
from broadsheet.model.taxonomy import EVERYONE
from broadsheet.outputs.changelog import type_title
from broadsheet.outputs.editors import Editor, editor_of

TITLE = "Propose an entry"
"""What the page is called."""

MAX_ADDRESS = 8000
"""Longest address that is opened, in characters: GitHub takes 8191 bytes, and so does nginx before others."""

_HINTED = (
    Code.BS104,
    Code.BS305,
    Code.BS309,
    Code.BS801,
    *(code for code in Code if code.name.startswith("BS50")),
)
"""Findings whose hint helps somebody who sees a form and no file."""

_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "id": ID,
    "release": RELEASE,
    "year": YEAR,
    "fence": FENCE,
    "open": OPEN,
    "close": CLOSE,
    "codeSpan": CODE_SPAN,
    "nearMiss": NEAR_MISS,
    "likeBlock": LIKE_BLOCK,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen."""

    name: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """The rules of prose that a form can look at before there is a file: those of titles.

    Args:
        length: How many characters a title may have.
        verbs: Words that it should not begin with, in lower case, and what to write instead.
        severity: How much it matters, by code: ``ignore``, ``warning`` or ``error``.
    """

    length: int
    verbs: tuple[tuple[str, str], ...]
    severity: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Propose:
    """The page.

    Args:
        audiences: Those that the edition sees.
        types: What kinds of change there are.
        products: What a change can be about.
        folder: The changelog's folder in the repository.
        editor: Where the entry is handed in.
        blocks: The other ``///`` blocks that texts may have.
        dated: Whether entries have to say their day, since git does not tell it.
        prose: What the site says about titles.
    """

    audiences: tuple[Choice, ...]
    types: tuple[Choice, ...]
    products: tuple[Choice, ...]
    folder: str
    editor: Editor
    blocks: tuple[str, ...]
    dated: bool
    prose: Prose

    @property
    def template(self) -> str:
        """An entry to be filled in by hand."""
        first, *others = (choice.name for choice in self.audiences)
        audiences = ", ".join((first, *others[-1:]))
        product = f"product: {self.products[0].name}\n" if self.products else ""
        day = "date: 2026-11-20\n" if self.dated else ""
        block = f"\n/// audience | {others[-1]}\nWhat only these readers need.\n///\n" if others else ""
        return (
            f'---\ntitle: "What is different for the reader"\naudience: [{audiences}]\n'
            f"type: {self.types[0].name}\n{product}{day}---\nOne paragraph that all of them read.\n{block}"
        )

    @property
    def rules(self) -> str:
        """Everything that the form's script has to know, as JSON; lists are in the configuration's order."""
        number = LinkMatter.model_json_schema()["properties"]["pr"]["anyOf"][0]
        rules = {
            "audiences": {choice.name: choice.title for choice in self.audiences},
            "everyone": EVERYONE,
            "types": {choice.name: choice.title for choice in self.types},
            "products": {choice.name: choice.title for choice in self.products},
            "blocks": self.blocks,
            "dated": self.dated,
            "titleLength": self.prose.length,
            "verbs": dict(self.prose.verbs),
            "severity": dict(self.prose.severity),
            "folder": self.folder,
            "host": self.editor.host,
            "address": self.editor.address,
            "keys": dict(self.editor.keys),
            "more": dict(self.editor.more),
            "maxAddress": MAX_ADDRESS,
            "maxId": MAX_ID,
            "reserved": sorted(RESERVED_IDS),
            "above": number["exclusiveMinimum"],
            "patterns": {name: script_pattern(pattern) for name, pattern in _PATTERNS.items()},
            "hints": {code.name: code.hint for code in _HINTED},
        }
        return json.dumps(rules, ensure_ascii=False, separators=(",", ":"))


def propose(held: Held, content: Content, settings: Settings) -> Propose | None:
    """Return what stands on the page.

    Types and products are those of the configuration. An edition that does not see every audience offers only
    those of its own entries: of the others its readers may not even know the names.

    Returns:
        None where readers may not see the work, nobody knows where the repository is, or there is nothing to
        choose.
    """
    edition = held.edition
    if not edition.internal or not settings.repo_url:
        return None
    sees_all = len(edition.audiences) == len(content.audiences)
    known = {entry.type for entry in held.entries}.union(DEFAULT_TYPES)
    types = tuple(Choice(name, type_title(name)) for name in content.types if sees_all or name in known)
    used = {name for entry in held.entries for name in entry.products}
    products = (product for product in content.products.values() if sees_all or product.name in used)
    if not types:
        return None
    folder = f"{settings.repo_folder}{settings.changelog_dir}"
    return Propose(
        audiences=tuple(Choice(a.name, a.title, a.description) for a in edition.audiences),
        types=types,
        products=tuple(Choice(product.name, product.title) for product in products),
        folder=folder,
        editor=editor_of(settings.host, settings.repo_url, settings.main_branch, folder),
        blocks=tuple(sorted(known_blocks(settings.config.extensions))),
        dated=not settings.options.git,
        prose=_prose(settings.options.prose),
    )


def _prose(options: ProseOptions) -> Prose:
    told = {code.name: options.severity.get(code.name, "warning") for code in (Code.BS801, Code.BS802)}
    verbs = {word.lower(): verb for word, verb in options.first_words.items()}
    return Prose(options.title_length, tuple(verbs.items()), tuple(told.items()))


def script_pattern(pattern: re.Pattern[str]) -> tuple[str, str]:
    r"""Return a regular expression as JavaScript takes it: its source, and flags.

    Only what the patterns here use is turned: names of groups, and ``\w``, which in Python stands for letters
    outside of ASCII as well; here it is always between brackets.
    """
    source = pattern.pattern.replace("(?P<", "(?<")
    if not pattern.flags & re.ASCII:
        source = source.replace(r"\w", r"\p{L}\p{N}_")
    return source, "ui" if pattern.flags & re.IGNORECASE else "u"


def propose_lines(page: Propose) -> list[str]:
    """Return the page as lines of Markdown: how to do it by hand."""
    steps = [f"{number}. {step}" for number, step in enumerate(page.editor.steps, 2)]
    return [
        f"1. Open <{page.editor.address}> and make a file in `{page.folder}/`, like this:",
        "",
        "```markdown",
        page.template.rstrip("\n"),
        "```",
        "",
        *steps,
        "",
    ]
