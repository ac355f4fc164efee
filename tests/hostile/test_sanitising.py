"""Page bodies of authors who are not trusted: nothing runs, and what Material makes of Markdown stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml.html import fragment_fromstring
from markdown import Markdown
from material.extensions.emoji import to_svg, twemoji  # type: ignore[import-untyped]
from tests.hostile.payloads import EVERY
from tests.hostile.trap import Trap

from broadsheet.outputs.feed_formats.sanitise import sanitise
from broadsheet.previewing.html import clean
from broadsheet.render.mending import aligned
from broadsheet.safe_html import sanitised

EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"),
    *("pymdownx.critic", "pymdownx.details", "pymdownx.emoji", "pymdownx.highlight", "pymdownx.inlinehilite"),
    *("pymdownx.keys", "pymdownx.mark", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist"),
]
CONFIGS = {
    "pymdownx.emoji": {"emoji_index": twemoji, "emoji_generator": to_svg},
    "pymdownx.highlight": {"anchor_linenums": True, "line_spans": "__span"},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {"custom_checkbox": True},
    "toc": {"permalink": True},
}
RICH = """\
# Head *x* { #own .cls }

!!! note "Mind"
    text

??? warning inline end "Folded"
    text

=== "A"
    one
=== "B"
    two

- [x] done
- [ ] to do

| a | b |
|:--|--:|
| 1 | 2 |

A note[^1]. HTML :material-check:{ .big title="hi" } ++ctrl+a++ ==mark== {--gone--} `#!python x = 1` H~2~O

[b](https://example.com){ .md-button .md-button--primary } ![x](a.png){ width=30 loading=lazy align=left }

```python title="a.py" linenums="1" hl_lines="2"
def f(): # (1)!
    return "<b>"
```

Term
:   what it means

<figure markdown="span">
  ![x](a.png)
  <figcaption>words</figcaption>
</figure>

<div class="grid cards" markdown>
- one
</div>

*[HTML]: Hyper "Text"
[^1]: Foot.
"""
LOST = {"name": {"a"}}
"""What does nothing in browsers of today."""


def converted(text: str) -> str:
    return aligned(Markdown(extensions=EXTENSIONS, extension_configs=CONFIGS).convert(text))


def page_html(html: str) -> str:
    return sanitised(html, "broadsheet-root")


def parts(html: str) -> list[tuple[str, dict[str, str]]]:
    html = re.sub(' (checked|disabled)=""', r' \1="\1"', html)
    found = fragment_fromstring(html, create_parent="div").iter("*")
    return [
        (str(part.tag), {k: v for k, v in part.items() if part.tag not in LOST.get(k, ()) and v != k})
        for part in found
        if part.tag != "tbody"
    ]


def test_what_material_makes_of_markdown_stays() -> None:
    html = converted(RICH)
    assert 'class="twemoji big"' in html
    assert "<svg" in html
    assert parts(page_html(html)) == parts(html)
    assert [
        cell.get("align") for cell in fragment_fromstring(page_html(html), create_parent="div").iter("td")
    ][:2] == ["left", "right"]


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ('<p style="position:fixed" class="md-overlay x">a</p>', '<p class="x">a</p>'),
        ('<img src="https://evil.example/x.png" alt="x">', '<img alt="x">'),
        ('<img src="//evil.example/x.png">', "<img>"),
        ('<img src="/\\evil.example/x.png">', "<img>"),
        ('<img src="/logout"> <img src=" &#x2f;logout">', "<img> <img>"),
        ('<img src="data:image/png;base64,AA==">', "<img>"),
        ('<img src="broadsheet-root:/img/x.png" srcset="y 2x">', '<img src="broadsheet-root:/img/x.png">'),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<a href="java\nscript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="#fn:1" id="fnref:1" target="_blank">a</a>', '<a href="#fn:1" id="fnref:1">a</a>'),
        ('<a id="__config">a</a>', "<a>a</a>"),
        ('<a id="-title" name="title">a</a>', "<a>a</a>"),
        ('<a id="document$">a</a>', "<a>a</a>"),
        ('<b id="__tabbed_1_2">a</b>', '<b id="__tabbed_1_2">a</b>'),
        ('<input type="text" value="x"><input>', ""),
        ('<input type="password">', ""),
        ('<input type="radio" id="__search" name="q" data-md-toggle="search">', '<input type="radio">'),
        ('<label for="__drawer">a</label>', "<label>a</label>"),
        ('<form action="https://evil.example/"><button>a</button>b</form>', "b"),
        ('<div class="mermaid arithmatex bs-search" data-md-component="search">a</div>', "<div>a</div>"),
        ("<svg><use href='#a'/><path d='M0 0' onclick='x'/></svg>", '<svg><path d="M0 0"></path></svg>'),
        ("<iframe src='x'>a</iframe><object>b</object><style>c</style><base href='x'>", ""),
    ],
)
def test_what_could_do_harm_goes(html: str, safe: str) -> None:
    assert page_html(html).replace(' class=""', "") == safe


def test_no_payload_runs(
    trap: Trap, serve: Callable[[Path], str], tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    (tmp_path / "empty.html").write_text("<!doctype html><title>Empty</title><body>", encoding="utf-8")
    trap.page.goto(serve(tmp_path) + "empty.html")
    ways = (page_html, clean, lambda html: sanitise(html, "https://docs.example.com/x/"))
    raw = [way(payload) for payload in EVERY for way in ways]
    made = [way(converted(payload)) for payload in EVERY[::8] for way in ways]
    trap.show(raw + made)
    # Of authors who are trusted, feeds show pictures of other hosts too.
    trap.sprung = [what for what in trap.sprung if not what.startswith("another host")]
    tally("hostile payloads sanitised", len(raw) + len(made))


def test_no_sanitised_page_asks_another_host(
    trap: Trap, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    (tmp_path / "empty.html").write_text("<!doctype html><title>Empty</title><body>", encoding="utf-8")
    trap.page.goto(serve(tmp_path) + "empty.html")
    trap.show([page_html(payload) for payload in EVERY])
