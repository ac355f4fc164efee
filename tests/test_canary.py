"""Words planted wherever an internal item can hold one: due inside or not, they never come out in public.

Each place holds a word of its own. ``DUE`` are those that readers of the internal edition shall find,
``NOWHERE`` those that no edition holds.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bytes import find
from tests.gitrepo import GRACE, GitRepo
from tests.sample import CONFIG, FILES, PNG, SVG, Sample

CONFIGURATION = {
    "markdown_extensions": [
        *CONFIG["markdown_extensions"],
        "footnotes",
        {"pymdownx.snippets": {"base_path": ["docs"]}},
    ],
    "nav": [
        {"Home": "index.md"},
        {"zqnavsectionqz": [{"zqnavtitleqz": "zqfolderqz/zqslugqz.md"}]},
        "guides/start.md",
    ],
}

PLUGIN = {
    "audiences": {
        "customers": {"title": "Customers"},
        "support": {"title": "Support"},
        "zqaudienceqz": {"title": "zqaudiencetitleqz", "description": "zqaudiencedescriptionqz"},
    },
    "editions": {
        "zqeditionqz": {
            "audiences": ["everyone"],
            "site_url": "https://zqaddressqz.example.com/",
            "site_name": "zqsitenameqz",
        },
        "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
    },
    "products": {
        "api": "API",
        "reports": "Reports",
        "zqproductqz": "zqproducttitleqz",
        "zqunsoldqz": "zqunsoldtitleqz",
    },
    "types": ["added", "fixed", "changed", "zqtypeqz", "zquntypedqz"],
    "release_tags": r"rel-(?P<version>\S+)",
}

# Committed first, under a tag that so holds nothing else.
FIRST: dict[str, str | bytes] = {
    "changelog/zqtaggedentryqz.md": (
        "---\naudience: zqaudienceqz\ntype: added\n---\n# zqentryheadingqz\n\nText.\n"
    ),
    "docs/zqformerfolderqz/moved.md": "---\naudience: everyone\n---\n# zqformertitleqz\n\nText.\n",
}

INTERNAL: dict[str, str | bytes] = {
    ".mailmap": "zqauthorqz <zqmailqz@example.com> zqoldauthorqz <zqoldmailqz@example.com>\n",
    "docs/zqfolderqz/.meta.yml": (
        "audience: zqaudienceqz # zqmetacommentqz\nowner: zqmetaownerqz\ntags: [zqmetatagqz]\n"
    ),
    "docs/zqfolderqz/zqslugqz.md": """\
---
title: zqtitleqz # zqyamlcommentqz
description: zqdescriptionqz
milestone: zqmilestoneqz
reviewer: zqextrakeyqz
---
zqsummaryqz ![zqaltqz](zqimageqz.png "zqimagetitleqz") and <!-- zqcommentqz --> more.

