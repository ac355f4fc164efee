"""A record → what its file says, with what of it cannot be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from broadsheet.importers.formats import Format
from broadsheet.importers.records import Record
from broadsheet.model.rules import Rules
from broadsheet.model.schema import EntryMatter, LinkMatter, ReleaseMatter
from broadsheet.sources.strict_yaml import FIRST_YEAR, LAST_YEAR
from broadsheet.writing.entry import entry_text
from broadsheet.writing.front_matter import page_text

_FALLBACK = "changed"
_FOLDER = re.compile(r"\d+(?:\.\d+)+[\w.+-]*", re.ASCII)
_ORNAMENT = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user decides for a whole import.

    Args:
        audiences: Who may read what is imported.
        types: The type of a section, by its name as :func:`plainly` has it; of no section by an empty one.
        skipped: The names of sections that are left out, likewise.
        products: The products that everything is about.
        packages: The product of a package.
        release: The version of what the source does not say it of; empty for unreleased.
        issues: The address of an issue, with ``{}`` for its number; empty where it is this project's own.
        has_own_issues: Whether the source is a part of this project, so that its issues are.
    """

    audiences: tuple[str, ...]
    types: Mapping[str, str] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    products: tuple[str, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)
    release: str = ""
    issues: str = ""
    has_own_issues: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What becomes of a record, wherever its file is.

    Args:
        matter: Its front matter.
        text: Its Markdown.
        losses: What cannot be said.
    """

    matter: EntryMatter | ReleaseMatter
    text: str
    losses: tuple[str, ...]

    def page(self, path: str) -> str:
        """Return the file: where its folder names its release, it does not say so again."""
        if isinstance(self.matter, ReleaseMatter):
            return page_text(self.matter, self.text)
        folder = path.rpartition("/")[0].rpartition("/")[2]
        matter = self.matter
        if matter.release and folder == matter.release and is_folder(folder):
            matter = matter.model_copy(update={"release": None})
        return entry_text(matter, self.text)


def is_folder(release: str) -> bool:
    """Whether a folder of a release's name says that what is in it is of that release."""
    return _FOLDER.fullmatch(release) is not None


def make(record: Record, format_: Format, choices: Choices, rules: Rules) -> Made:
    """Say what a record's file says.

    Args:
        record: The change, or the introduction.
        format_: Where it comes from.
        choices: What the user decides.
        rules: The closed lists.
    """
    losses = [*record.losses, *record.prose.losses]
    day = record.day
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        losses.append(f"the day {day} cannot be used")
        day = None
    if record.is_intro:
        title = record.prose.title or None
        matter = ReleaseMatter(title=title, audience=list(choices.audiences), date=day)
        return Made(matter, record.prose.text, tuple(dict.fromkeys(losses)))
    kind, lost = type_of(record.section, format_, choices, rules)
    products, unknown = _products(record, choices, rules)
    links, unlinked = _links(record, choices)
    entry = EntryMatter(
        title=record.prose.title,
        audience=list(choices.audiences),
        type=kind,
        product=list(products) or None,
        date=day,
        release=record.release or choices.release or None,
        draft=record.is_draft,
        links=links,
    )
    losses += [*([lost] if lost else []), *unknown, *unlinked]
    return Made(entry, record.prose.text, tuple(dict.fromkeys(losses)))


def plainly(section: str) -> str:
    """Return a section's name in lower case, words and nothing between them or around."""
    return " ".join(_ORNAMENT.sub(" ", re.sub("['’]", "", section)).lower().split())


def type_of(section: str, format_: Format, choices: Choices, rules: Rules) -> tuple[str, str]:
    """Return a section's type, and what was lost by it; empty where nothing was."""
    name = plainly(section)
    of_site = {plainly(known): known for known in rules.types}
    of_format = {plainly(known): kind for known, kind in format_.types.items()}
    for known in (choices.types.get(name, ""), of_site.get(name, ""), of_format.get(name, "")):
        if known in rules.types:
            return known, ""
    fallback = _FALLBACK if _FALLBACK in rules.types else rules.types[0]
    what = f"“{section}” is no type" if name else "it has no type"
    return fallback, f"{what}, so it is “{fallback}”: `--map {name.replace(' ', '-')}=TYPE` says another"


def _products(record: Record, choices: Choices, rules: Rules) -> tuple[tuple[str, ...], list[str]]:
    found = dict.fromkeys(choices.products)
    losses = []
    titles = {product.title.lower(): name for name, product in rules.products.items()}
    for package in record.packages:
        last = package.rpartition("/")[2].lower()
        names = (choices.packages.get(package, ""), package, last, titles.get(last, ""))
        product = next((name for name in names if name in rules.products), "")
        if product:
            found[product] = None
        elif not choices.products:
            close = get_close_matches(last, list(rules.products), 1)
            named = close[0] if close else "PRODUCT"
            losses.append(f"“{package}” is no product: `--product {package}={named}` says which it is")
    return tuple(found), losses


def _links(record: Record, choices: Choices) -> tuple[list[LinkMatter], list[str]]:
    links = [LinkMatter(title=title, url=url) for title, url in record.prose.links]
    if record.issue is None:
        return links, []
    if choices.issues:
        url = choices.issues.replace("{}", str(record.issue))
        return [*links, LinkMatter(title=f"#{record.issue}", url=url)], []
    if choices.has_own_issues:
        return [*links, LinkMatter(issue=record.issue)], []
    return links, [f"issue {record.issue} is another project's: `--issue-url` says where it is"]
