"""The changelog's pages: which there are, what stands on them, in what order."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml.html import HtmlElement
from tests.sample import Sample

from broadsheet.outputs.changelog import LATEST_LIMIT, Listing, breaking_first
from broadsheet.outputs.project import Project

INDEX = {"docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n"}


def entry(title: str, date: str, **keys: str) -> str:
    lines = {"title": title, "date": date, "audience": "everyone", "type": "added", **keys}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\nText.\n"


def listings(project: Project) -> dict[str, Listing]:
    return {page.src_uri: page.item for page in project.pages if isinstance(page.item, Listing)}


def outline(listing: Listing) -> list[tuple[str, list[str]]]:
    return [(section.title, [entry.title for entry in section.entries]) for section in listing.sections]


def test_an_edition_has_pages_only_for_what_it_holds(sample: Sample) -> None:
    assert set(listings(sample.project("public"))) == {
        "changelog/index.md",
        "changelog/2025/index.md",
        "changelog/2026/index.md",
        "changelog/2025/12/index.md",
        "changelog/2026/02/index.md",
        "changelog/2026/03/index.md",
        "changelog/releases/2.3/index.md",
        "changelog/releases/2.4/index.md",
        "changelog/product/api/index.md",
        "changelog/product/reports/index.md",
        "changelog/audience/customers/index.md",
    }
    more = set(listings(sample.project("internal"))) - set(listings(sample.project("public")))
    assert more == {
        "changelog/product/ledger/index.md",
        "changelog/audience/support/index.md",
        "changelog/audience/engineers/index.md",
    }


def test_latest_begins_with_what_is_unreleased_then_newest_release_breaking_first(sample: Sample) -> None:
    assert outline(listings(sample.project("internal"))["changelog/index.md"]) == [
        ("Unreleased", ["Dark mode"]),
        ("2.4", ["Keys expire", "Export to Parquet", "Ledger in Rust"]),
        ("Sample 2.3", ["Export to CSV", "Slow lists"]),
    ]
    assert outline(listings(sample.project("public"))["changelog/index.md"]) == [
        ("Unreleased", ["Dark mode"]),
        ("2.4", ["Keys expire", "Export to Parquet"]),
        ("Sample 2.3", ["Export to CSV", "Slow lists"]),
    ]


def test_a_release_asks_for_action_first_then_goes_by_type(sample: Sample) -> None:
    page = listings(sample.project("internal"))["changelog/releases/2.4/index.md"]
    assert outline(page) == [
        ("Action needed", ["Keys expire"]),
        ("Added", ["Export to Parquet"]),
        ("Changed", ["Ledger in Rust"]),
    ]


def test_years_go_by_month_and_parts_by_year(sample: Sample) -> None:
    pages = listings(sample.project("public"))
    assert outline(pages["changelog/2026/index.md"]) == [
        ("March 2026", ["Dark mode"]),
        ("February 2026", ["Keys expire", "Export to Parquet"]),
    ]
    assert outline(pages["changelog/2026/02/index.md"]) == [
        ("February 2026", ["Keys expire", "Export to Parquet"]),
    ]
    assert outline(pages["changelog/product/api/index.md"]) == [
        ("2026", ["Keys expire", "Export to Parquet"]),
        ("2025", ["Slow lists"]),
    ]
    partners = listings(sample.project("partners"))["changelog/audience/support/index.md"]
    assert outline(partners) == [
        ("2026", ["Keys expire", "Dark mode", "Export to Parquet"]),
        ("2025", ["Export to CSV"]),
    ]
    assert (partners.feeds, partners.title) == ((("", "support"),), "For support: what changed")


def test_pages_in_a_row_know_their_neighbours(sample: Sample) -> None:
    pages = listings(sample.project("public"))

    def around(name: str) -> tuple[str, str]:
        page = pages[f"changelog/{name}/index.md"]
        return (page.older.src_uri if page.older else "", page.newer.src_uri if page.newer else "")

    assert around("2025") == ("", "changelog/2026/index.md")
    assert around("2025/12") == ("", "changelog/2026/02/index.md")
    assert around("2026/02") == ("changelog/2025/12/index.md", "changelog/2026/03/index.md")
    assert around("releases/2.4") == ("changelog/releases/2.3/index.md", "")
    assert around("product/api") == ("", "")


def test_the_addresses_of_archives_stay_when_an_entry_comes(tmp_path: Path) -> None:
    files = {"changelog/a.md": entry("A", "2025-01-31"), "changelog/b.md": entry("B", "2026-02-01")}
    sample = Sample.small(tmp_path, {**INDEX, **files})
    before = listings(sample.project())
    sample.write({"changelog/c.md": entry("C", "2026-02-02"), "changelog/d.md": entry("D", "2024-12-01")})
    after = listings(sample.project())
    assert before.keys() < after.keys()
    for name in ("changelog/2025/index.md", "changelog/2025/01/index.md"):
        assert outline(after[name]) == outline(before[name])


def test_without_releases_the_latest_go_by_month(tmp_path: Path) -> None:
    files = {
        "changelog/a.md": entry("A", "2026-01-31"),
        "changelog/b.md": entry("B", "2026-02-01"),
        "changelog/c.md": entry("C", "2026-02-02"),
    }
    sample = Sample.small(tmp_path, {**INDEX, **files})
    page = listings(sample.project())["changelog/index.md"]
    assert outline(page) == [("February 2026", ["C", "B"]), ("January 2026", ["A"])]


def test_the_latest_are_not_all_but_other_pages_hold_the_rest(tmp_path: Path) -> None:
    names = [f"e{number:03}" for number in range(LATEST_LIMIT + 5)]
    files = {f"changelog/{name}.md": entry(name, "2026-01-01") for name in names}
    files["changelog/2.4/old.md"] = entry("old", "2025-01-01")
    pages = listings(Sample.small(tmp_path, {**INDEX, **files}).project())
    assert outline(pages["changelog/index.md"]) == [("Unreleased", names[:4:-1])]
    assert len(pages["changelog/2026/index.md"].entries) == len(names)
    assert [e.title for e in pages["changelog/releases/2.4/index.md"].entries] == ["old"]


def test_releases_are_ordered_by_day_then_as_numbers(tmp_path: Path) -> None:
    files = {
        f"changelog/{version}/e{number}.md": entry(f"Entry {number}", date)
        for number, (version, date) in enumerate(
            [
                ("2.9", "2026-01-01"),
                ("2.10", "2026-01-01"),
                ("2.10-rc", "2026-01-01"),
                ("1.9.1", "2026-01-02"),
            ]
        )
    }
    sample = Sample.small(tmp_path, {**INDEX, **files})
    assert [release.version for release in sample.project().held.releases] == [
        "1.9.1",
        "2.10",
        "2.10-rc",
        "2.9",
    ]


def test_a_release_is_dated_by_its_notes_its_tag_or_its_entries(tmp_path: Path) -> None:
    notes = "---\naudience: everyone\n{}---\n# Notes\n\nText.\n"
    sample = Sample.small(
        tmp_path,
        {
            **INDEX,
            "changelog/1.1/index.md": notes.format("date: 2026-01-11\n"),
            "changelog/1.2/a.md": entry("A", "2026-01-12"),
            "changelog/1.3/b.md": entry("B", "2026-01-13"),
            "changelog/1.4/index.md": notes.format(""),
        },
    )
    sample.repo.tag("v1.1", annotated=True, date="2026-05-01T12:00:00Z")
    sample.repo.tag("v1.3", annotated=True, date="2026-05-03T12:00:00Z")
    days = {release.version: str(release.date) for release in sample.project().held.releases}
    assert days == {"1.1": "2026-01-11", "1.2": "2026-01-12", "1.3": "2026-05-03", "1.4": "2026-01-01"}


def test_an_entry_without_a_word_of_its_release_is_in_the_first_tag_that_holds_it(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, {**INDEX, "changelog/a.md": entry("A", "2026-01-12")})
    sample.repo.tag("v3.0")
    sample.write({"changelog/b.md": entry("B", "2026-01-13")})
    assert {e.title: e.release for e in sample.project().held.entries} == {"A": "3.0", "B": ""}


def test_no_entries_no_changelog(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, {**INDEX, "changelog/a.md": entry("A", "2026-01-12", audience="support")})
    sample.build("public")
    assert not (sample.site() / "changelog").exists()
    assert (sample.site() / "feeds/customers.rss").exists()
    assert "Changelog" not in sample.read("index.html")


def test_breaking_changes_keep_their_order_among_themselves(sample: Sample) -> None:
    entries = sample.project("internal").held.entries
    assert [e.breaking for e in breaking_first(entries)] == [True] + [False] * (len(entries) - 1)
    assert [e for e in breaking_first(entries) if not e.breaking] == [e for e in entries if not e.breaking]


# As readers see them


def test_the_action_stands_above_the_text(sample: Sample) -> None:
    for path in ("changelog/keys/index.html", "changelog/releases/2.4/index.html", "changelog/index.html"):
        text = " ".join(sample.html(path).text_content().split())
        assert (
            text.index("Action needed") < text.index("Renew keys & secrets.") < text.index("valid for a year")
        )


def test_an_entry_s_page_says_all_about_it(sample: Sample) -> None:
    page = sample.html("changelog/parquet/index.html")
    article = page.find(".//article")
    assert article is not None
    text = " ".join(article.text_content().split())
    assert article.xpath("string(.//h1)").strip() == "Export to Parquet"
    for shown in ("Added", "3 February 2026", "Reports & charts", "API", "2.4"):
        assert shown in text
    links = {
        link.text_content(): urljoin("/changelog/parquet/", link.get("href")) for link in article.iter("a")
    }
    assert links["The guide"] == "/guides/start/"
    assert links["The format"] == "https://parquet.apache.org/"
    assert links["API"] == "/changelog/product/api/"
    assert links["2.4"] == "/changelog/releases/2.4/"
    assert "#123" not in links
    assert "Written by" not in text


def test_an_entry_leads_to_its_release_its_products_and_its_year(sample: Sample) -> None:
    [near] = sample.html("changelog/parquet/index.html").find_class("bs-near")
    links = {link.text_content(): urljoin("/changelog/parquet/", link.get("href")) for link in near.iter("a")}
    assert links == {
        "All of the changelog": "/changelog/",
        "Release 2.4": "/changelog/releases/2.4/",
        "Reports & charts": "/changelog/product/reports/",
        "API": "/changelog/product/api/",
        "2026": "/changelog/2026/",
        "Subscribe": "/subscribe/",
    }


def test_a_release_leads_to_its_neighbours_and_to_what_changed_since(sample: Sample) -> None:
    newest, oldest = (sample.html(f"changelog/releases/{v}/index.html") for v in ("2.4", "2.3"))

    def links(page: HtmlElement, name: str) -> list[str]:
        here = "/changelog/releases/any/"
        return [urljoin(here, str(href)) for part in page.find_class(name) for href in part.xpath(".//@href")]

    assert links(newest, "bs-neighbours") == ["/changelog/releases/2.3/"]
    assert links(newest, "bs-upgrade") == ["/changelog/since/?to=2.4"]
    assert links(oldest, "bs-neighbours") == ["/changelog/releases/2.4/"]
    assert links(oldest, "bs-upgrade") == []


def test_a_month_is_reached_from_its_year(sample: Sample) -> None:
    page = sample.html("changelog/2026/index.html")
    links = page.xpath("//h2/a[not(@class)]/@href")
    assert [urljoin("/changelog/2026/", str(link)) for link in links] == [
        "/changelog/2026/03/",
        "/changelog/2026/02/",
    ]


@pytest.mark.parametrize(
    ("edition", "path", "feeds"),
    [
        ("public", "changelog", ["all"]),
        ("public", "changelog/2026/02", ["all"]),
        ("public", "changelog/releases/2.4", ["all"]),
        ("public", "changelog/product/api", ["customers/product/api"]),
        (
            "internal",
            "changelog/product/reports",
            [f"{audience}/product/reports" for audience in ("customers", "support", "engineers")],
        ),
        ("internal", "changelog/product/ledger", ["engineers/product/ledger"]),
        ("internal", "changelog/audience/support", ["support"]),
    ],
)
def test_the_nearest_feeds_are_where_the_reader_is(
    sample: Sample, edition: str, path: str, feeds: list[str]
) -> None:
    lines = sample.html(f"{path}/index.html", edition).find_class("bs-follow")
    links = [[urljoin(f"/{path}/", link.get("href")) for link in line.iter("a")] for line in lines]
    expected = [[f"/feeds/{feed}.{ending}" for ending in ("rss", "atom", "json")] for feed in feeds]
    audience = f"#-{feeds[0].partition('/')[0]}" if len(feeds) == 1 else ""
    expected[-1].append(f"/subscribe/{audience}")
    assert links == expected
    assert all(
        (sample.site(edition) / link[1:].partition("#")[0]).exists() for line in links for link in line
    )
    ids = sample.html("subscribe/index.html", edition).xpath("//h2/@id")
    assert not audience or audience[1:] in ids


def test_pictures_load_when_they_are_looked_at(sample: Sample) -> None:
    assert sample.html("changelog/index.html").xpath("//article//article//img/@loading") == ["lazy"]
    assert sample.html("changelog/csv/index.html").xpath("//article//img/@loading") == []


def test_inside_people_and_work_are_named(sample: Sample) -> None:
    page = sample.html("changelog/parquet/index.html", "internal")
    links = {link.text_content(): link.get("href") for link in page.iter("a")}
    assert links["#123"] == "https://github.com/example/sample/pull/123"
    assert "Written by" in page.text_content()
    keys = sample.html("changelog/keys/index.html", "internal")
    assert "https://github.com/example/sample/issues/7" in {link.get("href") for link in keys.iter("a")}


def test_inside_a_block_says_for_whom_it_is(sample: Sample) -> None:
    [label, *_] = sample.html("changelog/parquet/index.html", "internal").find_class("bs-audience__label")
    assert label.text_content() == "For Support"
    assert not sample.html("changelog/parquet/index.html").find_class("bs-audience")
    nested = sample.html("guides/start/index.html", "internal").find_class("bs-audience__label")
    assert [found.text_content() for found in nested] == ["For Support and Engineers"]


def test_several_entries_on_one_page_keep_their_anchors_and_headings_apart(sample: Sample) -> None:
    page = sample.html("changelog/releases/2.3/index.html")
    ids = page.xpath("//article//@id")
    assert len(ids) == len(set(ids))
    assert "csv-how" in ids
    assert [heading.text_content().strip("¶") for heading in page.xpath("//article//h4")] == ["How"]
    alone = sample.html("changelog/csv/index.html")
    assert [heading.text_content().strip("¶") for heading in alone.xpath("//article//h2")] == ["How"]


def test_a_release_is_introduced_by_its_notes(sample: Sample) -> None:
    page = sample.html("changelog/releases/2.3/index.html")
    assert page.xpath("string(//h1)").strip() == "Sample 2.3"
    assert page.xpath("string(//article//strong)") == "reports"
    assert "10 December 2025" in page.text_content()


def test_a_long_list_has_a_table_of_contents(sample: Sample) -> None:
    toc = sample.html("changelog/index.html").xpath("//nav[@aria-label='Table of contents']//a/@href")
    assert {"#-unreleased", "#dark", "#-2.4", "#keys"} <= set(toc)
