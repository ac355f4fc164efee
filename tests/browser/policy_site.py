"""The sample with all that Material has scripts in its pages for, and Markdown styles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.sample import PLUGIN, Json, Sample

FEATURES = [
    "announce.dismiss",
    "content.code.annotate",
    "content.code.copy",
    "content.tabs.link",
    "content.tooltips",
    "navigation.footer",
    "navigation.indexes",
    "navigation.instant",
    "navigation.instant.progress",
    "navigation.path",
    "navigation.sections",
    "navigation.tabs",
    "navigation.tabs.sticky",
    "navigation.top",
    "navigation.tracking",
    "toc.follow",
]
PALETTE = [
    {"media": "(prefers-color-scheme)", "toggle": {"icon": "material/brightness-auto", "name": "To light"}},
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "toggle": {"icon": "material/weather-sunny", "name": "To dark"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "toggle": {"icon": "material/weather-night", "name": "To the system's"},
    },
]
EXTENSIONS: list[Json] = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"),
    {"toc": {"permalink": True}},
    {"pymdownx.highlight": {"anchor_linenums": True, "linenums": True, "line_spans": "__span"}},
    *("pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark", "pymdownx.critic", "pymdownx.caret"),
    *("pymdownx.details", "pymdownx.fancylists", "pymdownx.smartsymbols", "pymdownx.superfences"),
    {"pymdownx.tabbed": {"alternate_style": True}},
    {"pymdownx.tasklist": {"custom_checkbox": True}},
]
CONFIG: Mapping[str, Json] = {
    "theme": {
        "name": "material",
        "custom_dir": "overrides",
        "font": False,
        "features": FEATURES,
        "palette": PALETTE,
    },
    "markdown_extensions": EXTENSIONS,
    "extra": {
        "consent": {"title": "Cookies", "description": "May we?", "cookies": {"numbers": "Numbers"}},
    },
}

TABS = """\
=== "Linux"

    Type `make`.

=== "Windows"

    Press ++ctrl+alt+del++.
"""
EVERYTHING = f"""\
---
audience: everyone
---
# Everything

Text[^1] that is ==marked==, `#!python code = "in a line"`, and a
[tooltip](start.md "Start here, with a title").

[^1]: A note.

| Left | Middle | Right |
|:-----|:------:|------:|
| a    | b      | 1     |

``` python hl_lines="2"
def f():  # (1)!
    return 1
```

1.  It is short.

{TABS}
??? note "Closed"

    Open.

- [ ] To do.
- [x] Done.

Term
:   What it means.

<figure markdown="span">
  ![Logo](../img/logo.svg){{ width="30" }}
  <figcaption>A picture</figcaption>
</figure>
"""
FILES: Mapping[str, str | bytes] = {
    "overrides/main.html": (
        '{% extends "base.html" %}\n{% block announce %}News: pages keep quiet.{% endblock %}\n'
    ),
    "docs/guides/everything.md": EVERYTHING,
    "docs/guides/tabs.md": f"---\naudience: everyone\n---\n# Tabs\n\n{TABS}",
    "docs/first/index.md": "---\naudience: everyone\npath: {role: Newcomer}\n---\n# First day\n\nWelcome.\n",
    "docs/first/badge.md": "---\naudience: everyone\norder: 1\n---\n# Badge\n\n- [ ] Get one.\n",
}


def make(folder: Path, site_url: str) -> Sample:
    """Build the site's editions.

    Args:
        folder: Where.
        site_url: Below which address the editions will be served, each by its name.
    """
    editions = {
        name: {**edition, "site_url": f"{site_url}{name}/"} for name, edition in PLUGIN["editions"].items()
    }
    sample = Sample.make(folder, config=CONFIG, plugin={"editions": editions}, files=FILES)
    sample.build()
    return sample
