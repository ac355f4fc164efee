"""A release in each audience's own words: as Markdown, text, and HTML for e-mail.

The files in ``golden`` are what the code says; ``pytest tests/releasing --regenerate`` writes them anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml.html import document_fromstring
from tests.sample import Json, Sample

from broadsheet.cli import main

GOLDEN = Path(__file__).parent / "golden"
FILES = {
    "docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n",
    "docs/desk.md": "---\naudience: support\n---\n# The desk\n\nText.\n",
    "docs/img/shot.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>\n',
    "changelog/2.5/index.md": """\
---
title: "Release 2.5: *night*"
date: 2026-11-20
audience: [customers, support]
---
Work by night, with [everything](../../docs/index.md) that there was by day, and with
nothing that there was not.

/// audience | support
Read [the desk](../../docs/desk.md) first.
///
""",
    "changelog/2.5/keys.md": """\
---
audience: everyone
type: changed
product: api
date: 2026-11-01
breaking: true
action: Renew keys & <secrets> of @ada.
links: [{title: Index, url: ../../docs/index.md}, {pr: 12}]
---
# Keys_of *one* year [beta]

Keys are valid for a year.
""",
    "changelog/2.5/dark.md": """\
---
audience: [customers, support]
type: added
date: 2026-11-02
---
# Dark mode

For the night, says @ada, and for 2 * 3 * 4 reasons. `@code` stays, as does `__init__`; a long line
goes on here. ![A shot](../../docs/img/shot.svg)

/// audience | support
Turn it on under *Admin*, as [the desk](../../docs/desk.md) says.
///

/// audience | customers
Ask support.
///

## More

!!! note

    Mind the **gap** that is rather long, so that it would not fit into one line of a text mail at all.

- one that goes on and on, until it has to be folded somewhere behind the seventy-second column
- two
    1. first

```python
if night:
    print("<dark>")
```

| a | b |
|---|---|
| 1 | 2 |

<script>alert(1)</script><b onclick="x()">bold</b> [bad](https://bad.example/){: href="javascript:x()" }
""",
    "changelog/2.5/inside.md": "---\naudience: support\ntype: fixed\ndate: 2026-11-03\n---\n# Canary\n\n"
    "See [reports](../product/reports/index.md), of which only customers have an entry.\n",
    "changelog/2.4/reports.md": "---\naudience: customers\ntype: fixed\nproduct: reports\n---\n# Reports\n",
    "changelog/2.4/old.md": "---\naudience: engineers\ntype: fixed\ndate: 2026-01-01\n---\n# Old\n\nOld.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample.small(tmp_path_factory.mktemp("announced"), FILES)


def announced(site: Sample, form: str, audience: str, *more: str, version: str = "2.5") -> str:
    config = ("-f", str(site.path / "mkdocs.yml"))
    done = CliRunner().invoke(
        main, ["release", version, "--print", form, "--audience", audience, *more, *config]
    )
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("audience", ["customers", "support"])
@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("text", "txt"), ("html", "html")])
def test_golden(
    site: Sample, form: str, ending: str, audience: str, golden: Callable[[Path, str], None]
) -> None:
    golden(GOLDEN / f"{audience}.{ending}", announced(site, form, audience))


@pytest.mark.parametrize("form", ["markdown", "text", "html"])
def test_an_announcement_holds_its_audience_s_words_only(site: Sample, form: str) -> None:
    customers = announced(site, form, "customers", "--edition", "internal")
    support = announced(site, form, "support")
    for words in ("Canary", "Turn it on", "The desk", "the desk"):
        assert words not in customers
    assert "Ask support." in customers
    assert "Ask support." not in support
    assert "Canary" in support
    engineers = announced(site, form, "engineers")
    for words in (
        "night",
        "20 November",
        "Canary",
    ):  # the introduction is not for them, nor its title and day
        assert words not in engineers


def test_links_lead_to_the_edition_with_the_fewest_other_readers(site: Sample) -> None:
    assert "https://docs.example.com/changelog/keys/" in announced(site, "text", "customers")
    assert "https://example.com/partners/changelog/keys/" in announced(site, "text", "support")
    inside = announced(site, "text", "support", "--edition", "internal")
    assert "https://hub.example.com/changelog/keys/" in inside
    # Links to the work are for editions that show it.
    assert "https://github.com/example/sample/pull/12" in inside
    assert "pull/12" not in announced(site, "text", "support")


@pytest.mark.parametrize("audience", ["customers", "support"])
def test_every_address_is_absolute_and_nothing_can_run(site: Sample, audience: str) -> None:
    html = announced(site, "html", audience)
    tree = document_fromstring(html)
    addresses = [*tree.xpath("//@href"), *tree.xpath("//@src")]
    assert len(addresses) > 5
    assert [url for url in addresses if not url.startswith("https://")] == []
    assert not tree.xpath("//script | //style | //link | //@onclick")
    assert all(element.get("style") for element in tree.iter("h1", "h2", "h3", "p", "pre", "a"))


@pytest.mark.parametrize("audience", ["customers", "support"])
def test_lines_of_a_text_are_short_but_for_addresses(site: Sample, audience: str) -> None:
    lines = announced(site, "text", audience).splitlines()
    assert [
        line for line in lines if len(line) > 78 and not re.fullmatch(r"\S*<?https://\S+", line.strip())
    ] == []


def test_a_release_that_has_nothing_for_an_audience(site: Sample) -> None:
    config = ("-f", str(site.path / "mkdocs.yml"))
    args = ("release", "2.4", "--print", "text", "--audience", "support", *config)
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 3
    assert done.stderr == "error: there is no release 2.4 for Support\n  → There are: 2.5.\n"


def test_the_only_audience_need_not_be_named(tmp_path: Path) -> None:
    plugin: dict[str, Json] = {"audiences": {"users": {}}, "editions": None, "products": None}
    entry = "---\naudience: users\ntype: added\nrelease: '2.5'\n---\n# Dark mode\n\nText.\n"
    site = Sample.small(tmp_path, {"docs/index.md": "# I\n", "changelog/e.md": entry}, plugin=plugin)
    site.configure({"site_url": "https://docs.example.com/"}, plugin)
    site.write({"docs/index.md": "---\naudience: users\n---\n# I\n"})
    config = ("-f", str(tmp_path / "mkdocs.yml"))
    done = CliRunner().invoke(main, ["release", "2.5", "--print", "markdown", *config])
    assert done.exit_code == 0
    assert "### [Dark mode](https://docs.example.com/changelog/e/)" in done.stdout
