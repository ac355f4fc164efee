"""An include is text of another file: who may not read that file may not read the page either."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.gitrepo import GitRepo

from broadsheet import building, pipeline
from broadsheet.config.settings import load_settings

CONFIG = """\
site_name: Sample
theme: {name: material}
markdown_extensions: [{pymdownx.snippets: {base_path: [.]}}]
plugins:
  - broadsheet:
      audiences: {customers: , staff: }
      editions:
        public: {audiences: customers, site_url: https://docs.example.com/}
        internal: {audiences: everyone, site_url: https://hub.example.com/}
"""
FILES = {
    "mkdocs.yml": CONFIG,
    "docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n",
    "docs/staff/.meta.yml": "audience: staff\n",
    "docs/staff/page.md": "# Page\n\nText.\n",
    "docs/staff/notes.txt": "Notes.\n",
    "changelog/draft.md": "---\naudience: everyone\ntype: added\ndraft: true\n---\n# Draft\n\nSoon.\n",
    "LICENCE": "Free.\n",
}


def findings(folder: Path, audience: str, included: str, appended: str = "") -> list[str]:
    """What is found where a page for an audience includes a file."""
    repo = GitRepo.init(folder)
    page = f'---\naudience: {audience}\n---\n# Guide\n\n--8<-- "{included}"\n'
    for path, text in (FILES | {"docs/guide.md": page}).items():
        repo.write(path, text)
    repo.commit()
    if appended:
        repo.write("mkdocs.yml", CONFIG.replace("[.]}", f"[.], auto_append: [{appended}]}}"))
    settings = load_settings(folder / "mkdocs.yml")
    found = building.collector(settings)
    pipeline.check(settings, found)
    return [f"{finding.place}: {finding.code.name} {finding.message}" for finding in found]


@pytest.mark.parametrize("included", ["docs/staff/page.md", "docs/staff/notes.txt"])
def test_text_of_others_is_refused(included: str, tmp_path: Path) -> None:
    assert findings(tmp_path, "everyone", included) == [
        f"docs/guide.md:6: BS401 this includes {included}, which is for staff: customers may not read it"
    ]


def test_what_every_text_ends_with_is_for_its_readers(tmp_path: Path) -> None:
    found = findings(tmp_path, "everyone", "LICENCE", appended="docs/staff/notes.txt")
    assert {line.split(":")[0] for line in found} == {"docs/index.md", "docs/guide.md"}
    assert all("BS401 this includes docs/staff/notes.txt, which is for staff" in line for line in found)


def test_text_of_a_draft_is_refused(tmp_path: Path) -> None:
    assert findings(tmp_path, "everyone", "changelog/draft.md") == [
        "docs/guide.md:6: BS403 this includes changelog/draft.md, which is a draft"
    ]


@pytest.mark.parametrize(
    ("audience", "included"), [("staff", "docs/staff/notes.txt"), ("everyone", "LICENCE")]
)
def test_text_that_all_readers_may_read_is_taken(audience: str, included: str, tmp_path: Path) -> None:
    assert findings(tmp_path, audience, included) == []


@pytest.mark.parametrize("extension", ["markdown_include.include", "mdx_include.mdx_include"])
def test_extensions_that_include_past_selection_are_refused(extension: str, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("{pymdownx", f"{extension}, {{pymdownx"))
    found = building.collector(load_settings(tmp_path / "mkdocs.yml"))
    assert [(str(finding.place), finding.code.name) for finding in found.errors] == [
        ("mkdocs.yml:3", "BS006")
    ]
