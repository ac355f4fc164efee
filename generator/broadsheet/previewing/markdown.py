"""A preview as Markdown for a comment on a pull request.

Whatever comes from content or configuration stands in code: in a span or fence that it cannot end, or in
escaped HTML. There, hosts neither render nor link anything, and nobody is mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from broadsheet.previewing.report import Change, EditionPreview, Fact, Item, Preview
from broadsheet.previewing.told import (
    SAID,
    Text,
    compared,
    crossings,
    difference,
    headline,
    safety,
    texts,
)

MARKER = "<!-- broadsheet preview -->"
"""The first line, by which CI finds its own comment again."""

LIMIT = 65_536
"""The longest comment that GitHub takes, in characters."""

_FOR_LISTS = 0.6
"""How much of a comment lists may take, so that texts have room too."""
_FOR_NOTES = 600
_SHOWN_LINES = 3
_MARK = re.compile(r"[!-/:-@\[-`{-~]")
"""Every character that can mean something in Markdown."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Characters that move others about or do not show at all."""
_MOVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Those of them with which a text can look like another one, or command a terminal."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the comment of which items may be left out.

    Args:
        head: What stands above the items.
        items: Each whole.
        what: What one of the items is called.
    """

    head: str
    items: Sequence[str]
    what: str


def as_markdown(preview: Preview, limit: int = LIMIT) -> str:
    """Return a preview as a comment.

    Args:
        preview: What to tell.
        limit: The longest that it may be, in characters.
    """
    base, head = compared(preview)
    sides = f"Compared {code(base)} with {code(head) if head else 'the files on disk'}."
    start = [MARKER, "## Who will read what", _summary(preview), sides]
    if preview.note:
        start.append(f"> [!NOTE]\n> {code(preview.note)}")
    if preview.hidden:
        start.append("Only the editions that were asked for are shown.")
    room = limit - len("\n\n".join(start)) - _FOR_NOTES
    left: dict[str, int] = {}
    lists = list(_fitted(_lists(preview), int(room * _FOR_LISTS), left))
    room -= sum(len(part) + 2 for part in lists)
    shown = list(_fitted([_texts(preview)], room, left))
    if left:
        told = ", ".join(f"{number} {what}{'s' if number != 1 else ''}" for what, number in left.items())
        shown.append(
            f"> [!NOTE]\n> Left out, because a comment has no more room: {told}. "
            "`broadsheet preview --format html` shows everything."
        )
    return "\n\n".join([*start, *lists, *shown]) + "\n"


def code(text: str) -> str:
    """Return a text as a code span, in one line, whatever is in it.

    Hosts differ in which ``|`` behind a backslash ends a cell of a table, so a text with either is HTML in
    which nothing is left to be taken for Markdown. Mail addresses are linked even there, if not parted.
    """
    line = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split())) or "–"
    if "|" in line or "\\" in line:
        marked = _MARK.sub(lambda mark: f"&#{ord(mark[0])};", line)
        return f"<code>{marked.replace('&#64;', '&#64;&#8203;')}</code>"
    ticks = "`" * (_longest(line) + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{space}{line}{space}{ticks}"


def fence(text: str, language: str) -> str:
    """Return a text as a fenced block that it cannot end, and in which nothing is moved about."""
    text = _MOVING.sub("\N{REPLACEMENT CHARACTER}", text)
    ticks = "`" * max(3, _longest(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _fitted(sections: Iterable[_Section], room: int, left: dict[str, int]) -> Iterator[str]:
    """Yield sections with as many items as there is room for, and count those that are left out."""
    for section in sections:
        free = room - len(section.head) - 1
        kept: list[str] = []
        for item in section.items:
            if len(item) + 1 <= free:
                kept.append(item)
                free -= len(item) + 1
            else:
                left[section.what] = left.get(section.what, 0) + 1
        if kept:
            room = free - 2
            yield "\n".join([section.head, *kept])


def _summary(preview: Preview) -> str:
    return f"**{headline(preview)}** {safety(preview)}"


def _lists(preview: Preview) -> Iterator[_Section]:
    problems = [
        f"> - **{problem.finding.code.name}** {code(str(problem.finding.place))}: "
        f"{code(problem.finding.message)}<br>{code(problem.finding.hint)}"
        for problem in preview.problems
    ]
    yield _Section(
        "> [!CAUTION]\n> **Readers would lose or get twice what they have:**\n>", problems, "problem"
    )
    exposed = [f"> - {line}" for line in (*_opened(preview), *_noted(preview, Change.EXPOSED))]
    yield _Section(
        "> [!CAUTION]\n> **Newly exposed: it was there before, and not for these readers.**\n>",
        exposed,
        "newly exposed item",
    )
    withdrawn = [f"> - {line}" for line in _noted(preview, Change.WITHDRAWN)]
    yield _Section(
        "> [!WARNING]\n> **Withdrawn: it is still there, but no longer for these readers.**\n>",
        withdrawn,
        "withdrawn item",
    )
    for edition in preview.editions:
        if edition.is_changed:
            yield from _edition(edition)
    later = [f"- {code(one.path)} for {_listed(one.audiences)}: {code(one.why)}" for one in preview.waiting]
    yield _Section("### Nobody reads these yet\n\n`--now` shows what comes when.\n", later, "waiting file")


def _opened(preview: Preview) -> Iterator[str]:
    """Yield one line for each edition that is opened to somebody."""
    for edition in preview.editions:
        if edition.opened_to:
            new = "is new, and sees" if edition.state == "new" else "now sees"
            yield f"edition **{code(edition.name)}** {new} {_listed(edition.opened_to)}"
        if edition.names_people:
            yield f"edition **{code(edition.name)}** names people, pull requests and issues"


def _noted(preview: Preview, change: Change) -> Iterator[str]:
    """Yield one line for each item that becomes, or ceases to be, somebody's to read."""
    before = "was to be seen already" if change is Change.EXPOSED else "can still be seen"
    for one in crossings(preview, change):
        line = f"{one.item.kind} **{code(one.item.title)}** ({code(one.item.path)})"
        line += f", {code(one.item.why)}," if one.item.why else ""
        parts = [*map(_where, one.crossing.items())]
        parts += [f"{_where(where)}, where it {before}" for where in one.inside.items()]
        shown = [code(line) for line in list(one.lines)[:_SHOWN_LINES]]
        more = len(one.lines) - len(shown)
        rest = [f"… and {more} more line{'s' if more != 1 else ''}"] if more else []
        yield "<br>".join([f"{line} {'; '.join(parts)}", *shown, *rest])


