"""The filters over a page's bytes against the parser, whose word is final: they may miss nothing it finds."""

from __future__ import annotations

import html.entities
import posixpath
import re
from urllib.parse import quote

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from broadsheet.checks.links import Links
from broadsheet.checks.output import _BLOCK, _LINKS, _TEXT_OUTSIDE_CODE
from broadsheet.checks.page_bytes import link_values, may_hold_block, may_name

EXAMPLES = settings(max_examples=1500)
FILES = ("index.html", "x/index.html", "x/y.png", "é/index.html")
MARKUP = (
    *(
        "<a",
        "<img ",
        "<p ",
        "</p>",
        "</b>",
        "<b>",
        ">",
        "<",
        "/>",
        "<!--",
        "-->",
        "<!x>",
        "<?x>",
        "<![CDATA[",
    ),
    *("<script>", "</script>", "<code>", "</code>", "<pre>", "</pre>", "<textarea>", "<title>", "</title>"),
    *("<style>", "</style>", "<select>", "<svg>", "<plaintext>", "<table>", "<html ", "<body ", "</body>"),
    *("=", '"', "'", " ", "\n", "\t", "\f", "\v", "\r", "/", "&amp;", "&", ";", "\0", "\x01", "\x7f", "\xa0"),
)
LINK_PARTS = (
    *("href", "HREF", "hReF", "src", "sRc", "poster", "POSTER", "title", "data-src", "xlink:href"),
    *('href="', "src='", " href=", " src = ", "href\n=\n'"),
    *("x", "x/", "..", "../", "y.png", "nowhere", "é/", "%78/", "&#120;", "?", "#", "https:", "//"),
)
BLOCK_PARTS = (
    *(
        "/",
        "//",
        "///",
        "/// audience | x",
        "aud",
        "ience",
        "audience",
        "|",
        "i",
        "\u0131",
        "AUDIENCE",
        " | ",
    ),
    *(
        "&#47;",
        "&#x2f;",
        "&#X2F",
        "&sol;",
        "&#0124;",
        "&vert;",
        "&verbar;",
        "&VerticalLine;",
        "&#97;",
        "&nbsp;",
    ),
    *(
        '<p class="bs-summary">',
        '<p/class="bs-summary">',
        "<p class=bs&#45;summary>",
        "<p title='>'>",
        "</x y='>'>",
    ),
)


def pages(*parts: str) -> st.SearchStrategy[bytes]:
    pieces = st.sampled_from(parts).map(str.encode) | st.sampled_from([b"\xff", b"\xc3", b"\xed\xa0\x80"])
    return st.lists(pieces, max_size=24).map(b"".join)


def parsed(page: bytes) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(
        b"<!doctype html><html><body><p>" + page, parser=lxml_html.HTMLParser(encoding="utf-8")
    )


@EXAMPLES
@given(
    page=pages(*MARKUP, *LINK_PARTS), path=st.sampled_from(["index.html", "x/index.html", "x/z/index.html"])
)
@example(b"<a title='x href=' href='nowhere'>", "index.html")
@example(b"<a/href=nowhere>", "index.html")
@example(b'<a x="src="href="nowhere">', "index.html")
def test_what_the_bytes_let_pass_has_no_link_to_nothing(page: bytes, path: str) -> None:
    links = Links(FILES, ["dangling"])
    if links.all_fine(path, link_values(page)):
        assert links.astray(path, map(str, _LINKS(parsed(page)))) == []


@EXAMPLES
@given(
    names=st.lists(st.sampled_from(["href", "HREF", "src", "Poster", "hreF"]), min_size=1, max_size=4),
    equals=st.sampled_from(["=", " =", "= ", "\n=\t", "\f= "]),
    quoting=st.sampled_from(['"', "'", ""]),
    between=st.sampled_from([" ", "/", "\n", " class='src=' ", ' x="href=" ', " hidden ", ""]),
    value=st.text(st.characters(exclude_characters="\"'<>&=`", exclude_categories=["C", "Z"]), min_size=1),
)
def test_every_link_that_the_parser_sees_is_among_the_values(
    names: list[str], equals: str, quoting: str, between: str, value: str
) -> None:
    attributes = between.join(f"{name}{equals}{quoting}{value}{quoting}" for name in names)
    page = f"<a {attributes} >".encode()
    seen = {str(link).encode() for link in _LINKS(parsed(page))}
    assert seen
    assert seen <= {text.strip()[len(quoting) :] for text in link_values(page)}


@EXAMPLES
@given(page=pages(*MARKUP, *BLOCK_PARTS))
@example(b"//</b>/ audience | x")
@example(b"///</p><pre>x</pre>audience | x")
def test_what_the_bytes_let_pass_has_no_mark(page: bytes) -> None:
    if not may_hold_block(page):
        assert not _BLOCK.search("\n".join(_TEXT_OUTSIDE_CODE(parsed(page))))


def test_no_other_reference_spells_what_is_looked_for() -> None:
    def spelling(pattern: str) -> set[str]:
        return {name.rstrip(";") for name, text in html.entities.html5.items() if re.search(pattern, text)}

    assert spelling(r"[/|]") == {"sol", "vert", "verbar", "VerticalLine"}
    assert spelling(r"[A-Za-z0-9-]") == {"fjlig"}
    assert all(may_name(f"&{name};".encode(), [b"word"]) for name in spelling(r"[A-Za-z0-9-]"))


@given(data=st.data(), page=st.sampled_from(["index.html", "x/index.html", "x/z.html"]))
def test_a_link_to_a_file_names_it_however_it_is_spelt(data: st.DataObject, page: str) -> None:
    target = "x/some-Name_1/index.html"
    plain = posixpath.relpath(posixpath.dirname(target), posixpath.dirname(page) or ".")
    spellings = (
        str,
        quote,
        lambda c: f"%{ord(c):02x}",
        lambda c: f"&#{ord(c)};",
        lambda c: f"&#x{ord(c):X};",
    )
    link = "".join(
        data.draw(st.sampled_from(spellings))(char) if char not in "./" else char for char in plain
    )
    text = f"<a href='{link}'>".encode()
    links = Links([target], ())
    assert links.astray(page, map(str, _LINKS(parsed(text)))) == []
    assert may_name(text, [b"Name"])
