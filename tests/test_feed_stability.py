"""What readers of feeds see over time: nothing twice, nothing again, nothing of others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import pytest

from tests.newsboat import Newsboat
from tests.sample import FILES, Json, Sample, contents

EVERY = ("all", "customers", "support", "engineers")


def entry(title: str, date: str, **keys: str) -> str:
    lines = {"title": title, "date": date, "audience": "everyone", "type": "added", "product": "api", **keys}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\nText.\n"


ENTRIES = {
    "changelog/one.md": entry("One", "2026-01-01"),
    "changelog/two.md": entry("Two", "2026-01-02", release='"2.3"'),
    "changelog/three.md": entry("Three", "2026-01-02", id="the-third"),
}


def subscriber(sample: Sample, program: str, folder: Path, feeds: Iterable[str]) -> Newsboat:
    return Newsboat(program, folder, [f"file://{sample.site('internal')}/feeds/{feed}" for feed in feeds])


def retitle(sample: Sample) -> None:
    sample.edit("changelog/one.md", "title: One", "title: Another name & more")


def rename_with_its_id(sample: Sample) -> None:
    sample.repo.mv("changelog/three.md", "changelog/later/other.md")
    sample.repo.commit()
    sample.edit("changelog/later/other.md", "Text.", "Other text.")


def rename_keeping_its_id(sample: Sample) -> None:
    sample.edit("changelog/one.md", "title: One", "title: One\nid: one")
    sample.repo.mv("changelog/one.md", "changelog/first.md")
    sample.repo.commit()


def edit_the_text(sample: Sample) -> None:
    sample.edit("changelog/two.md", "Text.", "Quite another text.\n\nAnd a second paragraph.")


def move_to_another_day(sample: Sample) -> None:
    sample.edit("changelog/one.md", "2026-01-01", "2026-01-03")


def move_to_another_release(sample: Sample) -> None:
    sample.edit("changelog/two.md", '"2.3"', '"2.4"')
    sample.edit("changelog/one.md", "type: added", 'type: added\nrelease: "2.4"')


def move_to_a_folder_of_a_release(sample: Sample) -> None:
    sample.repo.mv("changelog/one.md", "changelog/2.4/one.md")
    sample.repo.commit()


def gather_them_into_a_release(sample: Sample) -> None:
    """As ``broadsheet release`` does: by their ids, on a page that lists them."""
    notes = "---\naudience: everyone\ndate: 2026-02-01\nentries: [one, the-third]\n---\nText.\n"
    sample.write({"changelog/2.4/index.md": notes})


def make_room_for_another(sample: Sample) -> None:
    """The path of an entry that moved on is given to a new one, which is no item yet."""
    sample.repo.mv("changelog/three.md", "changelog/2.4/three.md")
    sample.repo.commit()
    sample.write({"changelog/three.md": entry("Draft", "2026-01-04", id="another", draft="true")})


def tag_a_release(sample: Sample) -> None:
    sample.repo.tag("v9.0", annotated=True)


def change_product_and_type(sample: Sample) -> None:
    sample.edit("changelog/one.md", "type: added", "type: fixed")
    sample.edit("changelog/one.md", "product: api", "product: [reports, api]")


def make_it_breaking(sample: Sample) -> None:
    sample.edit("changelog/one.md", "type: added", "type: added\nbreaking: true\naction: Do it.")


def move_the_site(sample: Sample) -> None:
    sites = sample.settings().editions
    editions = {
        name: {"audiences": sorted(edition.sees), "site_url": f"https://new.example.com/{name}/"}
        for name, edition in sites.items()
    }
    sample.configure(plugin={"editions": editions, "feeds": {"authority": "docs.example.com,2026"}})
    sample.repo.commit()


def change_what_addresses_look_like(sample: Sample) -> None:
    sample.configure({"use_directory_urls": False})
    sample.repo.commit()


def reorder_the_configuration(sample: Sample) -> None:
    plugin = sample.settings()
    audiences: dict[str, Json] = {name: {"title": name.title()} for name in reversed(list(plugin.audiences))}
    sample.configure(plugin={"audiences": audiences, "types": ["fixed", "added"]})
    sample.repo.commit()


CHANGES = [
    retitle,
    rename_with_its_id,
    rename_keeping_its_id,
    edit_the_text,
    move_to_another_day,
    move_to_another_release,
    move_to_a_folder_of_a_release,
    gather_them_into_a_release,
    make_room_for_another,
    tag_a_release,
    change_product_and_type,
    make_it_breaking,
    move_the_site,
    change_what_addresses_look_like,
    reorder_the_configuration,
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A site with three entries, two of them on one day, published once."""
    files = {"docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n", **ENTRIES}
    made = Sample.small(tmp_path_factory.mktemp("stable"), files)
    made.build("internal")
    return made


