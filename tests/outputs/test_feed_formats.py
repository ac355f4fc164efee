"""What is written in each format: sound, complete, and the same every time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedgen.version
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.outputs.feed_samples import NASTY, SITE, feed, item

from broadsheet.outputs.feed_formats import atom, json_feed, opml, rss
from broadsheet.outputs.feed_formats.types import Feed, printable

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = {"a": "http://www.w3.org/2005/Atom", "content": "http://purl.org/rss/1.0/modules/content/"}
ATOM_SCHEMA = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
JSON_SCHEMA = jsonschema.Draft202012Validator(
    json.loads((SCHEMAS / "json-feed-1.1.json").read_text(encoding="utf-8"))
)
SAMPLE = feed(item(0), item(1, title=NASTY, summary=NASTY), item(2))
WRITERS: list[Callable[[Feed], bytes]] = [rss.write, atom.write, json_feed.write]
MARKUP = [
    "<b>",
    "</b>",
    "<script>",
    "</script>",
    "]]>",
    "<![CDATA[",
    "&amp;",
    "&#8;",
    "&",
    "<",
    "\u2028",
    "\x0b",
]
TEXTS = st.lists(st.sampled_from(MARKUP) | st.text(), min_size=1).map("".join)
NOT_EMPTY = TEXTS.filter(printable)


every_format = pytest.mark.parametrize("write", WRITERS, ids=["rss", "atom", "json"])


def texts(document: bytes, path: str) -> list[str]:
    found = etree.fromstring(document).xpath(path, namespaces=ATOM)
    assert isinstance(found, list)
    return [(node.text or "") if isinstance(node, etree._Element) else str(node) for node in found]


def what_each_says(written: Feed) -> list[list[tuple[str, str]]]:
    """Title and content of the items, as RSS, Atom and JSON tell them."""
    in_rss, in_atom = rss.write(written), atom.write(written)
    in_json = json.loads(json_feed.write(written))["items"]
    return [
        list(zip(texts(in_rss, "//item/title"), texts(in_rss, "//item/content:encoded"), strict=True)),
        list(zip(texts(in_atom, "//a:entry/a:title"), texts(in_atom, "//a:entry/a:content"), strict=True)),
        [(entry["title"], entry["content_html"]) for entry in in_json],
    ]


@every_format
def test_nothing_tells_when_or_with_what_version_it_was_written(write: Callable[[Feed], bytes]) -> None:
    written = write(SAMPLE).decode()
    assert write(SAMPLE).decode() == written
    iso = [datetime.fromisoformat(date) for date in re.findall(r"\d{4}-\d\d-\d\dT[\d:]{8}\+00:00", written)]
    rfc822 = [
        parsedate_to_datetime(date) for date in re.findall(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} \S{5}", written)
    ]
    assert iso or rfc822
    known = {SAMPLE.updated, *(date for entry in SAMPLE.items for date in (entry.published, entry.updated))}
    assert {*iso, *rfc822} <= known
    assert set(re.findall(r"\b20[1-9]\d\b", written)) == {"2019"}
    assert feedgen.version.version_str not in written


@pytest.mark.parametrize("sample", [SAMPLE, feed()], ids=["items", "empty"])
def test_atom_is_valid(sample: Feed) -> None:
    written = atom.write(sample)
    ATOM_SCHEMA.assertValid(etree.fromstring(written))
    assert texts(written, "/a:feed/a:author/a:name") == ["Example"]
    assert texts(written, "/a:feed/a:id") == [sample.id]
    assert texts(written, "/a:feed/a:updated") == [sample.updated.isoformat()]
    assert texts(written, "/a:feed/a:link[@rel='self']/@href") == [f"{SITE}feeds/customers.atom"]
    assert texts(written, "/a:feed/a:link[@rel='alternate']/@href") == [sample.home]
    assert texts(written, "/a:feed/@xml:lang") == ["en"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<id>tag:example.com,2019:feeds/customers</id>", b""),
        (b"T09:30:00+00:00", b""),
        (b' term="added"', b""),
        (b'xml:lang="en"', b'lang="en"'),
        (b"<title>Entry 0</title>", b"<title>Entry <b/>0</title>"),
    ],
)
def test_the_atom_schema_finds_mistakes(old: bytes, new: bytes) -> None:
    written = atom.write(SAMPLE)
    assert old in written
    assert not ATOM_SCHEMA.validate(etree.fromstring(written.replace(old, new)))


def test_atom_tells_all_of_an_item() -> None:
    written = atom.write(feed(item(3)))
    entry = "/a:feed/a:entry"
    assert texts(written, f"{entry}/a:id") == [item(3).id]
    assert texts(written, f"{entry}/a:link/@href") == [item(3).url]
    assert texts(written, f"{entry}/a:published") == [item(3).published.isoformat()]
    assert texts(written, f"{entry}/a:updated") == [item(3).updated.isoformat()]
    assert texts(written, f"{entry}/a:content[@type='html']") == [item(3).html]
    assert texts(written, f"{entry}/a:summary[@type='html']") == [item(3).summary]
    assert texts(written, f"{entry}/a:title[not(@type)]") == ["Entry 3"]
    assert texts(written, f"{entry}/a:category/@term") == ["added", "api"]
    assert texts(written, f"{entry}/a:category/@label") == ["Added", "API & tools"]


@pytest.mark.parametrize("sample", [SAMPLE, feed()], ids=["items", "empty"])
def test_json_feed_is_valid(sample: Feed) -> None:
    written = json.loads(json_feed.write(sample))
    JSON_SCHEMA.validate(written)
    assert written["feed_url"] == f"{SITE}feeds/customers.json"
    assert written["home_page_url"] == sample.home


@pytest.mark.parametrize(
    "change",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"items": [{"id": "1"}]},
        {"items": [{"id": 1, "content_html": ""}]},
        {"items": [{"id": "1", "content_html": "", "date_published": "2019-11-20"}]},
        {"author": {"name": "Example"}},
    ],
)
def test_the_json_schema_finds_mistakes(change: dict[str, Any]) -> None:
    assert not JSON_SCHEMA.is_valid(json.loads(json_feed.write(SAMPLE)) | change)


def test_json_feed_tells_all_of_an_item() -> None:
    assert json.loads(json_feed.write(feed(item(3))))["items"] == [
        {
            "id": item(3).id,
            "url": item(3).url,
            "title": "Entry 3",
            "content_html": item(3).html,
            "summary": item(3).summary,
            "date_published": "2019-11-17T09:30:00+00:00",
            "date_modified": "2019-11-17T10:30:00+00:00",
            "tags": ["Added", "API & tools"],
        }
    ]


def test_rss_tells_all_of_a_feed_and_an_item() -> None:
    written = rss.write(feed(item(3, summary="1 < 2")))
    assert texts(written, "/rss/@version") == ["2.0"]
    channel = "/rss/channel"
    assert texts(written, f"{channel}/title") == ["Changes: customers"]
    assert texts(written, f"{channel}/link") == [f"{SITE}changelog/audience/customers/"]
    assert texts(written, f"{channel}/description") == ["For people who use it"]
    assert texts(written, f"{channel}/language") == ["en"]
    assert texts(written, f"{channel}/a:link[@rel='self']/@href") == [f"{SITE}feeds/customers.rss"]
    assert texts(written, f"{channel}/lastBuildDate") == ["Sun, 17 Nov 2019 10:30:00 +0000"]
    assert texts(written, f"{channel}/item/guid[@isPermaLink='false']") == [item(3).id]
    assert texts(written, f"{channel}/item/link") == [item(3).url]
    assert texts(written, f"{channel}/item/pubDate") == ["Sun, 17 Nov 2019 09:30:00 +0000"]
    assert texts(written, f"{channel}/item/content:encoded") == [item(3).html]
    assert texts(written, f"{channel}/item/category") == ["Added", "API & tools"]
    # Readers take a description for HTML.
    assert texts(written, f"{channel}/item/description") == ["1 &lt; 2"]


def test_an_item_without_summary_keeps_its_content() -> None:
    sample = feed(item(summary=""))
    assert texts(rss.write(sample), "//item/description") == [item().html]
    ATOM_SCHEMA.assertValid(etree.fromstring(atom.write(sample)))
    JSON_SCHEMA.validate(json.loads(json_feed.write(sample)))


def test_items_stay_in_order_and_text_stays_text_in_every_format() -> None:
    expected = [(entry.title, entry.html) for entry in SAMPLE.items]
    assert what_each_says(SAMPLE) == [expected] * 3
    assert "😀" in json_feed.write(SAMPLE).decode()


def test_what_xml_cannot_hold_is_left_out_everywhere() -> None:
    bad = "a\x00\x08\x0b\x1b\ufffe\uffff\ud800b"
    sample = feed(
        item(title=bad, html=bad, summary=bad, categories=((bad, bad),)),
        title=bad,
        description=bad,
        author=bad,
    )
    assert what_each_says(sample) == [[("ab", "ab")]] * 3
    for written in (
        rss.write(sample),
        atom.write(sample),
        json_feed.write(sample),
        opml.write(bad, [sample]),
    ):
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", written.decode())
    ATOM_SCHEMA.assertValid(etree.fromstring(atom.write(sample)))
    assert texts(opml.write(bad, [sample]), "/opml/head/title") == ["ab"]


@given(title=NOT_EMPTY, html=TEXTS, summary=NOT_EMPTY)
def test_any_text_gives_sound_feeds(title: str, html: str, summary: str) -> None:
    sample = feed(item(title=title, html=html, summary=summary), item(1))
    assert what_each_says(sample) == [[(printable(title), printable(html)), ("Entry 1", item(1).html)]] * 3
    ATOM_SCHEMA.assertValid(etree.fromstring(atom.write(sample)))
    JSON_SCHEMA.validate(json.loads(json_feed.write(sample)))


def test_an_address_is_that_of_the_file() -> None:
    assert feed(path="customers/product/api").address("rss") == f"{SITE}feeds/customers/product/api.rss"
    assert feed(path="größe").address("json") == f"{SITE}feeds/gr%C3%B6%C3%9Fe.json"


def test_opml_lists_main_feeds_first_and_then_what_they_are_divided_into() -> None:
    paths = ["customers", "customers/product/api", "customers/docs", "support", "all", "all/type/fixed"]
    written = opml.write("Example & Co", [feed(path=path) for path in paths])
    root = etree.fromstring(written)
    assert root.get("version") == "2.0"
    assert texts(written, "/opml/head/*") == ["Example & Co"]
    start = f"{SITE}feeds/"
    assert texts(written, "/opml/body/outline[@type='rss']/@xmlUrl") == [
        f"{start}customers.rss",
        f"{start}support.rss",
        f"{start}all.rss",
    ]
    assert texts(written, "/opml/body/outline[not(@type)]/@text") == ["Changes: customers", "Changes: all"]
    assert texts(written, "/opml/body/outline/outline[@type='rss']/@xmlUrl") == [
        f"{start}customers/product/api.rss",
        f"{start}customers/docs.rss",
        f"{start}all/type/fixed.rss",
    ]
    assert texts(written, "//outline[@text='Changes: support']/@htmlUrl") == [feed(path="support").home]
    assert opml.write("Example & Co", [feed(path=path) for path in paths]) == written