zqbodyqz [zqlinktextqz](https://zqlinkurlqz.example.com/ "zqlinktitleqz"), [reference][r], note.[^n]

## zqheadingqz { #zqanchorqz }

<div title="zqattributeqz">zqrawhtmlqz</div>

```text
zqcodeqz
```

--8<-- "zqincludefileqz.txt"

| zqcellqz | b |
|---|---|
| [data](zqdownloadqz.csv) | ![drawing](drawing.svg) |

[r]: https://zqreferenceqz.example.com/
[^n]: zqfootnoteqz
""",
    "docs/zqfolderqz/own.md": "---\nowner: zqownerqz\ntags: [zqtagqz]\n---\n# Own\n\nText.\n",
    "docs/zqfolderqz/zqimageqz.png": PNG + b"zqimagebytesqz",
    "docs/zqfolderqz/drawing.svg": SVG.replace("<path", "<desc>zqdrawingqz</desc><path"),
    "docs/zqfolderqz/zqdownloadqz.csv": "zqdownloadbytesqz,1\n",
    "docs/zqincludefileqz.txt": "zqincludedqz\n",
    "docs/img/zqunusedqz.png": PNG + b"zqunusedbytesqz",
    "docs/img/zqblockimageqz.png": PNG + b"zqblockbytesqz",
    "changelog/zqchangefolderqz/zqstemqz.md": """\
---
title: zqentrytitleqz
id: zqidqz
audience: zqaudienceqz
type: zqtypeqz
product: zqproductqz
release: 9.1-zqreleaseqz
breaking: true
action: zqactionqz
reviewer: zqentrykeyqz
links:
  - {title: zqfurthertitleqz, url: "https://zqfurtherurlqz.example.com/"}
---
zqentrysummaryqz

zqentrybodyqz ![zqentryaltqz](zqentryimageqz.png) <!-- zqentrycommentqz -->
""",
    "changelog/zqchangefolderqz/zqentryimageqz.png": PNG + b"zqentryimagebytesqz",
    "changelog/8.1-zqversionqz/index.md": """\
---
title: zqnotestitleqz
audience: zqaudienceqz
---
zqnotesqz
""",
    "changelog/zqdraftqz.md": (
        "---\naudience: everyone\ntype: added\ndraft: true\n---\n# zqdrafttitleqz\n\nText.\n"
    ),
    "changelog/zqscheduledqz.md": (
        "---\naudience: everyone\ntype: added\npublish_on: 2199-01-01\n---\n# zqscheduledtitleqz\n\nText.\n"
    ),
    "changelog/zqexpiredqz.md": (
        "---\naudience: everyone\ntype: added\nexpires_on: 2026-01-01\n---\n# zqexpiredtitleqz\n\nText.\n"
    ),
}

# Public items with internal parts.
MIXED: dict[str, str | bytes] = {
    "docs/guides/mixed.md": """\
# Mixed <!-- zqpubliccommentqz -->

Everybody reads this.

/// audience | support, zqaudienceqz
zqblockqz ![zqblockaltqz](../img/zqblockimageqz.png) [zqblocklinkqz](../zqfolderqz/zqslugqz.md)

<!-- zqblockcommentqz -->
///

1. One

    /// audience | zqaudienceqz
    zqlistblockqz
    ///

> /// audience | zqaudienceqz
> zqquoteblockqz
> ///
""",
    "changelog/2.4/mixed.md": """\
---
title: Mixed entry
date: 2026-02-04
audience: everyone
type: fixed
product: api
links: [{title: zqpulltitleqz, pr: 73310073}, {title: zqissuetitleqz, issue: 73310074}]
---
Everybody reads this.

/// audience | support
zqentryblockqz
///
""",
}

_DUE = """
title summary body alt imagetitle image imagebytes drawing download downloadbytes linktext linkurl
linktitle reference footnote heading anchor attribute rawhtml code included cell folder slug
description owner tag metaowner metatag author navsection navtitle entrytitle entrysummary entrybody
entryalt entryimage entryimagebytes changefolder id type product producttitle release action
furthertitle furtherurl version notestitle notes taggedentry entryheading tagrelease pulltitle
issuetitle block blockalt blockimage blockbytes blocklink listblock quoteblock entryblock audience
audiencetitle audiencedescription address sitename stem edition unsold unsoldtitle untyped
"""
DUE = _DUE.split()

_NOWHERE = """
mail oldauthor oldmail yamlcomment metacomment comment publiccomment blockcomment entrycomment
extrakey entrykey milestone includefile unused unusedbytes draft drafttitle scheduled
scheduledtitle expired expiredtitle message branch gittag deleted deletedtext formerfolder formertitle
"""
NOWHERE = _NOWHERE.split()


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    sample = Sample(GitRepo.init(tmp_path_factory.mktemp("canary")))
    repo = sample.repo
    sample.configure(CONFIGURATION, PLUGIN)
    author = "zqoldauthorqz <zqoldmailqz@example.com>"
    for name, content in {**FIRST, "docs/zqdeletedqz.md": "zqdeletedtextqz\n"}.items():
        repo.write(name, content)
    repo.commit("zqmessageqz", author=author)
    repo.tag("rel-7.7-zqtagreleaseqz")
    repo.tag("zqgittagqz")
    repo.branch("zqbranchqz")
    repo.rm("docs/zqdeletedqz.md")
    for name, content in INTERNAL.items():
        repo.write(name, content)
    repo.commit(author=author)
    repo.mv("docs/zqformerfolderqz/moved.md", "docs/guides/moved.md")
    repo.commit(author=GRACE)
    public = {**FILES, **MIXED, "docs/guides/moved.md": "---\naudience: everyone\n---\n# Moved\n\nText.\n"}
    for name, content in public.items():
        if name != ".mailmap":
            text = content if isinstance(content, bytes) else content.replace("engineers", "zqaudienceqz")
            text = (
                text if isinstance(text, bytes) else text.replace("product: ledger", "product: zqproductqz")
            )
            repo.write(name, text)
    repo.commit(author=GRACE)
    sample.build()
    return sample


def words(sample: Sample, place: str, edition: str) -> list[str]:
    """Return the files of an edition that hold the word planted in a place."""
    folder = sample.site(edition)
    return [path.relative_to(folder).as_posix() for path in find(folder, f"zq{place}qz")]


@pytest.mark.parametrize("place", [*DUE, *NOWHERE])
def test_public_holds_no_byte_of_what_is_internal(
    planted: Sample, place: str, tally: Callable[[str, int], None]
) -> None:
    assert words(planted, place, "public") == []
    tally("words planted in internal content and searched for", 1)


@pytest.mark.parametrize("place", DUE)
def test_those_who_may_see_it_do(planted: Sample, place: str) -> None:
    assert words(planted, place, "zqeditionqz")


@pytest.mark.parametrize("place", NOWHERE)
def test_some_things_are_due_nowhere(planted: Sample, place: str) -> None:
    assert words(planted, place, "zqeditionqz") == []


@pytest.mark.parametrize("number", ["73310073", "73310074"])
def test_numbers_of_the_work_are_internal(planted: Sample, number: str) -> None:
    assert find(planted.site("public"), number) == []
    inside = planted.site("zqeditionqz")
    assert inside / "changelog/mixed/index.html" in find(inside, number)


def test_every_place_is_planted_once() -> None:
    sources = [*FIRST.items(), *INTERNAL.items(), *MIXED.items()]
    text = f"{sources}{CONFIGURATION}{PLUGIN}"
    elsewhere = {"tagrelease", "message", "branch", "gittag", "deleted", "deletedtext"}
    assert [
        place for place in (*DUE, *NOWHERE) if f"zq{place}qz" not in text and place not in elsewhere
    ] == []


def test_search_is_looked_into(planted: Sample) -> None:
    """The index is compressed; a test that could not read it would prove nothing."""
    found = words(planted, "body", "zqeditionqz")
    assert any(path.startswith("pagefind/all/fragment/") for path in found)
    assert any(path.startswith("pagefind/all/index/") for path in found)


def test_inside_an_edition_a_feed_holds_its_audience_s_words_only(planted: Sample) -> None:
    found = words(planted, "entryblock", "zqeditionqz")
    feeds = {path for path in found if path.startswith("feeds/")}
    for ending in ("rss", "atom", "json"):
        assert {
            f"feeds/support.{ending}",
            f"feeds/support/type/fixed.{ending}",
            f"feeds/all.{ending}",
        } <= feeds
    assert not [path for path in feeds if path.startswith(("feeds/customers", "feeds/zqaudienceqz"))]


def test_authors_are_named_inside_and_only_as_the_mailmap_says(planted: Sample) -> None:
    page = planted.read("changelog/zqidqz/index.html", "zqeditionqz")
    assert "Written by zqauthorqz." in page
    assert "Grace" not in (planted.site() / "changelog/mixed/index.html").read_text(encoding="utf-8")
    assert find(planted.site("public"), "Grace Hopper") == []


def test_no_edition_holds_a_manifest(planted: Sample) -> None:
    """Manifests name every source; they lie beside the editions, in none of them."""
    for edition in ("public", "zqeditionqz"):
        assert not (planted.site(edition) / ".broadsheet").exists()
