"""Symbolic links, pipes and the like: what they lead to is published only to those who may read it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.bad_inputs import page
from tests.bytes import find
from tests.newsroom import Newsroom

LINKS = {
    "37 out of the repository": ("../../secret.txt", "BS111", "out of the repository"),
    "37 absolute": ("/etc/hostname", "BS111", "absolute"),
    "37 into .git": ("../.git/config", "BS113", ".git is not there"),
    "37 to what git ignores": ("../site/public/index.html", "BS113", "git ignores"),
    "38 loop": ("bad.md", "BS112", "links"),
    "39 dangling": ("nowhere.md", "BS113", "docs/nowhere.md"),
    "39 to a folder": ("internal", "BS114", "folder"),
}


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("ending", ["md", "png"])
def test_symbolic_link(name: str, ending: str, newsroom: Newsroom) -> None:
    target, code, words = LINKS[name]
    (newsroom.path.parent / "secret.txt").write_text("beside the repository")
    (newsroom.path / f"docs/bad.{ending}").symlink_to(target.replace("bad.md", f"bad.{ending}"))
    newsroom.commit()

    assert words in newsroom.fails().finding(f"docs/bad.{ending}", code)


def test_two_symbolic_links_in_a_circle(newsroom: Newsroom) -> None:
    (newsroom.path / "docs/a.md").symlink_to("b.md")
    (newsroom.path / "docs/b.md").symlink_to("a.md")
    newsroom.commit()

    run = newsroom.fails()

    run.finding("docs/a.md", "BS112")
    run.finding("docs/b.md", "BS112")


def test_a_folder_that_leads_out_of_the_repository(newsroom: Newsroom) -> None:
    (newsroom.path.parent / "out").mkdir()
    (newsroom.path.parent / "out/page.md").write_text(page("outside"))
    (newsroom.path / "docs/out").symlink_to("../../out")
    newsroom.commit()

    newsroom.fails().finding("docs/out", "BS111")


def test_a_symbolic_link_takes_the_audience_of_what_it_leads_to(newsroom: Newsroom) -> None:
    """40: wherever the link lies."""
    newsroom.put(
        {
            "docs/guides/.meta.yml": "audience: customers\n",
            "changelog/.meta.yml": "audience: customers\n",
            "docs/guides/guide.md": "# Another guide\n\nText.\n",
        }
    )
    for link in ("docs/guides/wages.md", "changelog/2.4/index.md"):
        target = os.path.relpath("docs/internal/pay.md", Path(link).parent)
        (newsroom.path / link).symlink_to(target)
    newsroom.commit()

    newsroom.succeeds()

    for word in ("How we are paid", "wages"):
        assert find(newsroom.site("public"), word) == []
    inside = newsroom.site("internal")
    assert {inside / "guides/wages/index.html", inside / "changelog/releases/2.4/index.html"} <= {
        *find(inside, "How we are paid")
    }


def test_an_image_that_is_a_link_takes_the_audience_of_what_it_leads_to(newsroom: Newsroom) -> None:
    (newsroom.path / "docs/public.svg").symlink_to("internal/chart.svg")
    newsroom.put({"docs/bad.md": page("![x](public.svg)")})
    newsroom.commit()

    assert "docs/public.svg, which is for support" in newsroom.fails().finding("docs/bad.md:6", "BS401")


@pytest.mark.parametrize("ending", ["md", "png"])
@pytest.mark.parametrize("folder", ["docs", "changelog"])
def test_a_pipe_is_no_file(folder: str, ending: str, newsroom: Newsroom) -> None:
    os.mkfifo(newsroom.path / folder / f"bad.{ending}")

    newsroom.fails().finding(f"{folder}/bad.{ending}", "BS115")


def test_a_socket_is_no_file(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(newsroom.path / "docs")  # the address of a socket has to be short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("bad.md")

    newsroom.fails().finding("docs/bad.md", "BS115")


def test_a_link_to_a_device_leads_out_of_the_repository(newsroom: Newsroom) -> None:
    (newsroom.path / "docs/bad.md").symlink_to("/dev/zero")
    newsroom.commit()

    newsroom.fails().finding("docs/bad.md", "BS111")
