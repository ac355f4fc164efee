"""What is left of a body for some readers."""

from __future__ import annotations

import re

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.samples import RULES, scanned
from tests.model.texts import AUDIENCES, HARD_TEXTS, PAGES, Written

from broadsheet.editions.cut import cut
from broadsheet.editions.select import wording
from broadsheet.model.body import Body, Kind
from broadsheet.render.audience_block import AudienceBlocks

TITLES = {name: audience.title for name, audience in RULES.audiences.items()}


def text_of(body: Body) -> str:
    return "".join(chunk.text for chunk in body.chunks)


PAGE = """\
For all.
/// audience | support, engineers
Hidden.
///
> /// audience | customers
> Quoted.
> ///
"""
MARKED = """\
For all.

/// audience | support

Hidden.

///

>
> /// audience | customers
>
> Quoted.
>
> ///
>

"""


@pytest.mark.parametrize(
    ("seen", "marked", "expected"),
    [
        ({"customers"}, False, "For all.\n>\n> Quoted.\n>\n\n"),
        ({"support"}, False, "For all.\n\nHidden.\n\n\n"),
        ({"support", "customers"}, True, MARKED),
        (set(), True, "For all.\n\n"),
    ],
)
def test_cuts(seen: set[str], marked: bool, expected: str) -> None:
    body, _ = scanned(PAGE)

    assert text_of(cut(body, frozenset(seen), marked=marked)) == expected


def test_a_wording_is_what_one_audience_reads_of_what_is_held() -> None:
    body, _ = scanned(PAGE)
    held = cut(body, frozenset({"support", "customers"}), marked=True)

    assert text_of(wording(held, "support")) == "For all.\n\nHidden.\n\n\n"


@given(PAGES, AUDIENCES.filter(bool), st.booleans())
def test_readers_see_their_words_and_no_other(page: Written, seen: frozenset[str], marked: bool) -> None:
    body, _ = scanned(page.text)

    left = text_of(cut(body, seen, marked=marked))

    for word, readers in page.readers.items():
        assert (word in left) == bool(readers & seen)


@given(PAGES, AUDIENCES)
def test_marks_name_only_readers_who_see_them(page: Written, seen: frozenset[str]) -> None:
    body, _ = scanned(page.text)

    for chunk in cut(body, seen, marked=True).chunks:
        if chunk.kind is Kind.OPEN:
            named = set(chunk.text.split("|")[1].strip(" \n>").split(", "))
            assert named
            assert named <= seen


@given(st.one_of(HARD_TEXTS, PAGES.map(lambda page: page.text)), AUDIENCES, AUDIENCES)
def test_more_audiences_never_see_less(text: str, some: frozenset[str], others: frozenset[str]) -> None:
    body, _ = scanned(text)

    few, many = (cut(body, seen, marked=False).chunks for seen in (some, some | others))

    rest = iter(many)
    assert all(chunk in rest for chunk in few)  # the same chunks in the same order, some left out


@given(HARD_TEXTS, AUDIENCES, AUDIENCES)
def test_cutting_twice_is_cutting_for_those_in_both(
    text: str, some: frozenset[str], others: frozenset[str]
) -> None:
    body, _ = scanned(text)

    def kept(cut_body: Body) -> list[tuple[int, str]]:
        return [(c.line, c.text) for c in cut_body.chunks if c.kind in (Kind.TEXT, Kind.CODE)]

    both = kept(cut(cut(body, some, marked=True), others, marked=False))

    assert set(kept(cut(body, some & others, marked=False))) <= set(both)
    assert set(both) <= set(kept(cut(body, others, marked=False)))


@given(PAGES, AUDIENCES)
def test_what_is_left_renders_with_every_mark_understood(page: Written, seen: frozenset[str]) -> None:
    body, _ = scanned(page.text)
    renderer = markdown.Markdown(
        extensions=["pymdownx.superfences", "pymdownx.blocks.admonition", AudienceBlocks(TITLES)]
    )

    html = renderer.convert(text_of(cut(body, seen, marked=True)))

    outside_code = re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)
    assert "///" not in outside_code
    assert "audience |" not in outside_code
