"""Clean HTML → Markdown in which nothing but the HTML's own elements means anything.

What a site's Markdown means depends on its extensions, so every character that one of the usual ones could
take for more than itself is escaped, where it could be taken so. Where a backslash does not escape it
everywhere, it is written as a character reference.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from bs4 import Tag
from markdownify import MarkdownConverter

_ALWAYS = re.compile(r"[\\`*{}]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_REFERENCES = re.compile(
    r"[|｜]|={2,}|\+{2,}|([~^$])(?=.*\1)|:(?=[\d+-]*[^\W\d][\w+-]*:)|\](?=[(\[:])|\[(?=\^|TOC\]|[ xX]\])"
)
_MANY = 30  # what may open a link is looked at once more for each that follows
_ENDING_LABEL = re.compile(r"[\[\]$]")
_BLOCK = re.compile(r"[#>]|[-+](?=\s|$|-)|\d+(?=[.)](?:\s|$))")
_BLOCK_REFERENCE = re.compile(r"=|:(?=\s|:|-|$)|/(?=/)|!(?=!!)|\?(?=\?\?)|~(?=~~)")
_RISKY_CODE = re.compile(r"^[ \t>]*(?:/{2,}|`{3,}|~{3,})|<!--|-8<-|audience", re.MULTILINE | re.IGNORECASE)
_INCLUDE = re.compile(r"-8<-")
_LANGUAGE = re.compile(r"(?:language-|code )([a-z][a-z0-9+#-]{0,20})\b")
_SAFE_IN_ADDRESS = "%:/?#@!&,;=+~-._"


def to_markdown(html: str) -> str:
    """Return clean HTML as Markdown.

    Args:
        html: What :func:`~broadsheet.importers.tidy.tidied` lets through, as text.
    """
    return str(_Writer(wrap=True, wrap_width=None, heading_style="atx").convert(html)).strip()


class _Writer(MarkdownConverter):
    """markdownify's converter, for Python-Markdown, which indents by four spaces, not by what there is."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return text that means nothing but itself within a line."""
        text = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
        text = _UNDERSCORE.sub(r"\\_", _ALWAYS.sub(r"\\\g<0>", text))
        if "a" in parent_tags or text.count("[") > _MANY:
            text = _ENDING_LABEL.sub(_referred, text)
        return _REFERENCES.sub(_referred, text)

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a paragraph; in a list, one that stands close to what follows."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        text = "\n".join(map(_at_line_start, text.strip().split("\n")))
        close = el.parent is not None and el.parent.name == "li" and el.find_previous_sibling() is None
        follower = el.find_next_sibling()
        if close and (follower is None or follower.name in {"ul", "ol"}):
            return f"{text}\n"
        return f"\n\n{text}\n\n" if text else ""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link whose address cannot end it early."""
        href = str(el.get("href") or "")
        label = text.strip()
        if "_noformat" in parent_tags or not href or not label:
            return text
        address = quote(href, safe=_SAFE_IN_ADDRESS)
        lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        link = f"<{address}>" if el.get_text().strip() == address else f"[{label}]({address})"
        return f"{lead}{link}{trail}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a picture, wherever it stands."""
        label = self.escape(" ".join(str(el.get("alt") or "").split()), {"a"})
        return f"![{label}]({quote(str(el.get('src') or ''), safe=_SAFE_IN_ADDRESS)})"

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return an element for which only some sites have a sign."""
        if "_noformat" in parent_tags or not text.strip():
            return text
        return f"<{el.name}>{text}</{el.name}>"

    convert_sub = convert_sup = convert_del

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a code span."""
        return text if "_noformat" in parent_tags else _span(text)

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a list item, indented by four."""
        numbered = el.parent is not None and el.parent.name == "ol"
        bullet = f"{len(el.find_previous_siblings('li')) + 1}." if numbered else "-"
        lines = text.strip().split("\n")
        end = "\n\n" if "" in lines else "\n"  # what is loose must not run into what follows
        return f"{bullet:<4}" + "\n".join(f"    {line}" if line else "" for line in lines)[4:] + end

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a rule that no reader takes for front matter."""
        return "\n\n* * *\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        """Return a code block: fenced at the top, indented within a list or a quotation."""
        code = el.get_text().strip("\n").expandtabs(4)
        lines = [line.rstrip() for line in code.split("\n")]
        inner = {"li", "blockquote", "td", "th"} & parent_tags
        starts = el.find_previous_sibling() is None
        if not code.strip():
            return ""
        if _INCLUDE.search(code) or (inner and (starts or _RISKY_CODE.search(code))):
            made = "  \n".join(_span(line.strip()) for line in lines if line)
        elif inner:
            made = "\n".join(f"    {line}" if line else "" for line in lines)
        else:
            longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
            fence = "`" * (longest + 1)
            made = "\n".join((f"{fence}{_language(el)}", *lines, fence))
        return f"\n\n{made}\n\n"


def _span(text: str) -> str:
    code = text.strip()
    if not code:
        return text
    longest = max(map(len, re.findall(r"`+", code)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{fence}{space}{code}{space}{fence}{trail}"


def _referred(found: re.Match[str]) -> str:
    return "".join(map(_reference, found[0]))


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


def _at_line_start(line: str) -> str:
    """Return a line that begins no block."""
    line = line.lstrip()
    while line and unicodedata.category(line[0]) == "Cf":  # nobody sees it, and it hides what follows
        line = line[1:].lstrip()
    if found := _BLOCK.match(line):
        mark = found[0]
        return f"{mark}\\{line[len(mark) :]}" if mark.isdigit() else f"\\{line}"
    plain = unicodedata.normalize("NFKC", line[:3])
    if line and (_BLOCK_REFERENCE.match(line) or (not line[0].isascii() and plain[:1] in "/:!?#>-=~|")):
        return _reference(line[0]) + line[1:]
    return line


def _language(el: Tag) -> str:
    code = el.find("code")
    classes = [*(el.get("class") or ()), *((code.get("class") or ()) if isinstance(code, Tag) else ())]
    found = _LANGUAGE.search(" ".join(classes))
    return found[1] if found else ""
