"""What Material's templates and Markdown's extensions leave for readers' programs to guess, or to refuse.

Mended in the text of finished pages: a copy of a template would have to be compared with Material's own at
each update. What Material's script adds to a page is mended by ``assets/landmarks.js``, and colours by
``assets/contrast.css``. Where Material writes something else, nothing is found and nothing is changed; tests
run axe-core over pages of every kind.
"""

from __future__ import annotations

import re
from html import escape, unescape

from broadsheet.outputs.feed_formats.sanitise import plain

_ITEM = re.compile(
    r'(<li class="task-list-item">(?:\s*<p>)?(?:<label class="task-list-control">)?'
    r'<input type="checkbox" disabled)(.*?(?=</li>|</p>|<[uo]l\b))',
    re.DOTALL,
)
_CELL = re.compile(r'(<t[dh]\b[^<>]*?) style="text-align: ?(left|center|right);?"')
_SECTION = re.compile(
    r'<nav class="md-nav" data-md-level="\d+" aria-labelledby="(\w+)_label"[^>]*>\s*'
    r'<label class="md-nav__title" for="\w+"(>\s*<span class="md-nav__icon md-icon"></span>(.*?)</label>)',
    re.DOTALL,
)
_SOURCE = ' data-md-component="source"'
"""By this Material's script has every reader ask the repository's host how popular it is."""
_ICON = '<span class="md-nav__icon md-icon"'


def aligned(html: str) -> str:
    """Have cells say in an attribute of their own how they are aligned, as Material's stylesheet expects.

    Python-Markdown writes styles, which a strict Content-Security-Policy stops.

    Args:
        html: Converted Markdown.
    """
    return _CELL.sub(r'\1 align="\2"', html) if "text-align" in html else html


def labelled(html: str) -> str:
    """Give the boxes of task lists the names that stand beside them.

    Args:
        html: Converted Markdown.
    """
    return _ITEM.sub(_labelled, html) if 'class="task-list-item"' in html else html


def _labelled(match: re.Match[str]) -> str:
    return f'{match[1]} aria-label="{_words(match[2].partition(">")[2])}"{match[2]}'


def mended(page: str) -> str:
    """Return a finished page with names and references as they should be."""
    page = page.replace(' tabindex=""', "")
    page = page.replace(_SOURCE, "")
    path = '<nav class="md-path" aria-label="'
    page = page.replace(f'{path}Navigation"', f'{path}Path"')
    if 'id="__toc"' not in page:
        page = page.replace(' for="__toc"', "")
    for section, rest, title in _SECTION.findall(page):
        page = _with_section_name(page, section, rest, title)
    return page


def _with_section_name(page: str, section: str, rest: str, title: str) -> str:
    """Have what names a section of the nav be there, and say more than an icon does."""
    before, mark, after = page.partition(f'id="{section}_label"')
    if not mark:
        label = f'for="{section}"'
        return page.replace(f"{label}{rest}", f'{label} id="{section}_label"{rest}', 1)
    tag, end, inside = after.partition(">")
    if not inside.lstrip().startswith(_ICON):
        return page
    icon = f'{_ICON} role="img" aria-label="{_words(title)}"'
    return f"{before}{mark}{tag}{end}{inside.replace(_ICON, icon, 1)}"


def _words(html: str) -> str:
    text = plain(f"<p>{html}</p>") if "<" in html else " ".join(unescape(html).split())
    return escape(text)
