"""Explain a glossary's terms where a page first uses them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from broadsheet.outputs.glossary import Term

_TOKEN = re.compile(r"<!--.*?-->|<(/?)([A-Za-z][A-Za-z0-9-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_LEFT_ALONE = frozenset(
    (
        *("a", "abbr", "button", "code", "dt", "kbd", "label", "math", "pre", "samp", "script", "select"),
        *("style", "summary", "svg", "textarea", "title", "var", "h1", "h2", "h3", "h4", "h5", "h6"),
    )
)
"""Elements that do something themselves, or that name or quote something: in them a term stays as it is."""


class Explainer:
    """Puts a link to the glossary, and what it says, at the first use of each term.

    Args:
        terms: What the page may explain.
        define: Returns a definition as plain text.
        url: The glossary's address.
    """

    def __init__(self, terms: Iterable[Term], define: Callable[[Term], str], url: str) -> None:
        self._waiting = {_folded(term.name): term for term in terms}
        self._define, self._url = define, url

    def explained(self, html: str) -> str:
        """Return a page's text with terms explained.

        Args:
            html: Converted Markdown.
        """
        if not self._waiting:
            return html
        names = sorted(self._waiting, key=len, reverse=True)
        words = "|".join(r"\s+".join(map(re.escape, escape(name, quote=False).split(" "))) for name in names)
        pattern = re.compile(rf"(?<![\w-])({words})s?(?![\w-])", re.IGNORECASE)
        made: list[str] = []
        end = depth = 0
        for token in _TOKEN.finditer(html):
            text = html[end : token.start()]
            made += (text if depth else pattern.sub(self._explain, text), token[0])
            end = token.end()
            name = (token[2] or "").lower()
            if name in _LEFT_ALONE and not token[0].endswith("/>"):
                depth = max(0, depth + (-1 if token[1] else 1))
        made.append(html[end:] if depth else pattern.sub(self._explain, html[end:]))
        return "".join(made)

    def _explain(self, match: re.Match[str]) -> str:
        key = _folded(match[1].replace("&amp;", "&"))
        term = self._waiting.get(key)
        # A term in capitals is an abbreviation, and no word that happens to have its letters.
        if term is None or (term.name.isupper() and match[1] != escape(term.name, quote=False)):
            return match[0]
        del self._waiting[key]
        tip = f"bs-term-{len(self._waiting)}"
        return (
            f'<span class="bs-term"><a href="{escape(self._url)}" aria-describedby="{tip}">{match[0]}</a>'
            f'<span class="bs-term__tip" role="tooltip" id="{tip}" data-pagefind-ignore>'
            f"{escape(self._define(term))}</span></span>"
        )


def _folded(name: str) -> str:
    return " ".join(name.split()).lower()
