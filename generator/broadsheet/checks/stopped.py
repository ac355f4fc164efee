"""What a page needs that the Content-Security-Policy stops. Shares no code with what made the page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from broadsheet.page_headers import DIRECTIVES

_ALLOWED = {directive.name: directive.sources.split() for directive in DIRECTIVES}

_LOADED = {
    "script-src": "//script/@src",
    "style-src": "//link[contains(@rel, 'stylesheet')]/@href",
    "img-src": (
        "//img/@src | //input/@src | //video/@poster | //link[contains(@rel, 'icon')]/@href"
        " | //image/@*[contains(name(), 'href')]"
    ),
    "media-src": "//audio/@src | //video/@src | //audio/source/@src | //video/source/@src | //track/@src",
    "frame-src": "//iframe/@src | //frame/@src",
    "object-src": "//object/@data | //embed/@src",
}
"""The attributes that a browser asks each directive about."""
_SETS = etree.XPath("//img/@srcset | //picture/source/@srcset", smart_strings=False)
_XPATHS = {name: etree.XPath(path, smart_strings=False) for name, path in _LOADED.items()}
_ATTRIBUTES = etree.XPath("//@*")
_SCRIPTS = etree.XPath("//script[not(@src)]")
_STYLES = etree.XPath("//style")
_SENT = etree.XPath("//form/@action | //*/@formaction", smart_strings=False)
_BASE = etree.XPath("//base/@href", smart_strings=False)
_MERMAID = etree.XPath("boolean(//pre[contains(concat(' ', @class, ' '), ' mermaid ')])")

_SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript", "text/ecmascript"}
_CSS_IMPORT = re.compile(r"@import\s+(?:url\()?\s*[\"']?([^\"')\s]+)", re.IGNORECASE)
_CSS_URL = re.compile(r"(?<!@import )url\(\s*[\"']?([^\"')\s]+)", re.IGNORECASE)
_FONTS = (".woff2", ".woff", ".ttf", ".otf")


class Stopped(NamedTuple):
    """Something that the policy stops.

    Args:
        directive: By which of its directives.
        what: What it is, in words.
    """

    directive: str
    what: str


def stopped_on_page(data: bytes, address: str) -> Iterator[Stopped]:
    """Yield what the policy stops on a page, some of it more than once.

    Args:
        data: The page.
        address: Where it will be.
    """
    try:
        tree = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return  # there is no element in it
    yield from _inline(tree)
    for directive, values in _XPATHS.items():
        for value in map(str, values(tree)):
            yield from _loaded(directive, value, address)
    for value in map(str, _SETS(tree)):
        for one in value.split(","):
            yield from _loaded("img-src", one.split()[0] if one.split() else "", address)
    if _SENT(tree):
        yield Stopped("form-action", "a form that is sent")
    if _BASE(tree):
        yield Stopped("base-uri", "a <base>")
    if _MERMAID(tree):
        yield Stopped("script-src", "Mermaid, which Material's script loads from https://unpkg.com")


def stopped_in_stylesheet(text: str, address: str) -> Iterator[Stopped]:
    """Yield what the policy stops of what a stylesheet loads.

    Args:
        text: The stylesheet.
        address: Where it will be.
    """
    for value in _CSS_IMPORT.findall(text):
        yield from _loaded("style-src", value, address)
    for value in _CSS_URL.findall(text):
        is_font = urlsplit(value).path.lower().endswith(_FONTS)
        yield from _loaded("font-src" if is_font else "img-src", value, address)


def _inline(tree: html.HtmlElement) -> Iterator[Stopped]:
    for script in _SCRIPTS(tree):
        if (script.get("type") or "").strip().lower() in _SCRIPT_TYPES:
            yield Stopped("script-src", f"a script in the page ({_hash(script.text)})")
    for style in _STYLES(tree):
        yield Stopped("style-src", f"a <style> in the page ({_hash(style.text)})")
    for value in _ATTRIBUTES(tree):
        name, tag = value.attrname, value.getparent().tag
        if name == "style":
            yield Stopped("style-src", f'style="{value}"')
        elif name.startswith("on"):
            yield Stopped("script-src", f"the attribute {name} of a <{tag}>")
        elif name in {"href", "action", "formaction", "src"} and _scheme(value) == "javascript":
            yield Stopped("script-src", "a link that is a script")


def _loaded(directive: str, value: str, address: str) -> Iterator[Stopped]:
    """Yield what is loaded, where the policy does not let it."""
    if _scheme(value) == "javascript":
        return  # told of already
    allowed = _ALLOWED.get(directive, _ALLOWED["default-src"])
    whole = urlsplit(urljoin(address, value.strip()))
    origin = f"{whole.scheme}://{whole.netloc}" if whole.netloc else f"{whole.scheme}:"
    here = urlsplit(address)
    is_here = origin == f"{here.scheme}://{here.netloc}"
    if not ("'self'" in allowed if is_here else origin in allowed):
        yield Stopped(directive, f"what comes from {'the edition' if is_here else origin}")


def _hash(text: str | None) -> str:
    """Return what a policy can name an inline script or style by."""
    digest = hashlib.sha256((text or "").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _scheme(value: str) -> str:
    return re.sub(r"[\x00-\x20]", "", value).partition(":")[0].lower()
