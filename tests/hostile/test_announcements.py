"""A release's body on GitHub or GitLab: who wrote an entry tells nobody, and shows no picture of theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from markdown import Markdown
from markdown_it import MarkdownIt
from tests.hostile.payloads import EVERY

from broadsheet.outputs.feed_formats.sanitise import sanitise
from broadsheet.releasing.announce import Announcement, Item, Section
from broadsheet.releasing.formats import printed

SITE = "https://docs.example.com/"
PAGE = f"{SITE}x/"
MENTION = re.compile(r"(?<!\w)@\w")
READ = MarkdownIt("commonmark").enable("table")
OWN_MARK = "![](https://evil.example/x.png) @ada"
SOME = EVERY[::6]
BREAKING_OUT = (
    *("`@ada", "\\@ada", "*@ada*", "x`@ada`", "&#64;ada", "<p>@ada</p>"),
    f"````\n```\n{OWN_MARK}\n````",
    f"<pre>```\n{OWN_MARK}</pre>",
    '<a href="https://example.com/)@ada">x</a>',
    f'<a href="https://example.com/){OWN_MARK}">x</a>',
    '<a href="https://example.com/>@ada">https://example.com/>@ada</a>',
    '<a href="https://example.com/" title="x\\&quot; @ada">x</a>',
    '<a href="https://example.com/" title="x\n\n@ada">x</a>',
    '<p><img src="https://docs.example.com/x.png" alt="](x) @ada ![x"></p>',
    '<h2><img src="https://docs.example.com/x.png" alt="@ada"></h2>',
    '<video src="https://docs.example.com/x)@ada">x</video>',
    "<table><tr><td><a href='https://example.com/|@ada|'>x</a></td></tr></table>",
)


def body(title: str, html: str) -> str:
    item = Item(title, PAGE, sanitise(html, PAGE))
    return printed(
        Announcement("1.0", "Today", PAGE, "Site", "en", "", (Section("New", (item,)),)), "markdown"
    )


def harm(markdown: str) -> list[str]:
    """Return what would tell somebody, load something from elsewhere, or be HTML."""
    tokens = [token for block in READ.parse(markdown) for token in (block, *(block.children or ()))]
    found = [token.content for token in tokens if token.type == "text" and MENTION.search(token.content)]
    found += [token.content for token in tokens if token.type.startswith("html")]
    sources = [str(token.attrs["src"]) for token in tokens if token.type == "image"]
    return found + [source for source in sources if source and not source.startswith(SITE)]


@pytest.mark.parametrize("text", BREAKING_OUT)
def test_nobody_is_told_by_an_entry(text: str) -> None:
    assert harm(body("New", Markdown(extensions=["fenced_code"]).convert(text))) == []
    assert harm(body(text, "<p>x</p>")) == []


def test_no_payload_is_html_in_a_body(tally: Callable[[str, int], None]) -> None:
    found = [harm(body(payload, f"<p>{payload}</p>")) for payload in SOME]
    # Pictures of other hosts are shown where authors are trusted.
    assert [what for some in found for what in some if "evil" not in what and "://" not in what] == []
    tally("hostile payloads in announcements", len(SOME))
