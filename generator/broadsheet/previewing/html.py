"""A preview as a web page that stands alone: it runs nothing, and asks no host for anything."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from broadsheet.previewing.report import Change, Preview
from broadsheet.previewing.told import SAID, Text, compared, crossings, difference, headline, safety, texts
from broadsheet.safe_html import SCHEMES

_TEMPLATES = Path(__file__).parent.parent / "templates" / "preview"
_CELL = {"align", "colspan", "rowspan"}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"alt", "title"}, "ol": {"start"}, "td": _CELL, "th": _CELL}


def as_html(preview: Preview, convert: Callable[[str], str]) -> str:
    """Return a preview as a page.

    Args:
        preview: What to tell.
        convert: Makes HTML of Markdown, of whatever origin; it is sanitised here.
    """
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    allowed = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = [(text, Markup(clean(convert(_untitled(text))))) for text in texts(preview)]  # noqa: S704 - clean
    page = environment.get_template("page.html").render(
        preview=preview,
        style=Markup(style),  # noqa: S704 - our own
        allowed=allowed,
        headline=headline(preview),
        safety=safety(preview),
        compared=compared(preview),
        texts=shown,
        difference=difference,
        said=SAID,
        grave={change: crossings(preview, change) for change in (Change.EXPOSED, Change.WITHDRAWN)},
    )
    return page + "\n"


def _untitled(text: Text) -> str:
    """Return a text without its title, which is no Markdown."""
    return text.after.removeprefix(f"# {text.item.title}\n")


def clean(html: str) -> str:
    """Keep what a text says: nothing that runs or is loaded, no links into a site that is not there yet."""
    return nh3.clean(
        html,
        attributes=_ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
