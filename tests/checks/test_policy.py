"""What the policy stops is told: each thing once, by its directive."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.checks.policy import check_policy
from broadsheet.checks.stopped import stopped_in_stylesheet, stopped_on_page
from broadsheet.findings import Findings

SITE = "https://docs.example.com/team/"
PAGE = f"{SITE}guides/start/index.html"


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p onclick='x()'>a</p>", "script-src: the attribute onclick of a <p>"),
        ("<svg ONLOAD=x()></svg>", "script-src: the attribute onload of a <svg>"),
        ("<a href=' java\nscript:x()'>a</a>", "script-src: a link that is a script"),
        ("<form action='JavaScript:x()'></form>", "script-src: a link that is a script"),
        ("<a href='javascript:x(1?2:3)'>a</a>", "script-src: a link that is a script"),
        ("<p style='color: red'>a</p>", 'style-src: style="color: red"'),
        ("<script src=//cdn.example/x.js></script>", "script-src: what comes from https://cdn.example"),
        ("<script src=http://docs.example.com/x.js></script>", "script-src: what comes from http://docs."),
        ("<link rel=stylesheet href=https://a.example/x>", "style-src: what comes from https://a.example"),
        ("<link rel='shortcut icon' href=https://a.example/x>", "img-src: what comes from https://a.example"),
        ("<img src=https://img.shields.io/x.svg>", "img-src: what comes from https://img.shields.io"),
        ("<img srcset='a.png 1x, https://a.example/b.png 2x'>", "img-src: what comes from https://a.example"),
        ("<svg><image xlink:href=https://a.example/x /></svg>", "img-src: what comes from https://a.example"),
        ("<video poster=https://a.example/x></video>", "img-src: what comes from https://a.example"),
        ("<video><source src=https://a.example/x></video>", "media-src: what comes from https://a.example"),
        ("<audio src=data:audio/wav,></audio>", "media-src: what comes from data:"),
        ("<iframe src=https://video.example/1></iframe>", "frame-src: what comes from https://video.example"),
        ("<iframe src=../page/></iframe>", "frame-src: what comes from the edition"),
        ("<object data=../x.pdf></object>", "object-src: what comes from the edition"),
        ("<form action=../send><button>a</button></form>", "form-action: a form that is sent"),
        ("<button formaction=/x>a</button>", "form-action: a form that is sent"),
        ("<base href=/>", "base-uri: a <base>"),
        ("<pre class=mermaid><code>a</code></pre>", "script-src: Mermaid"),
        ("<input type=image src=https://a.example/x>", "img-src: what comes from https://a.example"),
        ("<video src=https://a.example/x></video>", "media-src: what comes from https://a.example"),
        ("<audio><source src=https://a.example/x></audio>", "media-src: what comes from https://a.example"),
        ("<video><track src=https://a.example/x></video>", "media-src: what comes from https://a.example"),
        ("<img srcset='a.png,https://a.example/b.png'>", "img-src: what comes from https://a.example"),
        ("<button formaction=javascript:x()>a</button>", "script-src: a link that is a script"),
        ("<p style='content: “ä”'>a</p>", 'style-src: style="content: “ä”"'),
        *(
            (f"<script type='{kind}'>x()</script>", "script-src: a script in the page")
            for kind in ("module", "text/javascript", "Application/JavaScript", " text/ecmascript")
        ),
    ],
)
def test_what_is_stopped_is_told(html: str, told: str) -> None:
    found = [f"{one.directive}: {one.what}" for one in stopped_on_page(html.encode(), PAGE)]
    assert [one for one in found if one.startswith(told)], found


def test_what_is_inline_is_told_with_the_digest_that_a_policy_can_name() -> None:
    (script,) = stopped_on_page(b"<script>alert('Hello, world.');</script>", PAGE)
    (style,) = stopped_on_page(b"<style>p { color: red }</style>", PAGE)
    assert script.what == "a script in the page ('sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=')"
    assert style == (
        "style-src",
        "a <style> in the page ('sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4=')",
    )
    (empty,) = stopped_on_page(b"<script></script>", PAGE)
    assert empty.what == "a script in the page ('sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<!-- only this -->",
        "<script type='application/json'>{}</script><script type='application/ld+json'>{}</script>",
        "<script src=../assets/x.js></script><link rel=stylesheet href=/team/x.css>",
        "<img src=data:image/gif;base64,R0 srcset=''><img src=https://docs.example.com/other/x.png>",
        "<a href=https://elsewhere.example/>a</a><link rel=canonical href=https://elsewhere.example/>",
        "<form><input name=text></form><form method=dialog></form>",
        "<pre><code>&lt;p style='x' onclick='y'&gt; javascript:z</code></pre>",
        "<video src=/team/x.mp4></video>",
    ],
)
def test_what_is_not_stopped_is_not_told(html: str) -> None:
    assert list(stopped_on_page(html.encode(), PAGE)) == []


def test_stylesheets_are_read_for_what_they_load() -> None:
    text = (
        "@import url('https://a.example/x.css'); @import \"b.css\";\n"
        "@font-face { src: url(https://f.example/x.woff2) format('woff2'), url(y.woff2) }\n"
        'p { background: url( "https://i.example/x.png" ), url(data:image/png;base64,x) }'
    )
    found = {(one.directive, one.what) for one in stopped_in_stylesheet(text, f"{SITE}x.css")}
    assert found == {
        ("style-src", "what comes from https://a.example"),
        ("font-src", "what comes from https://f.example"),
        ("img-src", "what comes from https://i.example"),
    }


def test_an_image_without_an_address_loads_nothing() -> None:
    assert list(stopped_on_page(b"<img srcset='a.png, ,'>", PAGE)) == []


def test_a_frame_of_code_is_told_once() -> None:
    told = [one.what for one in stopped_on_page(b"<iframe src='javascript:x()'></iframe>", PAGE)]
    assert told == ["a link that is a script"]


@pytest.mark.parametrize(
    ("rule", "directive"),
    [
        *(
            (f"src: URL(https://a.example/x{end})", "font-src")
            for end in (".woff2", ".woff", ".TTF", ".otf?v=1")
        ),
        ("src: url('https://a.example/x.woff2')", "font-src"),
        ('src: url("https://a.example/x.woff2")', "font-src"),
        ("src: url( https://a.example/x.woff2 )", "font-src"),
        ("background: url('https://a.example/x.png')", "img-src"),
        ('background: url( "https://a.example/x.png" )', "img-src"),
        ("} @IMPORT url(https://a.example/x.css); a {", "style-src"),
        ("} @import 'https://a.example/x.css'; a {", "style-src"),
        ('} @import "https://a.example/x.css"; a {', "style-src"),
    ],
)
def test_a_stylesheet_s_rule_is_read_however_it_is_written(rule: str, directive: str) -> None:
    found = {(one.directive, one.what) for one in stopped_in_stylesheet(f"a {{ {rule} }}", f"{SITE}x.css")}
    assert (directive, "what comes from https://a.example") in found
    assert {what for _, what in found} == {"what comes from https://a.example"}


def test_stylesheets_of_an_edition_are_read_and_files_counted(tmp_path: Path) -> None:
    for name in ("a.css", "b.css", "c.css", "d.txt"):
        (tmp_path / name).write_bytes(b"p { background: url(https://a.example/\xff.png) }")
    findings = Findings()
    assert check_policy(tmp_path, "public", SITE, findings) == 0
    assert [f"{one.place}: {one.message}" for one in findings] == [
        "public/a.css: img-src stops what comes from https://a.example, and in 2 other files"
    ]


def test_the_same_thing_on_several_pages_is_one_finding(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.html").write_text("<p style='color: red'>a</p>" * 2, encoding="utf-8")
    (tmp_path / "c.html").write_text("<p style='color: blue'>a</p>", encoding="utf-8")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "x.json").write_text("<p style='color: green'>", encoding="utf-8")
    findings = Findings()
    assert check_policy(tmp_path, "public", SITE, findings) == 3
    assert [f"{one.place}: {one.message}" for one in findings] == [
        'public/a.html: style-src stops style="color: red", and in 1 other file',
        'public/c.html: style-src stops style="color: blue"',
    ]
