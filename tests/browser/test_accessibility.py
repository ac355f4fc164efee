"""axe-core finds nothing wrong with a page of any kind, on a phone and a desktop, in both schemes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.axe import violations
from tests.sample import CONFIG, Sample

WIDTHS = (375, pytest.param(1280, marks=pytest.mark.long))

PALETTE = [
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "toggle": {"icon": "material/weather-sunny", "name": "Dark"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "toggle": {"icon": "material/weather-night", "name": "Light"},
    },
]
"""Material's two schemes, as its own documentation sets them up."""

FEATURES = [
    "content.code.annotate",
    "content.code.copy",
    "content.tooltips",
    "navigation.footer",
    "navigation.path",
    "navigation.tabs",
    "navigation.top",
]

EXTENSIONS = [
    *CONFIG["markdown_extensions"],
    *("abbr", "def_list", "footnotes", "pymdownx.tilde", "pymdownx.keys", "pymdownx.mark"),
    {"toc": {"permalink": True}},
    {"pymdownx.tabbed": {"alternate_style": True}},
    {"pymdownx.tasklist": {"custom_checkbox": True}},
]

EVERYTHING = """\
---
audience: everyone
tags: [guide]
---
# A bit of everything

Text with `code`, [`linked code`](start.md), ==marks==, ~~old~~, ++ctrl+k++, [a link](start.md). A note.[^1]

[^1]: At the end.

- [ ] Open the door
- [x] Close *the window*, or [the other](start.md)
    - [ ] Within

1. [ ] Counted

!!! warning "Mind"

    A box.

??? tip

    Folded.

=== "One"

    First.

=== "Two"

    Second.

Term
:   What it means.

| Wide | Table |
|---|---|
| words that are much longer than a table would like | `and_some_code_that_cannot_be_broken_anywhere` |

```python title="wide.py"
class Wide(Base):  # a comment that goes on and on until no screen can hold it, whatever its size may be
    \"\"\"Text.\"\"\"
    value: int = 12 if True else len("text")
```

```yaml
audiences: {customers: {title: Customers}}
```

```diff
- old
+ new
```

```console
$ cd project
```

## More

/// audience | support
For support.
///
"""

SAMPLE_PAGES = (
    *("", "guides/start/", "guides/everything/", "process/release/", "404.html"),
    *("changelog/", "changelog/2026/", "changelog/releases/2.4/", "changelog/product/reports/"),
    *(
        "changelog/audience/support/",
        "changelog/parquet/",
        "changelog/keys/",
        "changelog/since/",
        "changelog/propose/",
        "subscribe/",
    ),
)
OWN_PAGES = (
    *("", "404.html", "tutorial/", "explanation/performance/", "glossary/", "reference/widget/"),
    *("onboarding/", "onboarding/product-manager/", "onboarding/product-manager/first-entry/"),
    *(
        "changelog/",
        "changelog/2026/",
        "changelog/2026/11/",
        "changelog/releases/0.1.0/",
        "changelog/filters/",
    ),
    *("changelog/product/feeds/", "changelog/audience/writers/", "subscribe/"),
)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with two schemes and with all that Material styles, as its internal edition."""
    theme = {"name": "material", "palette": PALETTE, "features": FEATURES}
    config = {"theme": theme, "markdown_extensions": EXTENSIONS, "copyright": "Ours."}
    files = {"docs/guides/everything.md": EVERYTHING}
    made = Sample.make(tmp_path_factory.mktemp("rich"), config=config, files=files)
    made.build("internal")
    return made.site("internal")


@pytest.fixture(params=WIDTHS)
def screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def in_both_schemes(page: Page) -> list[str]:
    """What is wrong with a page; in the dark, only its colours are others."""
    page.emulate_media(color_scheme="dark")
    found = list(violations(page, "color-contrast"))
    page.emulate_media(color_scheme="light")
    return found + list(violations(page))


def complaints(page: Page, address: str, paths: Sequence[str]) -> list[str]:
    found = []
    for path in paths:
        page.goto(address + path, wait_until="networkidle")
        found += [f"{path} {violation}" for violation in in_both_schemes(page)]
    page.goto(address)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox", name="Search").fill("feeds reports")
    page.locator(".bs-search__page").first.wait_for()
    return found + [f"search {violation}" for violation in in_both_schemes(page)]


def test_the_sample(rich: Path, serve: Callable[[Path], str], screen: Page) -> None:
    assert complaints(screen, serve(rich), SAMPLE_PAGES) == []


@pytest.mark.long
def test_own_site(own_site: Path, serve: Callable[[Path], str], screen: Page) -> None:
    assert complaints(screen, serve(own_site / "public"), OWN_PAGES) == []
