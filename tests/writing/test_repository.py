from __future__ import annotations

from pathlib import Path

import pytest
from tests.gitrepo import GitRepo

from broadsheet.writing.repository import branch, web_address


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/acme/handbook.git", "https://github.com/acme/handbook"),
        ("https://ada:s3cret@github.com/acme/handbook/", "https://github.com/acme/handbook"),
        (
            "http://git.acme.example:8080/team/docs/handbook",
            "http://git.acme.example:8080/team/docs/handbook",
        ),
        ("git@github.com:acme/handbook.git", "https://github.com/acme/handbook"),
        ("ssh://git@gitlab.acme.example:2222/team/handbook.git", "https://gitlab.acme.example/team/handbook"),
        ("/srv/git/handbook.git", ""),
        ("file:///srv/git/handbook.git", ""),
        ("../handbook", ""),
    ],
)
def test_where_a_repository_has_its_pages(remote: str, address: str, tmp_path: Path) -> None:
    repo = GitRepo.init(tmp_path)
    repo.git("remote", "add", "origin", remote)
    assert web_address(tmp_path) == address


def test_without_a_repository_nothing_is_known(tmp_path: Path) -> None:
    assert web_address(tmp_path / "missing") == ""
    assert web_address(tmp_path) == branch(tmp_path) == ""


def test_a_detached_head_is_on_no_branch(tmp_path: Path) -> None:
    repo = GitRepo.init(tmp_path)
    assert branch(tmp_path) == "main"
    repo.commit()
    repo.checkout(repo.sha())
    assert branch(tmp_path) == ""
