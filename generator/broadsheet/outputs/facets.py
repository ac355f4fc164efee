"""By what the entries of a page can be filtered in the browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from broadsheet.model.items import Content, Entry
from broadsheet.model.taxonomy import Edition
from broadsheet.outputs.changelog import Listing, type_title

FILTERED_FROM = 5
"""Fewer entries are sooner read than filtered."""


@dataclass(frozen=True, slots=True)
class Facet:
    """Something in which entries differ.

    Args:
        name: What it is called in addresses, and in the entries' ``data-`` attributes.
        title: What a reader chooses.
        every: What the choice of all of them says.
        choices: Name and title of each value that some entry has, in the order of the configuration.
        divides: Whether a reader has a choice: there are several values, and not every entry has all of them.
    """

    name: str
    title: str
    every: str
    choices: tuple[tuple[str, str], ...]
    divides: bool


def facets(entries: Collection[Entry], content: Content, edition: Edition) -> tuple[Facet, ...]:
    """Return what entries can differ in, with the values that they have."""
    types = Counter(entry.type for entry in entries)
    products = Counter(name for entry in entries for name in entry.products)
    audiences = Counter(name for entry in entries for name in entry.audiences)

    def facet(name: str, title: str, counts: Counter[str], titles: Mapping[str, str]) -> Facet:
        choices = tuple((value, titles[value]) for value in titles if value in counts)
        divides = len(choices) > 1 and min(counts.values()) < len(entries)
        return Facet(name, title, f"All {title.lower()}s", choices, divides)

    return (
        facet("type", "Type", types, {name: type_title(name) for name in content.types}),
        facet("product", "Product", products, {p.name: p.title for p in content.products.values()}),
        facet("audience", "Audience", audiences, {a.name: a.title for a in edition.audiences}),
    )


def filters(listing: Listing, content: Content, edition: Edition) -> tuple[Facet, ...]:
    """Return the facets by which a page's entries can be told apart, less what the page is about."""
    found = facets(listing.entries, content, edition)
    return tuple(facet for facet in found if facet.divides and facet.name != listing.kind)
