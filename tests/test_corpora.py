"""Two real handbooks become sites."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from lxml.html import HtmlElement, document_fromstring

from broadsheet.publish.manifest import digest
from tests import keepachangelog
from tests.bytes import find
from tests.gitrepo import GitRepo
from tests.handbooks import A_PART, CLEF, CLEF_FOLDERS, README, WP_CLI, WP_CLI_FOLDERS, Handbook, set_up


@pytest.fixture(scope="module")
def corpora(shared: Path) -> Path:
    return shared / "corpora"


@pytest.fixture(scope="module")
def changelog(corpora: Path) -> keepachangelog.Changelog:
    text = (corpora / "import/keep-a-changelog/CHANGELOG.md").read_text(encoding="utf-8")
    return keepachangelog.parse(text)


@pytest.fixture(scope="module")
def clef(
    corpora: Path, changelog: keepachangelog.Changelog, tmp_path_factory: pytest.TempPathFactory
) -> Handbook:
    """Clef's handbook, with the changelog of Keep a Changelog, built."""
    folder = tmp_path_factory.mktemp("clef")
    made = set_up(folder, corpora / "clef-handbook.bundle", f"{CLEF}      accept: [BS402]\n", CLEF_FOLDERS)
    repo = GitRepo(folder)
    for path, text in keepachangelog.files(changelog, "everyone"):
        repo.write(f"changelog/{path}", text)
    repo.commit()
    made.build()
    return made


@cache
def html(file: Path) -> HtmlElement:
    return document_fromstring(file.read_bytes())


def texts(file: Path, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in html(file).xpath(path)]


def pages(site: Path) -> Iterator[Path]:
    return (page for page in sorted(site.rglob("*.html")) if page.name != "404.html")


def page_of(site: Path, path: str) -> Path:
    """Where MkDocs places a page."""
    stem = path.removesuffix(".md")
    folder = re.sub(r"(^|/)(index|README)$", "", stem)
    return site / folder / "index.html"


def broken_links(site: Path) -> set[str]:
    """Links and loads of a site's pages whose file, or anchor, is not there."""
    return {
        link
        for page in pages(site)
        for link in html(page).xpath("//@href | //@src")
        if not urlsplit(link).scheme and not link.startswith("//") and not leads_somewhere(page, link)
    }


def leads_somewhere(page: Path, link: str) -> bool:
    parts = urlsplit(link)
    target = page.parent / unquote(parts.path) if parts.path else page
    file = target / "index.html" if target.is_dir() else target
    if not file.is_file():
        return False
    anchor = unquote(parts.fragment)
    if not anchor or file.suffix != ".html":
        return True
    return bool(html(file).xpath("//*[@id=$id or @name=$id]", id=anchor))


def longest_line(file: Path) -> str:
    """What a text says at most length without any mark: no other text says the same."""
    text = file.read_text(encoding="utf-8").replace("\f", " ")
    runs: list[str] = re.findall(r"[^\n\r`*_<>\[\]\\|&\"'#~:]+", text)
    return max(runs, key=len).strip()


def history(repo: GitRepo, path: str) -> tuple[datetime, datetime, list[str]]:
    """When a file came and last changed, and who changed it in what order, as git tells of one file."""
    log = repo.git("log", "--follow", "--format=%at|%ct|%an", "--", path).split("\n")
    commits = [line.split("|") for line in reversed(log)]
    names = [name for _, _, name in commits if not name.endswith("[bot]")]
    created, changed = int(commits[0][0]), int(commits[-1][1])
    times = datetime.fromtimestamp(created, UTC), datetime.fromtimestamp(changed, UTC)
    return (*times, list(dict.fromkeys(names)))


# Clef


def test_clef_has_one_link_that_leads_to_nothing(corpora: Path, tmp_path: Path) -> None:
    handbook = set_up(tmp_path, corpora / "clef-handbook.bundle", CLEF, CLEF_FOLDERS)
    assert handbook.findings() == [
        "docs/README.md:11: BS402 “github.com/mccv” leads to nothing: there is no docs/github.com/mccv"
    ]


