"""Each edition has the widget, and only the page that embeds it loads it."""

from __future__ import annotations

from pathlib import Path

from tests.sample import Sample

from broadsheet.outputs.addresses import WIDGET


def test_every_edition_has_it_and_no_page_loads_it(sample: Sample) -> None:
    for edition in ("public", "partners", "internal"):
        site = sample.site(edition)
        assert "shadow" in sample.read(WIDGET, edition)
        assert [page for page in site.rglob("*.html") if WIDGET in page.read_text(encoding="utf-8")] == []


def test_a_page_embeds_it_by_its_place_in_the_docs(tmp_path: Path) -> None:
    script = '<script src="../widget.js" data-audience="customers" async></script>'
    text = f"---\naudience: everyone\n---\n# Embedded\n\n<p>{script}</p>\n"
    files = {"docs/index.md": "---\naudience: everyone\n---\n# Home\n", "docs/guides/embed.md": text}
    sample = Sample.small(tmp_path, files)
    assert sample.problems("public") == []
    (script,) = sample.html("guides/embed/index.html").xpath("//article//script")
    assert script.get("src") == "../../widget.js"
    assert "widget.js" not in sample.read("feeds/customers/docs.json")
