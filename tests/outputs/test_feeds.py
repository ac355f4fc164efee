"""Which feeds an edition has, how they are found, and what an item holds."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from tests.sample import Json, Sample, contents


def items(sample: Sample, feed: str, edition: str = "public") -> dict[str, Json]:
    return {item["title"]: item for item in json.loads(sample.read(f"feeds/{feed}.json", edition))["items"]}


def test_an_edition_has_feeds_for_what_its_audiences_read(sample: Sample) -> None:
    feeds = {path.removesuffix(".rss") for path in contents(sample.site() / "feeds") if path.endswith(".rss")}
    assert feeds == {
        "all",
        "customers",
        "customers/docs",
        "customers/product/api",
        "customers/product/reports",
        "customers/type/added",
        "customers/type/changed",
        "customers/type/fixed",
    }
    inside = {path.rsplit(".", 1)[0] for path in contents(sample.site("internal") / "feeds")}
    assert {"support/docs", "engineers/product/ledger", "engineers/type/changed"} <= inside
    assert "support/product/ledger" not in inside


def test_every_feed_is_in_every_format_and_in_the_list(sample: Sample) -> None:
    names = set(contents(sample.site("internal") / "feeds"))
    stems = {name.rsplit(".", 1)[0] for name in names - {"index.opml"}}
    assert names == {f"{stem}.{ending}" for stem in stems for ending in ("rss", "atom", "json")} | {
        "index.opml"
    }
    opml = sample.read("feeds/index.opml", "internal")
    for stem in stems:
        assert f'xmlUrl="https://hub.example.com/feeds/{stem}.rss"' in opml


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_every_page_names_the_main_feeds(sample: Sample, edition: str) -> None:
    site = sample.site(edition)
    audiences = [audience.name for audience in sample.settings().editions[edition].audiences]
    base = sample.settings().editions[edition].site_url
    expected = [
        (f"{base}feeds/{name}.{ending}", kind)
        for name in ("all", *audiences)
        for ending, kind in (
            ("rss", "application/rss+xml"),
            ("atom", "application/atom+xml"),
            ("json", "application/feed+json"),
        )
    ]
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert "404.html" in pages
    for page in pages:
        links = sample.html(page, edition).xpath(
            "//head/link[@rel='alternate' and contains(@href, '/feeds/')]"
        )
        assert [(link.get("href"), link.get("type")) for link in links] == expected
        assert all(link.get("title").startswith("Sample") for link in links)


def test_an_item_holds_the_whole_entry_with_absolute_addresses(sample: Sample) -> None:
    item = items(sample, "customers")["Export to Parquet"]
    assert item["url"] == "https://docs.example.com/changelog/parquet/"
    assert item["summary"] == "Reports come as Parquet."
    assert "Ask support to turn it on." in item["content_html"]
    assert "Admin" not in item["content_html"]
    assert '<a href="https://docs.example.com/guides/start/">The guide</a>' in item["content_html"]
    assert item["tags"] == ["Added", "Reports & charts", "API"]
    csv = items(sample, "customers")["Export to CSV"]
    assert 'src="https://docs.example.com/changelog/img/shot.png"' in csv["content_html"]
    assert 'href="https://docs.example.com/guides/start/"' in csv["content_html"]


def test_what_to_do_stands_first_in_an_item(sample: Sample) -> None:
    item = items(sample, "customers")["Keys expire"]
    assert item["content_html"].startswith("<p><strong>Action needed:</strong> Renew keys &amp; secrets.</p>")
    assert item["summary"] == "Keys are valid for a year."


def test_what_to_do_is_no_alarm_where_nothing_breaks(tmp_path: Path) -> None:
    text = "---\ntitle: A\naudience: customers\ntype: added\naction: Try it.\n---\nText.\n"
    sample = Sample.small(
        tmp_path, {"docs/index.md": "---\naudience: everyone\n---\n# I\n\nT.\n", "changelog/a.md": text}
    )
    sample.build("public")
    assert "<strong>What to do:</strong> Try it." in items(sample, "customers")["A"]["content_html"]
    page = " ".join(sample.html("changelog/a/index.html").text_content().split())
    assert "What to do Try it." in page
    assert "**What to do:** Try it." in sample.read("changelog/a/index.md")


def test_everything_holds_all_audiences_words_inside(sample: Sample) -> None:
    item = items(sample, "all", "internal")["Export to Parquet"]
    assert "Ask support" in item["content_html"]
    assert "Admin" in item["content_html"]
    assert set(items(sample, "all", "internal")) - set(items(sample, "all")) == {"Ledger in Rust"}


def test_documents_come_newest_first_by_their_last_change(sample: Sample) -> None:
    found = json.loads(sample.read("feeds/customers/docs.json"))["items"]
    times = [datetime.fromisoformat(item["date_published"]) for item in found]
    assert times == sorted(times, reverse=True)
    titles = [item["title"] for item in found]
    assert set(titles) == {"Welcome", "Start here", "Blocks & “quotes”", "Odd name"}
    newest = max(
        (
            "docs/index.md",
            "docs/guides/start.md",
            "docs/guides/blocks.md",
            "docs/guides/a guide, 100% übrig.md",
        ),
        key=lambda path: sample.repo.git("log", "-1", "--format=%ct", "--", path),
    )
    assert titles[0] == {"docs/guides/a guide, 100% übrig.md": "Odd name"}[newest]
    assert {tuple(item["tags"]) for item in found} == {("guide",), ()}


def test_documents_of_one_commit_have_seconds_of_their_own(tmp_path: Path) -> None:
    files = {
        f"docs/{name}.md": f"---\naudience: everyone\n---\n# {name}\n\nText.\n"
        for name in ("index", "b", "c")
    }
    sample = Sample.small(tmp_path, files)
    sample.build("public")
    times = [item["date_published"] for item in json.loads(sample.read("feeds/customers/docs.json"))["items"]]
    assert times == ["2026-01-01T13:00:02+00:00", "2026-01-01T13:00:01+00:00", "2026-01-01T13:00:00+00:00"]


def test_a_document_s_item_is_worded_for_its_audience(sample: Sample) -> None:
    customers = items(sample, "customers/docs", "internal")["Welcome"]["content_html"]
    support = items(sample, "support/docs", "internal")["Welcome"]["content_html"]
    assert "How to help" not in customers
    assert "How to help" in support
    assert "How we work" not in support


def test_feeds_say_where_they_belong(sample: Sample) -> None:
    feed = json.loads(sample.read("feeds/customers/product/api.json"))
    assert feed["title"] == "Sample: Customers: API"
    assert feed["home_page_url"] == "https://docs.example.com/changelog/product/api/"
    assert feed["feed_url"] == "https://docs.example.com/feeds/customers/product/api.json"
    assert json.loads(sample.read("feeds/customers.json"))["description"] == "People who use Sample"
    assert json.loads(sample.read("feeds/support.json", "partners"))["description"] == "Changes for Support."
    for home in ("feeds/customers.json", "feeds/all.json", "feeds/customers/docs.json"):
        address = json.loads(sample.read(home))["home_page_url"].removeprefix("https://docs.example.com/")
        assert (sample.site() / address / "index.html").exists()


def test_an_empty_feed_is_dated_by_the_newest_commit(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, {"docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n"})
    sample.build("public")
    parsed = feedparser.parse(str(sample.site() / "feeds/customers.atom"))
    assert (parsed.entries, parsed.feed.updated) == ([], "2026-01-01T13:00:00+00:00")
