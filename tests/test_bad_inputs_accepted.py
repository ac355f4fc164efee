"""Odd inputs that are accepted, put off or only warned of, and what the editions then hold."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from lxml import etree

from tests.bad_inputs import SECRET, entry, page
from tests.bytes import find
from tests.newsroom import Newsroom

RICH: dict[str, str] = {
    "docs/rich.md": """\
---
audience: [customers, support]
tags: [a, b]
---
# Rich

A paragraph
of two lines.  \nAfter a break.

- item

    /// audience | support
    For support.
    ///

```python
def code() -> None: ...

# end
```

| a | b |
|---|---|
| 1 | 2 |

<!-- a comment
of two lines -->
[x][r]

--8<-- "part.txt"

[r]: guide.md
""",
    "changelog/rich.md": entry(
        "links:\n  - {title: x, url: ../docs/guide.md}\n", "One\ntwo.\n\n```\ncode\n```"
    ),
    "part.txt": "From a file\nof two lines.\n",
}
ENDINGS: dict[str, Callable[[str], bytes]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "mixed": lambda text: text.replace("e\n", "e\r\n").replace("\n\n", "\n\r\n").encode(),
}


def test_a_byte_order_mark_is_dropped(newsroom: Newsroom) -> None:
    before = newsroom.published()
    for path in newsroom.path.glob("*/**/*.m*"):
        if "site" not in path.parts:
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert "unchanged" in newsroom.succeeds().out
    assert newsroom.published() == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_line_endings_make_no_difference(ending: str, newsroom: Newsroom) -> None:
    newsroom.put(RICH)
    newsroom.commit()
    newsroom.succeeds()
    before = newsroom.published()
    assert "public/rich/index.html" in before

    for path in newsroom.path.glob("*/**/*.m*"):
        if "site" not in path.parts:
            path.write_bytes(ENDINGS[ending](path.read_text(encoding="utf-8")))
    newsroom.put({"part.txt": ENDINGS[ending](RICH["part.txt"])})
    assert newsroom.repo.git("status", "--porcelain")

    newsroom.succeeds()
    assert newsroom.published() == before


@pytest.mark.parametrize("character", ["\u202e", "\u2066"])
def test_direction_controls_are_warned_of(character: str, newsroom: Newsroom) -> None:
    newsroom.put({"docs/odd.md": page(f"a{character}b")})

    told = newsroom.succeeds().finding("docs/odd.md:6", "BS105")

    assert f"warning: U+{ord(character):04X}" in told


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-16 10:00:00", "2026-11-16T10:00:00"),
        ("2026-11-16T10:00:00Z", "2026-11-16T10:00:00"),
        ("2026-11-16T10:00:00+02:00", "2026-11-16T08:00:00"),
        ("2026-11-16", "2026-11-16T12:00:00"),
    ],
)
def test_a_time_without_a_zone_is_utc(written: str, meant: str, newsroom: Newsroom) -> None:
    newsroom.put({"changelog/2.4/index.md": "---\naudience: everyone\n---\n# 2.4\n"})
    newsroom.put({"changelog/timed.md": entry("").replace("date: 2026-11-18", f"date: {written}")})

    newsroom.succeeds()

    text = newsroom.read("feeds/customers.json")
    item = next(item for item in json.loads(text)["items"] if item["title"] == "A change")
    assert item["date_published"].startswith(meant)
    assert item["date_published"].endswith(("Z", "+00:00"))


@pytest.mark.parametrize("matter", ["publish_on: 2036-05-01\n", "date: 2036-05-01\n"])
def test_an_entry_of_the_future_is_scheduled(matter: str, newsroom: Newsroom) -> None:
    text = entry(matter, f"A {SECRET}.").replace(
        "date: 2026-11-18\n", "" if "date:" in matter else "date: 2026-11-18\n"
    )
    newsroom.put({f"changelog/{SECRET}-later.md": text})

    run = newsroom.succeeds()

    assert "scheduled: no edition holds it before 2036-05-01" in run.err
    assert f"changelog/{SECRET}-later.md:" in run.err
    assert "  → " in run.err
    for edition in ("public", "internal"):
        assert find(newsroom.site(edition), SECRET) == []

    newsroom.succeeds("--now", "2036-05-02")
    for edition in ("public", "internal"):
        assert newsroom.site(edition) / f"changelog/{SECRET}-later/index.html" in find(
            newsroom.site(edition), SECRET
        )


def test_a_link_to_what_is_scheduled_waits(newsroom: Newsroom) -> None:
    newsroom.put({"changelog/later.md": entry("publish_on: 2036-05-01\n")})
    newsroom.put({"docs/bad.md": page("[x](../changelog/later.md)")})

    assert "scheduled" in newsroom.fails().finding("docs/bad.md:6", "BS403")


def test_a_changed_id_is_refused(newsroom: Newsroom) -> None:
    text = (newsroom.path / "changelog/key.md").read_text()
    newsroom.put({"changelog/key.md": text.replace("---\nDaily", "id: keys\n---\nDaily")})

    told = newsroom.fails().finding("changelog/key.md:6", "BS312")

    assert "“key”" in told
    assert "“keys”" in told


def test_a_renamed_entry_needs_its_old_id(newsroom: Newsroom) -> None:
    newsroom.repo.mv("changelog/key.md", "changelog/2.4/keys.md")
    newsroom.commit()

    assert "“key”" in newsroom.fails().finding("changelog/2.4/keys.md:2", "BS312")

    text = (newsroom.path / "changelog/2.4/keys.md").read_text()
    newsroom.put({"changelog/2.4/keys.md": text.replace("type:", "id: key\ntype:")})
    newsroom.repo.rm("docs/planted.md")
    newsroom.succeeds()
    assert (newsroom.site("internal") / "changelog/key/index.html").is_file()


def test_odd_separators_pass_and_feeds_are_well_formed(newsroom: Newsroom) -> None:
    newsroom.put({"changelog/odd.md": entry("", "a\u202eb\u2028c\u2029d\u0085e")})

    newsroom.succeeds()

    for ending in ("rss", "atom"):
        feed = etree.fromstring((newsroom.site() / f"feeds/customers.{ending}").read_bytes())
        assert "a\u202eb" in "".join(feed.itertext())
    items = json.loads(newsroom.read("feeds/customers.json"))["items"]
    assert any("a\u202eb\u2028c" in item["content_html"] for item in items)


@pytest.mark.long
def test_a_very_long_entry_builds(newsroom: Newsroom) -> None:
    paragraph = "All that was changed, word by word and line by line, in one paragraph of some letters.\n\n"
    text = paragraph * (1_600_000 // len(paragraph) + 1)
    newsroom.put({"changelog/long.md": entry("", f"{text}The {SECRET}.")})

    newsroom.succeeds()

    assert newsroom.site() / "changelog/long/index.html" in find(newsroom.site(), SECRET)
    assert newsroom.site() / "feeds/customers.atom" in find(newsroom.site(), SECRET)
