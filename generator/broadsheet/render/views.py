"""What the small templates of a page's inside see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from broadsheet.model.items import Entry
from broadsheet.model.taxonomy import Audience


@dataclass(frozen=True, slots=True)
class SearchFacts:
    """What a page tells the search about itself."""

    kind: str
    audiences: tuple[Audience, ...]
    product_titles: tuple[str, ...] = ()
    type_title: str = ""
    year: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """What a reader can do about a page.

    Args:
        edit: Where a change of it is proposed; empty where that cannot be done, or is not for its readers.
        feedback: Where one says what is wrong with it; may be empty.
    """

    edit: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as a template sees it.

    Args:
        entry: The entry.
        url: Its page.
        type_title: What readers see of its type.
        products: Titles and addresses of its products.
        labels: For whom it is; empty where that need not be said.
        links: Titles and addresses of what it leads to.
        release_url: Its release's page; empty without one.
        text: Makes its text, which is converted only where a template asks for it.
        abstract: The same of its first paragraph.
    """

    entry: Entry
    url: str
    type_title: str
    products: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    release_url: str
    text: Callable[[], str]
    abstract: Callable[[], str]

    @property
    def html(self) -> Markup:
        """Its text; empty in lists that show summaries only."""
        return Markup(self.text())

    @property
    def summary(self) -> str:
        """Its first paragraph, as plain text."""
        return self.abstract()
