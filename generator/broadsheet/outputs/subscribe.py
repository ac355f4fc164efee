"""The page of all feeds of an edition, and the ways to follow one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from broadsheet.model.items import Content
from broadsheet.model.taxonomy import Audience, Edition
from broadsheet.outputs.changelog import anchor, type_title
from broadsheet.outputs.feed_plan import ALL, PlannedFeed

TITLE = "Subscribe"
"""What the page is called."""

WAYS: Mapping[str, str] = {
    "-all-at-once": "All feeds at once",
    "-email": "By e-mail",
    "-slack": "In Slack",
    "-teams": "In Microsoft Teams",
}
"""What the page says below the feeds: each heading, by its id."""

READERS: Mapping[str, str] = {
    "Feedly": "https://feedly.com/i/subscription/feed%2F",
    "Inoreader": "https://www.inoreader.com/feed/",
    "NewsBlur": "https://www.newsblur.com/?url=",
    "The Old Reader": "https://theoldreader.com/feeds/subscribe?url=",
}
"""Addresses at which readers on the web take a feed: its own address follows, percent-encoded."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as the page shows it.

    Args:
        title: What it is called among its neighbours.
        about: What it holds, in a sentence.
        path: Where it stands below ``feeds/``, without an ending.
        address: Its absolute address as RSS.
        empty: Whether there is nothing in it yet.
    """

    title: str
    about: str
    path: str
    address: str
    empty: bool

    @property
    def readers(self) -> list[tuple[str, str]]:
        """Where readers take it: names and addresses, first that of a program on their own computer."""
        encoded = quote(self.address, safe="")
        # The form that HTML checkers know as an address; ``feed:https:`` is not.
        own = ("Your own reader", f"feed://{self.address.partition('://')[2]}")
        return [own, *((name, f"{address}{encoded}") for name, address in READERS.items())]


@dataclass(frozen=True, slots=True)
class FeedGroup:
    """The feeds for some readers.

    Args:
        title: For whom they are.
        anchor: The heading's id.
        whole: The feed of everything that is for them.
        parts: The feeds that hold a part of that, under what they are divided by.
    """

    title: str
    anchor: str
    whole: FeedRow
    parts: tuple[tuple[str, tuple[FeedRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The page."""

    groups: tuple[FeedGroup, ...]

    @property
    def feeds(self) -> tuple[FeedRow, ...]:
        """Every feed."""
        return tuple(
            row
            for group in self.groups
            for row in (group.whole, *(row for _, rows in group.parts for row in rows))
        )


def subscribe(edition: Edition, content: Content, feeds: Sequence[PlannedFeed]) -> Subscribe:
    """Return what stands on the page."""
    planned = {feed.head.path: feed for feed in feeds}
    everything = _row(planned[ALL], "All changes", _about_all(edition))
    first = FeedGroup("Everything", anchor(ALL), everything, ())
    return Subscribe(
        (first, *(_group(audience, content, planned.values()) for audience in edition.audiences))
    )


def subscribe_lines(page: Subscribe) -> list[str]:
    """Return the page's feeds as lines of Markdown."""
    lines = []
    for group in page.groups:
        lines += [f"## {group.title}", "", _line(group.whole)]
        lines += [_line(row) for _, rows in group.parts for row in rows]
        lines.append("")
    return lines


def _line(row: FeedRow) -> str:
    return f"- {row.title}: {row.about} <{row.address}>"


def _about_all(edition: Edition) -> str:
    if len(edition.audiences) > 1:
        return "Every change on this site, in the words of all its audiences."
    [only] = edition.audiences
    return f"Every change on this site: the same as for {only.title}, its only audience."


def _group(audience: Audience, content: Content, feeds: Iterable[PlannedFeed]) -> FeedGroup:
    whole, *parts = (feed for feed in feeds if feed.audience == audience.name)
    products, types, documents = [], [], []
    for feed in parts:
        _, kind, *rest = feed.head.path.split("/")
        if kind == "product":
            title = content.products[rest[0]].title
            products.append(_row(feed, title, f"Changes of {title}."))
        elif kind == "type":
            title = type_title(rest[0])
            types.append(_row(feed, title, f"Changes of the type “{title}”, whatever they are about."))
        else:
            documents.append(
                _row(feed, "All documents", "Guides and other documents that were added or changed.")
            )
    about = f"Every change for {audience.title}, in the words meant for them."
    named = (("By product", products), ("By type", types), ("Documents", documents))
    return FeedGroup(
        f"For {audience.title}",
        anchor(audience.name),
        _row(whole, "All changes", about),
        tuple((title, tuple(rows)) for title, rows in named if rows),
    )


def _row(feed: PlannedFeed, title: str, about: str) -> FeedRow:
    empty = not (feed.entries or feed.documents)
    return FeedRow(title, about, feed.head.path, feed.head.address("rss"), empty)
