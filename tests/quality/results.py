"""What was measured of pages, and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("results.json")

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass(frozen=True, slots=True)
class Measured:
    """A page.

    Args:
        name: What kind of page it is.
        path: Its address in the site.
        scores: Lighthouse's, in percent, by category: of several runs, the middle one.
        weight: What a first visit transfers, in KiB.
        requests: In how many requests.
        axe: How many rules of axe-core it breaks, on a phone and a desktop, light and dark.
        html: How many errors the Nu HTML Checker finds in it.
    """

    name: str
    path: str
    scores: dict[str, int]
    weight: int
    requests: int
    axe: int
    html: int


@dataclass(frozen=True, slots=True)
class Results:
    """What one run measured.

    Args:
        date: Its day.
        versions: Of what it was measured with, and of what made the pages.
        runs: How often Lighthouse looked at each page.
        ours: Pages of this repository's public edition.
        stock: The same documents, made by MkDocs and Material alone.
        html: The errors that the Nu HTML Checker finds in ours and not in the stock pages, in words.
    """

    date: str
    versions: dict[str, str]
    runs: int
    ours: tuple[Measured, ...]
    stock: tuple[Measured, ...]
    html: tuple[str, ...]


def read() -> Results:
    """Return what was recorded last."""
    return msgspec.json.decode(FILE.read_bytes(), type=Results)


def write(results: Results) -> None:
    """Record a run."""
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n")
