"""Files that a browser would run, opened by themselves at the site's own address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import splitext

from lxml import etree

from broadsheet.codes import Code
from broadsheet.config.settings import Settings
from broadsheet.findings import Findings, Place
from broadsheet.model.items import Asset
from broadsheet.outputs.assets import loaded
from broadsheet.outputs.links import runs

_INERT = frozenset(
    (
        *(".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
        *(".flac", ".m4a", ".mov", ".mp3", ".mp4", ".oga", ".ogg", ".ogv", ".opus", ".vtt", ".wav", ".webm"),
        *(".otf", ".ttf", ".woff", ".woff2"),
        *(
            ".csv",
            ".diff",
            ".json",
            ".log",
            ".patch",
            ".pdf",
            ".sql",
            ".toml",
            ".tsv",
            ".txt",
            ".yaml",
            ".yml",
        ),
        *(".docx", ".gz", ".odp", ".ods", ".odt", ".pptx", ".tar", ".tgz", ".xlsx", ".zip"),
    )
)
"""Kinds of file that browsers show or save, and never run."""

_SETTINGS = frozenset({"ads.txt", "app-ads.txt", "robots.txt", "routes.json", "staticwebapp.config.json"})
"""Files by which a site tells hosts, crawlers and traders what to do with it, at its top."""
_RUNNING = frozenset({"applet", "embed", "frame", "handler", "iframe", "listener", "object", "script"})

_LOADING = frozenset(
    (
        *("action", "background", "base", "data", "formaction", "href", "http-equiv"),
        *("ping", "poster", "src", "srcset"),
    )
)
_ANIMATED = frozenset({"by", "from", "to", "values"})
_WITHIN = re.compile(r"\s*(?:#|data:image/|$)", re.IGNORECASE)
_LOADED_BY_STYLE = re.compile(
    r"\\|@import|(?:image|image-set|src)\(|url\((?!\s*[\"']?\s*(?:#|data:image/))", re.IGNORECASE
)
"""A backslash can spell any of the others."""


def check_files(assets: Iterable[Asset], settings: Settings, findings: Findings) -> None:
    """Find files of an edition that could run something in a reader's browser.

    Args:
        assets: The edition's files.
        settings: Says whether authors are trusted, and which files the configuration itself names.
        findings: Gets them.
    """
    assets = tuple(assets)
    untrusted = settings.options.untrusted
    named = _named(assets, settings) if untrusted else frozenset()
    for asset in assets:
        kind = splitext(asset.path)[1].lower()
        strict = untrusted and asset.path not in named
        if kind == ".svg" and (why := what_runs(asset.data)):
            findings.add(Code.BS123 if strict else Code.BS122, Place(asset.path), f"this picture has {why}")
        elif kind == ".svg" and strict and (why := what_loads(asset.data)):
            findings.add(Code.BS123, Place(asset.path), f"this picture loads something, with {why}")
        elif strict and kind == ".css":
            message = "this style sheet is none of those that the configuration names"
            findings.add(Code.BS123, Place(asset.path), message)
        elif strict and asset.src_uri in _SETTINGS:
            message = "a file of this name, in this place, tells programs what to do with the site"
            findings.add(Code.BS123, Place(asset.path), message)
        elif strict and kind not in _INERT:
            message = f"“{kind or asset.path}” is no kind of file that browsers only show or save"
            findings.add(Code.BS123, Place(asset.path), message)


def _named(assets: Iterable[Asset], settings: Settings) -> set[str]:
    """Return the files that the configuration names, and the style sheets that those load."""
    styles = {asset.path: asset for asset in assets if asset.path.endswith(".css")}
    waiting = [*(f"{settings.docs_dir}/{name}" for name in settings.theme_assets), *settings.pinned]
    named: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path not in named:
            named.add(path)
            if path in styles:
                waiting += [other for other, _ in loaded(styles[path]) if other in styles]
    return named


def what_runs(svg: bytes) -> str:
    """Say what in an SVG file could run a script; empty where nothing does."""
    try:
        root = _parsed(svg)
    except etree.XMLSyntaxError:
        return "an error, and browsers run what stands before it"
    if _is_more_than_it_says(root):
        return "declarations that can hide a script"
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname.lower()
        if name in _RUNNING:
            return f"<{name}>"
        for key, value in element.items():
            attribute = etree.QName(key).localname.lower()
            if attribute.startswith("on"):
                return f"`{attribute}`, which runs a script"
            if any(map(runs, str(value).split(";"))):  # animations list several
                return f"a script as `{attribute}`"
    return ""


def what_loads(svg: bytes) -> str:
    """Say with what an SVG file, opened by itself, may ask another host for something; empty for nothing.

    Args:
        svg: A file in which nothing runs.
    """
    for element in _parsed(svg).iter(etree.Element):
        name = etree.QName(element).localname.lower()
        if name == "style" and _LOADED_BY_STYLE.search("".join(map(str, element.itertext()))):
            return "its style"
        for key, value in element.items():
            attribute = etree.QName(key)
            said = attribute.localname.lower()
            leads = said in _LOADING and (name, said) != ("a", "href")
            if (leads and not _WITHIN.match(str(value))) or (said in _ANIMATED and "/" in str(value)):
                return f"`{said}`"
            if not attribute.namespace and _LOADED_BY_STYLE.search(str(value)):
                return f"`{said}`"
    return ""


def _parsed(svg: bytes) -> etree._Element:
    return etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _is_more_than_it_says(root: etree._Element) -> bool:
    """Whether a name stands for other text, a value for an absent attribute, or a style sheet for all."""
    whole = etree.tostring(root.getroottree(), encoding="unicode")
    sheets = any(isinstance(node, etree._ProcessingInstruction) for node in root.itersiblings(preceding=True))
    return sheets or "<!ENTITY" in whole or "<!ATTLIST" in whole
