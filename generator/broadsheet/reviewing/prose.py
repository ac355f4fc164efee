"""Rules of prose that matter to readers. Pure: content in, remarks out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from broadsheet.codes import Code
from broadsheet.config.review_options import ProseOptions
from broadsheet.editions.select import select
from broadsheet.model.body import Chunk, Kind
from broadsheet.model.items import Content, Document, Entry, ReleaseNotes

Item: TypeAlias = Document | Entry | ReleaseNotes

_NOUN = re.compile(r"\w+s (?:for|from|in|of|on|to|with)\b")
"""“Changes to …”, “Fixes for …”: no verb."""
_ABBREVIATION = re.compile(r"(?:\.\.|\b(?:[^\W\d_]\.[^\W\d_]|etc|vs|Inc|Ltd|Co|Corp|No|Jr|Sr|St))\.$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MORE = re.compile(r"[\d`\[:]")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])[ \t]+(?P<text>.+)")
_NO_ALT = re.compile(r"!\[\s*\]\([ \t]*\n?[ \t]*<?\Z")
_NEAR = 100
"""How many characters before an address are looked at: what has no description begins just there."""
_IMG = re.compile(r"<img\b", re.IGNORECASE)
_ALT = re.compile(r"\salt\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """What there is to say of an item's words.

    Args:
        code: What kind of thing it is.
        path: The item's file.
        where: The line, or the key of its front matter; ``title`` stands for wherever its title is.
        message: What it is.
        hint: What to do; the code's own hint where empty.
    """

    code: Code
    path: str
    where: int | str
    message: str
    hint: str = ""


class _Rules:
    """The options, made ready for looking things up."""

    def __init__(self, options: ProseOptions) -> None:
        self.title_length = options.title_length
        self.verbs = {word.lower(): verb for word, verb in options.first_words.items()}
        self.filler = frozenset(word.lower() for word in options.filler)
        self.forbidden = [(re.compile(pattern), what) for pattern, what in options.forbidden.items()]

    def says_nothing(self, text: str) -> bool:
        """Whether a text consists of filler; one with code, links, numbers or something to come does not."""
        words = _WORD.findall(text)
        return bool(words) and not _MORE.search(text) and self.filler.issuperset(map(str.lower, words))


def remarks(content: Content, options: ProseOptions) -> Iterator[Remark]:
    """Say what readers would stumble over.

    Entries that are withheld are looked at like all others: they are written now, and read later.

    Args:
        content: Everything.
        options: What to look for.
    """
    rules = _Rules(options)
    whole = replace(content, entries=(*content.entries, *content.withheld))
    for entry in whole.entries:
        yield from _of_title(entry, rules)
        yield from _of_filler(entry, rules)
    items: tuple[Item, ...] = (*whole.documents, *whole.entries, *whole.notes.values())
    for item in items:
        for chunk in item.body.chunks:
            yield from _of_images(item.path, chunk)
    if rules.forbidden:
        yield from _of_forbidden(whole, rules)


def _of_title(entry: Entry, rules: _Rules) -> Iterator[Remark]:
    title = entry.title
    if len(title) > rules.title_length:
        message = f"the title is {len(title)} characters long; the limit is {rules.title_length}"
        yield Remark(Code.BS801, entry.path, "title", message)
    first = title.partition(" ")[0]
    better = rules.verbs.get(first.lower())
    if better and not _NOUN.match(title):
        hint = f"Write “{better} …”."
        yield Remark(Code.BS802, entry.path, "title", f"the title begins with “{first}”", hint)
    if ends_with_full_stop(title):
        yield Remark(Code.BS803, entry.path, "title", "the title ends with a full stop")
    if rules.says_nothing(title):
        yield Remark(Code.BS804, entry.path, "title", f"the title “{title}” says nothing")


def ends_with_full_stop(title: str) -> bool:
    """Whether a title ends with a full stop that is not part of its last word."""
    return title.endswith(".") and not _ABBREVIATION.search(title)


def _of_filler(entry: Entry, rules: _Rules) -> Iterator[Remark]:
    """Look at list items, and at a text that is one line."""
    texts = [chunk for chunk in entry.body.chunks if chunk.kind in (Kind.TEXT, Kind.CODE)]
    lines = [(number, line) for chunk in texts for number, line in chunk.lines() if line.strip()]
    for number, line in lines:
        item = _ITEM.fullmatch(line)
        text = item["text"] if item else line if len(lines) == 1 else ""
        if rules.says_nothing(text):
            yield Remark(Code.BS804, entry.path, number, f"“{text.strip()}” says nothing")


def _of_images(path: str, chunk: Chunk) -> Iterator[Remark]:
    for reference in chunk.references:
        if reference.is_include:
            continue
        text, start = chunk.text, reference.start
        if reference.html:
            begin = text.rfind("<", 0, start)
            tag = text[begin : text.find(">", begin)]
            missing = bool(_IMG.match(tag)) and not _ALT.search(tag)
        else:
            missing = bool(_NO_ALT.search(text, max(0, start - _NEAR), start))
        if missing:
            message = f"the image “{reference.target}” has no description for those who cannot see it"
            yield Remark(Code.BS806, path, reference.line, message)


def _of_forbidden(content: Content, rules: _Rules) -> Iterator[Remark]:
    editions: defaultdict[tuple[str, int | str, str, str], list[str]] = defaultdict(list)
    for edition in content.editions.values():
        if edition.internal:
            continue
        held = select(content, edition)
        notes = [release.notes for release in held.releases if release.notes]
        for path, where, text in _texts((*held.documents, *held.entries, *notes)):
            for pattern, what in rules.forbidden:
                for found in {match[0] for match in pattern.finditer(text) if match[0]}:
                    editions[path, where, found, what].append(edition.name)
    for (path, where, found, what), names in editions.items():
        shown = " and ".join(f"“{name}”" for name in dict.fromkeys(names))
        message = f"“{found}” ({what}) can be read in the edition{'s' * (len(set(names)) > 1)} {shown}"
        yield Remark(Code.BS805, path, where, message)


def _texts(items: Iterable[Item]) -> Iterator[tuple[str, int | str, str]]:
    """Give all that readers get of some items: file, place, text."""
    for item in items:
        for where, text in _matter(item):
            yield item.path, where, text
        for chunk in item.body.chunks:
            if chunk.kind in (Kind.TEXT, Kind.CODE):
                for number, line in chunk.lines():
                    yield item.path, number, line


def _matter(item: Item) -> Iterator[tuple[int | str, str]]:
    yield "title", item.title
    if isinstance(item, Entry):
        yield "id", item.id
        yield "action", item.action
        for link in item.links:
            if not link.internal:
                yield link.line, link.title
                yield link.line, link.url
    if isinstance(item, Document):
        yield 0, item.src_uri
        yield "milestone", item.milestone
        yield "path", item.path_start.role if item.path_start else ""
        for tag in item.tags:
            yield "tags", tag
        for key in ("description", "subtitle"):
            yield key, str(item.page_meta.get(key) or "")
