"""The headers that every page of an edition can be sent with, for recipes, documentation and tests.

The Content-Security-Policy names no script and no style by its digest: it is the same for every site, and
need not follow what changes on a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import NamedTuple

POLICY = "Content-Security-Policy"


class Directive(NamedTuple):
    """What the policy says of one kind of thing.

    Args:
        name: The directive's name.
        sources: Where such things may come from.
        why: The reason, for people.
    """

    name: str
    sources: str
    why: str


DIRECTIVES = (
    Directive("default-src", "'none'", "whatever is not named below is not needed"),
    Directive("script-src", "'self' 'wasm-unsafe-eval'", "files of the edition; the search is WebAssembly"),
    Directive("style-src", "'self'", "files of the edition"),
    Directive("img-src", "'self' data:", "the same, and Material's icons, which are in its stylesheet"),
    Directive("font-src", "'self'", "files of the edition"),
    Directive("media-src", "'self'", "files of the edition"),
    Directive("connect-src", "'self'", "the search index, data, and pages that are swapped in"),
    Directive("base-uri", "'none'", "no page may say that its links lead elsewhere"),
    Directive("form-action", "'none'", "no page sends a form anywhere"),
    Directive("frame-ancestors", "'self'", "no other site may show pages inside of its own"),
)
"""What pages may load and do: nothing that comes from elsewhere, and nothing that stands in a page itself."""


def policy(directives: Iterable[Directive] = DIRECTIVES) -> str:
    """Return the policy as one line."""
    return "; ".join(f"{directive.name} {directive.sources}" for directive in directives)


HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=31536000",
    POLICY: policy(),
}


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[\w-]+", value) else f'"{value}"'


def _lines(form: str) -> str:
    return "".join(form.format(name, value) for name, value in HEADERS.items())


def _nginx() -> str:
    return "".join(f"add_header {name} {_quoted(value)} always;\n" for name, value in HEADERS.items())


def _html() -> str:
    # A page cannot say of itself who may show it, and browsers complain where one tries.
    inside = policy(directive for directive in DIRECTIVES if directive.name != "frame-ancestors")
    return (
        f'<meta http-equiv="{POLICY}" content="{escape(inside, quote=False)}">\n'
        f'<meta name="referrer" content="{HEADERS["Referrer-Policy"]}">\n'
    )


RECIPES: Mapping[str, Callable[[], str]] = {
    "text": lambda: _lines("{}: {}\n"),
    "nginx": _nginx,
    "apache": lambda: _lines('Header always set {} "{}"\n'),
    "caddy": lambda: "header {\n" + _lines('\t{} "{}"\n') + "}\n",
    "netlify": lambda: "/*\n" + _lines("  {}: {}\n"),
    "html": _html,
}
"""How the headers are written for each host, by its name. Cloudflare Pages reads Netlify's file."""
