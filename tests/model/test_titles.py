"""The first heading is what Python-Markdown makes one, as plain text."""

from __future__ import annotations

import re
from html import unescape

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.samples import scanned

from broadsheet.model.body import Body
from broadsheet.model.titles import first_heading, title_of_file, without_first_heading


def text_of(body: Body) -> str:
    return "".join(chunk.text for chunk in body.chunks)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# One\n\n# Two\n", "One"),
        ("Text.\n\n### Third level ###\n", "Third level"),
        ("#No space\n", "No space"),
        ("Below\n=====\n\n# Later\n", "Below"),
        ("Below\n-\n", "Below"),
        ("Text that\ngoes on\n---\n", ""),
        ("# C#\n", "C"),
        ("C#\n===\n", "C#"),
        ("# *Some* **marks** and `code_x` {#id .c}\n", "Some marks and code_x"),
        ("# [A link](x.md) and [one](<a b.md>) and [two][ref]\n", "A link and one and two"),
        ("# ![Logo](x.png) of snake_case &amp; 2\\*3\n", "Logo of snake_case & 2*3"),
        ("# <b>Bold</b> <script>alert(1)</script>\n", "Bold alert(1)"),
        ("```\n# Code\n```\n\n# Title\n", "Title"),
        ("<!-- # Comment -->\n# Title\n", "Title"),
        ("/// audience | support\n# Theirs\n///\n\n# For all\n", "For all"),
        ("> # Quoted\n\n- # Listed\n\n    # Indented\n", ""),
        ("#\n", ""),
        ("", ""),
    ],
)
def test_first_heading(text: str, title: str) -> None:
    assert first_heading(scanned(text)[0]) == title


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("# Title\n\nText.\n\n## More\n", "Text.\n\n## More"),
        ("Text.\n\nTitle\n=====\nMore.\n", "Text.\n\nMore."),
        ("Text.\n", "Text."),
    ],
)
def test_the_rest_is_left_as_it_is(text: str, rest: str) -> None:
    assert text_of(without_first_heading(scanned(text)[0])).strip() == rest


def test_references_outside_the_heading_still_point_at_their_targets() -> None:
    body, _ = scanned("Before [a](b.md).\n\n# See [c](d.md)\n\nAfter [e](f.md).\n")

    (chunk,) = without_first_heading(body).chunks

    assert [chunk.text[r.start : r.end] for r in chunk.references] == ["b.md", "f.md"]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("docs/how-to_do.md", "How to do"),
        ("docs/API.md", "API"),
        ("docs/set-up/index.md", "Set up"),
        ("docs/set-up/README.md", "Set up"),
    ],
)
def test_a_file_without_heading_is_called_by_its_name(path: str, title: str) -> None:
    assert title_of_file(path) == title


WORDS = st.lists(
    st.sampled_from(["Word", "*em*", "`a*b`", "[x](y.md)", "C++", "a_b", "2 < 3", "&amp;", "\\*", "é"]),
    min_size=1,
    max_size=4,
).map(" ".join)
HEADINGS = st.one_of(
    st.builds(
        "{0} {1}{2}".format, st.sampled_from(["#", "##", "######"]), WORDS, st.sampled_from(["", " ##"])
    ),
    st.builds("{0}\n{1}".format, WORDS, st.sampled_from(["===", "---", "=", "-"])),
)
BLOCKS = st.one_of(HEADINGS, WORDS, st.sampled_from(["```\n# x\n```", "> quoted", "***", "    # code"]))


@given(st.lists(BLOCKS, max_size=4).map("\n\n".join))
def test_python_markdown_agrees(text: str) -> None:
    html = markdown.markdown(text, extensions=["pymdownx.superfences"])
    heading = re.search(r"<h\d>(.*?)</h\d>", html)
    expected = unescape(re.sub(r"<[^>]*>", "", heading[1])) if heading else ""

    assert first_heading(scanned(text)[0]) == expected


@given(st.lists(BLOCKS, max_size=4).map("\n\n".join))
def test_a_body_without_its_first_heading_has_one_heading_less(text: str) -> None:
    def headings(body: Body) -> int:
        return markdown.markdown(text_of(body), extensions=["pymdownx.superfences"]).count("</h")

    body, _ = scanned(text)

    assert headings(without_first_heading(body)) == max(0, headings(body) - 1)
