"""Real feed readers follow a site through a year: what is old is never new, and what is new is so once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.feed_clients import (
    Client,
    NewsboatClient,
    ReaderClient,
    RememberingClient,
    with_feedparser,
    with_sfeed,
)
from tests.feed_year import YEAR, Step, Year
from tests.newsboat import Newsboat
from tests.sample import PLUGIN, Json, Sample

FEEDS = ("public/feeds/customers", "internal/feeds/customers", "internal/feeds/support", "internal/feeds/all")
ID = "tag:docs.example.com,2026:changelog/"


@pytest.fixture
def year(tmp_path: Path) -> Year:
    editions: Json = {name: PLUGIN["editions"][name] for name in ("public", "internal")}
    index = "---\naudience: everyone\n---\n# Index\n\nText.\n"
    made = Year(Sample.small(tmp_path / "site", {"docs/index.md": index, ".gitignore": "/site/\n"}))
    made.configure(editions=editions)
    return made


@pytest.fixture
def clients(year: Year, tmp_path: Path, program: Callable[[str], str]) -> dict[str, Client]:
    """Each of them follows all feeds, in each format that it reads."""

    def feeds(formats: Sequence[str]) -> list[Path]:
        return [year.site.path / f"site/{feed}.{ending}" for feed in FEEDS for ending in formats]

    return {
        "newsboat": NewsboatClient(program("newsboat"), tmp_path / "newsboat", feeds(NewsboatClient.formats)),
        "reader": ReaderClient(tmp_path / "reader", feeds(ReaderClient.formats)),
        "sfeed": RememberingClient(feeds(RememberingClient.formats), with_sfeed(program("sfeed"))),
        "feedparser": RememberingClient(feeds(RememberingClient.formats), with_feedparser),
    }


def named(ids: Sequence[str]) -> set[str]:
    """``…/customers/one`` → ``one@customers``."""
    parts = [item.removeprefix(ID).split("/") for item in ids]
    return {f"{name}@{audience}" for audience, name in parts}


def full_id(name: str) -> str:
    """``one@customers`` → ``…/customers/one``."""
    entry, _, audience = name.partition("@")
    return f"{ID}{audience}/{entry}"


def held(year: Year) -> set[str]:
    """What the feeds hold now."""
    texts = [(year.site.path / f"site/{feed}.json").read_bytes() for feed in FEEDS]
    return named([item["id"] for text in texts for item in json.loads(text)["items"]])


def live(year: Year, steps: Sequence[Step], clients: dict[str, Client]) -> None:
    """Take steps, let everybody poll after each, and hold what they see against what they may see."""
    due: set[str] = set()
    shown = {name: Counter[str]() for name in clients}
    for step in steps:
        year.take(step)
        due = (due - step.gone) | step.new | step.back
        assert held(year) == due, step.name
        for name, client in clients.items():
            new = client.poll()
            assert named(new) == step.new, f"{name}: {step.name}"
            shown[name].update(new)
    once = Counter(item for step in steps for item in step.new)
    for name, ids in shown.items():
        assert Counter({item: ids[full_id(item)] for item in once}) == once, name


def test_a_few_weeks(year: Year, clients: dict[str, Client], tally: Callable[[str, int], None]) -> None:
    quick = {"it_begins", "a_title_changes", "support_may_read_it_too", "an_entry_is_for_customers_alone"}
    live(year, [step for step in YEAR if step.name in quick], clients)
    tally("feed polls", sum(client.polls for client in clients.values()))


def test_a_correction_is_seen_and_nothing_is_new(
    year: Year, clients: dict[str, Client], tmp_path: Path, newsboat: str
) -> None:
    """Everybody has the new text; who asks to be told of changes, as newsboat can be, is told."""
    security = [step for step in YEAR if step.name in {"a_security_entry_is_published", "it_is_corrected"}]
    feed = year.site.path / "site/public/feeds/customers.atom"
    told = Newsboat(
        newsboat, tmp_path / "told", [feed.as_uri()], f'reset-unread-on-update "{feed.as_uri()}"\n'
    )
    live(year, security[:1], clients)
    told.reload()
    told.read_all()
    (before,) = moments(year)
    year.take(security[1])
    assert [client.poll() for client in clients.values()] == [[]] * len(clients)
    assert ["Corrected:" in client.text(f"{ID}customers/leak") for client in clients.values()] == [True] * 4
    (after,) = moments(year)
    assert after[0] == before[0]
    assert after[1] > before[1]
    told.reload()
    assert [item.title for item in told.items() if item.unread] == ["Leak"]


def moments(year: Year) -> list[tuple[str, str]]:
    """When each item of the public feed was published, and updated."""
    items = json.loads((year.site.path / "site/public/feeds/customers.json").read_bytes())["items"]
    return [(item["date_published"], item["date_modified"]) for item in items]


@pytest.mark.long
def test_a_year(year: Year, clients: dict[str, Client], tally: Callable[[str, int], None]) -> None:
    live(year, YEAR, clients)
    tally("feed polls", sum(client.polls for client in clients.values()))
    tally("steps of a year of edits", len(YEAR))
