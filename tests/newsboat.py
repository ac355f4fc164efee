"""Newsboat, a feed reader from Debian, as a subscriber who looks at feeds again and again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as newsboat keeps it."""

    id: str
    title: str
    url: str
    feed: str
    content: str
    published: int
    unread: bool


class Newsboat:
    """One subscriber, with a configuration, a list of feeds and a memory of their own.

    Args:
        program: Where newsboat is installed; the fixture ``newsboat`` knows.
        folder: An empty folder, to be theirs.
        feeds: The addresses that they subscribe to, of RSS and Atom feeds. With ``http:`` newsboat asks for
            what has changed since, in whole seconds; where a test changes a feed, ``file:`` is surer.
        config: Lines for newsboat's own configuration.
    """

    def __init__(self, program: str, folder: Path, feeds: Iterable[str], config: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._program = program
        self._folder = folder
        self._cache = folder / "cache.db"
        (folder / "config").write_text(f"download-retries 1\n{config}", encoding="utf-8")
        (folder / "urls").write_text("".join(f"{feed}\n" for feed in feeds), encoding="utf-8")

    def _run(self, *args: str) -> str:
        files = ("-C", self._folder / "config", "-u", self._folder / "urls", "-c", self._cache)
        env = {**os.environ, "HOME": str(self._folder), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
        command = [self._program, *map(str, files), *args]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _select(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self._cache)) as cache:
            return cache.execute(query).fetchall()

    def reload(self) -> None:
        """Look at every feed."""
        self._run("-x", "reload")

    def unread(self) -> int:
        """How many unread items newsboat itself says there are."""
        return int(self._run("-x", "print-unread").split()[0])

    def read_all(self) -> None:
        """Mark every item as read, as somebody would who then closes newsboat."""
        read = self._folder / "read"
        read.write_text("".join(f"{item.id}\n" for item in self.items()), encoding="utf-8")
        self._run("-I", str(read))

    def items(self) -> list[Shown]:
        """Every item that newsboat shows, newest first."""
        columns = "guid, title, url, feedurl, content, pubDate, unread"
        query = f"SELECT {columns} FROM rss_item WHERE NOT deleted ORDER BY pubDate DESC, guid"
        return [
            Shown(guid, title, url, feed, content, published, bool(unread))
            for guid, title, url, feed, content, published, unread in self._select(query)
        ]

    def feeds(self) -> dict[str, str]:
        """The title of every feed that could be read, by its address."""
        return {url: title for url, title in self._select("SELECT rssurl, title FROM rss_feed") if title}
