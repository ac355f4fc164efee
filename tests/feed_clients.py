"""Programs that people follow feeds with, each as a subscriber who looks again and again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import feedparser
from reader import Reader, make_reader

from tests.newsboat import Newsboat


class Client(Protocol):
    """A subscriber with a memory."""

    polls: int
    """How many feeds were asked so far."""

    def poll(self) -> list[str]:
        """Look at every feed, and return the ids of what is shown as new, each as often as it is shown."""

    def text(self, item: str) -> str:
        """What the client shows of an item now."""


class NewsboatClient:
    """Newsboat, which shows an id that it meets in several feeds once."""

    formats = ("atom", "rss")

    def __init__(self, program: str, folder: Path, feeds: Sequence[Path]) -> None:
        self.polls = 0
        self._feeds = len(feeds)
        self._newsboat = Newsboat(program, folder, [feed.as_uri() for feed in feeds])

    def poll(self) -> list[str]:
        self._newsboat.reload()
        self.polls += self._feeds
        unread = {item.id for item in self._newsboat.items() if item.unread}
        if unread:
            self._newsboat.read_all()
        return sorted(unread)

    def text(self, item: str) -> str:
        return next(one.content for one in self._newsboat.items() if one.id == item)


class RememberingClient:
    """A program that parses a feed and remembers, for each of them, the ids that it saw.

    Args:
        feeds: What it follows.
        parse: What gives the ids of a feed, each with the item's text.
    """

    formats = ("atom", "rss")

    def __init__(self, feeds: Iterable[Path], parse: Callable[[Path], list[tuple[str, str]]]) -> None:
        self.polls = 0
        self._parse = parse
        self._seen: dict[Path, dict[str, str]] = {feed: {} for feed in feeds}

    def poll(self) -> list[str]:
        new = []
        for feed, seen in self._seen.items():
            items = self._parse(feed)
            assert len(dict(items)) == len(items), f"{feed} has an id twice"
            new += [item for item, _ in items if item not in seen]
            seen.update(items)
            self.polls += 1
        return sorted(set(new))

    def text(self, item: str) -> str:
        return next(seen[item] for seen in self._seen.values() if item in seen)


def with_feedparser(feed: Path) -> list[tuple[str, str]]:
    """Parse a feed with feedparser."""
    parsed = feedparser.parse(str(feed))
    assert not parsed.bozo, parsed.bozo_exception
    return [
        (item.id, item.content[0].value if "content" in item else item.summary) for item in parsed.entries
    ]


def with_sfeed(program: str) -> Callable[[Path], list[tuple[str, str]]]:
    """Parse feeds with sfeed, which writes a line with tabs for each item; the sixth field is the id.

    What ``sfeed_update`` makes of these lines is its user's choice; by default it looks at titles, too.
    """

    def parse(feed: Path) -> list[tuple[str, str]]:
        done = subprocess.run([program], input=feed.read_bytes(), capture_output=True, check=True)
        lines = [line.split("\t") for line in done.stdout.decode("utf-8").splitlines()]
        assert all(len(fields) == 9 and fields[0] for fields in lines)
        return [(fields[5], fields[3]) for fields in lines]

    return parse


class ReaderClient:
    """The library ``reader``, which reads all three formats and keeps its memory in a database."""

    formats = ("atom", "rss", "json")

    def __init__(self, folder: Path, feeds: Iterable[Path]) -> None:
        self.polls = 0
        self._database = folder / "reader.sqlite"
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as reader:
            for feed in feeds:
                reader.add_feed(feed.as_uri())

    def _open(self) -> Reader:
        return make_reader(str(self._database), feed_root="")

    def poll(self) -> list[str]:
        with closing(self._open()) as reader:
            for result in reader.update_feeds_iter(scheduled=False):
                assert not isinstance(result.value, Exception), result
                self.polls += 1
            new = [(entry, entry.id) for entry in reader.get_entries(read=False)]
            for entry, _ in new:
                reader.mark_entry_as_read(entry)
        return sorted({item for _, item in new})

    def text(self, item: str) -> str:
        with closing(self._open()) as reader:
            found = next(entry for entry in reader.get_entries() if entry.id == item)
        return found.content[0].value if found.content else str(found.summary)
