"""The project's own site: nothing is wrong with it, and its pages keep to themselves."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from lxml import html
from tests.docs.pages import REPOSITORY, pages
from tests.gitrepo import GitRepo

from broadsheet import building
from broadsheet.config.settings import load_settings
from broadsheet.order import Order

SOURCES = (
    "mkdocs.yml",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs",
    "changelog",
    "generator/broadsheet/starter/recipes",
)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The site as it is built of what lies here, committed or not, and what was found on the way."""
    repo = GitRepo.init(tmp_path_factory.mktemp("own"))
    for name in SOURCES:
        source = REPOSITORY / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        (repo.path / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, repo.path / name)
    repo.commit(date="2026-11-22T12:00:00Z")
    settings = load_settings(repo.path / "mkdocs.yml")
    findings = building.collector(settings)
    building.build(settings, findings, Order())
    return settings.site_dir, [f"{found.place}: {found.code.name} {found.message}" for found in findings]


def test_nothing_is_wrong(built: tuple[Path, list[str]]) -> None:
    assert built[1] == []


def test_public_edition_has_nothing_for_developers(built: tuple[Path, list[str]]) -> None:
    site, _ = built
    inside, outside = (
        {path.relative_to(site / edition).as_posix() for path in (site / edition).rglob("index.html")}
        for edition in ("internal", "public")
    )
    assert {"process/finding-codes/index.html", "changelog/one-way-through-the-code/index.html"} <= inside
    assert outside < inside
    assert not [path for path in outside if "contributor" in path or "developers" in path]


def loaded(page: Path) -> Iterator[str]:
    """The addresses that a browser fetches to show a page."""
    tree = html.parse(page).getroot()
    yield from (str(found) for found in tree.xpath("//@src | //@poster | //object/@data"))
    for link in tree.xpath("//link[@href]"):
        if link.get("rel") not in {"canonical", "alternate", "next", "prev", "edit"}:
            yield str(link.get("href"))
    yield from re.findall(r"(?:url\(|@import\s)\s*[\"']?([^\"')]+)", page.read_text(encoding="utf-8"))


def test_pages_ask_no_other_host(built: tuple[Path, list[str]]) -> None:
    asked = {address for page in built[0].rglob("*.html") for address in loaded(page)}
    assert asked
    assert [address for address in asked if re.match(r"(?:https?:)?//", address)] == []


def test_every_page_is_in_the_nav() -> None:
    text = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    named = set(re.findall(r"[\w./-]+\.md", str(yaml.safe_load(f"nav:{text}"))))
    assert named - {"changelog/index.md"} == set(pages())


def test_readme_leads_to_files() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert targets
    assert [target for target in targets if not (REPOSITORY / target).is_file()] == []
