"""Converted text that stands in several places: made once, fitted in each."""

from __future__ import annotations

import pytest

from broadsheet.outputs.addresses import ROOT
from broadsheet.render.markdown import Converter, embedded, placed, without_comments
from broadsheet.render.texts import Texts
from broadsheet.store import Store


@pytest.fixture
def converter() -> Converter:
    return Converter(["toc", "footnotes", "attr_list"], {"toc": {"permalink": True}})


def test_a_text_is_converted_once(converter: Converter) -> None:
    store = Store(None)
    texts = Texts(b"key", b"blocks", lambda: converter, store)
    made = texts.fragment("# A\n\n## B\n")
    assert texts.fragment("# A\n\n## B\n") is made
    assert [token["name"] for token in made.toc] == ["A"]
    again = Texts(b"key", b"blocks", lambda: pytest.fail("it is in the store"), store)
    assert again.fragment("# A\n\n## B\n") == made


def test_what_a_text_is_converted_with_counts(converter: Converter) -> None:
    store = Store(None)
    Texts(b"key", b"blocks", lambda: converter, store).fragment("/// audience | a\n///\n")
    other = Texts(b"key", b"other blocks", lambda: converter, store)
    assert other.unknown(["/// audience | a\n///\n"])
    plain = Texts(b"key", b"other blocks", lambda: converter, store)
    plain.fragment("plain")
    assert not Texts(b"key", b"blocks", lambda: converter, store).unknown(["plain"])
    assert Texts(b"other key", b"blocks", lambda: converter, store).unknown(["plain"])


def test_one_text_leaves_no_trace_in_the_next(converter: Converter) -> None:
    note = "Text[^1]\n\n[^1]: Note {}.\n\n# Same\n"
    first, second = (converter.convert(note.format(word)).html for word in ("one", "two"))
    assert "one" not in second
    assert first.replace("one", "two") == second


def test_without_a_table_of_contents_there_is_none() -> None:
    assert Converter([], {}).convert("# A\n").toc == ()


def test_comments_are_dropped() -> None:
    assert without_comments("a<!-- b\nc -->d<!---->e") == "ade"
    assert without_comments("<p>a</p>") == "<p>a</p>"
    assert "secret" not in Converter([], {}).convert("text\n\n<!-- secret -->\n").html


def test_placed_text_leads_where_it_should() -> None:
    html = f'<a href="{ROOT}guide/">x</a><img src="{ROOT}a.png">'
    assert placed(html, "../../") == '<a href="../../guide/">x</a><img src="../../a.png">'
    assert (
        placed(html, "https://e.org/")
        == '<a href="https://e.org/guide/">x</a><img src="https://e.org/a.png">'
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<h1 id="a">A</h1>', '<h3 id="e-a">A</h3>'),
        ('<H2 ID="a">A</H2>', '<H4 ID="a">A</H4>'),
        ("<h5>A</h5><h6>B</h6>", "<h6>A</h6><h6>B</h6>"),
        ('<a href="#a">x</a>', '<a href="#e-a">x</a>'),
        ('<a href="other#a">x</a>', '<a href="other#a">x</a>'),
        (
            '<sup id="fnref:1"><a href="#fn:1">1</a></sup>',
            '<sup id="e-fnref:1"><a href="#e-fn:1">1</a></sup>',
        ),
        (
            '<label for="t"></label><input id="t" name="n">',
            '<label for="e-t"></label><input id="e-t" name="e-n">',
        ),
        ('<p data-id="a" title=\'id="x"\'>id="a"</p>', '<p data-id="a" title=\'id="x"\'>id="a"</p>'),
        ('<p title="a > b" id="c">x</p>', '<p title="a > b" id="e-c">x</p>'),
        ("<hr><header>a &lt;h1 id=b&gt;</header>", "<hr><header>a &lt;h1 id=b&gt;</header>"),
        ("a < b and <h1>", "a < b and <h3>"),
    ],
)
def test_embedded_text_keeps_to_itself(html: str, expected: str) -> None:
    assert embedded(html, "e", 2) == expected
