"""What each format's files become: records and what is said of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from broadsheet.findings import Findings
from broadsheet.importers.formats import FORMATS
from broadsheet.importers.records import Parsed, Record, Source


def read(format_name: str, files: Mapping[str, str], day: date | None = None) -> tuple[Parsed, list[str]]:
    findings = Findings()
    sources = [Source(f"from/{name}", name, text, day) for name, text in files.items()]
    parsed = FORMATS[format_name].load()(sources, findings)
    return parsed, [f"{finding.place}: {finding.code.name} {finding.message}" for finding in findings]


def only(format_name: str, name: str, text: str) -> Record:
    parsed, problems = read(format_name, {name: text})
    assert problems == []
    (record,) = parsed.records
    return record


def skips(parsed: Parsed) -> list[str]:
    return [f"{skip.place}: {skip.reason}" for skip in parsed.skipped]


KEEP = """\
# Changelog

All notable changes.

## [Unreleased]
### Added
- Search by tag

## [1.1.0] - 2019-02-15 [YANKED]

The one with **tags**.

### Fixed

- Titles of [issues][i] are escaped ([#444](https://e.com/444)). They were not.
- No crash:
  - on start
  - on exit
### Security
A hole is closed.

## 1.0.0
- First release

[1.1.0]: https://e.com/compare/v1.0.0...v1.1.0
[i]: https://e.com/issues
"""


def test_keep_a_changelog() -> None:
    parsed, problems = read("keep-a-changelog", {"CHANGELOG.md": KEEP})

    assert problems == []
    assert skips(parsed) == ["from/CHANGELOG.md:3: this text is not about a release"]
    assert [
        (r.place.line, r.release, r.section, r.prose.title) for r in parsed.records if not r.is_intro
    ] == [
        (7, "", "Added", "Search by tag"),
        (15, "1.1.0", "Fixed", "Titles of issues are escaped"),
        (16, "1.1.0", "Fixed", "No crash"),
        (20, "1.1.0", "Security", "A hole is closed"),
        (23, "1.0.0", "", "First release"),
    ]
    escaped, crash = parsed.records[1:3]
    assert escaped.day == date(2019, 2, 15)
    assert escaped.prose.links == (("#444", "https://e.com/444"),)
    assert escaped.prose.text == "Titles of [issues](https://e.com/issues) are escaped. They were not."
    assert crash.prose.text == "-   on start\n-   on exit"
    (intro,) = [record for record in parsed.records if record.is_intro]
    assert intro.prose.text == (
        "**This release was withdrawn.**\n\nThe one with **tags**.\n\n"
        "[All changes of this release](https://e.com/compare/v1.0.0...v1.1.0)"
    )
    assert intro.losses == ("that it was yanked is said in its introduction, by words alone",)
    assert parsed.records[-1].losses == ("release 1.0.0 has no date",)


@pytest.mark.parametrize(
    ("heading", "release", "day"),
    [
        ("## [1.0.0] - 2020-01-31", "1.0.0", date(2020, 1, 31)),
        ("## [1.0.0](https://e.com/x) (2020-01-31)", "1.0.0", date(2020, 1, 31)),
        ("## v1.0 / 2020-1-31", "1.0", date(2020, 1, 31)),
        ("## 1.0.0-rc.1 — 2020.01.31", "1.0.0-rc.1", date(2020, 1, 31)),
        ("# 1.0.0", "1.0.0", None),
        ("## 2020-02-31", "2020-02-31", None),
    ],
)
def test_headings_of_releases(heading: str, release: str, day: date | None) -> None:
    parsed, _ = read("keep-a-changelog", {"CHANGELOG.md": f"{heading}\n### Added\n- x y\n"})

    record = parsed.records[0]
    assert (record.release, record.day) == (release, day)


def test_headings_of_releases_on_two_levels() -> None:
    text = (
        "# [2.0.0](https://e.com/2) (2020-02-02)\n\n## Bug Fixes\n\n* a\n\n### 3 things\n\n* b\n\n"
        "## [1.0.1](https://e.com/1) (2020-01-01)\n\n### Features\n\n* c\n"
    )
    parsed, _ = read("keep-a-changelog", {"CHANGELOG.md": text})

    assert [(r.release, r.section, r.prose.title) for r in parsed.records if not r.is_intro] == [
        ("2.0.0", "Bug Fixes", "a"),
        ("2.0.0", "Bug Fixes", "b"),
        ("1.0.1", "Features", "c"),
    ]


def test_a_file_without_releases_is_no_changelog() -> None:
    assert read("keep-a-changelog", {"x.md": "# Read me\n"})[1] == [
        "from/x.md:1: BS701 there is no heading of a release, like “## [1.0.0] - 2026-11-20”"
    ]


def test_the_same_text_twice_has_two_keys_and_the_older_one_the_shorter() -> None:
    text = "## 1.1\n### Added\n- x\n- x\n"

    assert [record.key for record in read("keep-a-changelog", {"c.md": text})[0].records] == [
        "1.1/added/x~2",
        "1.1/added/x",
    ]


def test_towncrier() -> None:
    files = {
        "123.bugfix.rst": "Fix ``pip``'s check of :pep:`8`.\n",
        "124.feature.1.md": "Add *two* things.\n\nBoth.",
        "+orphan.vendor": "Upgrade x",
        "core/9.misc.rst": "y",
        "template.jinja": "{{ x }}",
        "README": "z",
        "5.doc.rst": " \n",
    }
    parsed, problems = read("towncrier", files, date(2026, 1, 2))

    assert problems == []
    assert [(r.name, r.section, r.issue, r.packages, r.prose.title) for r in parsed.records] == [
        ("123-bugfix", "bugfix", 123, (), "Fix pip's check of PEP 8"),
        ("124-feature-1", "feature", 124, (), "Add two things"),
        ("orphan-vendor", "vendor", None, (), "Upgrade x"),
        ("core-9-misc", "misc", 9, ("core",), "y"),
        ("template-jinja", "jinja", None, (), "{{ x }}"),
    ]
    assert parsed.records[0].day == date(2026, 1, 2)
    assert skips(parsed) == [
        "from/README: the name is not that of a news fragment, like 123.feature.rst",
        "from/5.doc.rst: it is empty",
    ]


RENO = """\
---
prelude: >
    A release of note.
features:
  - |
    [`bug 1 <https://e.com/1>`_] Adds ``x``. See:

    .. code-block:: ini

       [a]
  - Second
fixes:
  - 3
issues: A single text.
"""


def test_reno() -> None:
    parsed, problems = read("reno", {"add-x-1234567890abcdef.yaml": RENO})

    words = "a text of “fixes” is no text: put it in quotes, or after `|`"
    assert problems == [f"from/add-x-1234567890abcdef.yaml:13: BS701 {words}"]
    assert [(r.name, r.place.line, r.is_intro, r.prose.title) for r in parsed.records] == [
        ("add-x-1234567890abcdef-prelude", 2, True, ""),
        ("add-x-1234567890abcdef-features", 5, False, "Adds x"),
        ("add-x-1234567890abcdef-features-2", 11, False, "Second"),
        ("add-x-1234567890abcdef-issues", 14, False, "A single text"),
    ]
    assert parsed.records[1].prose.links == (("bug 1", "https://e.com/1"),)
    assert parsed.records[1].prose.text == "See:\n\n```ini\n[a]\n```"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n", "from/n.yaml:1: BS701 a note is a mapping of sections to lists of texts"),
        ("fixes:\n\t- a\n", "from/n.yaml:2: BS201 a tab is used as indentation"),
        ("fixes: [a\n", "from/n.yaml:1: BS200 "),
    ],
)
def test_a_broken_note_is_a_finding(text: str, problem: str) -> None:
    parsed, problems = read("reno", {"n.yaml": text, "good.yaml": "fixes: [b]\n"})

    assert [found[: len(problem)] for found in problems] == [problem]
    assert len(parsed.records) == 1


def test_changesets() -> None:
    files = {
        "README.md": "# Changesets\n",
        "cuddly-mugs-end.md": '---\n"@acme/cli": minor\n"@acme/api": major\n---\n\nRead `x`.\n\n- a\n  - b\n',
        "empty.md": "---\n---\n",
        "wrong.md": "---\nacme: huge\n---\nx\n",
        "none.md": "x\n",
    }
    parsed, problems = read("changesets", files)

    (record,) = parsed.records
    assert (record.name, record.section, record.packages) == (
        "cuddly-mugs-end",
        "major",
        ("@acme/cli", "@acme/api"),
    )
    assert (record.place.line, record.prose.title) == (6, "Read x")
    assert record.prose.text == "-   a\n    -   b"
    assert record.losses == (
        "a major change: write `breaking: true` and, as `action`, what the reader must do",
    )
    assert problems == [
        "from/none.md:1: BS701 there is no front matter",
        "from/wrong.md:2: BS701 “acme” wants one of: major, minor, patch, none",
    ]
    assert len(parsed.skipped) == 2


ANTSIBULL = """\
ancestor: null
releases:
  1.1.0:
    changes:
      breaking_changes:
        - "widget - drops ``x`` (https://e.com/o/r/pull/7, https://e.com/o/r/issues/6)."
      minor_changes:
        - Same words.
      release_summary: |
        A *fine* release.
    codename: Wool
    fragments: [7-widget.yml]
    modules:
      - {name: lathe, description: Turns things, namespace: ''}
    plugins:
      lookup: [{name: seek, description: Finds things, namespace: null}]
    release_date: '2024-03-05'
  1.0.0:
    changes:
      minor_changes: [Same words.]
    release_date: '2024-01-01'
"""


def test_antsibull() -> None:
    files = {
        "changelog.yaml": ANTSIBULL,
        "config.yaml": "title: x\n",
        "fragments/7-widget.yml": "bugfixes: [gone]\n",
        "fragments/8-next.yml": "bugfixes:\n  - Mends y.\n  - Mends z.\ntrivial: [w]\n",
    }
    parsed, problems = read("antsibull", files)

    assert problems == []
    assert [(r.release, r.section, r.prose.title) for r in parsed.records] == [
        ("1.1.0", "breaking_changes", "widget - drops x"),
        ("1.1.0", "minor_changes", "Same words"),
        ("1.1.0", "release_summary", ""),
        ("1.1.0", "modules", "New module lathe: Turns things"),
        ("1.1.0", "plugins", "New plugin seek: Finds things"),
        ("1.0.0", "minor_changes", "Same words"),
        ("", "bugfixes", "Mends y"),
        ("", "bugfixes", "Mends z"),
        ("", "trivial", "w"),
    ]
    assert parsed.records[0].prose.links == (
        ("#7", "https://e.com/o/r/pull/7"),
        ("#6", "https://e.com/o/r/issues/6"),
    )
    assert parsed.records[0].place.line == 6
    assert parsed.records[2].prose.text == "A *fine* release."
    assert [r.name for r in parsed.records[-3:]] == ["8-next-bugfixes", "8-next-bugfixes-2", "8-next-trivial"]
    assert skips(parsed) == [
        "from/config.yaml: it is the configuration",
        "from/fragments/7-widget.yml: a release has gathered it already",
    ]


RELEASES = [
    {
        "tag_name": "v2.1.0",
        "name": "v2.1.0",
        "draft": False,
        "prerelease": False,
        "published_at": "2024-05-06T07:08:09Z",
        "html_url": "https://github.com/o/r/releases/tag/v2.1.0",
        "assets": [{"name": "r.tar.gz"}],
        "body": "A word first.\r\n\r\n## What's Changed\r\n"
        "* Fix the lathe by @ada in https://github.com/o/r/pull/5\r\n"
        "* Bump x by @dependabot[bot] in https://github.com/o/r/pull/6\r\n\r\n"
        "## New Contributors\r\n* @ada made their first contribution in https://github.com/o/r/pull/5\r\n\r\n"
        "**Full Changelog**: https://github.com/o/r/compare/v2.0.0...v2.1.0",
    },
    {
        "tag_name": "cli@1.0.0",
        "name": "All new",
        "published_at": "2024-01-01T00:00:00Z",
        "body": "Just *prose*.",
    },
    {"tag_name": "v3.0.0", "draft": True, "body": "x"},
    {"tag_name": "nightly", "body": "x"},
    {"tag_name": "v0.1.0", "body": None, "published_at": None},
    "x",
]


def test_github_releases() -> None:
    parsed, problems = read("github-releases", {"releases.json": json.dumps(RELEASES, indent=1)})

    assert problems == ["from/releases.json: BS701 item 6 is no release: it has no `tag_name`"]
    fix, bump, intro, prose, first = parsed.records
    assert (fix.release, fix.section, fix.prose.title) == ("2.1.0", "What's Changed", "Fix the lathe")
    assert fix.prose.links == (("#5", "https://github.com/o/r/pull/5"),)
    assert fix.prose.losses == ("the author @ada is not kept: Broadsheet takes authors from git",)
    assert (bump.prose.title, bump.day) == ("Bump x", date(2024, 5, 6))
    assert intro.is_intro
    assert intro.losses == ("attached files are not copied: 1",)
    assert intro.prose.text == (
        "A word first.\n\n**Full Changelog**: <https://github.com/o/r/compare/v2.0.0...v2.1.0>\n\n"
        "[This release on GitHub](https://github.com/o/r/releases/tag/v2.1.0)"
    )
    assert (prose.prose.title, prose.prose.text, prose.packages) == ("All new", "Just *prose*.", ("cli",))
    assert (first.is_intro, first.prose.text) == (True, "")
    assert [skip.reason for skip in parsed.skipped] == [
        "“New Contributors” thanks, and names no change",
        "release v3.0.0 is a draft",
        "the tag “nightly” names no version",
    ]


def test_pages_of_releases() -> None:
    pages = json.dumps([[RELEASES[0]], [RELEASES[1]]])

    assert len({record.release for record in read("github-releases", {"r.json": pages})[0].records}) == 2


def test_no_json_is_a_finding_with_its_line() -> None:
    assert read("github-releases", {"r.json": "[\n{]"})[1] == [
        "from/r.json:2: BS701 this is no JSON: Expecting property name enclosed in double quotes"
    ]
    assert len(read("github-releases", {"r.json": "[" * 100_000})[1]) == 1


MDX = """\
---
title: Parquet is here
slug: /parquet
authors: [ada]
tags: [release, {label: Data}]
---
import Tabs from '@theme/Tabs';

You can *export*. {/* truncate */}

:::tip[Mind]

It is big.

:::

<Tabs>

See [the docs](/docs/x) and ![a shot](./shot.png).

</Tabs>

```js title="x.js"
import y from 'y';
```
"""


def test_docusaurus() -> None:
    record = only("docusaurus", "2021/08-26-parquet/index.mdx", MDX)

    assert (record.name, record.day, record.section) == ("parquet", date(2021, 8, 26), "release")
    assert record.prose.title == "Parquet is here"
    assert record.prose.text == (
        "You can *export*.\n\n> **Mind**\n>\n> It is big.\n\nSee the docs and a shot.\n\n"
        "```js\nimport y from 'y';\n```"
    )
    assert record.losses == (
        "`authors` is not kept",
        "of tags and categories, only the first counts: not “Data”",
    )
    assert record.prose.losses == (
        "`import` of MDX is left out",
        "of <tabs>, only what is in it stays",
        "the picture “./shot.png” is not copied",
        "“/docs/x” leads nowhere from here: only the link's text stays",
    )


@pytest.mark.parametrize(
    ("name", "name_of_file", "title", "day"),
    [
        ("2021-08-26-hello-world.md", "2021-08-26-hello-world", "Hello world", date(2021, 8, 26)),
        ("2021-08-26-hello/index.md", "2021-08-26-hello", "Hello", date(2021, 8, 26)),
        ("hello.mdx", "hello", "Hello", None),
    ],
)
def test_a_posts_file_names_it(name: str, name_of_file: str, title: str, day: date | None) -> None:
    record = only("docusaurus", name, "Some words.\n")

    assert (record.name, record.prose.title, record.day) == (name_of_file, title, day)


MATERIAL = """\
---
date:
  created: 2022-09-12
draft: true
categories:
  - Blog
---

# Blog support [just landed]

__Hey there!__ :material-check: Read on.

<!-- more -->

!!! note "Mind"

    Some read more.

=== "Python"

    ``` py title="x.py"
    x = 1
    ```

Footnote[^1] and [relative][1].

[^1]: Below.
[1]: ../setup.md
"""


def test_material() -> None:
    record = only("material", "posts/blog.md", MATERIAL)

    assert (record.name, record.day, record.section, record.is_draft) == (
        "posts-blog",
        date(2022, 9, 12),
        "Blog",
        True,
    )
    assert record.prose.title == "Blog support [just landed]"
    assert record.prose.text == (
        "**Hey there!** Read on.\n\n> **Mind**\n>\n> Some read more.\n\nPython\n\n```py\nx = 1\n```\n\n"
        "Footnote<sup>1</sup> and relative.\n\n* * *\n\n1.  Below."
    )
    assert record.prose.losses == (
        "icons are left out",
        "titles and options of code blocks are left out",
        "content tabs stand one after the other",
        "“../setup.md” leads nowhere from here: only the link's text stays",
    )