def _where(where: tuple[tuple[str, ...], list[str]]) -> str:
    audiences, editions = where
    return (f"for {_listed(audiences)} in " if audiences else "in ") + _listed(editions)


def _edition(edition: EditionPreview) -> Iterator[_Section]:
    seen = _listed(edition.audiences)
    state = {"new": " (new)", "gone": " (gone)"}.get(edition.state, "")
    head = [f"### {code(edition.name)}{state}, for {seen}"]
    head += [f"- {fact.name}: {_turn(fact)}" for fact in edition.facts]
    if edition.lost_feeds:
        head.append(f"- gone for whoever follows them: the feeds {_listed(edition.lost_feeds)}")
    if not edition.items:
        yield _Section(head[0] + "\n", head[1:] or ["No item changes."], "fact")
        return
    table = "| | What | Who reads it | Feeds that get it |\n|---|---|---|---|"
    facts = ["\n".join(head[1:])] if head[1:] else []
    yield _Section("\n\n".join([head[0], *facts, table]), list(map(_row, edition.items)), "row")


def _row(item: Item) -> str:
    facts = [f"{fact.name}: {_turn(fact)}" for fact in item.facts]
    why = [code(item.why)] if item.why else []
    what = "<br>".join([f"{item.kind} {code(item.title)}", code(item.path), *why, *facts])
    cells = (SAID[item.change], what, _who(item), _listed(item.feeds))
    return f"| {' | '.join(cells)} |"


def _who(item: Item) -> str:
    told: dict[Change, list[str]] = {}
    for reading in item.readings:
        told.setdefault(reading.change, []).append(reading.audience)
    if not told:
        return "all"
    return "<br>".join(
        _listed(names) if change is item.change else f"{SAID[change]}: {_listed(names)}"
        for change, names in told.items()
    )


def _turn(fact: Fact) -> str:
    return f"{code(fact.before)} → {code(fact.after)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(code, names))


def _texts(preview: Preview) -> _Section:
    items = [_details(text) for text in texts(preview)]
    return _Section("### What they will read\n", items, "text")


def _details(text: Text) -> str:
    readers = "; ".join(
        f"{_html(name)} in {', '.join(map(_html, where))}" for name, where in text.readers.items()
    )
    summary = f"<summary>{text.item.kind} {_html(text.item.title)}, as read by {readers}</summary>"
    shown = (
        fence(difference(text.before, text.after), "diff") if text.before else fence(text.after, "markdown")
    )
    return f"<details>{summary}\n\n{shown}\n\n</details>\n"


def _html(text: str) -> str:
    line = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    return f"<code>{escape(line)}</code>"
