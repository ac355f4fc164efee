"""Where Python-Markdown makes a link or an image, a reference is found."""

from __future__ import annotations

import re
from html import unescape

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model.references import find_references


def targets(text: str) -> list[str]:
    return [found.target for found in find_references(text, range(1, text.count("\n") + 2))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](b.md)", ["b.md"]),
        ("[a](b c.md)", ["b c.md"]),
        ("[a](b c.md 'T i t')", ["b c.md"]),
        ('[a](b.md "say (x)")', ["b.md"]),
        ("[a](b(c(d)).md)", ["b(c(d)).md"]),
        ("[a](\nb.md\n)", ["b.md"]),
        ("[a](b.md and [c](d.md)", ["b.md", "d.md"]),
        ("[![a](b.png)](c.md)", ["b.png", "c.md"]),
        ("[a](<b c.md>)", ["b c.md"]),
        ("[a]()", []),
        ("[a](<>)", []),
        ("[a]: b.md", ["b.md"]),
        ("[a]: b.md (T)", ["b.md"]),
        ("[a]:\n  <b c.md>", ["b c.md"]),
        ("[Note]: this is prose", []),
        ("[^1]: a footnote", []),
        ("*[HTML]: an abbreviation", []),
        ("`[a](b.md)` [c](d.md)", ["d.md"]),
        ("``a` [b](c.md)`` [d](e.md)", ["e.md"]),
        ("`open\n\n[a](b.md)`", ["b.md"]),
        ("\\`[a](b.md)\\`", ["b.md"]),
        ("<a href='b.md'> <IMG SRC=c.png> <video poster = \"d.png\">", ["b.md", "c.png", "d.png"]),
        ("<a\n  title='<'\n  href='b.md'>", ["b.md"]),
        ("<a data-href='b.md' xhref=c.md>", []),
        ("1 < 2 and href='b.md'", []),
        ("no reference at all", []),
    ],
)
def test_finds(text: str, found: list[str]) -> None:
    assert targets(text) == found


def test_each_knows_its_line_and_whether_it_is_html() -> None:
    found = find_references("x\n[a](b.md)\n\n<img src='c.png'>\n", (7, 8, 20, 21))

    assert [(r.target, r.line, r.html, r.is_include) for r in found] == [
        ("b.md", 8, False, False),
        ("c.png", 21, True, False),
    ]


NAME = st.text(alphabet="abXé19-_.~/?=&%", min_size=1, max_size=8).filter(lambda s: s.strip("."))
DESTINATION = st.one_of(
    NAME,
    st.builds("{0}({1}){2}".format, NAME, NAME, NAME),
    st.builds("<{0} {1}>".format, NAME, NAME),
    st.builds("{0} {1}".format, NAME, NAME),
    st.builds('{0} "{1}"'.format, NAME, NAME),
    st.builds("  {0}\n '{1}'".format, NAME, NAME),
)
TEXT = st.sampled_from(["text", "*t*", "`code`", "![i](p.png)", "[in](q.md)", "a\\]b", "a [b] c", ""])
PIECE = st.one_of(
    st.builds("{0}[{1}]({2})".format, st.sampled_from(["", "!"]), TEXT, DESTINATION),
    st.builds("<{0}={2}{1}{2}>".format, st.sampled_from(["a href", "img src"]), NAME, st.sampled_from("\"'")),
    st.sampled_from(["word", "`span`", "[ref]", "1 < 2", "**bold**", "(aside)", "\\[", "``x ` y``"]),
)
DEFINITION = st.builds(
    "[ref]:{0}{1}{2}".format, st.sampled_from([" ", "\n", "  "]), NAME, st.sampled_from(["", ' "T"'])
)
BLOCK = st.builds(
    "{0}{1}".format,
    st.sampled_from(["", "# ", "> ", "- "]),
    st.lists(PIECE, min_size=1, max_size=4).map(" ".join),
)


@given(st.lists(st.one_of(BLOCK, DEFINITION), min_size=1, max_size=3).map("\n\n".join))
def test_nothing_that_python_markdown_links_to_is_missed(text: str) -> None:
    html = re.sub(r"<code>.*?</code>", "", markdown.markdown(text), flags=re.DOTALL)

    links = re.findall(r"<(?:a|img)\b[^>]*?\b(?:href|src)=[\"']([^\"']*)[\"']", html)

    assert {unescape(link) for link in links} - {""} <= {unescape(target) for target in targets(text)}
