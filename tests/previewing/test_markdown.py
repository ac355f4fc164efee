"""A comment holds what content says, and nothing of it gets out."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from broadsheet.previewing.markdown import LIMIT, MARKER, as_markdown, code, fence
from broadsheet.previewing.report import Change, EditionPreview, Item, Kind, Preview, Reading

RENDER = MarkdownIt("commonmark", {"html": True}).enable("table")
TEXTS = st.text(st.sampled_from("a `~|\\<>&*_[](){}#+-.!@:/\n\t$\"'\u202e\x00"), max_size=30)
HOSTILE = (
    "</details>\n```\n````\n<script>x()</script> @team #1 GH-2 https://x.example/ <!-- --> ![i](http://x)"
)


def preview(*items: Item, name: str = "public", audience: str = "customers") -> Preview:
    """A preview in which an edition changes."""
    edition = EditionPreview(name, "kept", (audience,), (), False, (), items, ())
    return Preview("b" * 40, "h" * 40, "", (edition,), (), (), ())


def added(title: str, text: str, path: str = "changelog/a.md") -> Item:
    """An entry that is added for customers."""
    reading = Reading("customers", Change.ADDED, "", text)
    feeds = ("customers",)
    return Item(Kind.ENTRY, Change.ADDED, title, path, "", "", False, True, (), (reading,), feeds)


@given(TEXTS)
def test_a_span_holds_its_text_and_ends_with_it(text: str) -> None:
    html = RENDER.render(f"before {code(text)} after")
    assert re.fullmatch(r"<p>before <code>[^<]*</code> after</p>\n", html), html
    shown = unescape(html.partition("<code>")[2].partition("</code>")[0]).replace("\u200b", "")
    visible = re.sub("[\x00\u202e]", "\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    assert shown == (visible or "–")


@given(TEXTS)
def test_a_fence_holds_its_text_and_ends_with_it(text: str) -> None:
    first, *rest = RENDER.parse(f"{fence(text, 'markdown')}\n\nafter")
    assert (first.type, [token.type for token in rest]) == (
        "fence",
        ["paragraph_open", "inline", "paragraph_close"],
    )


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_of_content_or_configuration_gets_out(title: str, text: str, name: str) -> None:
    html = RENDER.render(as_markdown(preview(added(title, text or "x"), name=name, audience=name)))
    outside = re.sub(r"<code[^>]*>[^<]*</code>", "", html)
    assert outside == re.sub(
        r"<code[^>]*>[^<]*</code>", "", RENDER.render(as_markdown(preview(added("a", "b"))))
    )


@pytest.mark.parametrize("title", ["a|b", r"a\|@team", r"a\\|b", "\\", "|", "x`|`y", r"ada@example.com\|"])
def test_no_title_ends_its_cell(title: str) -> None:
    comment = as_markdown(preview(added(title, "Text")))
    [row] = [line for line in comment.splitlines() if line.startswith("| added |")]
    assert row.count("|") == 5
    cells = re.findall(r"<td>(.*?)</td>", RENDER.render(comment))
    shown = unescape(re.sub("<[^>]*>", " ", cells[1])).replace("\u200b", "").split()
    assert shown == ["entry", *title.split(), "changelog/a.md"]


@pytest.mark.parametrize("part", ["title", "text", "name"])
def test_hostile_words_stay_words(part: str) -> None:
    words = {"title": "t", "text": "x", "name": "n", part: HOSTILE}
    html = RENDER.render(as_markdown(preview(added(words["title"], words["text"]), name=words["name"])))
    outside = re.sub(r"<code[^>]*>[^<]*</code>", "", html)
    assert html.startswith(MARKER)
    for word in ("script", "@team", "#1", "GH-2", "x.example", "<img"):
        assert word not in outside
    assert html.count("</details>") == 1


def test_a_comment_is_never_too_long_and_leaves_out_whole_items() -> None:
    many = [added(f"Entry {n}", f"Text {n}. " + "word " * 40, f"changelog/{n:04}.md") for n in range(900)]
    comment = as_markdown(preview(*many))
    assert LIMIT - 2000 < len(comment) <= LIMIT
    assert comment.count("<details>") == comment.count("</details>") == comment.count("```markdown")
    rows, texts = comment.count("\n| added |"), comment.count("<details>")
    assert f"{900 - rows} rows, {900 - texts} texts." in comment
    assert rows > 100
    assert texts > 50


def test_a_text_without_end_does_not_push_out_the_others() -> None:
    comment = as_markdown(
        preview(added("Long", "word " * 20_000), added("Short", "Hello.", "changelog/b.md"))
    )
    assert "Hello." in comment
    assert "1 text." in comment
    assert len(comment) <= LIMIT


def test_what_is_exposed_comes_before_all_else() -> None:
    exposed = replace(added("Inside", "Secret"), change=Change.EXPOSED)
    readings = (replace(exposed.readings[0], change=Change.EXPOSED),)
    comment = as_markdown(
        preview(added("New", "Text", "changelog/b.md"), replace(exposed, readings=readings))
    )
    assert comment.index("Newly exposed") < comment.index("### `public`")
    assert comment.index("<code>Inside</code>") < comment.index("<code>New</code>")
