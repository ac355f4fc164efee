"""The filters over a page's bytes against the parser, whose word is final: they may miss nothing it finds."""

from __future__ import annotations

import html.entities
import posixpath
import re
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from broadsheet.checks.links import Links
from broadsheet.checks.output import _BLOCK, _LINKS, _TEXT_OUTSIDE_CODE
from broadsheet.checks.page_bytes import link_values, may_hold_block, may_name

EXAMPLES = settings(max_examples=15 * settings().max_examples)
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


SLASHES_AND_BARS = (
    *("&#47;", "&#047", "&#124;", "&#0124;", "&#x2f;", "&#x2F;", "&#X2f;", "&#x02F;", "&#x7c;", "&#x7C;"),
    *("&#X007C;", "&sol;", "&vert;", "&verbar;", "&VerticalLine;"),
)
NOT_THEMSELVES = (
    *(bytes([byte]) for byte in (*range(9), *range(14, 32), *range(127, 256))),
    *(b"&nbsp;", b"&#97;", b"&#x2d;", b"&#35;", b"&lt", b"&ltx;", b"&#340;", b"&"),
    *(b"<!-- -->", b"<b title='x'>", b"<b title=x>", b"<b", b"<?x>", b'<b title=">">', b'<b x="<">'),
    *(b"<b <code>x</code>", b'<b ">', b"<b '>", b'<b x="a"\'">'),
    *(b"<code>x</code>", b"<pre>x</pre>", b"<script>x</script>", b"<style>x</style>", b"<CODE>x</CODE>"),
    *(b'<p class="bs-summary">x</p>', b'<p/class="bs-summary">x</p>', b'<p\nclass="bs&#45;summary">x</p>'),
)
HARMLESS = (
    b"&lt;",
    b"&gt;",
    b"&amp;",
    b"&quot;",
    b"&para;",
    b"&#34;",
    b"&#38;",
    b"&#39;",
    b"&#60;",
    b"&#62;",
)
PLAIN_TAGS = (
    b"<b>",
    b"</b>",
    b"<B>",
    b'<p class="x">',
    b'<p id="x" hidden>',
    b"<p>",
    b"<codes>",
    b"<em/>",
    b"</code>",
)


def test_a_slash_or_a_bar_may_be_spelt_in_any_way() -> None:
    assert [text for text in SLASHES_AND_BARS if not may_hold_block(text.encode())] == []
    assert not may_hold_block(b"&#48;&#125;&#x2e;&#x7d;&so;")


@pytest.mark.parametrize("begun", ["/", "//", "///", "///aud", "///audience", "/// Audience"])
@pytest.mark.parametrize("tags", [b"", b" \n", b"</b>", b'<b class="x">'])
def test_only_a_parser_knows_how_a_mark_goes_on_where_text_is_not_its_bytes(begun: str, tags: bytes) -> None:
    missed = [odd for odd in NOT_THEMSELVES if not may_hold_block(begun.encode() + tags + odd + b"x |")]
    assert missed == []


@pytest.mark.parametrize("begun", [b"/", b"//", b"///", b"///aud", b"///audience"])
def test_the_bytes_alone_tell_where_text_is_its_bytes(begun: bytes) -> None:
    kept = [
        *HARMLESS,
        b'<p id="x">x &amp; y',
        *(tag + b"x" for tag in PLAIN_TAGS),
        b"x",
        b"0",
        b"~",
        b'"',
        b"\tx",
        b" \nx",
        b"-",
        b"\\",
    ]
    assert [text for text in kept if may_hold_block(begun + text + b" |")] == []


@pytest.mark.parametrize("tag", PLAIN_TAGS)
def test_a_mark_goes_on_behind_plain_tags(tag: bytes) -> None:
    for mark in (b"/%b/%b/ audience |", b"///%baud%bience|", b"/// %b audience%b|"):
        assert may_hold_block(mark % (tag, tag))


def test_a_mark_has_three_slashes_and_a_bar() -> None:
    assert may_hold_block(b"/// audience | x")
    assert may_hold_block(b"/////audience| x")
    for page in (b"// audience |", b"/// audience", b"///<", b"<a|b/>", b"/// audiences |", b"/// audienc |"):
        assert not may_hold_block(page), page


NAMES = [
    name[:at] + name[at].upper() + name[at + 1 :]
    for name in ("href", "src", "poster")
    for at in range(len(name))
]


@pytest.mark.parametrize("name", [*NAMES, "HREF", "SRC", "POSTER"])
@pytest.mark.parametrize("before", [" ", "/", "\n"])
def test_a_links_name_is_read_in_either_case_and_with_blanks_behind_it(name: str, before: str) -> None:
    for between in ("", " ", "/", "\t", "\n", "\f", "\r", " / "):
        assert link_values(f"<a{before}{name}{between}=x>".encode()) == {b"x"}, between


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("""<a href="x y'z">""", ["\"x y'z"]),
        ("""<a href='x "y'>""", ["'x \"y"]),
        ("<a href=xy>z", ["xy"]),
        ("<a href=x\ty>", ["x"]),
        ("""<a href=x"y'z>""", ["x\"y'z"]),
        ("<a href= x>", [" x"]),
        ("<a href =\n'x'>", ["\n'x"]),
        ("<a href=>x", []),
        ('<a href="">', ['"']),
        ("<a title=x class=y data=z hre=f ref=x desc=y color=z>", []),
        ("<a title = x class /= y>", []),
        ("<a title = x href=y src = z>", ["y", " z"]),
        ("""<a x="src="href="y">""", ['"href=', '"y']),
    ],
)
def test_a_value_is_what_stands_there_from_its_quote_on(page: str, values: list[str]) -> None:
    assert link_values(page.encode()) == {value.encode() for value in values}


def test_a_name_may_be_disguised_letter_by_letter() -> None:
    for char in map(chr, range(32, 127)):
        is_meant = re.fullmatch(r"[A-Za-z0-9-]", char) is not None
        for spelt in (f"%{ord(char):02x}", f"%{ord(char):02X}"):
            assert may_name(spelt.encode(), [b"word"]) == is_meant, char
        assert may_name(f"&#{ord(char)};".encode(), [b"word"]) == (char not in "\"&'<>")
    assert may_name(b"&#x2d;", [b"word"])
    assert not may_name(b"&amp;word", [b"other"])
    assert may_name(b"a word", [b"other", b"word"])
