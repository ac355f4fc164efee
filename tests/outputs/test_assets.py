"""Which files of ``docs/`` and ``changelog/`` an edition gets: those that its pages use."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sample import PNG, SVG, Sample, contents

PAGE = "---\naudience: {}\n---\n# {}\n\n{}\n"
IMAGES = {
    f"docs/img/{name}.png": PNG + name.encode() for name in ("shown", "block", "in", "unused", "font", "deep")
}
FILES: dict[str, str | bytes] = {
    **IMAGES,
    "docs/index.md": PAGE.format(
        "everyone",
        "Home",
        "![a](img/shown.png)\n\n/// audience | support\n![b](img/block.png)\n///\n\n"
        '<video src="film.mp4" poster="still.svg"></video>',
    ),
    "docs/in.md": PAGE.format("engineers", "In", "![c](img/in.png)"),
    "docs/film.mp4": b"film",
    "docs/still.svg": SVG,
    "docs/css/own.css": (
        '@import "more.css";\na{background:url("../img/font.png?v=1#x")}\nb{background:url(nope.png)}'
    ),
    "docs/css/more.css": "a{background:url(../img/deep.png)} c{background:url(https://example.org/x.png)}",
    "docs/css/unused.css": "a{background:url(../img/unused.png)}",
    "docs/js/own.js": "0",
    "docs/logo.svg": SVG,
    "docs/icon.svg": SVG,
    "changelog/shot.png": PNG + b"shot",
    "changelog/e.md": "---\naudience: everyone\ntype: added\n---\n# E\n\n![Shot](shot.png)\n",
}
CONFIG = {
    "theme": {"name": "material", "font": False, "logo": "logo.svg", "favicon": "icon.svg"},
    "extra_css": ["css/own.css", "https://example.org/far.css"],
    "extra_javascript": [{"path": "js/own.js", "defer": True}],
}
THEME = {"css/own.css", "css/more.css", "img/font.png", "img/deep.png", "js/own.js", "logo.svg", "icon.svg"}
USED = {"img/shown.png", "film.mp4", "still.svg", "changelog/shot.png"}


def test_an_edition_gets_what_its_pages_and_its_theme_use(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, FILES)
    sample.configure(CONFIG)
    held = {
        edition: {asset.src_uri for asset in sample.project(edition).assets}
        for edition in ("public", "partners", "internal")
    }
    assert held == {
        "public": USED | THEME,
        "partners": USED | THEME | {"img/block.png"},
        "internal": USED | THEME | {"img/block.png", "img/in.png"},
    }
    sample.build()
    for edition, names in held.items():
        files = contents(sample.site(edition))
        assert names <= files.keys()
        assert not {name.removeprefix("docs/") for name in IMAGES} - names & files.keys()
    assert contents(sample.site())["img/shown.png"] == IMAGES["docs/img/shown.png"]


def test_an_image_of_an_internal_folder_is_refused_where_the_theme_would_show_it(tmp_path: Path) -> None:
    files = {**FILES, "docs/secret/.meta.yml": "audience: engineers\n", "docs/secret/logo.svg": SVG}
    sample = Sample.small(tmp_path, files)
    sample.configure({"theme": {"name": "material", "logo": "secret/logo.svg"}})
    assert "secret/logo.svg" not in {asset.src_uri for asset in sample.project("public").assets}


@pytest.mark.parametrize("name", ["plan.markdown", "plan.MD", "plan.mdx"])
def test_a_page_by_another_name_is_handed_to_nobody(name: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "docs/index.md": PAGE.format("everyone", "Home", f"[Plan]({name}), [other](other.mdx)"),
        f"docs/{name}": PAGE.format("engineers", "Plan", "Text."),
        "docs/other.mdx": "# Other\n",
    }
    found = Sample.small(tmp_path, files).checked()
    assert len(found) == 1
    assert found[0].startswith(f"docs/{name}: BS401 this names an `audience`, and only “.md” files")
