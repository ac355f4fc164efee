"""The page on which entries are proposed: where there is one, what it knows, and where it leads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.sample import PLUGIN, Sample

from broadsheet.outputs.propose import Propose

PATH = "changelog/propose/index.html"
SOURCES = ("propose-entry.js", "propose.css", "propose.js")


def item(sample: Sample, edition: str = "internal") -> Propose | None:
    found = (page.item for page in sample.project(edition).pages if isinstance(page.item, Propose))
    return next(found, None)


def names(sample: Sample, edition: str = "internal") -> dict[str, list[str]]:
    page = item(sample, edition)
    assert page is not None
    rules = json.loads(page.rules)
    return {kind: list(rules[kind]) for kind in ("audiences", "types", "products")}


def test_only_internal_editions_have_any_of_it(sample: Sample) -> None:
    assert (sample.site("internal") / PATH).is_file()
    for edition in ("public", "partners"):
        files = {file.name for file in sample.site(edition).rglob("*")}
        assert not files.intersection({"propose", *SOURCES})
        assert "propose" not in sample.read("changelog/index.html", edition).lower()
        assert "bs-propose" not in sample.read("assets/broadsheet/broadsheet.css", edition)
        assert "propose/" not in sample.read("llms.txt", edition) + sample.read("sitemap.xml", edition)


def test_without_a_repository_there_is_none(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path, config={"repo_url": None})
    assert item(sample) is None
    sample.build("internal")
    assert "Propose an entry" not in sample.read("changelog/index.html", "internal")
    assert not (sample.site("internal") / "assets/broadsheet/propose.js").exists()


def test_it_is_reached_from_the_start_the_changelog_and_entries(sample: Sample) -> None:
    for page in ("index.html", "changelog/index.html", "changelog/parquet/index.html"):
        [link] = sample.html(page, "internal").xpath("//main//a[.='Propose an entry']")
        assert link.get("href").endswith("propose/")


def test_it_lists_what_the_edition_sees(tmp_path: Path) -> None:
    editions = {
        **PLUGIN["editions"],
        "helpers": {
            "audiences": ["customers", "support"],
            "site_url": "https://help.example.com/",
            "internal": True,
        },
    }
    plugin = {
        "editions": editions,
        "types": ["added", "changed", "fixed", "secret"],
        "products": {**PLUGIN["products"], "secret": "Secret"},
    }
    sample = Sample.make(tmp_path, plugin=plugin)
    assert names(sample) == {
        "audiences": ["customers", "support", "engineers"],
        "types": ["added", "changed", "fixed", "secret"],
        "products": ["api", "reports", "ledger", "secret"],
    }
    assert names(sample, "helpers") == {
        "audiences": ["customers", "support"],
        "types": ["added", "changed", "fixed"],
        "products": ["api", "reports"],
    }
    sample.build("helpers")
    for word in ("engineers", "Ledger", "secret", "Secret"):
        assert word not in sample.read(PATH, "helpers")


@pytest.mark.parametrize(
    ("config", "host", "address", "takes_text"),
    [
        (
            {"repo_url": "https://bitbucket.org/a/b", "edit_uri": "src/default/hub/docs/"},
            "Bitbucket",
            "https://bitbucket.org/a/b/src/default/hub/changelog/",
            False,
        ),
        (
            {"repo_url": "https://bitbucket.example/b"},
            "Bitbucket",
            "https://bitbucket.example/b",
            False,
        ),
        ({"repo_url": "https://code.example/b"}, "your git host", "https://code.example/b", False),
        (
            {"repo_url": "https://gitea.example/a/b"},
            "Gitea",
            "https://gitea.example/a/b/_new/main/",
            True,
        ),
        (
            {"repo_url": "https://github.com/me/gitlab-tools", "edit_uri_template": "edit/dev/docs/{path}"},
            "GitHub",
            "https://github.com/me/gitlab-tools/new/dev",
            True,
        ),
    ],
)
def test_where_it_leads(
    tmp_path: Path, config: Mapping[str, str], host: str, address: str, *, takes_text: bool
) -> None:
    page = item(Sample.make(tmp_path, config=config))
    assert page is not None
    assert (page.editor.host, page.editor.address, page.editor.takes_text) == (host, address, takes_text)


def test_a_host_of_ones_own_is_named(tmp_path: Path) -> None:
    config = {"repo_url": "https://code.example.com/a/b"}
    page = item(Sample.make(tmp_path, config=config, plugin={"host": "github"}))
    assert page is not None
    assert page.editor.address == "https://code.example.com/a/b/new/main"


def test_an_entry_by_its_address_is_an_error(tmp_path: Path) -> None:
    files = {"changelog/propose.md": "---\naudience: everyone\ntype: added\n---\n# Propose\n\nText.\n"}
    said = "changelog/propose.md:2: BS305 “propose” cannot be an id: the changelog has a page there"
    assert said in Sample.make(tmp_path, files=files).checked()


def test_what_the_script_knows_is_quoted_and_nothing_runs_in_the_page(sample: Sample) -> None:
    [page] = sample.html(PATH, "internal").cssselect(".bs-propose")
    rules = json.loads(page.get("data-rules") or "")
    assert rules["products"]["reports"] == "Reports & charts"
    assert rules["hints"].keys() >= {"BS501", "BS305"}
    assert [script.get("src") for script in page.iter("script")] == [
        "../../assets/broadsheet/propose-entry.js",
        "../../assets/broadsheet/propose.js",
    ]
    assert page.xpath(".//@style | .//@onclick | .//style") == []


def test_its_mirror_says_how_to_do_it_by_hand(sample: Sample) -> None:
    mirror = sample.read("changelog/propose/index.md", "internal")
    assert "<https://github.com/example/sample/new/main>" in mirror
    assert "audience: [customers, engineers]" in mirror
    assert "3. Choose *Create a new branch" in mirror
