"""Pages that show something of other items are made again with them, and end as a build from nothing does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.gitrepo import ISOLATED
from tests.incremental.changing_site import LINKS, Change, ChangingSite, assert_same
from tests.incremental.spy import Spy

GLOSSARY = "---\naudience: everyone\n---\n# Words\n\n## Begin\n\nTo start.\n\n## Desk\n\nWhere one sits.\n"
ENTRY = "changelog/first.md"
GUIDE = "docs/guides/start.md"
HOME = "docs/index.md"
SECOND = "changelog/2.4/second.md"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """A site with a glossary that is built; only to be copied."""
    made = ChangingSite(tmp_path_factory.mktemp("begun"))
    change = {
        "docs/glossary.md": GLOSSARY,
        **made.with_text(ENTRY, "Begin."),
        **made.with_text(GUIDE, "The desk."),
    }
    edit(made, change)
    return made


@pytest.fixture
def site(begun: ChangingSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChangingSite:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    return begun.copied(tmp_path)


def edit(site: ChangingSite, change: Change) -> None:
    """Change the sources, build all editions, and compare them with those that MkDocs makes from nothing."""
    site.write(change)
    site.repo.commit()
    done, findings = site.build()
    assert done, findings
    for edition, files in site.published().items():
        reference, _ = site.reference(edition)
        assert_same(_texts(files), _texts(reference))


def _texts(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.endswith((".html", ".md"))}


def test_a_term_is_explained_anew_where_it_is_used(
    site: ChangingSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = Spy(monkeypatch)
    edit(site, {"docs/glossary.md": GLOSSARY.replace("To start.", "To set out.")})
    assert {"changelog/first.md", "glossary.md"} <= set(spy.pages)
    assert "guides/start.md" not in spy.pages
    assert b"To set out." in (site.folder("public") / "changelog/first/index.html").read_bytes()


def test_a_glossary_comes_and_goes(site: ChangingSite) -> None:
    edit(site, {"docs/glossary.md": None})
    edit(site, {"docs/glossary.md": GLOSSARY.replace("everyone", "support")})
    assert b"bs-term" not in (site.folder("public") / "changelog/first/index.html").read_bytes()
    assert b"bs-term" in (site.folder("internal") / "changelog/first/index.html").read_bytes()


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Another"},
        {"reviewed_on": date(2026, 1, 1)},
        {"review_every": "3m", "owner": "Ada"},
        {"audience": "support"},
    ],
)
def test_a_document_s_front_matter(site: ChangingSite, values: dict[str, object]) -> None:
    edit(site, {**site.without(HOME, LINKS), **site.with_matter(GUIDE, values)})


def test_the_start_page_shows_what_changed(site: ChangingSite) -> None:
    edit(site, site.with_matter(ENTRY, {"title": "Quite another"}))
    assert b"Quite another" in (site.folder("public") / "index.html").read_bytes()
    edit(site, {ENTRY: None})
    edit(site, site.with_text(GUIDE, "More."))
    start = "---\naudience: everyone\npath: {role: Newcomers}\n---\n# Begin here\n"
    edit(site, {"docs/guides/index.md": start})
    edit(site, {"docs/guides/index.md": start.replace("Newcomers", "Old hands")})
    assert b"Old hands" in (site.folder("public") / "index.html").read_bytes()


def test_the_start_page_is_made_where_its_author_s_is_not(site: ChangingSite) -> None:
    edit(site, {**site.with_matter(HOME, {"audience": "support"}), **site.without(SECOND, LINKS)})
    assert b"<h1>Changing</h1>" in (site.folder("public") / "index.html").read_bytes()
    edit(site, site.with_matter(ENTRY, {"title": "Quite another"}))
    edit(site, {HOME: None})
    edit(site, {HOME: "---\naudience: everyone\nhide: [overview]\n---\n# Home\n"})
    assert b"bs-overview" not in (site.folder("public") / "index.html").read_bytes()


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("broadsheet", "feedback"), "https://example.com/?{title}"),
        (("broadsheet", "image"), "img/desk.png"),
        (("repo_url",), "https://github.com/example/other"),
        (("theme", "font"), None),
        (("theme", "favicon"), "img/logo.svg"),
        (("site_description",), "What it is."),
    ],
)
def test_the_configuration(site: ChangingSite, keys: tuple[str, ...], value: str | None) -> None:
    edit(site, site.with_config(keys, value))
