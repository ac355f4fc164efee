"""What stands around the text of pages, in finished editions."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import HtmlElement
from tests.sample import PNG, Sample

REVIEWED = """\
---
audience: everyone
owner: Ada Lovelace
reviewed_on: 2026-05-03
review_every: 6m
---
# Reviewed & <b>done</b>

{words}
"""
FILES: dict[str, str | bytes] = {
    "docs/guides/reviewed.md": REVIEWED.format(words="Some words of the edition. " * 120),
    "docs/guides/quoted.md": '---\naudience: everyone\n---\n# Q\n\nSays "this" & <b>that</b>.\n',
    "docs/glossary.md": (
        "---\naudience: everyone\n---\n# Glossary\n\nedition\n:   A folder of HTML.\n\n"
        "/// audience | engineers\nkernel\n:   The secret inside.\n///\n"
    ),
    "docs/img/card.png": PNG,
    "changelog/kernel.md": (
        "---\naudience: everyone\ntype: added\ndate: 2026-04-01\n---\n# New\n\nA kernel, an edition.\n"
    ),
}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    config = {"theme": {"name": "material"}, "markdown_extensions": ["def_list"]}
    plugin = {"image": "img/card.png"}
    made = Sample.make(tmp_path_factory.mktemp("furnished"), files=FILES, config=config, plugin=plugin)
    made.build("public", "internal")
    return made


def named(page: HtmlElement, name: str) -> str:
    [found] = page.xpath(f"//meta[@name='{name}' or @property='{name}']/@content")
    return str(found)


def small_print(sample: Sample, edition: str) -> str:
    [found] = sample.html("guides/reviewed/index.html", edition).find_class("bs-changed")
    return " ".join(found.text_content().split())


def test_reviews(furnished: Sample) -> None:
    assert small_print(furnished, "public").endswith("Reviewed on 3 May 2026.")
    assert small_print(furnished, "internal").endswith(
        "Reviewed on 3 May 2026. The next review is due by 3 November 2026."
    )


def test_how_long_it_takes(furnished: Sample) -> None:
    facts = [e.text_content() for e in furnished.html("guides/reviewed/index.html").find_class("bs-fact")]
    assert facts == ["3 minutes to read"]


def test_ways_to_the_work_are_for_those_who_may_see_it(furnished: Sample) -> None:
    def ways(path: str, edition: str) -> list[str]:
        return [
            str(href)
            for href in furnished.html(path, edition).xpath("//ul[contains(@class,'bs-ways')]//@href")
        ]

    edit, feedback = ways("guides/quoted/index.html", "internal")
    assert edit == "https://github.com/example/sample/edit/master/docs/guides/quoted.md"
    assert feedback.startswith("https://github.com/example/sample/issues/new?title=Q&body=Page%3A%20https")
    edit, _ = ways("changelog/kernel/index.html", "internal")
    assert edit == "https://github.com/example/sample/edit/master/changelog/kernel.md"
    assert ways("guides/quoted/index.html", "public") == ways("changelog/kernel/index.html", "public") == []


def test_material_s_own_edit_button_is_enough(tmp_path: Path) -> None:
    sample = Sample.make(
        tmp_path, config={"theme": {"name": "material", "features": ["content.action.edit"]}}
    )
    sample.build("internal")
    page = sample.html("guides/blocks/index.html", "internal")
    assert [link.get("class") for link in page.xpath("//a[@rel='edit']")] == ["md-content__button md-icon"]


def test_what_is_no_address_is_no_way_to_edit(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path, config={"repo_url": None, "edit_uri": None})
    sample.build("internal")
    assert not sample.html("guides/blocks/index.html", "internal").xpath("//a[@rel='edit']")


def test_a_page_tells_what_it_is(furnished: Sample) -> None:
    page = furnished.html("guides/quoted/index.html")
    assert named(page, "description") == named(page, "og:description") == 'Says "this" & that.'
    assert named(page, "og:title") == "Q"
    assert named(page, "og:type") == "article"
    assert named(page, "og:url") == "https://docs.example.com/guides/quoted/"
    assert named(page, "og:site_name") == "Sample"
    assert named(page, "og:image") == "https://docs.example.com/img/card.png"
    assert (furnished.site() / "img/card.png").is_file()


def test_other_pages_too(furnished: Sample) -> None:
    home, entry = furnished.html("index.html"), furnished.html("changelog/parquet/index.html")
    assert (named(home, "og:type"), named(home, "og:title")) == ("website", "Sample")
    assert named(home, "description") == "Where to begin"
    assert named(entry, "description") == "Reports come as Parquet."
    assert named(furnished.html("changelog/index.html"), "og:description") == "What Sample does."


def test_no_picture_that_is_not_there(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path, plugin={"image": "img/none.png"})
    found = "mkdocs.yml: BS402 `image` leads to nothing: there is no docs/img/none.png"
    assert sample.checked().count(found) == 1


def test_a_favicon_and_no_font(furnished: Sample) -> None:
    page = furnished.html("guides/quoted/index.html")
    [icon] = page.xpath("//link[@rel='icon']/@href")
    assert (furnished.site() / "guides/quoted" / str(icon)).resolve().name == "favicon.svg"
    assert (furnished.site() / "assets/broadsheet/favicon.svg").is_file()
    assert "fonts.g" not in furnished.read("guides/quoted/index.html")


def test_terms_are_explained_with_what_the_edition_s_glossary_holds(furnished: Sample) -> None:
    def tips(edition: str) -> list[str]:
        page = furnished.html("changelog/kernel/index.html", edition)
        return [tip.text_content() for tip in page.find_class("bs-term__tip")]

    assert tips("public") == ["A folder of HTML."]
    assert sorted(tips("internal")) == ["A folder of HTML.", "The secret inside."]
    assert not furnished.html("glossary/index.html").find_class("bs-term")
    assert not furnished.html("changelog/index.html").find_class("bs-term")


def test_names_stay_inside(furnished: Sample) -> None:
    for file in furnished.site("public").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not [word for word in (b"Lovelace", b"Ada", b"secret inside") if word in data], file
