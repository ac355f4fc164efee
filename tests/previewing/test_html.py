"""A preview as a page: what content says is shown, and can do nothing."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from lxml.html import document_fromstring
from playwright.sync_api import Page
from tests.previewing.situations import open_block
from tests.sample import Sample

from broadsheet.cli import main
from broadsheet.previewing.html import clean

HOSTILE = """\
---
title: "<script>alert(1)</script> & <b>bold</b>"
audience: customers
---
Hello *there*. ![Desk](img/desk.png) ![far](https://tracker.example/x.png) [home](index.md)
[out](https://out.example/) <span onclick="alert(2)">raw</span> [js](index.md){: href="javascript:alert(3)" }

<script>alert(4)</script> <style>body { display: none }</style> <iframe src="https://frame.example/"></iframe>
"""


def test_a_page_in_a_browser(site: Sample, tmp_path: Path, page: Page) -> None:
    site.write({"docs/hostile.md": HOSTILE})
    open_block(site)
    done = CliRunner().invoke(main, ["preview", "--base", "main", "--format", "html"])
    assert done.exit_code == 0, done.output
    file = tmp_path / "preview.html"
    file.write_text(done.stdout, encoding="utf-8")
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert complaints == []
    assert asked == [file.as_uri()]
    assert page.locator("h1").all_inner_texts() == ["Who will read what"]
    assert "<b>bold</b>" in page.locator("h3").all_inner_texts()[1]
    assert "Call Ada when it burns." in page.locator("section.exposed").inner_text()
    assert page.locator("section.exposed").evaluate("e => getComputedStyle(e).borderLeftWidth") != "0px"
    assert page.locator("td strong", has_text="<b>bold</b>").count() == 2
    text = page.locator("article", has_text="there")
    assert text.locator("em").inner_text() == "there"
    assert page.locator("script, iframe, [onclick]").count() == 0
    assert [link.get("href") for link in document_fromstring(done.stdout).iter("a") if link.get("href")] == [
        "https://out.example/"
    ]


def test_pictures_are_words() -> None:
    assert clean('<p><img src="https://x.example/p.png" alt="A desk"></p>') == '<p><img alt="A desk"></p>'
