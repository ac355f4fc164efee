"""Markdown → HTML for what stands in more than one place: entries and introductions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import markdown

from broadsheet.errors import ExcessError
from broadsheet.findings import Place
from broadsheet.limits import SECONDS, within
from broadsheet.outputs.addresses import ROOT
from broadsheet.outputs.feed_formats.sanitise import plain
from broadsheet.outputs.fragments import Fragment
from broadsheet.render.mending import aligned, labelled
from broadsheet.safe_html import sanitised

_TAG = re.compile(r"<[A-Za-z/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_ID = re.compile(r"(?<=\s)(id|for|name)=\"([^\"]+)\"")
_ANCHOR = re.compile(r"(?<=\s)href=\"#([^\"]+)\"")
_HEADING = re.compile(r"^(</?h)([1-6])", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Converter:
    """Converts with the site's own Markdown extensions.

    Args:
        extensions: As MkDocs configures them.
        configs: Their configuration.
        seconds: How long a text may take.
        untrusted: Whether anybody may have written the texts.
    """

    def __init__(
        self,
        extensions: Sequence[Any],
        configs: Mapping[str, Any],
        seconds: float = SECONDS,
        *,
        untrusted: bool = False,
    ) -> None:
        self._seconds, self._untrusted = seconds, untrusted
        self._make = partial(markdown.Markdown, extensions=list(extensions), extension_configs=dict(configs))
        # Building a converter costs as much as converting an entry, so one serves all.
        self._markdown = self._make()

    def convert(self, text: str, place: Place | None = None) -> Fragment:
        """Convert a text whose links start with :data:`~broadsheet.outputs.addresses.ROOT`.

        Args:
            text: The text.
            place: Where it was written.

        Raises:
            ExcessError: It takes too long, or is nested too deeply.
        """
        try:
            return within(self._seconds, partial(self._fragment, text))
        except ExcessError as error:
            self._markdown = self._make()  # the other one was left in the middle of something
            error.place = place
            raise

    def _fragment(self, text: str) -> Fragment:
        html = readied(self._markdown.reset().convert(text), untrusted=self._untrusted)
        return Fragment(html, plain(html), tuple(getattr(self._markdown, "toc_tokens", ())))


def readied(html: str, *, untrusted: bool) -> str:
    """Make converted Markdown ready for a page.

    Args:
        html: As converted.
        untrusted: Whether anybody may have written it.
    """
    html = labelled(aligned(without_comments(html)))
    return sanitised(html, ROOT.partition(":")[0]) if untrusted else html


def without_comments(html: str) -> str:
    """Drop what is left of comments: Markdown may see one where the scanner saw code."""
    return _COMMENT.sub("", html) if "<!--" in html else html


def placed(html: str, root: str) -> str:
    """Put converted text where it will stand.

    Args:
        html: As converted.
        root: What leads from there to the edition's root: ``../../``, or an absolute address.
    """
    return html.replace(ROOT, root)


def embedded(html: str, prefix: str, deeper: int) -> str:
    """Fit converted text into a page that holds several: ids apart, headings below the page's own.

    Pictures load when they come near the screen: most of a long page is never looked at.

    Args:
        html: As converted.
        prefix: What makes its ids unique on that page.
        deeper: By how many levels its headings move down.
    """

    def fit(match: re.Match[str]) -> str:
        tag = _ID.sub(rf'\1="{prefix}-\2"', match[0])
        tag = _ANCHOR.sub(rf'href="#{prefix}-\1"', tag)
        if tag.startswith("<img ") and " loading=" not in tag:
            return tag.replace("<img ", '<img loading="lazy" ', 1)
        return _HEADING.sub(lambda m: f"{m[1]}{min(6, int(m[2]) + deeper)}", tag)

    return _TAG.sub(fit, html)
