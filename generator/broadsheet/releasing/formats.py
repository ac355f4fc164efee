"""Announcements as what hosts and mail programs take: Markdown, plain text, HTML with its style inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from textwrap import fill
from typing import Any, cast
from urllib.parse import quote

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markdownify import MarkdownConverter
from markupsafe import Markup

from broadsheet.releasing.announce import Announcement, Section

WIDTH = 72
"""How long lines of a text are, in characters (RFC 3676, section 4.2 allows 78)."""

_TEMPLATES = Path(__file__).parent.parent / "templates" / "announcement"
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_ENDS_ADDRESS = re.compile(r"[\s()<>\\\"`|]")
_TICKS = re.compile("`+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>&])")


def printed(announced: Announcement, form: str) -> str:
    """Return an announcement as ``markdown`` for a host's release, or as e-mail in ``text`` or ``html``."""
    return _PRINTERS[form](announced)


def _reworded(
    announced: Announcement, words: Callable[[str], str], name: Callable[[str], str] = str
) -> Announcement:
    """Turn an announcement's HTML, and what things are called, into what a format wants."""

    def reworded(section: Section) -> Section:
        items = (replace(item, title=name(item.title), text=words(item.text)) for item in section.items)
        return Section(section.title, tuple(items))

    return replace(
        announced,
        title=name(announced.title),
        site_name=name(announced.site_name),
        intro=words(announced.intro),
        sections=tuple(map(reworded, announced.sections)),
    )


class _Markdown(MarkdownConverter):
    """Markdown for hosts that tell whom an ``@`` names, and show each line of a paragraph as a line."""

    class Options:
        heading_style = "ATX"
        bullets = "-"
        escape_misc = True
        wrap = True
        wrap_width = None

    def convert_soup(self, soup: Any) -> str:
        for element in soup.find_all(True):
            for name in {"href", "poster", "src"} & element.attrs.keys():
                element[name] = _ENDS_ADDRESS.sub(lambda found: quote(found[0]), element[name])
            for name in {"alt", "title"} & element.attrs.keys():
                element[name] = _name(" ".join(element[name].split()))
        converted: str = cast("Any", super()).convert_soup(soup)
        return converted

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        ticks = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
        return "\n\n{0}\n{1}\n{0}\n\n".format(ticks, text.strip("\n"))

    def escape(self, text: str, parent_tags: Any) -> str:
        escaped: str = cast("Any", super()).escape(text, parent_tags)  # its stubs lack the method
        return _unmentioned(escaped)


def _unmentioned(text: str) -> str:
    return _MENTION.sub("@&#8203;", text)


def _name(text: str) -> str:
    """Return what something is called, as Markdown."""
    return _unmentioned(_SPECIAL.sub(r"\\\1", text))


class _Text(MarkdownConverter):
    """Plain text: no signs that only a renderer understands, and no address hidden behind a word."""

    class Options:
        bullets = "-"
        escape_asterisks = False
        escape_underscores = False
        strong_em_symbol = ""
        wrap = True
        wrap_width = WIDTH

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        address = el.get("href") or ""
        return f"{text} <{address}>" if address and text.strip() != address else text

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        return "\n"

    def convert_code(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        return text

    def convert_div(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        inside = text.strip("\n")  # and no spaces, which are the margin of code
        return f"\n\n{inside}\n\n"

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002, N802
        return f"\n\n{' '.join(text.split())}\n\n"

    def convert_li(self, el: Any, text: str, parent_tags: Any) -> str:
        words = text.strip()
        folded = words if "\n" in words else fill(words, WIDTH - 2, break_long_words=False)
        item: str = cast("Any", super()).convert_li(el, folded, parent_tags)
        return item

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        alt = el.get("alt") or ""
        return f"[{alt}]" if alt else ""

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        lines = text.strip("\n").split("\n")
        return "\n\n" + "\n".join(f"    {line}".rstrip() for line in lines) + "\n\n"


def _as_markdown(announced: Announcement) -> str:
    return _filled("body.md", _reworded(announced, lambda html: _Markdown().convert(html).strip(), _name))


def _as_text(announced: Announcement) -> str:
    return _filled("email.txt", _reworded(announced, lambda html: _Text().convert(html).strip()))


def _as_html(announced: Announcement) -> str:
    whole = _filled("email.html", _reworded(announced, Markup))
    return css_inline.inline(whole, load_remote_stylesheets=False, keep_style_tags=False)


_PRINTERS: Mapping[str, Callable[[Announcement], str]] = {
    "markdown": _as_markdown,
    "text": _as_text,
    "html": _as_html,
}


def _filled(template: str, announced: Announcement) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    facts = {field.name: getattr(announced, field.name) for field in fields(announced)}
    return environment.get_template(template).render(facts)
