"""Onboarding paths: which documents are steps, in what order, and what their pages show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.bytes import find
from tests.model.samples import content_of, item
from tests.sample import Sample

from broadsheet.editions.select import select
from broadsheet.model.paths import Offset
from broadsheet.model.taxonomy import Edition
from broadsheet.outputs.paths import Neighbour, OnboardingPath, places_on, plan_paths

START = "path: {role: Newcomer}\n"
SITE = "https://docs.example.com/"


def page(front: str = "", title: str = "Step", text: str = "Text.", audience: str = "everyone") -> str:
    return f"---\naudience: {audience}\n{front}---\n# {title}\n\n{text}\n"


def planned(
    pages: Mapping[str, str], seen: tuple[str, ...] = ("customers",), named: tuple[str, ...] = ()
) -> dict[str, OnboardingPath]:
    """The paths of an edition that sees some audiences."""
    content, findings = content_of(
        {f"docs/{path}": item(f"docs/{path}", text) for path, text in pages.items()}
    )
    assert findings == []
    edition = Edition("any", tuple(content.audiences[name] for name in seen), SITE, "Any", False)
    return plan_paths(content.documents, select(content, edition).documents, named, SITE)


def steps(path: OnboardingPath) -> list[str]:
    return [step.src_uri for step in path.steps]


def test_steps_stand_by_order_then_as_the_nav_and_then_as_files_do() -> None:
    pages = {
        "in/index.md": page(START),
        "in/z.md": page("order: 1\n"),
        "in/a.md": page("order: 1.5\n"),
        "in/b.md": page("order: -2\n"),
        "in/sub/index.md": page(),
        "in/sub/a.md": page(),
        "in/c.md": page(),
        "in/d.md": page(),
        "in/later.md": page("order: 1\n"),
        "elsewhere.md": page("order: 0\n"),
    }
    (path,) = planned(pages).values()
    assert steps(path) == [
        f"in/{name}.md" for name in ("b", "later", "z", "a", "c", "d", "sub/index", "sub/a")
    ]
    (path,) = planned(pages, named=("in/index.md", "in/d.md", "in/sub/a.md", "in/z.md")).values()
    assert steps(path) == [
        f"in/{name}.md" for name in ("b", "z", "later", "a", "d", "sub/a", "c", "sub/index")
    ]


def test_a_path_may_begin_anywhere_and_ends_where_another_begins() -> None:
    paths = planned(
        {
            "index.md": page(START, "Site"),
            "a.md": page(),
            "team/README.md": page(START, "Team"),
            "team/b.md": page(),
            "team/deep/er/c.md": page(),
            "team/mine/index.md": page(START, "Mine"),
            "teams/d.md": page(),
        }
    )
    assert {src_uri: steps(path) for src_uri, path in paths.items()} == {
        "index.md": ["a.md", "teams/d.md"],
        "team/README.md": ["team/b.md", "team/deep/er/c.md"],
        "team/mine/index.md": [],
    }


def test_milestones_are_runs_of_steps() -> None:
    fronts = ("", "milestone: Day 1\n", "milestone: Day 1\n", "milestone: Anything\n", "milestone: Day 1\n")
    pages = {f"in/{number}.md": page(front) for number, front in enumerate(fronts)}
    (path,) = planned({"in/index.md": page(START), **pages}).values()
    shown = [(m.title, [step.number for step in m.steps], m.offset) for m in path.milestones]
    assert shown == [
        ("", [1], None),
        ("Day 1", [2, 3], Offset()),
        ("Anything", [4], None),
        ("Day 1", [5], Offset()),
    ]
    ids = [milestone.id for milestone in path.milestones]
    assert ids[1] == ids[3]
    assert len(set(ids)) == 3


def test_a_step_takes_as_long_as_its_author_says_or_as_it_takes_to_read() -> None:
    (path,) = planned(
        {
            "in/index.md": page(START),
            "in/a.md": page("minutes: 45\n"),
            "in/b.md": page(text="word " * 1000),
        }
    ).values()
    assert [step.minutes for step in path.steps] == [45, 5]
    assert path.minutes == 50


def test_a_step_knows_its_neighbours() -> None:
    paths = planned(
        {"in/index.md": page(START, "Path"), "in/a.md": page(title="A"), "in/b.md": page(title="B")}
    )
    first, second = places_on(paths.values()).values()
    assert (first.step.number, first.count, first.path) == (1, 2, Neighbour("in/index.md", "Path"))
    assert (first.previous, first.next) == (None, Neighbour("in/b.md", "B"))
    assert (second.previous, second.next) == (Neighbour("in/a.md", "A"), None)


def test_what_an_edition_withholds_is_no_step_there() -> None:
    pages = {
        "in/index.md": page(START),
        "in/a.md": page(),
        "in/secret.md": page(audience="support"),
        "in/b.md": page(),
    }
    (path,) = planned(pages).values()
    assert [(step.src_uri, step.number) for step in path.steps] == [("in/a.md", 1), ("in/b.md", 2)]
    (path,) = planned(pages, ("customers", "support")).values()
    assert len(path.steps) == 3


def test_where_the_index_is_withheld_there_is_no_path_and_none_around_it() -> None:
    paths = planned(
        {
            "index.md": page(START),
            "in/index.md": page(START, audience="support"),
            "in/a.md": page(),
            "b.md": page(),
        }
    )
    assert {src_uri: steps(path) for src_uri, path in paths.items()} == {"index.md": ["b.md"]}


def test_a_version_is_of_the_words_that_are_seen() -> None:
    def version(text: str, seen: tuple[str, ...] = ("customers",), title: str = "Step") -> str:
        (path,) = planned({"in/index.md": page(START), "in/a.md": page("", title, text)}, seen).values()
        return path.steps[0].version

    before = version("Some words.")
    assert version("Some\nwords.\n\n") == before
    assert version("Some other words.") != before
    assert version("Some words.", title="Stop") != before
    block = "Some words.\n\n/// audience | support\nMore.\n///"
    assert version(block) == before
    assert version(block, ("customers", "support")) != before


# Pages

PATH_FILES = {
    "docs/start/.meta.yml": "audience: everyone\nowner: People team\n",
    "docs/start/index.md": "---\npath: {role: New <b>people</b>, duration: a week}\n---\n# Begin\n\nHello.\n",
    "docs/start/one.md": "---\norder: 1\nminutes: 90\nmilestone: Day 1\n---\n# [First]\n\n- [ ] Do it.\n",
    "docs/start/two.md": (
        "---\norder: 2\nmilestone: zqstonezq\naudience: engineers\nminutes: 7071\n---\n"
        "# zqsteptitlezq\n\nText.\n"
    ),
    "docs/start/three.md": "---\norder: 3\nmilestone: Week 1\nhide: [toc]\n---\n# Third\n\nText.\n",
    "docs/zqhidden/index.md": (
        "---\naudience: engineers\npath: {role: zqrolezq, duration: zqdurationzq}\n---\n"
        "# zqpathtitlezq\n\nText.\n"
    ),
    "docs/zqhidden/seen.md": "---\naudience: everyone\nmilestone: zqseenstonezq\n---\n# Seen\n\nText.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    made = Sample.make(tmp_path_factory.mktemp("paths"))
    made.write(PATH_FILES)
    made.build("public", "internal")
    return made


@pytest.mark.parametrize(
    "word", ["stone", "steptitle", "role", "duration", "pathtitle", "seenstone", "7071", "117 h"]
)
def test_public_holds_nothing_of_a_withheld_step_or_path(site: Sample, word: str) -> None:
    planted = word if word[0].isdigit() else f"zq{word}zq"
    assert find(site.site("public"), planted) == []
    if word != "7071":
        assert find(site.site("internal"), planted)


def test_a_step_of_a_withheld_path_is_an_ordinary_page(site: Sample) -> None:
    seen = site.read("zqhidden/seen/index.html")
    assert "bs-place" not in seen
    assert "bs-onward" not in seen
    assert "bs-place" in site.read("zqhidden/seen/index.html", "internal")


def test_a_path_s_page_has_its_steps_in_order(site: Sample) -> None:
    tree = site.html("start/index.html")
    assert tree.xpath("//ol/@start") == ["1", "2"]
    assert [link.text for link in tree.xpath("//*[@class='bs-stop__title']/a")] == ["[First]", "Third"]
    assert tree.xpath("//*[@class='bs-stop__title']/a/@href") == ["../start/one/", "../start/three/"]
    assert [heading.text for heading in tree.xpath("//*[@class='bs-milestone']/h3")] == ["Day 1", "Week 1"]
    assert [time.text for time in tree.xpath("//*[@class='bs-stop__facts']/span[1]")] == [
        "1 h 30 min",
        "1 min",
    ]
    said = " ".join(tree.xpath("string(//*[@class='bs-eyebrow'])").split())
    assert said == "Onboarding path New <b>people</b> 2 steps a week"
    assert "117 h 51 min" in site.read("start/index.html", "internal")
    toc = tree.xpath("//nav[contains(@class, 'md-nav--secondary')]//a/@href")
    assert set(toc) == {"#bs-steps"}


def test_a_step_s_page_says_where_it_stands_and_leads_on(site: Sample) -> None:
    tree = site.html("start/three/index.html")
    said = " ".join(tree.xpath("string(//*[@class='bs-eyebrow'])").split())
    assert said == "Begin Step 2 of 2 Week 1 1 min"
    onward = tree.xpath("//*[@class='bs-onward__links']/a")
    assert [(link.get("rel"), link.get("href")) for link in onward] == [
        ("prev", "../../start/one/"),
        (None, "../../start/"),
    ]


def test_whom_to_ask_is_told_inside_only(site: Sample) -> None:
    assert "People team" in site.html("start/one/index.html", "internal").xpath(
        "string(//*[@class='bs-onward__ask'])"
    )
    assert find(site.site("public"), "People team") == []


def test_the_theme_s_own_footer_gives_way_on_a_path(site: Sample) -> None:
    metas = {page.src_uri: page.meta for page in site.project().pages}
    assert metas["start/three.md"]["hide"] == ["toc", "footer"]
    assert metas["start/index.md"]["hide"] == ["footer"]
    assert "hide" not in metas["zqhidden/seen.md"]


def test_no_id_tells_a_file(site: Sample) -> None:
    """An id is made of the first path that a document had, which may have been internal."""
    ids = re.findall(r'data-(?:step|path|storage|id|version)="([^"]*)"', site.read("start/index.html"))
    assert len(ids) == 8
    assert all(re.fullmatch(r"[0-9a-f]{16,20}", id_) for id_ in ids)
    steps = site.html("start/index.html").xpath("//@data-step")
    assert steps == [
        step for step in site.html("start/index.html", "internal").xpath("//@data-step") if step in steps
    ]


def test_an_id_outlives_a_rename_and_a_version_does_not_outlive_an_edit(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, {"docs/index.md": page(), **PATH_FILES})
    (before,) = sample.project().paths.values()
    sample.repo.mv("docs/start/one.md", "docs/start/renamed.md")
    sample.repo.commit()
    sample.edit("docs/start/three.md", "Text.", "Other text.")
    (after,) = sample.project().paths.values()
    assert [step.id for step in before.steps] == [step.id for step in after.steps]
    assert after.steps[0].src_uri == "start/renamed.md"
    assert before.steps[0].version == after.steps[0].version
    assert before.steps[1].version != after.steps[1].version


def test_editions_keep_progress_apart(site: Sample) -> None:
    names = {
        site.html("start/one/index.html", edition).xpath("string(//@data-storage)")
        for edition in ("public", "internal")
    }
    assert len(names) == 2


def test_mirrors_list_the_steps(site: Sample) -> None:
    base = "https://docs.example.com/start"
    assert site.read("start/index.md") == (
        "# Begin\n\nHello.\n\n## Steps\n\n### Day 1\n\n"
        f"1. [\\[First\\]]({base}/one/) (90 min)\n\n### Week 1\n\n2. [Third]({base}/three/) (1 min)\n"
    )
    assert site.read("start/three/index.md").endswith(
        f"Step 2 of 2. Path: [Begin]({base}/). Before: [\\[First\\]]({base}/one/).\n"
    )
    assert site.read("start/one/index.md").endswith(f"Next: [Third]({base}/three/).\n")
