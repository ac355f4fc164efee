"""What is made again is what is made from something else than last time."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest
from tests.gitrepo import ISOLATED, GitRepo
from tests.incremental.changing_site import Change, ChangingSite, assert_same
from tests.incremental.spy import Spy
from tests.sample import shown

from broadsheet import building
from broadsheet.errors import FindingsError
from broadsheet.order import Order
from broadsheet.outputs.fragments import Fragment
from broadsheet.render import environment
from broadsheet.render.markdown import Converter
from broadsheet.render.texts import Texts
from broadsheet.store import Store

ENTRY = "changelog/first.md"
NOTHING: tuple[list[str], list[str], int, int] = ([], [], 0, 0)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """A site of two editions that is built; all of it is committed; only to be copied."""
    made = ChangingSite(tmp_path_factory.mktemp("begun"))
    edit(made, {})
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


def edit(site: ChangingSite, change: Change) -> None:
    """Change the sources, commit that, and build an edition."""
    site.write(change)
    site.repo.commit()
    done, findings = site.build(("public",))
    assert done, findings


def test_nothing_is_made_where_nothing_changed(site: ChangingSite, spy: Spy) -> None:
    site.build(("public",))
    assert spy.made == NOTHING


def test_nothing_is_made_where_only_times_changed(site: ChangingSite, spy: Spy) -> None:
    for file in site.files("docs", "changelog", "site/public", "site/internal", suffix=""):
        os.utime(site.path / file, (10**9, 10**9))
    site.build(("public",))
    assert spy.made == NOTHING


def test_the_text_of_an_entry_is_on_its_page_and_on_lists_that_show_it(site: ChangingSite, spy: Spy) -> None:
    edit(site, site.with_text(ENTRY, "## More\n\nOf it."))
    assert spy.made == (["changelog/first.md", "changelog/index.md"], [], 1, 1)


def test_the_summary_of_an_entry_is_on_every_list(site: ChangingSite, spy: Spy) -> None:
    edit(site, {ENTRY: site.read(ENTRY).replace("Something new.", "Something newer.")})
    assert sorted(spy.pages) == [
        "changelog/2026/02/index.md",
        "changelog/2026/index.md",
        "changelog/audience/customers/index.md",
        "changelog/first.md",
        "changelog/index.md",
        "changelog/product/api/index.md",
        "index.md",
    ]


def test_what_others_read_of_an_entry_only_dates_it(site: ChangingSite, spy: Spy) -> None:
    edit(site, {ENTRY: site.read(ENTRY).replace("Under *Admin*", "Under *Settings*")})
    assert spy.pages == ["changelog/first.md"]
    assert spy.texts == []


def test_the_title_of_a_document_is_in_the_nav_of_documents_alone(site: ChangingSite, spy: Spy) -> None:
    edit(site, site.with_matter("docs/guides/start.md", {"title": "Begin"}))
    assert sorted(spy.documents) == []
    assert sorted(spy.pages) == ["changelog/index.md", "guides/start.md", "index.md"]
    assert spy.shards == 1


def test_the_text_of_a_document_is_on_its_page_alone(site: ChangingSite, spy: Spy) -> None:
    edit(site, site.with_text("docs/guides/start.md", "More."))
    assert spy.pages == ["guides/start.md", "index.md"]  # which says when it changed
    assert spy.documents == ["guides/start.md"]


def test_the_kind_of_a_document_is_on_its_page_and_in_one_shard(site: ChangingSite, spy: Spy) -> None:
    edit(site, site.with_matter("docs/guides/start.md", {"kind": "process"}))
    assert spy.made == (["guides/start.md", "index.md"], [], 0, 1)  # the start page says what changed last
    assert '<data value="Process" data-pagefind-filter="kind[value]">' in site.read(
        "site/public/guides/start/index.html"
    )


def test_a_page_whose_links_lead_elsewhere_is_converted_again(site: ChangingSite, spy: Spy) -> None:
    moved = site.moved("docs/guides/start.md", "docs/guides/begin/index.md")
    edit(site, moved)
    assert sorted(spy.documents) == ["guides/begin/index.md", "index.md"]


def test_a_restored_cache_in_a_fresh_clone_is_as_warm(site: ChangingSite, spy: Spy, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "cache.tar", "w") as archive:
        archive.add(site.path / "site", "site", filter=_at_another_time)
    clone = object.__new__(ChangingSite)
    clone.repo = GitRepo(site.repo.clone(tmp_path / "elsewhere").path)
    clone.path, clone.now = clone.repo.path, site.now
    subprocess.run(["tar", "-xf", tmp_path / "cache.tar"], cwd=clone.path, check=True)
    done, findings = clone.build(("public",))
    assert done, findings
    assert spy.made == NOTHING
    assert_same(clone.published()["public"], site.published()["public"])


def _at_another_time(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mtime = 1_000_000_001.5
    return member


EVERYTHING = [
    "changelog/2026/01/index.md",
    "changelog/2026/02/index.md",
    "changelog/2026/index.md",
    "changelog/audience/customers/index.md",
    "changelog/first.md",
    "changelog/index.md",
    "changelog/product/api/index.md",
    "changelog/releases/2.4/index.md",
    "changelog/second.md",
    "guides/start.md",
    "index.md",
    "subscribe/index.md",
]


@pytest.mark.parametrize("name", ["markdown-99.0.dist-info", "anything-1.0.egg-info"])
def test_another_package_makes_everything_again(
    site: ChangingSite, spy: Spy, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packages" / name).mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    environment._tool.cache_clear()
    try:
        site.build(("public",))
    finally:
        monkeypatch.undo()
        environment._tool.cache_clear()
    assert sorted(spy.pages) == EVERYTHING
    assert sorted(spy.documents) == ["guides/start.md", "index.md"]
    assert spy.shards == 1


def test_another_address_makes_everything_again(site: ChangingSite, spy: Spy) -> None:
    edit(site, site.with_config(("broadsheet", "editions", "public", "site_url"), "https://example.com/"))
    assert set(EVERYTHING) <= set(spy.pages)


def test_a_wrong_fragment_in_the_store_is_found(site: ChangingSite) -> None:
    """What is kept is believed, so what is wrong there is published; making pages again shows it."""
    text = site.laid_out("public")[1].entries["first"]
    state = site.path / "site/.broadsheet"
    with Store(state / "store.db") as store:
        texts = Texts(environment.text_key(site.settings), b"", _no_converter, store)
        assert store.get("fragment", [texts.key(text)]), "it was kept as the public edition reads it"
        texts.add({text: Fragment("<p>Something wrong.</p>", "Something wrong.")})
    (state / "public/records").unlink()
    done, findings = site.build(("public",))
    assert done, findings
    assert b"Something wrong." in site.published()["public"]["changelog/first/index.html"]
    assert any(" BS605 " in finding for finding in verified(site, "public"))


def _no_converter() -> Converter:
    raise AssertionError


def verified(site: ChangingSite, edition: str) -> list[str]:
    """Build with every page made again, and return all findings."""
    settings = site.settings
    findings = building.collector(settings)
    order = Order((edition,), now=site.now, verify=50)
    try:
        building.build(settings, findings, order)
    except FindingsError as error:
        return shown(error.findings)
    return shown(findings)


@pytest.mark.parametrize(
    "changes",
    [
        {"hooks": ["hooks.py"]},
        {"nav": ["index.md"], "validation": {"nav": {"omitted_files": "warn"}}},
    ],
    ids=["hindered", "warned of"],
)
def test_what_was_built_before_the_last_build_is_not_there_any_more(
    site: ChangingSite, changes: dict[str, object]
) -> None:
    """A build that cannot be known again takes the place of one that could."""
    hook = "def on_post_page(output, **kwargs):\n    return output + '<!-- hooked -->'\n"
    site.write({"hooks.py": hook})
    first = site.published()["public"]
    before = site.read("mkdocs.yml")
    for key, value in changes.items():
        site.write(site.with_config((key,), value))
    site.build(("public",))
    assert site.published()["public"] != first
    site.write({"mkdocs.yml": before})
    site.build(("public",))
    assert_same(site.published()["public"], first)


def test_a_build_that_was_not_remembered_is_seen(site: ChangingSite) -> None:
    """A build may be killed, or its store be locked, once it has published and before it is remembered."""
    state = site.path / "site/.broadsheet"
    first, before = site.published()["public"], site.read("mkdocs.yml")
    kept = (state / "store.db").read_bytes()
    edit(site, {})
    site.write(site.with_config(("site_description",), "Other"))
    site.build(("public",))
    (state / "store.db").write_bytes(kept)
    site.write({"mkdocs.yml": before})
    site.repo.git("reset", "--quiet", "--hard", "HEAD~1")
    site.build(("public",))
    assert_same(site.published()["public"], first)


PATH: Change = {
    "docs/way/.meta.yml": "audience: everyone\n",
    "docs/way/index.md": "---\npath: {role: Newcomer}\n---\n# Way\n\nHello.\n",
    **{
        f"docs/way/{n}.md": f"---\norder: {n}\nmilestone: Day 1\n---\n# Step {n}\n\nText.\n"
        for n in (1, 2, 3, 4)
    },
}
STEP, START = "docs/way/2.md", "docs/way/index.md"
WAY = {"way/index.md", "way/1.md", "way/2.md", "way/3.md", "way/4.md"}


def test_what_a_path_shows_of_its_steps_is_made_again(site: ChangingSite, spy: Spy) -> None:
    """Each change is taken after the others: what is made of it, and that it is as if made from nothing."""
    changes: list[tuple[str, dict[str, object], set[str]]] = [
        (STEP, {"minutes": 7}, {"way/index.md", "way/2.md"}),
        (STEP, {"milestone": "Day 2"}, {"way/index.md", "way/2.md"}),
        (STEP, {"order": 3.5}, {"way/index.md", "way/1.md", "way/2.md", "way/3.md", "way/4.md"}),
        (STEP, {"title": "Other"}, WAY),  # it is in the nav as well
        (STEP, {"audience": "support"}, WAY - {"way/2.md"}),
        (START, {"path": {"role": "Other"}}, {"way/index.md"}),
        (START, {"path": {"role": "Other", "duration": "a week"}}, {"way/index.md"}),
        (START, {"path": None}, WAY - {"way/2.md"}),
    ]
    edit(site, PATH)
    for path, values, made in changes:
        spy.empty()
        edit(site, site.with_matter(path, values))
        assert set(spy.pages) & WAY == made, values
        assert_same(site.published()["public"], site.reference("public")[0])


def test_the_text_of_a_step_is_on_its_page_and_dated_on_its_path_s(site: ChangingSite, spy: Spy) -> None:
    edit(site, PATH)
    spy.empty()
    edit(site, site.with_text(STEP, "More."))
    assert set(spy.pages) == {"way/2.md", "way/index.md", "index.md"}  # which says what changed last
    assert_same(site.published()["public"], site.reference("public")[0])
