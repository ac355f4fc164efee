"""Where a link leads, as a parser reads it and as it is written."""

from __future__ import annotations

import pytest

from broadsheet.checks.links import Links

QUOTES = [b'"', b"'", b""]


@pytest.mark.parametrize("quote", QUOTES)
@pytest.mark.parametrize(
    "link",
    [
        "#",
        "?",
        "/",
        "//x",
        "a:",
        "Z:",
        "aZ:",
        "Az:",
        "h2:x",
        "web+x:y",
        "a.b:c",
        "view-source:x",
        "http://[x",
    ],
)
def test_what_leads_away_is_fine_where_there_is_nothing_at_all(link: str, quote: bytes) -> None:
    links = Links([], [])
    assert links.astray("index.html", [link]) == []
    assert links.all_fine("index.html", {quote + link.encode()})


@pytest.mark.parametrize("quote", QUOTES)
def test_what_is_written_as_it_is_read_needs_no_parser(quote: bytes) -> None:
    links = Links(["guide/index.html", "é.html"], ["dangling"])
    for link in ("guide/", "é.html", "%C3%A9.html", "guide/?q#part", "guide/#part?q", "dangling", ""):
        assert links.all_fine("index.html", {quote + link.encode()}), link
    for link in ("xguide/", "uide/", "a b:c", "1:x", ":x"):
        assert not links.all_fine("index.html", {quote + link.encode()}), link


@pytest.mark.parametrize("char", [*map(chr, range(33)), *"\"&'<>\x7f"])
def test_what_a_parser_may_read_otherwise_is_left_to_it(char: str) -> None:
    links = Links([f"a{char}b"], [])
    for quote in QUOTES:
        assert not links.all_fine("index.html", {quote + f"a{char}b".encode()})


def test_what_is_no_text_is_left_to_a_parser() -> None:
    assert not Links(["\xff", "\ufffd"], []).all_fine("index.html", {b'"\xff'})


def test_only_blanks_of_html_are_trimmed() -> None:
    links = Links(["x"], [])
    assert links.astray("index.html", [f"{blank}x{blank}" for blank in " \t\n\f\r"]) == []
    others = ["\vx", "\x1cx", "\xa0x", "Xx", "x\u2003"]
    assert links.astray("index.html", others) == sorted(others)


@pytest.mark.parametrize("quote", QUOTES)
@pytest.mark.parametrize("link", [b"x.png", b"x../y.png", b"xx../y.png", b"..x/y.png"])
def test_what_starts_at_a_folder_is_fine_in_that_folder_alone(link: bytes, quote: bytes) -> None:
    links = Links([f"guide/one/{link.decode()}", f"guide/{link.decode()}"], [])
    assert links.all_fine("guide/one/index.html", {quote + link})
    assert links.all_fine("guide/one/more.html", {quote + link})
    assert not links.all_fine("guide/two/index.html", {quote + link})
    assert links.all_fine("guide/index.html", {quote + link})
    assert not links.all_fine("index.html", {quote + link})


@pytest.mark.parametrize("quote", QUOTES)
def test_what_goes_up_is_fine_beside_but_not_above_or_below(quote: bytes) -> None:
    links, link = Links(["guide/x.png"], []), quote + b"../x.png"
    assert links.all_fine("guide/one/index.html", {link})
    assert links.all_fine("guide/two/index.html", {link})
    assert not links.all_fine("guide/index.html", {link})
    assert not links.all_fine("guide/one/deep/index.html", {link})
    assert not links.all_fine("other/one/index.html", {link})
    assert not links.all_fine("index.html", {link})
