"""The closed lists of a site: audiences, editions, products, types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

EVERYONE = "everyone"
"""What front matter writes for "all audiences"."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a thing is for."""

    name: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """A product that entries are about."""

    name: str
    title: str


@dataclass(frozen=True)
class Edition:
    """An output tree of its own: the only thing that protects what its readers may not see.

    Args:
        name: Its folder under the output folder.
        audiences: The audiences it sees, in the order of the configuration.
        site_url: Its absolute address, with a trailing slash.
        site_name: What its pages and feeds are titled with.
        internal: Whether people's names (owners, authors) may be shown.
    """

    name: str
    audiences: tuple[Audience, ...]
    site_url: str
    site_name: str
    internal: bool

    @cached_property
    def sees(self) -> frozenset[str]:
        """The names of the audiences that it sees."""
        return frozenset(audience.name for audience in self.audiences)
