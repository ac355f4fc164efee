"""What the configuration alone is warned of."""

from __future__ import annotations

from tests.newsroom import CONFIG, Newsroom


def test_a_second_search_is_warned_of(newsroom: Newsroom) -> None:
    config = (newsroom.path / "mkdocs.yml").read_text(encoding="utf-8")
    newsroom.put({"mkdocs.yml": config.replace("plugins:\n", "plugins:\n- search\n")})

    run = newsroom.command("check")

    assert run.code == 0
    assert "mkdocs.yml:" in run.err
    assert "BS005 warning: the plugin “search” is on" in run.err


def test_an_extension_that_includes_past_selection_stops_everything(newsroom: Newsroom) -> None:
    newsroom.configure({"markdown_extensions": [*CONFIG["markdown_extensions"], "mdx_include.mdx_include"]})

    assert "BS006" in newsroom.fails().err


def test_a_file_of_the_authors_own_need_not_be_sound(newsroom: Newsroom) -> None:
    newsroom.put(
        {
            "docs/guide.md": "---\naudience: customers\n---\n# Guide\n\n[settings](settings.json)\n",
            "docs/settings.json": "{ // with a comment\n}\n",
        }
    )

    newsroom.succeeds()

    assert (newsroom.path / "site/public/settings.json").exists()
