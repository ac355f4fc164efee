"""What becomes of a page's HTML on its way into feeds."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring
from markdown import Markdown
from pymdownx.emoji import to_svg, twemoji

from broadsheet.outputs.feed_formats.sanitise import plain, sanitise

BASE = "https://docs.example.com/changelog/entry/"
PLAIN_EXTENSIONS = ["admonition", "attr_list", "footnotes", "md_in_html", "pymdownx.details", "pymdownx.keys"]
CONFIGURATION: dict[str, dict[str, object]] = {
    "tables": {},
    "toc": {"permalink": True},
    "pymdownx.emoji": {"emoji_index": twemoji, "emoji_generator": to_svg},
    "pymdownx.highlight": {"anchor_linenums": True, "line_spans": "__span"},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {"custom_checkbox": True},
}
HOSTILE = st.sampled_from(
    [
        '<a href="java&#x73;cript:alert(1)">',
        '<img src="x" onerror="alert(1)">',
        "<svg onload=alert(1)>",
        "<svg><style><img src=x onerror=alert(1)></style>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=alert(1)&gt;'>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<form action=/steal><input name=password>",
        "<div class=tabbed-alternate><div><label>A</label></div><div><div>a</div></div></div>",
        "<div class='admonition'><p class='admonition-title'>T</p></div>",
        "<table class=highlighttable><tr><td class=linenos>1<td>x</table>",
        "<input type=checkbox checked>",
        "<img class=twemoji alt='<script>alert(1)</script>'>",
        "</div></body></html>",
        "<!-- comment -->",
        "<plaintext>",
        "&#8;",
    ]
)


def convert(text: str, **changes: dict[str, object]) -> str:
    """Return what Material would put on the page."""
    configuration = {**CONFIGURATION, **changes}
    markdown = Markdown(extensions=[*PLAIN_EXTENSIONS, *configuration], extension_configs=configuration)
    return sanitise(markdown.convert(dedent(text)), BASE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Head *line*", "<h2>Head <em>line</em></h2>"),
        ("- [x] done\n- [ ] todo", "<ul> <li>☑ done</li> <li>☐ todo</li> </ul>"),
        ('!!! note "Mind"\n    Body', "<blockquote> <p><strong>Mind</strong> </p><p>Body</p> </blockquote>"),
        ("??? tip\n    Body", "<details> <summary>Tip</summary> <p>Body</p> </details>"),
        ("++ctrl+a++", "<p><kbd>Ctrl</kbd>+<kbd>A</kbd></p>"),
        ("Done :tada:", "<p>Done 🎉</p>"),
        (
            "[up](../x/?a=1&b=2#c)",
            '<p><a href="https://docs.example.com/changelog/x/?a=1&amp;b=2#c">up</a></p>',
        ),
        ("[here](#c)", f'<p><a href="{BASE}#c">here</a></p>'),
        ("[mail](mailto:a@example.com)", '<p><a href="mailto:a@example.com">mail</a></p>'),
        ("[bad](javascript:alert(1))", "<p><a>bad</a></p>"),
        ("![A](a.png){ width=9 .big }", f'<p><img alt="A" src="{BASE}a.png" width="9"></p>'),
        ("![A](a.png#only-light)", f'<p><img alt="A" src="{BASE}a.png#only-light"></p>'),
        ("![A](a.png#only-dark)", "<p></p>"),
        ("<!-- note to self -->Text", "<p>Text</p>"),
        ("a | b\n--|--:\n1 | 2", "<table> <thead> <tr> <th>a</th> <th>b</th> </tr> </thead>"),
    ],
)
def test_markdown_in_feeds(text: str, expected: str) -> None:
    written = " ".join(convert(text).split())
    assert written.startswith(expected)
    assert written == expected or text.startswith("a | b")


@pytest.mark.parametrize("style", ["table", "inline", "pymdownx-inline", None])
def test_code_comes_without_line_numbers(style: str | None) -> None:
    numbers = {"pymdownx.highlight": {"anchor_linenums": True, "linenums_style": style or "table"}}
    option = ' linenums="1"' if style else ""
    written = convert(f'``` py title="x.py"{option}\nprint("<a>")\nprint(2)\n```\n', **numbers)
    code = '<pre><code>print("&lt;a&gt;")\nprint(2)\n</code></pre>'
    assert written == f"<div><p><strong>x.py</strong></p>{code}</div>" or (
        style == "table" and written == f"<div><p><strong>x.py</strong></p><div>{code}</div></div>"
    )


def test_tabs_become_captions_over_what_they_show() -> None:
    written = convert(
        """
        === "A"
            first

            === "In A"
                inner

        === "**B**"
            second
        """
    )
    assert plain(written) == "A"
    texts = fragment_fromstring(written, create_parent="div").text_content().split()
    assert texts == ["A", "first", "In", "A", "inner", "B", "second"]
    assert "<p><strong><strong>B</strong></strong></p>" in written


def test_footnotes_lead_to_the_page_and_not_back() -> None:
    written = convert("Text[^1].\n\n[^1]: Note.")
    assert f'<sup><a href="{BASE}#fn:1">1</a></sup>' in written
    assert "fnref" not in written
    assert plain(written) == "Text."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p onclick=x style='color:red' id=a class=b data-c=d>T</p>", "<p>T</p>"),
        ("<script>x</script><style>x</style><iframe src=x>x</iframe>T", "T"),
        ("<form action=/x><label>L<input value=v></label><button>B</button></form>", "L"),
        ('<span class="twemoji"><svg><path d="M1"/></svg></span> T', "T"),
        ("<a href=//example.net/x>T</a>", '<a href="https://example.net/x">T</a>'),
        ("<a href=data:text/html,x>T</a>", "<a>T</a>"),
        ("<a href='http://[bad'>T</a>", "<a>T</a>"),
        ("<img src=data:image/png;base64,x alt=A>", '<img alt="A">'),
        ("<video src=v.mp4 poster=p.png onplay=x></video>", f'<video src="{BASE}v.mp4"></video>'),
        ("</div></body></html>after<p>T", "after<p>T</p>"),
        ("a&#8;\x0bb&nbsp;c", "ab&nbsp;c"),
    ],
)
def test_raw_html_in_feeds(html: str, expected: str) -> None:
    assert sanitise(html, BASE) == expected


@pytest.mark.parametrize("html", ["<p>word <b>y</b></p>\n" * 60_000, f"{'<blockquote>' * 400}<b>"])
def test_a_large_or_deep_entry_is_kept_whole(html: str) -> None:
    assert sanitise(html, BASE).count("<b>") == html.count("<b>")


@given(st.lists(HOSTILE | st.text()).map("".join))
def test_nothing_that_acts_gets_through(html: str) -> None:
    written = sanitise(html, BASE)
    assert sanitise(written, BASE) == written
    root = fragment_fromstring(written, create_parent="div")
    assert not {element.tag for element in root.iter()} & {
        "script",
        "style",
        "iframe",
        "form",
        "input",
        "svg",
        "math",
    }
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not [
        name for name in attributes if name.startswith("on") or name in {"id", "class", "style", "srcdoc"}
    ]
    targets = [value for element in root.iter() for name, value in element.items() if name in {"href", "src"}]
    assert all(re.match("https?://|mailto:", target) for target in targets)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>Head</h2><p>First <b>one</b>.\n Next\u2028line.</p><p>Second.</p>", "First one. Next line."),
        ("<p><img alt=A src=https://x/></p><p>Text</p>", "Text"),
        ("<blockquote><p><strong>Note</strong></p></blockquote><p>Text</p>", "Text"),
        ("<ul><li>One</li><li>Two</li></ul>", "One"),
        ("<ul><li><p>One</p></li></ul>", "One"),
        ("<h2>Only this</h2>", "Only this"),
        ("<p>One<br>two &lt;b&gt; &amp;</p>", "One two <b> &"),
        ("", ""),
    ],
)
def test_a_summary_is_the_first_paragraph_as_text(html: str, expected: str) -> None:
    assert plain(html) == expected
