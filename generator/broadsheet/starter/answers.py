"""What somebody who starts a site is asked, and what must be true of the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from broadsheet.config.checks import RESERVED_AUDIENCES
from broadsheet.config.options import AudienceOptions, EditionOptions, Options
from broadsheet.errors import UsageError
from broadsheet.sources.text import FORBIDDEN
from broadsheet.writing.names import slug

HOSTS = ("github", "gitlab", "other")
"""Where the repository may lie: there are recipes for the first two."""

_NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """An audience: its name in front matter, and its title."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new site is to be.

    Args:
        name: What it is called.
        outside: Who reads the public edition.
        inside: Who else reads the internal edition, which holds everything. Where one of the two is empty,
            there is a single edition.
        url: The address of the public edition, or of the only one.
        internal_url: The address of the internal edition.
        host: One of :data:`HOSTS`.
        repo_url: The address of the repository's web pages; empty where unknown.
    """

    name: str
    outside: tuple[Reader, ...]
    inside: tuple[Reader, ...]
    url: str
    internal_url: str
    host: str
    repo_url: str = ""

    @property
    def audiences(self) -> tuple[Reader, ...]:
        """Everybody."""
        return (*self.outside, *self.inside)

    @property
    def two_editions(self) -> bool:
        """Whether there is something that not everybody may see."""
        return bool(self.outside and self.inside)

    @property
    def colleagues(self) -> tuple[Reader, ...]:
        """For whom the pages are that tell how the work is done."""
        return self.inside or self.outside

    @property
    def options(self) -> Options:
        """The plugin's block that they make."""
        editions = {}
        if self.two_editions:
            editions = {
                "public": EditionOptions(audiences=[r.name for r in self.outside], site_url=self.url),
                "internal": EditionOptions(audiences=["everyone"], site_url=self.internal_url),
            }
        audiences = {reader.name: AudienceOptions(title=reader.title) for reader in self.audiences}
        return Options(audiences=audiences, editions=editions)


def usual(folder: str, repo_url: str) -> dict[str, str]:
    """Return the answers that one gives who does not mind, by question.

    Args:
        folder: The name of the folder that the site lies in.
        repo_url: The address of the repository's web pages; empty where unknown.
    """
    host = urlsplit(repo_url).hostname or "github.com"
    return {
        "name": folder.replace("-", " ").replace("_", " ").capitalize() or "Site",
        "public": "Customers",
        "internal": "Support, Engineers",
        "url": "https://docs.example.com/",
        "internal_url": "https://hub.example.com/",
        "host": next((known for known in HOSTS if known in host), "other"),
    }


def settle(said: Mapping[str, str], repo_url: str) -> Answers:
    """Understand answers.

    Args:
        said: The answer to each question, as written.
        repo_url: The address of the repository's web pages; empty where unknown.

    Raises:
        UsageError: One cannot be used.
    """
    outside = audiences(said["public"])
    inside = audiences(said["internal"], outside)
    if not outside and not inside:
        raise UsageError("somebody has to read the site", "Name audiences with --public or --internal.")
    return Answers(
        name=site_name(said["name"]),
        outside=outside,
        inside=inside,
        url=address(said["url"]),
        internal_url=address(said["internal_url"]),
        host=said["host"],
        repo_url=repo_url,
    )


def site_name(text: str) -> str:
    """Return a site's name.

    Raises:
        UsageError: It is empty, or no page could hold it.
    """
    name = " ".join(text.split())
    if not name or FORBIDDEN.search(name):
        raise UsageError(f"{text!r} cannot be a site's name")
    return name


def audiences(text: str, taken: Sequence[Reader] = ()) -> tuple[Reader, ...]:
    """Return audiences by what they are called.

    Args:
        text: Their titles, in any script, with commas between; an empty one is nobody.
        taken: Audiences that there are already.

    Raises:
        UsageError: Two of them would have the same name, or one would have none.
    """
    made: list[Reader] = []
    for title in filter(None, (" ".join(title.split()) for title in text.split(","))):
        name = slug(title)[:_NAME_LENGTH].rstrip("-")
        if not name or name in RESERVED_AUDIENCES or FORBIDDEN.search(title):
            raise UsageError(
                f"“{title}” cannot be an audience",
                "Call it by a word or two with letters, like Customers; “everyone” means all of them.",
            )
        if name in {reader.name for reader in (*taken, *made)}:
            raise UsageError(f"the audience “{title}” is named twice")
        made.append(Reader(name, title))
    return tuple(made)


def address(text: str) -> str:
    """Return an absolute web address, with a trailing slash.

    Raises:
        UsageError: It is none.
    """
    url = text.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", url):
        raise UsageError(
            f"“{text}” is no address", "It starts with https://, like https://docs.example.com/."
        )
    return url.rstrip("/") + "/"
