"""Months, neighbours, releases' data, and the page of feeds: made again when what they show is another."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.gitrepo import ISOLATED
from tests.incremental.changing_site import Change, ChangingSite, assert_same
from tests.incremental.spy import Spy


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """A site with two releases that is built; only to be copied."""
    made = ChangingSite(tmp_path_factory.mktemp("begun"))
    build(made, {"changelog/2.3/old.md": entry("2025-12-01")})
    return made


@pytest.fixture
def site(begun: ChangingSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChangingSite:
    """A copy of it."""
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    return begun.copied(tmp_path)


@pytest.fixture
def spy(site: ChangingSite, monkeypatch: pytest.MonkeyPatch) -> Spy:
    """Sees what is made after the first build."""
    return Spy(monkeypatch)


def entry(day: str, kind: str = "added", more: str = "") -> str:
    return f"---\naudience: everyone\ntype: {kind}\ndate: {day}\n{more}---\n# Entry of {day}\n\nText.\n"


def build(site: ChangingSite, change: Change) -> None:
    """Change the sources, commit that, and build an edition; it must be what MkDocs makes of it."""
    site.write(change)
    site.repo.commit()
    done, findings = site.build(("public",))
    assert done, findings
    assert_same(site.published()["public"], site.reference("public")[0])


def test_a_release_in_between_gets_its_neighbours_another_link(site: ChangingSite, spy: Spy) -> None:
    build(site, {"changelog/2.3.1/fix.md": entry("2025-12-24")})
    around = {f"changelog/releases/{version}/index.md" for version in ("2.3", "2.3.1", "2.4")}
    assert around | {"changelog/since/index.md"} <= set(spy.pages)
    build(site, {"changelog/2.3.1/fix.md": None})
    assert not (site.folder("public") / "api/v1/releases/2.3.1.json").exists()


def test_the_name_of_a_release_is_where_releases_are_listed(site: ChangingSite, spy: Spy) -> None:
    notes = "---\naudience: everyone\n---\n# {}\n\nText.\n"
    build(site, {"changelog/2.3/index.md": notes.format("The old one")})
    build(site, {"changelog/2.3/index.md": notes.format("The very old one")})
    assert b"The very old one" in site.published()["public"]["changelog/since/index.html"]


def test_a_release_that_lists_an_entry_is_where_the_entry_is_shown(site: ChangingSite, spy: Spy) -> None:
    notes = "---\naudience: everyone\nentries: {}\n---\nText.\n"
    build(
        site, {"changelog/loose.md": entry("2026-01-02"), "changelog/2.5/index.md": notes.format("[first]")}
    )
    assert b"releases/2.5" in site.published()["public"]["changelog/first/index.html"]
    build(site, {"changelog/2.5/index.md": notes.format("[loose]")})
    assert {"changelog/first.md", "changelog/loose.md"} <= set(spy.pages)
    assert b"releases/2.5" not in site.published()["public"]["changelog/first/index.html"]
    site.repo.tag("v2.5")
    build(site, {"changelog/2.5/index.md": None})  # and now a tag holds both
    assert b"releases/2.5" in site.published()["public"]["changelog/first/index.html"]


def test_a_month_in_between_gets_its_neighbours_another_link(site: ChangingSite, spy: Spy) -> None:
    assert not (site.folder("public") / "changelog/2026/01/index.html").read_text().count("2025/11")
    build(site, {"changelog/november.md": entry("2025-11-02")})
    months = {name for name in spy.pages if name.count("/") == 3 and name.startswith("changelog/20")}
    assert months == {"changelog/2025/11/index.md", "changelog/2025/12/index.md"}


def test_a_type_s_first_entry_brings_a_feed_and_its_place_among_them(site: ChangingSite, spy: Spy) -> None:
    build(site, {"changelog/another.md": entry("2026-02-04")})
    assert "subscribe/index.md" not in spy.pages
    build(site, {"changelog/third.md": entry("2026-02-05", "security")})
    assert "subscribe/index.md" in spy.pages
    assert b"customers/type/security.rss" in site.published()["public"]["subscribe/index.html"]


def test_the_page_of_feeds_can_be_in_the_nav_and_be_linked_to(site: ChangingSite) -> None:
    nav = ["index.md", {"Follow us": "subscribe/index.md"}, "changelog/index.md", "guides/start.md"]
    build(site, site.with_config(("nav",), nav))
    build(site, site.with_text("docs/index.md", "[Subscribe](subscribe/index.md)"))
    home = site.published()["public"]["index.html"].decode()
    assert "Follow us" in home
    assert '<a href="subscribe/">Subscribe</a>' in home


def test_what_can_be_filtered_follows_the_entries(site: ChangingSite) -> None:
    page = "changelog/2026/02/index.html"
    build(site, {f"changelog/more-{day}.md": entry(f"2026-02-0{day}") for day in range(4, 9)})
    assert b"bs-filter" in site.published()["public"][page]
    assert b'name="type"' not in site.published()["public"][page]
    build(site, {"changelog/more-4.md": entry("2026-02-04", "fixed")})
    assert b'name="type"' in site.published()["public"][page]


def test_a_release_s_data_follows_its_entries(site: ChangingSite) -> None:
    path = "api/v1/releases/2.3.json"
    before = site.published()["public"]
    build(site, {"changelog/2.3/old.md": entry("2025-12-01", more="action: Look at it.\n")})
    after = site.published()["public"]
    assert b"Look at it." in after[path]
    assert after["api/v1/releases/2.4.json"] == before["api/v1/releases/2.4.json"]
    build(site, {"changelog/2.3/old.md": entry("2025-12-01", more="action: Look.\nbreaking: true\n")})
    assert b"1 breaking" in site.published()["public"]["changelog/since/index.html"]


@pytest.mark.long
def test_the_page_on_which_entries_are_proposed_follows_the_configuration(site: ChangingSite) -> None:
    page = "changelog/propose/index.html"

    def look(keys: tuple[str, ...], value: object) -> str:
        site.write(site.with_config(keys, value))
        site.repo.commit()
        done, findings = site.build(("internal",))
        assert done, findings
        published = site.published()["internal"]
        assert_same(published, site.reference("internal")[0])
        return published.get(page, b"").decode()

    assert not look(("site_name",), "Other")
    assert "https://github.com/a/b/new/main" in look(("repo_url",), "https://github.com/a/b")
    assert "https://github.com/a/b/new/trunk" in look(("edit_uri",), "edit/trunk/docs/")
    assert "https://github.com/a/b/_new/trunk/" in look(("broadsheet", "host"), "gitea")
    assert "Everything else" in look(("broadsheet", "products"), {"api": "API", "reports": "Everything else"})
    assert "Desk people" in look(("broadsheet", "audiences", "support", "title"), "Desk people")
    assert "&#34;tab&#34;" in look(("markdown_extensions",), ["pymdownx.blocks.tab"])
    site.write(site.with_config(("edit_uri",), None))  # it would be no address
    assert not look(("repo_url",), None)
