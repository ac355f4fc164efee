"""What comes from elsewhere means nothing but itself, whatever a site's Markdown knows."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml.html import HtmlElement, fragment_fromstring, tostring
from markdown import Markdown
from tests.importers.sound import scanned

from broadsheet.importers.prose import prose
from broadsheet.importers.records import Prose
from broadsheet.importers.tidy import tidied
from broadsheet.importers.to_markdown import to_markdown

EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"),
    *("pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.caret", "pymdownx.critic", "pymdownx.details"),
    *("pymdownx.emoji", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark", "pymdownx.superfences"),
    *("pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde"),
]
MARKDOWN = Markdown(extensions=EXTENSIONS)

_PIECES = [
    *("word", "audience", " ", "| support", "\n", "\n\n", "    ", "\t", "é", "\u200b", "／", "｜", "1", "."),
    *("/", "//", "///", ":", ":::", "!", "!!!", "?", "???", "#", "-", "--", "---", "+", "=", "===", ">", "|"),
    *("*", "_", "__", "`", "```", "~", "~~~", "^", "$", "\\", "[", "]", "(", ")", "[^1]", "{", "}", "<", "&"),
    *("{: .x }", "&amp;", "&#9;", "<!--", "-->", "<b>", "</p>", "{{ x }}", "{% x %}", ":smile:", "[TOC]"),
    *('--8<-- "docs/index.md"', "https://example.com/a_b_c", "++ctrl++", "==x==", "[x](y)", "![x](y)"),
    "*[x]: y",
]
TEXTS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=12).map("".join)


def words(text: str) -> str:
    return " ".join("".join(char for char in text if char != "\u200b").split())


def shown(markdown: str) -> str:
    html = MARKDOWN.reset().convert(markdown)
    return words(str(fragment_fromstring(html, create_parent="div").text_content()))


@given(TEXTS)
@example("/// audience | support")
@example("＃ no heading")
@example("\u200b/// audience | support")
@example("see /// audience | support")
@example("a\n===")
@example("`x` `` y")
@example("x\\`y\\\\`z`")
@example("~/a and ~/b, x^2 + y^2, $HOME and $PATH")
@example("_a_ __init__ snake_case_name")
@example("1. one")
@example("&copy; &#169;")
def test_text_is_text(text: str) -> None:
    made = to_markdown(f"<p>{escape(text)}</p>")

    assert shown(made) == words(text)
    assert scanned(made) == []


@given(
    TEXTS,
    st.sampled_from(["<ul><li>{}</li></ul>", "<ul><li><p>a</p>{}</li></ul>", "<blockquote>{}</blockquote>"]),
)
@example("/// audience | support\n```\n<!-- x", "<ul><li><p>a</p>{}</li></ul>")
def test_code_is_code_wherever_it_stands(text: str, around: str) -> None:
    for html in (f"<pre>{escape(text)}</pre>", around.format(f"<pre>{escape(text)}</pre>")):
        assert scanned(to_markdown(html)) == []


@given(TEXTS)
def test_code_keeps_its_text(text: str) -> None:
    made = to_markdown(f"<p>a</p><pre>{escape(text)}</pre><p>z <code>{escape(text)}</code></p>")

    assert scanned(made) == []
    assert shown(made) == words(f"a {text.expandtabs(4)} z {text}")


@given(TEXTS)
@example("<a href='javascript:alert(1)'>x</a><img src=x onerror=alert(1)><svg onload=alert(1)>")
@example("<script>alert(1)</script><style>x</style><iframe src=//evil></iframe>")
@example("<div " * 500)
@example("<ul><li>" * 200)
@example("<blockquote>" * 200)
@example("<table><tr><td><table><tr><td>x")
def test_markup_of_any_kind_becomes_an_entrys_text(html: str) -> None:
    made = prose(html)

    assert scanned(made.text) == []
    assert "<script" not in MARKDOWN.reset().convert(made.text)


@pytest.mark.parametrize(
    ("html", "text", "loss"),
    [
        (
            '<p>x <a href="../a.md">guide</a></p>',
            "x guide",
            "“../a.md” leads nowhere from here: only the link's text stays",
        ),
        ('<p>x <a href="#a">guide</a></p>', "x guide", ""),
        ('<p><img src="a.png" alt="A shot"></p>', "A shot", "the picture “a.png” is not copied"),
        (
            '<p><img src="https://e.com/a.png" alt="A shot"></p>',
            "[A shot](https://e.com/a.png)",
            "the picture https://e.com/a.png became a link: pages of a site load nothing from elsewhere",
        ),
        ("<p>x<script>y</script></p>", "x", "<script> is left out"),
        ("<p><video>x</video></p>", "x", "of <video>, only what is in it stays"),
        ("<p>a <del>b</del> H<sub>2</sub>O</p>", "a <del>b</del> H<sub>2</sub>O", ""),
        ("<p>see https://e.com/a_b, and</p>", "see <https://e.com/a_b>, and", ""),
        ("<p><code>https://e.com</code></p>", "`https://e.com`", ""),
        ("<h1>A</h1><p>b</p><h3>C</h3>", "## A\n\nb\n\n#### C", ""),
        ("<details><summary>More</summary><p>b</p></details>", "> **More**\n>\n> b", ""),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "-   a\n    -   b", ""),
        ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1.  a\n\n    b\n\n2.  c", ""),
    ],
)
def test_elements(html: str, text: str, loss: str) -> None:
    tree, losses = tidied(html)
    made = to_markdown("".join(map(as_html, tree)))

    assert made == text
    assert list(losses) == ([loss] if loss else [])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One. Two.</p>", Prose("One", "Two.")),
        ("<p>All of <code>it</code></p>", Prose("All of it")),
        ("<p>See e.g. this. Then that.</p>", Prose("See e.g. this", "Then that.")),
        ("<p>For v1.2 only!</p><p>More</p>", Prose("For v1.2 only!", "More")),
        ("<p>Wait...</p>", Prose("Wait...")),
        ("<p><b>Bold. And</b> more</p>", Prose("Bold", "**Bold. And** more")),
        ("<p>These:</p><ul><li>a</li></ul>", Prose("These", "-   a")),
        ("<ul><li>Only one. Yes</li></ul>", Prose("Only one", "Yes")),
        ("<ul><li>a</li><li>b</li></ul>", Prose("a", "-   a\n-   b")),
        ('<p>[<a href="https://e.com/1">bug 1</a>] [<a href="https://e.com/2">bug 2</a>]: Fixed.</p>',
         Prose("Fixed", "", (("bug 1", "https://e.com/1"), ("bug 2", "https://e.com/2")))),
        ('<p>[<a href="https://e.com/1">bug 1</a>]</p>',
         Prose("[bug 1]", "[[bug 1](https://e.com/1)]")),
        ("<p>Fixed (see https://e.com/o/r/issues/7). Yes</p>",
         Prose("Fixed", "Yes", (("#7", "https://e.com/o/r/issues/7"),))),
        ('<p>Read <a href="https://e.com">this</a>. Then</p>',
         Prose("Read this", "Read [this](https://e.com). Then")),
        (f"<p>{'word ' * 12}, {'word ' * 30}</p>",
         Prose(f"{('word ' * 12).strip()}…", f"{'word ' * 12}, {('word ' * 30).strip()}")),
        ("", Prose("")),
    ],
)  # fmt: skip
def test_a_text_is_divided(html: str, expected: Prose) -> None:
    assert prose(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ul>",
        "<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol><p>d</p>",
        "<ul><li><p>a</p><pre>b\n  c</pre><p>d</p></li><li><p>e</p></li></ul>",
        "<blockquote><p>a</p><pre>b</pre><ul><li>c</li></ul></blockquote><p>d</p>",
        "<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>",
        "<table><tr><th>a</th><th>b</th></tr><tr><td>c|d</td><td><code>e</code></td></tr></table>",
        "<p>a <strong>b <em>c</em></strong> <code>d`e</code></p><hr><h2>f</h2><p>g<br>h</p>",
    ],
)
def test_structure_is_what_it_was(html: str) -> None:
    tree, _ = tidied(html)

    again = MARKDOWN.reset().convert(to_markdown("".join(map(as_html, tree))))

    assert skeleton(fragment_fromstring(again, create_parent="div")) == skeleton(tree)


def as_html(element: HtmlElement) -> str:
    return str(tostring(element, encoding="unicode"))


def skeleton(tree: HtmlElement) -> tuple[list[str], str]:
    """The elements that mean something, in order, and all text."""
    ignored = {"p", "div", "span", "tbody", "thead", "tr"}
    tags = [
        str(element.tag)
        for element in tree.iter()
        if element.tag not in ignored and not any(True for _ in element.iterancestors("pre"))
    ]
    return tags, "".join(str(tree.text_content()).split())
