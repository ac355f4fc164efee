"""reStructuredText → HTML, by docutils; what only Sphinx knows becomes text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docutils import ApplicationError, nodes
from docutils.core import publish_doctree, publish_parts
from docutils.io import DocTreeInput
from docutils.parsers.rst import roles
from docutils.readers.doctree import Reader
from lxml.html import fragment_fromstring, tostring

from broadsheet.importers.prose import prose, untitled
from broadsheet.importers.records import Prose

_SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "halt_level": 6,
    "input_encoding": "unicode",
    "line_length_limit": 100_000,
    "math_output": "LaTeX",
    "output_encoding": "unicode",
    "raw_enabled": False,
    "report_level": 2,
    "smart_quotes": False,
    "strip_comments": True,
    "syntax_highlight": "none",
    "toc_backlinks": False,
    "warning_stream": False,
}
_ROLE = re.compile(r"(?<![\w:]):((?:[a-zA-Z][\w.+-]*:)*[a-zA-Z][\w.+-]*):`")
_TITLED = re.compile(r"^(?P<title>.+?)\s*<(?P<target>[^<>]+)>$", re.DOTALL)
_STANDARD = frozenset(
    [
        "abbreviation",
        "ab",
        "acronym",
        "ac",
        "code",
        "index",
        "i",
        "math",
        "pep-reference",
        "pep",
        "rfc-reference",
        "rfc",
        "subscript",
        "sub",
        "superscript",
        "sup",
        "title-reference",
        "title",
        "t",
        "emphasis",
        "strong",
        "literal",
        "raw",
    ]
)
_CODE = frozenset(
    [
        "attr",
        "class",
        "const",
        "command",
        "data",
        "envvar",
        "exc",
        "file",
        "func",
        "guilabel",
        "kbd",
        "keyword",
        "meth",
        "mod",
        "module",
        "obj",
        "option",
        "program",
        "samp",
        "type",
    ]
)


def rst(text: str) -> Prose:
    """Divide a text in reStructuredText into what an entry has. Nothing is read or run for it."""
    return prose(*_html(text))


def rst_untitled(text: str) -> Prose:
    """Return the same as a text that needs no title."""
    return untitled(*_html(text))


def _html(text: str) -> tuple[str, Sequence[str]]:
    losses: list[str] = []
    for name in dict.fromkeys(_ROLE.findall(text)):
        if name.lower() not in _STANDARD:
            roles.register_local_role(name.lower(), _as_text)
            losses.append(f"`:{name}:` is Sphinx's: its text stays, what it refers to does not")
    try:
        tree = publish_doctree(text, settings_overrides=_SETTINGS)
        losses += _without_messages(tree)
        parts = publish_parts(
            tree, reader=Reader(), source_class=DocTreeInput, writer="html5", settings_overrides=_SETTINGS
        )
    except (ApplicationError, RecursionError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        # docutils gives up on some texts that nobody means to write.
        plain = fragment_fromstring("<p></p>")
        plain.text = " ".join(text.split())
        reason = f"docutils cannot read it, so it stays as written: {str(error) or type(error).__name__}"
        return tostring(plain, encoding="unicode"), [" ".join(reason.split())]
    return str(parts["body"]), losses


def _without_messages(tree: nodes.document) -> list[str]:
    """Take docutils' messages out of a document, and return them; what they are about stays as written."""
    messages = [*tree.findall(nodes.system_message), *tree.transform_messages]
    losses = [
        f"docutils: {' '.join(message.children[0].astext().split())}"
        for message in messages
        if message["level"] >= _SETTINGS["report_level"] and message.children
    ]
    tree.transform_messages.clear()
    for message in messages:
        if message.parent is not None:
            kept = [child for child in message.children if isinstance(child, nodes.literal_block)]
            message.parent.replace(message, kept)
    for problem in list(tree.findall(nodes.problematic)):
        problem.parent.replace(problem, nodes.Text(problem.astext()))
    for quote in list(tree.findall(nodes.block_quote)):
        if all(isinstance(child, nodes.Sequential) for child in quote.children):
            quote.parent.replace(quote, quote.children)  # a list that is indented, as many are
    return losses


def _as_text(role: str, rawtext: str, text: str, *_: Any, **__: Any) -> tuple[list[Any], list[Any]]:
    """Show a role's text as Sphinx would, without leading anywhere."""
    words = nodes.unescape(text)
    titled = _TITLED.match(words)
    shown = titled["title"] if titled else words.removeprefix("!")
    if shown.startswith("~"):
        shown = shown[1:].rpartition(".")[2]
    is_code = role.rpartition(":")[2].lower() in _CODE and not titled
    node: nodes.Node = nodes.literal(rawtext, shown) if is_code else nodes.inline(rawtext, shown)
    return [node], []
