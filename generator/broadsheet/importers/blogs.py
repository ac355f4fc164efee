"""Posts of a blog, by Docusaurus or by Material for MkDocs: each is one entry."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import unquote

from markdown import Markdown

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.importers.commonmark import read_page
from broadsheet.importers.prose import headed, shortened
from broadsheet.importers.records import Parsed, Prose, Record, Skip, Source
from broadsheet.importers.tidy import Pictures
from broadsheet.sources.front_matter import split

_DATED = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)(?=[-/.])")
_EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"),
    *("pymdownx.betterem", "pymdownx.caret", "pymdownx.details", "pymdownx.highlight", "pymdownx.mark"),
    *("pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tilde"),
]
_CONFIGS = {"pymdownx.highlight": {"use_pygments": False}, "pymdownx.tabbed": {"alternate_style": True}}
_FENCE_OPTIONS = re.compile(r"^(?P<fence>[ \t>]*(?:`{3,}|~{3,})[ \t]*\w[\w+#-]*)[ \t]+[^`\n]+$", re.MULTILINE)
_ICON = re.compile(
    r"(?P<code><code\b.*?</code>)|:(?:material|octicons|fontawesome|simple)-[\w-]+:", re.DOTALL
)
_BACK = re.compile(r"<a class=\"footnote-backref\".*?</a>", re.DOTALL)

_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})(?P<info>.*)$")
_MDX_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_MDX_CODE = re.compile(r"^(?:import|export)\s.*(?:from\s+|['\"{=;(]).*$")
_CALL_OUT = re.compile(r"^\s*:{3,}(?P<kind>[a-zA-Z]+)(?:\s*\[(?P<title>.*)\]|\s+(?P<words>.+))?\s*$")
_CALL_OUT_END = re.compile(r"^\s*:{3,}\s*$")
_Read = Callable[[str, Place, Findings, Pictures], Prose | None]
_NOT_KEPT = ("authors", "author", "image", "description", "links")


def docusaurus(sources: Sequence[Source], findings: Findings) -> Parsed:
    """Read a Docusaurus blog's folder.

    Args:
        sources: The posts, ``.md`` and ``.mdx``.
        findings: Gets front matter that cannot be read.
    """
    return _posts(sources, _from_mdx, findings)


def material(sources: Sequence[Source], findings: Findings) -> Parsed:
    """Read the posts of Material's blog plugin.

    Args:
        sources: The posts.
        findings: Gets front matter that cannot be read.
    """
    return _posts(sources, _from_material, findings)


class _Shown:
    """The pictures that a post shows, each under one name of its own beside the entry.

    Args:
        source: The post.
    """

    def __init__(self, source: Source) -> None:
        self.found: dict[str, str] = {}
        self._source = source

    def __call__(self, address: str) -> str:
        """Return a picture's address beside the entry; empty where the blog's folder does not have it."""
        folder = posixpath.dirname(self._source.name)
        name = posixpath.normpath(posixpath.join(folder, unquote(address)))
        if name not in self._source.pictures:
            return ""
        beside = re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")
        self.found[f"img/{beside}"] = name
        return f"img/{beside}"


def _posts(sources: Sequence[Source], read: _Read, findings: Findings) -> Parsed:
    records: list[Record] = []
    skipped: list[Skip] = []
    for source in sources:
        parts = split(source.text, source.path, findings)
        if parts is None:
            continue
        values = parts.yaml.value if parts.yaml else {}
        pictures = _Shown(source)
        prose = read(parts.body, Place(source.path, parts.body_line), findings, pictures)
        if prose is None:
            continue
        title = shortened(str(values.get("title") or prose.title))
        if not title and not prose.text:
            skipped.append(Skip(Place(source.path), "it is empty"))
            continue
        record = _post(source, values, replace(prose, title=title or _titled(source)))
        records.append(replace(record, pictures=tuple(pictures.found.items())))
    return Parsed(tuple(records), tuple(skipped))


def _post(source: Source, values: dict[str, Any], prose: Prose) -> Record:
    words = [word for key in ("tags", "categories") for word in _words(values.get(key))]
    day = _day(values.get("date")) or _day_of(source.name) or source.day
    hidden = values.get("unlisted") is True
    losses = [f"`{key}` is not kept" for key in _NOT_KEPT if values.get(key)]
    losses += [f"of tags and categories, only the first counts: not “{word}”" for word in words[1:]]
    losses += ["it was not listed; it is a draft now"] if hidden else []
    return Record(
        key=source.name,
        place=Place(source.path, 1),
        prose=prose,
        name=_name(source, values.get("slug")),
        section=words[0] if words else "",
        release="",
        day=day,
        is_draft=values.get("draft") is True or hidden,
        losses=tuple(losses),
    )


def _words(value: Any) -> Iterable[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield str(item.get("label") or "")
        elif item:
            yield str(item)


def _path(source: Source) -> str:
    stem = posixpath.splitext(source.name)[0]
    return posixpath.dirname(stem) if posixpath.basename(stem) == "index" and "/" in stem else stem


def _titled(source: Source) -> str:
    return _DATED.sub("", f"{_path(source)}.").strip("-/.").replace("-", " ").capitalize() or "Post"


def _name(source: Source, slug: Any) -> str:
    path = slug if isinstance(slug, str) and slug.strip("/") else _path(source)
    return re.sub(r"[^\w.-]+", "-", path.strip("/"), flags=re.ASCII).strip("-.")


def _day(value: Any) -> date | None:
    if isinstance(value, dict):  # Material's `date: {created: …, updated: …}`
        value = value.get("created")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        return None


def _day_of(name: str) -> date | None:
    found = _DATED.match(name)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def _from_mdx(text: str, place: Place, findings: Findings, pictures: Pictures) -> Prose | None:
    lines, losses = _without_jsx(_MDX_COMMENT.sub("", text).split("\n"))
    page = read_page("\n".join(lines), place, findings)
    return headed(page.html(), losses, pictures) if page else None


def _without_jsx(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """Take out what is a program, and turn call-outs into quotations."""
    made: list[str] = []
    losses: list[str] = []
    fence, hidden = "", False
    for line in lines:
        mark = _FENCE.match(line)
        if fence:
            closes = mark is not None and mark["fence"].startswith(fence) and not mark["info"].strip()
            made += [] if hidden else [line]
            if closes:
                fence, hidden = "", False
        elif mark:
            fence, hidden = mark["fence"], mark["info"].strip().startswith("mdx-code-block")
            losses += ["a block of JSX is left out"] if hidden else []
            made += [] if hidden else [line]
        elif _MDX_CODE.match(line):
            losses.append(f"`{line.split()[0]}` of MDX is left out")
        elif opening := _CALL_OUT.match(line):
            title = opening["title"] or opening["words"] or opening["kind"].capitalize()
            made += ["", "<blockquote>", "", f"**{title.strip()}**", ""]
        elif _CALL_OUT_END.match(line):
            made += ["", "</blockquote>", ""]
        else:
            made.append(line)
    return made, losses


@cache
def _markdown() -> Markdown:
    return Markdown(extensions=_EXTENSIONS, extension_configs=_CONFIGS)


def _from_material(text: str, place: Place, findings: Findings, pictures: Pictures) -> Prose | None:
    text, options = _FENCE_OPTIONS.subn(r"\g<fence>", text)
    try:
        html = _BACK.sub("", _markdown().reset().convert(text))
    except RecursionError:
        findings.add(Code.BS701, place, "lists or quotations are nested too deeply")
        return None
    icons = [found for found in _ICON.finditer(html) if not found["code"]]
    losses = ["icons are left out"] if icons else []
    losses += ["titles and options of code blocks are left out"] if options else []
    if "tabbed-set" in html:
        losses.append("content tabs stand one after the other")
    return headed(_ICON.sub(lambda found: found["code"] or "", html), losses, pictures)
