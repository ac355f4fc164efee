"""A glossary's terms, explained where a page first uses them."""

from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring

from broadsheet.outputs.glossary import Term
from broadsheet.render.terms import Explainer

TERMS = (Term("edition", "e"), Term("public edition", "p"), Term("API", "a"), Term("R&D", "r"))


def explained(html: str) -> tuple[list[str], str]:
    """The terms that are explained, and the page with their explanations taken out."""
    made = Explainer(TERMS, lambda term: f"<{term.definition}>", "../glossary/").explained(html)
    body = fragment_fromstring(made, create_parent="div")
    links = body.xpath(".//span[@class='bs-term']/a")
    tips = {tip.get("id"): tip.text_content() for tip in body.find_class("bs-term__tip")}
    assert all(tips[link.get("aria-describedby")].startswith("<") for link in links)
    for tip in body.find_class("bs-term__tip"):
        tip.drop_tree()
    return [link.text_content() for link in links], body.text_content()


def test_the_first_use_only() -> None:
    assert explained("<p>Editions: an edition.</p><p>Edition</p>") == (
        ["Editions"],
        "Editions: an edition.Edition",
    )


def test_the_longest_term_wins() -> None:
    assert explained("<p>The public\nedition, an edition</p>")[0] == ["public\nedition", "edition"]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Edition</h2>",
        '<p><a href="x">an edition</a> <code>edition</code></p>',
        '<div class="highlight"><pre><span>edition</span></pre></div>',
        "<p><img alt=\"edition\" title='an edition > edition'></p>",
        "<p><abbr title='x'>edition</abbr><kbd>edition</kbd></p>",
        "<p>editionally re-edition edition-like</p>",
        "<p>the api and apis</p>",
        "<p><!-- edition --></p>",
    ],
)
def test_what_stays_as_it_is(html: str) -> None:
    assert Explainer(TERMS, str, "x").explained(html) == html


def test_after_what_is_left_alone() -> None:
    assert explained("<p><code>x<b>y</b></code> edition <svg><path/></svg> APIs</p>")[0] == [
        "edition",
        "APIs",
    ]


def test_terms_with_signs() -> None:
    assert explained("<p>Our R&amp;D</p>")[0] == ["R&D"]
