"""What HTML may hold that anybody may have written: the one allow-list, and what each place makes of it."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

import nh3

SCHEMES = frozenset({"http", "https", "mailto"})
"""Where a link may lead, besides into the site itself."""

DROPPED = nh3.CLEAN_CONTENT_TAGS | {"button", "iframe", "math", "noscript", "object", "select"}
DROPPED |= {"template", "textarea", "title"}
"""Elements that go with all that is in them; of others that are not kept, the text stays."""

TAGS = nh3.ALLOWED_TAGS - {"area", "map"} | {"audio", "source", "tfoot", "video"}
"""What a text is made of."""

_CELL = frozenset({"align", "colspan", "rowspan"})
_MEDIA = frozenset({"controls", "height", "src", "width"})
ATTRIBUTES: dict[str, AbstractSet[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "audio": _MEDIA,
    "details": {"open"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"reversed", "start", "type"},
    "source": {"src", "type"},
    "td": _CELL,
    "th": _CELL,
    "time": {"datetime"},
    "video": _MEDIA,
}

_DRAWN = frozenset({"circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "svg"})
"""What icons are drawn with. None of it loads, links, moves or holds HTML."""
_SHAPE = frozenset(
    (
        *("cx", "cy", "d", "fill", "fill-rule", "clip-rule", "height", "points", "r", "rx", "ry", "stroke"),
        *("stroke-linecap", "stroke-linejoin", "stroke-width", "transform", "viewbox", "viewBox", "width"),
        *("x", "x1", "x2", "xmlns", "y", "y1", "y2"),
    )
)
_ON_PAGES: dict[str, AbstractSet[str]] = {
    **ATTRIBUTES,
    **dict.fromkeys(_DRAWN, _SHAPE),
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "title", "tabindex"},
    "div": {"data-tabs"},
    "img": {"align", "alt", "height", "loading", "src", "title", "width"},
    "input": {"aria-label", "checked", "disabled", "id", "name", "type"},
    "label": {"for"},
    "pre": {"tabindex"},
    "span": {"data-linenos", "title"},
}

_ID = re.compile(r"(?!__|-|bs-)[\w.:-]+|__(?:code(?:lineno)?|span)-\d+(?:-\d+)*|__tabbed_\d+(?:_\d+)*")
"""What an element may be called: as extensions call theirs, else by no name that scripts of a page go by."""
_GROUP = re.compile(r"__tabbed_\d+(?:_\d+)*")
_CLASS = re.compile(
    r"(?!md-|bs-|arithmatex$|mermaid$)[\w-]+|md-button(?:--primary)?|md-tag|bs-audience(?:__label)?"
)
"""Classes without those of the page's own parts, and of what scripts turn into something else."""
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)
"""Another host, or anything on this one: of the site itself, only what was found in it is led to."""
_NOT_IN_ADDRESSES = re.compile(r"[\x00-\x20]+")
_TEXT_FIELD = re.compile(r'<input(?![^>]* type="(?:checkbox|radio)")[^>]*>')


def sanitised(html: str, own_scheme: str) -> str:
    """Return converted Markdown of authors who are not trusted, as it may stand on a page.

    It runs nothing, sends nothing anywhere, loads nothing from another host, and cannot pass for a part of
    the page. What themes and Markdown extensions make of Markdown stays as it is.

    Args:
        html: Converted Markdown.
        own_scheme: The scheme that addresses of the site itself have until it is known where they will stand.
    """

    def allowed(_: str, name: str, value: str) -> str | None:
        if name == "class":
            return " ".join(word for word in value.split() if _CLASS.fullmatch(word)) or None
        if name in {"id", "for"}:
            return value if _ID.fullmatch(value) else None
        if name == "name":
            return value if _GROUP.fullmatch(value) else None
        if name == "tabindex":
            return value if value in {"0", "-1"} else None
        if name == "src":
            address = _NOT_IN_ADDRESSES.sub("", value).replace("\\", "/")
            is_own = address.startswith(f"{own_scheme}:") or not _ELSEWHERE.match(address)
            return value if is_own else None
        return value

    made = nh3.clean(
        html,
        tags=TAGS | _DRAWN | {"input", "label", "section"},
        clean_content_tags=DROPPED,
        attributes=_ON_PAGES,
        attribute_filter=allowed,
        url_schemes=SCHEMES | {own_scheme},
        link_rel=None,
    )
    return _TEXT_FIELD.sub("", made)
