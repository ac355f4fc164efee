"""The page of all feeds, and that of everything since a version."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urljoin

import pytest
from tests.sample import Json, Sample, contents

INDEX = {"docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n"}


def entry(date: str, release: str = "") -> str:
    lines = f"audience: everyone\ntype: added\ndate: {date}\n" + (
        f'release: "{release}"\n' if release else ""
    )
    return f"---\n{lines}---\n# Entry of {date}\n\nText.\n"


@pytest.mark.parametrize("edition", ["public", "partners", "internal"])
def test_it_has_every_feed_of_the_edition_in_every_format(sample: Sample, edition: str) -> None:
    page = sample.html("subscribe/index.html", edition)
    rows = page.find_class("bs-feed")
    linked = [urljoin("/subscribe/", str(href)) for row in rows for href in row.xpath(".//a[@type]/@href")]
    there = {f"/feeds/{name}" for name in contents(sample.site(edition) / "feeds")} - {"/feeds/index.opml"}
    assert sorted(linked) == sorted(there)
    base = sample.settings().editions[edition].site_url
    addresses = [row.xpath("string(.//code)") for row in rows]
    assert sorted(addresses) == sorted(f"{base}{path[1:]}" for path in there if path.endswith(".rss"))
    assert page.xpath("//article//a[@download]/@href") == ["../feeds/index.opml"]


def test_feeds_stand_by_audience_then_product_type_and_documents(sample: Sample) -> None:
    page = sample.html("subscribe/index.html", "internal")
    headings = [
        (heading.tag, heading.text_content().strip("¶")) for heading in page.xpath("//article//h2|//h3")
    ]
    assert headings[:6] == [
        ("h2", "Everything"),
        ("h2", "For Customers"),
        ("h3", "By product"),
        ("h3", "By type"),
        ("h3", "Documents"),
        ("h2", "For Support"),
    ]
    assert [text for tag, text in headings if tag == "h2"][-4:] == [
        "All feeds at once",
        "By e-mail",
        "In Slack",
        "In Microsoft Teams",
    ]
    toc = page.xpath("//nav[@aria-label='Table of contents']//a/@href")
    assert toc[:2] == ["#-all", "#-customers"]
    ids = page.xpath("//article//@id")
    assert {link[1:] for link in toc} <= set(ids)


def test_a_site_that_is_not_public_says_what_that_means_for_readers(sample: Sample) -> None:
    assert "This site is not public." in sample.html("subscribe/index.html", "internal").text_content()
    assert "This site is not public." not in sample.html("subscribe/index.html").text_content()


def test_a_feed_without_anything_says_so(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, INDEX)
    sample.build("public")
    rows = {
        row.xpath("string(.//code)").rsplit("feeds/")[1]: row.text_content()
        for row in sample.html("subscribe/index.html").find_class("bs-feed")
    }
    assert rows.keys() == {"all.rss", "customers.rss", "customers/docs.rss"}
    assert "There is nothing in it yet." in rows["all.rss"]
    assert "There is nothing in it yet." not in rows["customers/docs.rss"]


def test_every_page_leads_there(sample: Sample) -> None:
    for path in ("index.html", "guides/start/index.html", "changelog/keys/index.html"):
        footer = sample.html(path).find_class("md-footer-meta")[0]
        depth = path.count("/")
        assert footer.xpath(".//a[.='Subscribe']/@href") == [f"{'../' * depth}subscribe/"]


def test_it_is_mirrored_and_in_the_site_map(sample: Sample) -> None:
    assert "- API: Changes of API. <https://docs.example.com/feeds/customers/product/api.rss>" in sample.read(
        "subscribe/index.md"
    )
    sitemap = sample.read("sitemap.xml")
    for path in ("subscribe/", "changelog/since/", "changelog/2026/02/"):
        assert f"<loc>https://docs.example.com/{path}</loc>" in sitemap
    since = sample.read("changelog/since/index.md")
    assert (
        "- [2.4](https://docs.example.com/changelog/releases/2.4/) (2026-02-03, changes: 2, breaking: 1)"
        in since
    )


def test_there_is_nothing_between_fewer_than_two_releases(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, {**INDEX, "changelog/a.md": entry("2026-01-01", "1.0")})
    sample.build("public")
    assert not (sample.site() / "changelog/since").exists()
    assert not sample.html("changelog/releases/1.0/index.html").find_class("bs-upgrade")
    sample.write({"changelog/b.md": entry("2026-01-02", "1.1")})
    sample.build("public")
    page = sample.html("changelog/since/index.html")
    assert page.xpath("//select[@name='to']/option/@value") == ["1.1", "1.0"]
    assert sample.html("changelog/releases/1.1/index.html").find_class("bs-upgrade")


def test_what_titles_the_since_page_knows_are_those_of_the_edition(sample: Sample) -> None:
    def known(edition: str) -> Json:
        page = sample.html("changelog/since/index.html", edition)
        return json.loads(str(page.xpath("string(//@data-titles)")))

    public, internal = known("public"), known("internal")
    assert public["product"] == {"api": "API", "reports": "Reports & charts"}
    assert public["audience"] == {"customers": "Customers"}
    assert internal["product"]["ledger"] == "Ledger"


def test_without_directories_addresses_hold_too(tmp_path: Path) -> None:
    files = {
        **INDEX,
        "changelog/a.md": entry("2026-01-01", "1.0"),
        "changelog/b.md": entry("2026-01-02", "1.1"),
    }
    sample = Sample.small(tmp_path, files)
    sample.configure({"use_directory_urls": False})
    sample.build("public")
    release = sample.html("changelog/releases/1.1/index.html")
    assert release.xpath("//p[@class='bs-upgrade']/a/@href") == ["../../../changelog/since/index.html?to=1.1"]
    assert release.xpath("//footer//a[.='Subscribe']/@href") == ["../../../subscribe/index.html"]
    assert (sample.site() / "subscribe/index.html").exists()