def test_clefs_pages_are_where_their_folders_audience_is(clef: Handbook) -> None:
    public, internal = clef.held(CLEF_FOLDERS.keys() - {""}), clef.held()
    assert (len(public), len(internal)) == (12, 39)
    for site, held in ((clef.public, public), (clef.internal, internal)):
        made = {"changelog", "subscribe"}
        documents = {page for page in pages(site) if not made.intersection(page.relative_to(site).parts)}
        assert documents == {page_of(site, path) for path in held}


@pytest.mark.parametrize(
    ("path", "title"),
    {
        "README.md": "Our Handbook",
        "Clef Values.md": "Clef Core Values",
        "Employment Policies/Salary and Equity Compensation.md": "Salary and Equity Compensation",
        "Onboarding Documents/Objectives and Key Results.md": "Objectives and Key Results",
        "Operations Documents/Effective Meetings.md": "Effective meetings and group work",
    }.items(),
)
def test_clefs_pages_are_called_what_their_headings_say(clef: Handbook, path: str, title: str) -> None:
    page = page_of(clef.internal, path)
    assert texts(page, "//article//h1")[0] == f"{title}¶"
    assert texts(page, "//title") == [f"{title} - Clef handbook"]


def test_clefs_dates_and_authors_are_those_of_its_history(clef: Handbook) -> None:
    told = {
        document.src_uri: (document.times.created, document.times.changed, list(document.times.authors))
        for document in clef.content().documents
    }
    # This one began as a copy of README.md, which --follow takes for its own past.
    del told["Hiring Documents/Handbook Introduction.md"]
    assert told == {path: history(clef.docs, path) for path in told}
    assert len({moment for _, moment, _ in told.values()}) > 10


def test_clefs_pages_say_when_they_changed_and_inside_by_whom(clef: Handbook) -> None:
    for path in clef.held(CLEF_FOLDERS.keys() - {""}):
        _, changed, authors = history(clef.docs, path)
        when = f"Last changed {changed.day} {changed:%B %Y}"
        changed_line = "//p[@class='bs-changed']"
        assert texts(page_of(clef.public, path), changed_line) == [f"{when}."]
        assert texts(page_of(clef.internal, path), changed_line) == [f"{when} by {authors[-1]}."]


def test_no_line_of_what_is_withheld_reaches_clefs_public_edition(clef: Handbook) -> None:
    withheld = set(clef.held()) - set(clef.held(CLEF_FOLDERS.keys() - {""}))
    lines = {path: longest_line(clef.docs.path / path) for path in sorted(withheld)}
    assert all(len(line) > 30 for line in lines.values())
    assert [path for path, line in lines.items() if find(clef.public, line)] == []
    assert [path for path, line in lines.items() if not find(clef.internal, line)] == []


def test_clefs_links_lead_somewhere(clef: Handbook) -> None:
    assert broken_links(clef.public) == {"github.com/mccv"}
    assert broken_links(clef.internal) == {"github.com/mccv"}


def test_clefs_changelog_is_that_of_keep_a_changelog(
    clef: Handbook, changelog: keepachangelog.Changelog
) -> None:
    releases = json.loads((clef.public / "api/v1/releases.json").read_bytes())["releases"]
    entries = json.loads((clef.public / "api/v1/entries.json").read_bytes())["entries"]
    days = dict.fromkeys((change.version, change.day) for change in changelog.changes)
    assert [(release["version"], release["date"]) for release in releases] == list(days)
    assert len(days) == 16
    assert sorted(
        (entry["release"], entry["type"], entry["breaking"], entry["title"]) for entry in entries
    ) == sorted((c.version, c.type, c.breaking, c.title) for c in changelog.changes)
    assert len(entries) == 122


def test_a_release_has_its_introduction_then_what_is_breaking(clef: Handbook) -> None:
    page = clef.public / "changelog/releases/2.0.0/index.html"
    assert "first major revision of Keep a Changelog" in texts(page, "//article")[0]
    assert [title.removesuffix("¶").strip() for title in texts(page, "//article//h2")] == [
        "Action needed",
        "Added",
        "Changed",
        "Removed",
    ]


