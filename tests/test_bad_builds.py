"""Output that may not be where it is meant to be, and a file that changes while editions are built."""

from __future__ import annotations

import pytest

from broadsheet.building import build, collector
from broadsheet.config.settings import load_settings
from broadsheet.order import Order
from tests.bad_inputs import page
from tests.newsroom import Newsroom


@pytest.mark.parametrize("folder", ["docs/site", "docs", "changelog/site", ".", "..", "/", "~"])
def test_87_88_output_is_refused(folder: str, newsroom: Newsroom) -> None:
    before, there = newsroom.published(), set(newsroom.path.rglob("*"))
    newsroom.configure({"site_dir": str(newsroom.path.parent) if folder == "~" else folder})

    run = newsroom.command("build")

    assert run.code == 1, run.err
    assert "error:" in run.err
    assert "Set another `site_dir`" in run.err
    assert newsroom.published() == before
    assert set(newsroom.path.rglob("*")) == there


def test_90_a_file_that_changes_meanwhile(newsroom: Newsroom) -> None:
    """Both editions hold what was there when sources were read; the next build brings the rest."""
    newsroom.put({"docs/guide.md": page("The first version.")})
    settings = load_settings(newsroom.path / "mkdocs.yml")

    def change(step: str) -> None:
        if step.startswith("making"):
            newsroom.put({"docs/guide.md": page("The second version.")})

    build(settings, collector(settings), Order(), change)
    for edition in ("public", "internal"):
        assert "The first version." in (newsroom.site(edition) / "guide/index.html").read_text()
    newsroom.succeeds()
    for edition in ("public", "internal"):
        assert "The second version." in (newsroom.site(edition) / "guide/index.html").read_text()