@pytest.fixture
def site(published: Sample, tmp_path: Path) -> Sample:
    """The same site to change, with what is published of it."""
    clone = Sample(published.repo.clone(tmp_path / "site"))
    for path, data in contents(published.path / "site").items():
        clone.repo.write(f"site/{path}", data)
    clone.repo.git("config", "core.excludesFile", str(tmp_path / "ignored"))
    (tmp_path / "ignored").write_text("/site\n", encoding="utf-8")
    return clone


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_change_makes_an_item_new(
    site: Sample, newsboat: str, tmp_path: Path, change: Callable[[Sample], None]
) -> None:
    feeds = [f"{name}.{ending}" for name in EVERY for ending in ("atom", "rss")]
    reader = subscriber(site, newsboat, tmp_path / "reader", feeds)
    reader.reload()
    ids = {item.id for item in reader.items()}
    assert (len(ids), reader.unread()) == (3 * len(EVERY), len(reader.items()))
    before = contents(site.site("internal"))
    reader.read_all()
    change(site)
    site.build("internal")
    assert contents(site.site("internal")) != before
    reader.reload()
    assert reader.unread() == 0
    assert {item.id for item in reader.items()} == ids


@pytest.mark.parametrize("date", ["2026-01-01", "2026-01-02", "2026-01-03"])
def test_a_new_entry_is_the_only_new_item(site: Sample, newsboat: str, tmp_path: Path, date: str) -> None:
    """Even on a day that others have already, before or after which it sorts."""
    reader = subscriber(site, newsboat, tmp_path / "reader", ["customers.atom"])
    reader.reload()
    reader.read_all()
    site.write({"changelog/a-fourth.md": entry("Fourth", date)})
    site.build("internal")
    reader.reload()
    assert [item.title for item in reader.items() if item.unread] == ["Fourth"]


def test_who_follows_two_audiences_reads_both_texts(site: Sample, newsboat: str, tmp_path: Path) -> None:
    site.write({"changelog/2.4/parquet.md": FILES["changelog/2.4/parquet.md"]})
    site.write({"docs/guides/start.md": "---\naudience: everyone\n---\n# Start\n\nText.\n"})
    site.build("internal")
    reader = subscriber(site, newsboat, tmp_path / "reader", ["customers.rss", "support.rss"])
    reader.reload()
    texts = {item.id: item.content for item in reader.items() if item.title == "Export to Parquet"}
    customers = texts.pop("tag:docs.example.com,2026:changelog/customers/parquet")
    support = texts.pop("tag:docs.example.com,2026:changelog/support/parquet")
    assert texts == {}
    assert "Ask support" in customers
    assert "Turn it on" not in customers
    assert "Turn it on" in support
    assert "Ask support" not in support


def test_an_entry_that_is_gone_is_gone_from_every_feed(site: Sample) -> None:
    site.repo.rm("changelog/two.md")
    site.repo.commit()
    site.build("internal")
    for name in EVERY:
        for ending in ("rss", "atom"):
            parsed = feedparser.parse(str(site.site("internal") / f"feeds/{name}.{ending}"))
            assert sorted(item.title for item in parsed.entries) == ["One", "Three"]


