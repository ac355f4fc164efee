"""``--ref``: a revision is built from git's objects alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.errors import FindingsError, SettingsError
from broadsheet.revision import settings_at
from tests.gitrepo import GitRepo
from tests.newsroom import Newsroom
from tests.sample import contents


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return Newsroom.start(tmp_path_factory.mktemp("revision") / "project")


@pytest.fixture
def newsroom(original: Newsroom, tmp_path: Path) -> Newsroom:
    return original.copy(tmp_path / "project")


def test_what_is_on_disk_makes_no_difference(newsroom: Newsroom) -> None:
    before = newsroom.published()
    newsroom.put({"docs/index.md": "broken", "docs/new.md": "---\naudience: everyone\n---\n# New\n"})
    newsroom.configure({"site_name": "Other"})
    run = newsroom.succeeds("--ref", "HEAD")
    assert run.out.count("unchanged") == 2
    assert newsroom.published() == before


def test_overrides_come_from_the_revision_too(newsroom: Newsroom) -> None:
    newsroom.configure({"theme": {"name": "material", "custom_dir": "overrides"}})
    template = '{% extends "base.html" %}{% block announce %}ANNOUNCED{% endblock %}'
    newsroom.put({"overrides/main.html": template})
    newsroom.repo.commit("overrides")
    newsroom.put({"overrides/main.html": template.replace("ANNOUNCED", "DIFFERENT")})
    newsroom.succeeds("--ref", "HEAD")
    page = (newsroom.path / "site/public/index.html").read_text()
    assert "ANNOUNCED" in page
    assert "DIFFERENT" not in page


def test_an_old_revision_has_its_own_pages(newsroom: Newsroom) -> None:
    newsroom.put({"docs/later.md": "---\naudience: everyone\n---\n# Later\n"})
    newsroom.repo.commit("later")
    newsroom.succeeds()
    assert (newsroom.path / "site/public/later/index.html").exists()
    newsroom.succeeds("--ref", "HEAD~1")
    assert not (newsroom.path / "site/public/later").exists()


def test_a_project_in_a_subfolder(tmp_path: Path, original: Newsroom) -> None:
    repo = GitRepo.init(tmp_path / "mono")
    for file in original.path.rglob("*"):
        inner = file.relative_to(original.path)
        is_own = inner.parts[0] not in {".git", "site"} and not inner.name.startswith(".coverage")
        if file.is_file() and is_own:
            repo.write(f"handbook/{inner.as_posix()}", file.read_bytes())
    repo.write("elsewhere/big.bin", b"not a part of the project")
    repo.commit("all", date="2026-11-19T09:00:00Z")
    with settings_at(repo.path / "handbook/mkdocs.yml", "HEAD") as settings:
        assert settings.project == repo.path / "handbook"
        assert {p.name for p in settings.config.path.parent.iterdir()} == {"mkdocs.yml", ".gitignore", "docs"}
    inside = Newsroom(GitRepo(repo.path / "handbook"))
    inside.succeeds("--ref", "HEAD")
    assert without_document_ids(inside.path / "site/public") == without_document_ids(
        original.path / "site/public"
    )


def without_document_ids(edition: Path) -> dict[str, bytes]:
    # A document's id is the path in the repository under which it was first committed.
    return {path: data for path, data in contents(edition).items() if "/docs." not in path}


def test_a_bare_repository(newsroom: Newsroom, tmp_path: Path, original: Newsroom) -> None:
    bare = newsroom.repo.bare(tmp_path / "bare.git")
    served = Newsroom(bare)
    served.succeeds("--ref", "main")
    assert contents(served.path / "site/public") == contents(original.path / "site/public")


def test_nothing_temporary_stays(newsroom: Newsroom) -> None:
    with settings_at(newsroom.path / "mkdocs.yml", "HEAD") as settings:
        folder = settings.config.path.parent
        assert folder != newsroom.path
        assert (folder / "mkdocs.yml").exists()
    assert not folder.exists()


@pytest.mark.parametrize("ref", ["nonsense", "HEAD~99", "--upload-pack=touch"])
def test_a_revision_that_is_none(newsroom: Newsroom, ref: str) -> None:
    with pytest.raises(FindingsError) as caught, settings_at(newsroom.path / "mkdocs.yml", ref):
        raise AssertionError("not reached")
    assert [finding.code.name for finding in caught.value.findings] == ["BS139"]


def test_a_revision_without_configuration(newsroom: Newsroom) -> None:
    newsroom.repo.git("rm", "-q", "mkdocs.yml")
    newsroom.repo.commit("gone")
    config = newsroom.path / "mkdocs.yml"
    with pytest.raises(SettingsError), settings_at(config, "HEAD"):
        raise AssertionError("not reached")
    with settings_at(config, "HEAD~1") as settings:
        assert list(settings.editions) == ["public", "internal"]


def test_links_and_submodules_of_the_revision_are_not_laid_out(newsroom: Newsroom) -> None:
    (newsroom.path / "secret.yml").symlink_to("/etc/passwd")
    newsroom.repo.commit("a link")
    with settings_at(newsroom.path / "mkdocs.yml", "HEAD") as settings:
        assert not (settings.config.path.parent / "secret.yml").exists()
