"""What feed readers make of the feeds: feedparser, and newsboat as a subscriber over time."""

from __future__ import annotations

from calendar import timegm
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import struct_time

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.newsboat import Newsboat
from tests.outputs.feed_samples import NASTY, NEWEST, feed, item

from broadsheet.outputs.feed_formats import atom, rss
from broadsheet.outputs.feed_formats.types import Feed, Item, printable

WRITERS = {"rss": rss.write, "atom": atom.write}
SAMPLE = feed(item(0), item(1, title=NASTY), item(2))
# What feedparser guesses goes wrong for text that could be UTF-8 read as Latin-1, hence the arrow, and for
# what lies between U+0080 and U+009F, which it takes for Windows-1252.
TEXT = st.text(st.characters(exclude_categories=["Cs"]).filter(lambda char: not "\x80" <= char <= "\x9f"))
TITLES = TEXT.map("→ {}".format)
MARKUP = st.sampled_from(["<b>", "</b>", "<script>", "]]>", "<![CDATA[", "&amp;", "&lt;", "&#8;", "&"])


every_format = pytest.mark.parametrize("ending", WRITERS)


def folded(text: str) -> str:
    return " ".join(printable(text).split())


def moment(time: struct_time) -> datetime:
    return datetime.fromtimestamp(timegm(time), UTC)


@every_format
@pytest.mark.parametrize("sample", [SAMPLE, feed()], ids=["items", "empty"])
def test_feedparser_sees_the_feed(ending: str, sample: Feed) -> None:
    seen = feedparser.parse(WRITERS[ending](sample))
    assert not seen.bozo
    assert seen.version == {"rss": "rss20", "atom": "atom10"}[ending]
    assert (seen.feed.title, seen.feed.link, seen.feed.language) == (
        sample.title,
        sample.home,
        sample.language,
    )
    assert moment(seen.feed.updated_parsed) == sample.updated
    assert [link.href for link in seen.feed.links if link.rel == "self"] == [sample.address(ending)]
    assert [entry.id for entry in seen.entries] == [entry.id for entry in sample.items]


@every_format
def test_feedparser_sees_the_items(ending: str) -> None:
    seen = feedparser.parse(WRITERS[ending](SAMPLE)).entries
    assert [folded(entry.title) for entry in seen] == [folded(entry.title) for entry in SAMPLE.items]
    assert [entry.link for entry in seen] == [entry.url for entry in SAMPLE.items]
    assert [moment(entry.published_parsed) for entry in seen] == [entry.published for entry in SAMPLE.items]
    assert [entry.content[0].value for entry in seen] == [entry.html for entry in SAMPLE.items]
    assert [entry.summary for entry in seen] == [entry.summary for entry in SAMPLE.items]
    if ending == "atom":
        assert [moment(entry.updated_parsed) for entry in seen] == [entry.updated for entry in SAMPLE.items]


def check_title(ending: str, title: str) -> None:
    seen = feedparser.parse(WRITERS[ending](feed(item(title=title))))
    assert not seen.bozo
    assert folded(seen.entries[0].title) == folded(title)


@every_format
@given(title=TITLES)
def test_feedparser_reads_any_title(ending: str, title: str) -> None:
    check_title(ending, title)


@given(parts=st.lists(MARKUP | TITLES, min_size=1))
def test_feedparser_takes_no_title_in_atom_for_html(parts: list[str]) -> None:
    check_title("atom", "".join(parts))


class Subscription:
    """A subscriber to feeds on the disk, which change between two looks at them."""

    def __init__(self, newsboat: str, folder: Path, *names: str) -> None:
        self._files = {name: folder / name for name in names}
        self.newsboat = Newsboat(newsboat, folder / "home", [file.as_uri() for file in self._files.values()])

    def look(self, *feeds: Feed) -> None:
        """Publish the feeds, in the order of their names, and look at them."""
        for file, published in zip(self._files.values(), feeds, strict=True):
            file.write_bytes(WRITERS[file.suffix[1:]](published))
        self.newsboat.reload()


@every_format
def test_newsboat_shows_every_item(newsboat: str, tmp_path: Path, ending: str) -> None:
    subscription = Subscription(newsboat, tmp_path, f"customers.{ending}")
    subscription.look(SAMPLE)
    shown = subscription.newsboat.items()
    assert list(subscription.newsboat.feeds().values()) == [SAMPLE.title]
    assert subscription.newsboat.unread() == 3
    assert [entry.id for entry in shown] == [entry.id for entry in SAMPLE.items]
    assert [folded(entry.title) for entry in shown] == [folded(entry.title) for entry in SAMPLE.items]
    assert [entry.url for entry in shown] == [entry.url for entry in SAMPLE.items]
    assert [entry.content for entry in shown] == [entry.html for entry in SAMPLE.items]
    assert [entry.published for entry in shown] == [entry.published.timestamp() for entry in SAMPLE.items]


def edited(entry: Item) -> Item:
    """Return an item with everything changed but its id and the time it was published."""
    return replace(
        entry,
        url=f"https://new.example.org/{entry.title[-1]}/",
        title=f"Better: {entry.title}",
        html=f"{entry.html}<p>And more.</p>",
        summary="Other words",
        updated=entry.updated + timedelta(days=9),
        categories=(("fixed", "Fixed"),),
    )


@every_format
def test_newsboat_finds_nothing_new_in_edited_moved_or_removed_items(
    newsboat: str, tmp_path: Path, ending: str
) -> None:
    items = [item(number) for number in range(4)]
    subscription = Subscription(newsboat, tmp_path, f"customers.{ending}")
    subscription.look(feed(*items))
    assert subscription.newsboat.unread() == 4
    subscription.newsboat.read_all()

    after = [edited(entry) for entry in items]
    moved = [replace(after[2], published=NEWEST + timedelta(days=1)), after[0], after[1], after[3]]
    for published in (after, moved, moved[1:], moved):
        subscription.look(feed(*published, title="Another title"))
        assert subscription.newsboat.unread() == 0
    assert len(subscription.newsboat.items()) == 4
    assert all(entry.title.startswith("Better") for entry in subscription.newsboat.items())

    subscription.look(feed(item(-2), *moved))
    assert subscription.newsboat.unread() == 1


@every_format
def test_newsboat_shows_an_id_once_and_each_audience_its_own(
    newsboat: str, tmp_path: Path, ending: str
) -> None:
    names = [f"{name}.{ending}" for name in ("customers", "customers-api", "support")]
    subscription = Subscription(newsboat, tmp_path, *names)
    customers, support = item(), item(audience="support")
    subscription.look(
        feed(customers), feed(customers, path="customers/product/api"), feed(support, path="support")
    )
    shown = subscription.newsboat.items()
    assert {(entry.id, entry.content) for entry in shown} == {
        (customers.id, customers.html),
        (support.id, support.html),
    }
    assert subscription.newsboat.unread() == len(shown) == 2


def test_newsboat_takes_both_formats_for_the_same_feed(newsboat: str, tmp_path: Path) -> None:
    subscription = Subscription(newsboat, tmp_path, "customers.rss", "customers.atom")
    subscription.look(SAMPLE, SAMPLE)
    assert len(subscription.newsboat.feeds()) == 2
    assert subscription.newsboat.unread() == len(subscription.newsboat.items()) == 3