def test_an_entry_moved_out_of_an_audience_stays_with_the_others(site: Sample) -> None:
    site.edit("changelog/two.md", "audience: everyone\n", "audience: support\n")
    site.build("internal")
    feeds = site.site("internal") / "feeds"
    held = {name: len(json.loads((feeds / f"{name}.json").read_bytes())["items"]) for name in EVERY}
    assert held == {"all": 3, "customers": 2, "support": 3, "engineers": 2}


def times(item: Json) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(item["date_published"]), datetime.fromisoformat(item["date_modified"])


def test_times_fall_strictly_and_no_item_changed_before_it_came(sample: Sample, published: Sample) -> None:
    feeds = [feed for site in (sample, published) for feed in site.site("internal").glob("feeds/**/*.json")]
    assert len(feeds) > 15
    for feed in feeds:
        moments = [times(item) for item in json.loads(feed.read_bytes())["items"]]
        came = [moment for moment, _ in moments]
        assert came == sorted(set(came), reverse=True)
        assert all(moment <= updated for moment, updated in moments)
        assert all(moment.utcoffset() is not None and not moment.microsecond for moment in came)


def test_all_formats_and_parts_of_an_audience_agree(sample: Sample) -> None:
    folder = sample.site("internal") / "feeds"
    for feed in sorted(folder.rglob("*.json")):
        items = [
            (item["id"], item["title"], times(item)[0]) for item in json.loads(feed.read_bytes())["items"]
        ]
        for ending in ("rss", "atom"):
            parsed = feedparser.parse(str(feed.with_suffix(f".{ending}")))
            assert not parsed.bozo
            found = [
                (
                    item.id,
                    item.title,
                    datetime.fromisoformat(item.published)
                    if ending == "atom"
                    else parsedate_to_datetime(item.published),
                )
                for item in parsed.entries
            ]
            assert found == items
    whole = {item["id"] for item in json.loads((folder / "customers.json").read_bytes())["items"]}
    part = {item["id"] for item in json.loads((folder / "customers/product/api.json").read_bytes())["items"]}
    assert part < whole


def test_an_id_is_made_of_nothing_that_changes(sample: Sample) -> None:
    items = json.loads(sample.read("feeds/customers.json"))["items"]
    assert "tag:docs.example.com,2026:changelog/customers/parquet" in {item["id"] for item in items}
    inside = json.loads(sample.read("feeds/customers.json", "internal"))["items"]
    assert [item["id"] for item in inside] == [item["id"] for item in items]


def test_a_new_entry_may_take_the_path_of_one_that_moved(site: Sample) -> None:
    site.repo.mv("changelog/three.md", "changelog/2.4/three.md")
    site.repo.commit()
    site.write({"changelog/three.md": entry("Four", "2026-01-04", id="the-fourth")})
    assert site.problems("internal") == []
    assert "the-fourth" in site.read("feeds/customers.json", "internal")


def test_a_document_keeps_its_id_where_it_moves(published: Sample, tmp_path: Path) -> None:
    clone = Sample(published.repo.clone(tmp_path / "clone"))
    clone.repo.mv("docs/index.md", "docs/other/place.md")
    clone.repo.commit()
    clone.write({"docs/index.md": "---\naudience: everyone\n---\n# New index\n\nQuite another page.\n"})
    clone.build("internal")

    def ids(sample: Sample) -> dict[str, str]:
        text = sample.read("feeds/customers/docs.json", "internal")
        return {item["title"]: item["id"] for item in json.loads(text)["items"]}

    assert ids(clone)["Index"] == ids(published)["Index"]
    assert len(set(ids(clone).values())) == 2


def test_a_feed_holds_no_more_than_its_limit(published: Sample, tmp_path: Path) -> None:
    clone = Sample(published.repo.clone(tmp_path / "clone"))
    clone.configure(plugin={"feeds": {"limit": 2}})
    clone.build("public")
    items = json.loads(clone.read("feeds/customers.json"))["items"]
    assert [item["title"] for item in items] == ["Two", "Three"]
