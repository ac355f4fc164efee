"""A Markdown file's front matter, cut from its body.

MkDocs shows front matter that it cannot read as text, or takes text for front matter, and says nothing:
a page loses its audience so. Here the block is read strictly, whatever looks like a block that was meant is
a finding, and no part of the body is ever taken away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.sources.strict_yaml import Yaml, load
from broadsheet.sources.yaml_errors import shortened

MAX_BYTES = 64 * 1024

# Fences as MkDocs has them (mkdocs.utils.meta.YAML_RE), but for two of its faults: there a block that is
# empty, and one that ends with the file, are no block.
OPEN = re.compile(r"---[ \t]*(?:\n|\Z)")
CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)

# What was meant for one of them: behind what nobody sees, indented, with a word or dashes too many, or with
# the dashes that word processors make of hyphens.
_UNSEEN = re.compile("(?:[\\s\ufeff\u200b]|<!--.*?-->)*", re.DOTALL)
_LIKE_OPEN = re.compile(r" {0,3}(?:[-–—]{2,}|—)[ \t]*(?:\w+|#.*)?[ \t]*$")
_KEY = " {0,3}[\"']?(?:%s)[\"']?[ \t]*:(?!//)"
_ANY_KEY = re.compile(_KEY % r"[A-Za-z_][\w-]*")
_KNOWN_KEY = re.compile(
    _KEY
    % "action|audience|breaking|date|draft|expires_on|id|milestone|minutes|order|owner|product|publish_on"
    "|release|review_every|reviewed_on|status|tags|title|type",
    re.IGNORECASE,
)
_OTHER = re.compile(r" {0,3}(?:\+\+\+|;;;|\{|\{[ \t]*[\"'].*)[ \t]*$")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A Markdown file in its two parts.

    Args:
        yaml: What the front matter says, a mapping; None where the file has none.
        body: The Markdown after it.
        body_line: The line of the file, counted from 1, that the body starts on.
    """

    yaml: Yaml | None
    body: str
    body_line: int


def split(text: str, path: str, findings: Findings) -> FrontMatter | None:
    """Cut a file's front matter from its body and read it.

    Args:
        text: The file's text, with LF line endings.
        path: The file, relative to the project.
        findings: Takes what is wrong.

    Returns:
        Both parts; None where the front matter cannot be used.
    """
    opening = OPEN.match(text)
    if not opening:
        return FrontMatter(None, text, 1) if _has_none(text, path, findings) else None
    closing = CLOSE.search(text, opening.end())
    if not closing:
        findings.add(Code.BS213, Place(path, 1), "the front matter that starts here has no end")
        return None
    block = text[opening.end() : closing.start()]
    yaml = load(block, path, findings, first_line=2, max_bytes=MAX_BYTES)
    if yaml is None:
        return None
    if yaml.value is None:
        yaml = Yaml({}, yaml.lines, yaml.raw)
    if not isinstance(yaml.value, dict):
        kind = "a list" if isinstance(yaml.value, list) else "a single value"
        findings.add(Code.BS217, Place(path, 2), f"the front matter is {kind}, not a mapping")
        return None
    return FrontMatter(yaml, text[closing.end() :], text.count("\n", 0, closing.end()) + 1)


def _has_none(text: str, path: str, findings: Findings) -> bool:
    """Whether a file that does not open with a fence has no front matter, and none was meant."""
    unseen = _UNSEEN.match(text)
    start = text.rfind("\n", 0, unseen.end() if unseen else 0) + 1
    first, *rest = text[start:].lstrip("\ufeff\u200b").split("\n")
    place = Place(path, text.count("\n", 0, start) + 1)
    if _OTHER.match(first):
        findings.add(Code.BS216, place, f"“{shortened(first)}” starts TOML or JSON")
    elif _LIKE_OPEN.match(first) and _is_front_matter(rest):
        findings.add(Code.BS214, place, "front matter starts here, where it is taken for text")
    elif _KNOWN_KEY.match(first):
        findings.add(
            Code.BS215, place, f"“{shortened(first)}” reads like front matter, but there is no `---` above"
        )
    else:
        return True
    return False


def _is_front_matter(lines: list[str]) -> bool:
    """Whether lines below a rule start with a key, and have a known one or go on to a fence without gap."""
    block = list(takewhile(lambda line: not CLOSE.match(line), lines))
    paragraph = list(takewhile(str.strip, block))
    if not paragraph or not _ANY_KEY.match(paragraph[0]):
        return False
    closed = len(block) < len(lines)
    return (closed and paragraph == block) or any(map(_KNOWN_KEY.match, paragraph))