def test_clefs_feeds_can_be_read(clef: Handbook, changelog: keepachangelog.Changelog) -> None:
    newest = {change.title for change in changelog.changes[:30]}
    for site in (clef.public, clef.internal):
        feeds = [*sorted(site.glob("feeds/**/*.rss")), *sorted(site.glob("feeds/**/*.atom"))]
        for feed in feeds:
            read = feedparser.parse(feed.read_bytes())
            assert not read.bozo, feed
            assert read.entries, feed
    read = feedparser.parse((clef.public / "feeds/candidates.atom").read_bytes())
    assert {entry.title for entry in read.entries[:8]} <= newest
    documents = feedparser.parse((clef.public / "feeds/candidates/docs.rss").read_bytes())
    assert len(documents.entries) == 12


def test_each_edition_of_clef_has_a_search_index_of_its_own(clef: Handbook) -> None:
    counts = {
        site.name: sum(
            json.loads(entry.read_bytes())["languages"]["en"]["page_count"]
            for entry in site.glob("pagefind/*/pagefind-entry.json")
        )
        for site in (clef.public, clef.internal)
    }
    assert counts == {"public": 12 + 122, "internal": 39 + 122}


def test_clef_built_twice_has_the_same_bytes(clef: Handbook) -> None:
    before = [digest(clef.folder / "site" / name) for name in ("internal", "public")]
    assert [edition.changed for edition in clef.build()] == [False, False]
    assert [digest(clef.folder / "site" / name) for name in ("internal", "public")] == before


# WP-CLI


def test_wp_clis_two_home_pages_are_a_finding(corpora: Path, tmp_path: Path) -> None:
    handbook = set_up(tmp_path, corpora / "wp-cli-handbook.bundle", WP_CLI, WP_CLI_FOLDERS)
    assert handbook.findings() == ["docs/index.md: BS313 its address “” is also that of docs/README.md"]


def test_a_link_to_what_is_withheld_is_a_finding_that_names_both_ends(corpora: Path, tmp_path: Path) -> None:
    folders = WP_CLI_FOLDERS | {"": "contributors", "guides": "everyone"}
    handbook = set_up(tmp_path, corpora / "wp-cli-handbook.bundle", README + WP_CLI, folders)
    public_page, withheld = "docs/guides/installing.md:149", "docs/index.md, which is for contributors"
    assert handbook.findings() == [
        f"{public_page}: BS401 “/#install” is {withheld}: the edition “public” does not hold it",
    ]


def test_wp_clis_dates_and_authors_are_those_of_its_history(corpora: Path, tmp_path: Path) -> None:
    handbook = set_up(tmp_path, corpora / "wp-cli-handbook.bundle", A_PART + WP_CLI, WP_CLI_FOLDERS)
    told = {document.src_uri: document for document in handbook.content().documents}
    for path in (
        "guides/common-issues.md",
        "guides/commands-cookbook.md",
        "how-to/plugin-unit-tests.md",
        "references/shell-friends.md",
        "references/documentation-standards.md",
        "contributions/pull-requests.md",
        "index.md",
    ):
        times = told[path].times
        assert (times.created, times.changed, list(times.authors)) == history(handbook.docs, path), path


@pytest.mark.long
def test_wp_cli_builds(corpora: Path, tmp_path: Path) -> None:
    handbook = set_up(tmp_path, corpora / "wp-cli-handbook.bundle", README + WP_CLI, WP_CLI_FOLDERS)
    assert handbook.findings() == []
    public, internal = handbook.build()
    assert (public.pages, internal.pages) == (529, 720)
    assert len(list(pages(handbook.public))) == public.pages
    assert len(list(pages(handbook.internal))) == internal.pages

    credo = longest_line(handbook.docs.path / "contributions/committers-credo.md")
    assert find(handbook.internal, credo)
    assert not find(handbook.public, credo)

    # The anchor has been gone from the home page for years.
    assert {link for link in broken_links(handbook.internal) if not link.endswith("#install")} == set()

    arguments = texts(page_of(handbook.public, "commands/core/download.md"), "//article//dt")
    assert arguments[0] == "[<download-url>]"
    changed = texts(page_of(handbook.public, "guides/common-issues.md"), "//p[@class='bs-changed']")
    moment = history(handbook.docs, "guides/common-issues.md")[1]
    assert changed == [f"Last changed {moment.day} {moment:%B %Y}."]
    for feed in handbook.internal.glob("feeds/**/*.atom"):
        assert not feedparser.parse(feed.read_bytes()).bozo
