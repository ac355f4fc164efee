"""What an edition does not hold can be referred to in no way: the finding names both ends."""

from __future__ import annotations

import pytest

from tests.bad_inputs import entry, page
from tests.bytes import find
from tests.newsroom import Newsroom

PAY, CHART, KEY = "docs/internal/pay.md", "docs/internal/chart.svg", "changelog/key.md"

# In docs/bad.md, whose text starts in line 6: what is written, the line of the finding, the other end.
REFERENCES = {
    "link": ("[x](internal/pay.md)", 6, PAY),
    "link with anchor": ("[x](internal/pay.md#how)", 6, PAY),
    "link with query": ("[x](internal/pay.md?x=1)", 6, PAY),
    "link with title": ("[x](internal/pay.md 'How')", 6, PAY),
    "link in angle brackets": ("[x](<internal/pay.md>)", 6, PAY),
    "link with spaces": ("[x]( internal/pay.md )", 6, PAY),
    "link over two lines": ("[x\ny](internal/pay.md)", 7, PAY),
    "link after a line break": ("[x](\ninternal/pay.md)", 7, PAY),
    "detour": ("[x](./internal/../../docs/internal/pay.md)", 6, PAY),
    "percent": ("[x](%69nternal%2Fpay.md)", 6, PAY),
    "entity": ("[x](internal/pay&#46;md)", 6, PAY),
    "address": ("[x](../internal/pay/)", 6, PAY),
    "address without slash": ("[x](../internal/pay)", 6, PAY),
    "absolute address": ("[x](/internal/pay/)", 6, PAY),
    "absolute path": ("[x](/internal/pay.md)", 6, PAY),
    "definition": ("[x][r]\n\n[r]: internal/pay.md", 8, PAY),
    "definition in angle brackets": ("[x][r]\n\n[r]: <internal/pay.md> (How)", 8, PAY),
    "definition over two lines": ("[x][r]\n\n[r]:\n    internal/pay.md", 9, PAY),
    "definition by its own name": ("[r]\n\n[r]: internal/pay.md", 8, PAY),
    "footnote": ("x[^1]\n\n[^1]: [x](internal/pay.md)", 8, PAY),
    "escaped backtick": (r"\`[x](internal/pay.md)\`", 6, PAY),
    "raw link": ('<a href="internal/pay.md">x</a>', 6, PAY),
    "raw address": ("<a href='../internal/pay/'>x</a>", 6, PAY),
    "raw link without quotes": ("<a href=internal/pay.md>x</a>", 6, PAY),
    "raw link over lines": ('<a\nHREF =\n"internal/pay.md">x</a>', 8, PAY),
    "raw link in a paragraph": ('A <a class="x" href="internal/pay.md">x</a>.', 6, PAY),
    "image": ("![x](internal/chart.svg)", 6, CHART),
    "image by definition": ("![x][r]\n\n[r]: internal/chart.svg", 8, CHART),
    "image in a link": ("[![x](internal/chart.svg)](guide.md)", 6, CHART),
    "raw image": ("<img src='internal/chart.svg'>", 6, CHART),
    "raw object": ("<object data=internal/chart.svg></object>", 6, CHART),
    "raw source": ("<video><source src=internal/chart.svg></video>", 6, CHART),
    "raw poster": ("<video poster=internal/chart.svg></video>", 6, CHART),
    "picture in SVG": ('<svg><use xlink:href="internal/chart.svg"/></svg>', 6, CHART),
    "entry": ("[x](../changelog/key.md)", 6, KEY),
    "entry's address": ("[x](../changelog/key/)", 6, KEY),
}

# In docs/bad.md, and a line lower in changelog/bad.md.
INCLUDES = {
    "document": ('--8<-- "docs/internal/pay.md"', 6, PAY),
    "part of a document": ('--8<-- "docs/internal/pay.md:1:3"', 6, PAY),
    "two at once": ("--8<--\ndocs/guide.md\ndocs/internal/pay.md\n--8<--", 8, PAY),
    "in a list": ('- x\n\n    --8<-- "docs/internal/pay.md"', 8, PAY),
    "in code": ('```\n--8<-- "docs/internal/pay.md"\n```', 7, PAY),
    "other file": ('--8<-- "docs/internal/chart.svg"', 6, CHART),
    "entry": ('--8<-- "changelog/key.md"', 6, KEY),
    "through another": ('--8<-- "through.txt"', 6, PAY),
    "behind another": ('--8<-- "docs/internal/behind.md"', 6, "docs/internal/behind.md"),
    "only for its end": ('--8<-- "docs/internal/later.md"', 6, "docs/internal/later.md"),
    "through a symbolic link": ('--8<-- "link.txt"', 6, PAY),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_reference_to_what_the_edition_does_not_hold(name: str, newsroom: Newsroom) -> None:
    text, line, target = REFERENCES[name]
    newsroom.put({"docs/bad.md": page(text)})

    told = newsroom.fails().finding(f"docs/bad.md:{line}", "BS401")

    assert f"is {target}, which is for support" in told
    assert "“public” does not hold it" in told
    assert "audience block" in told


@pytest.mark.parametrize(
    ("target", "path"), [("../docs/internal/pay.md", PAY), ("key.md", KEY), ("../key/", KEY)]
)
def test_an_entry_refers_to_what_the_edition_does_not_hold(
    target: str, path: str, newsroom: Newsroom
) -> None:
    newsroom.put(
        {
            "changelog/bad.md": entry("", f"[x]({target})"),
            "changelog/links.md": entry(f"links:\n  - {{title: x, url: {target}}}\n"),
        }
    )

    run = newsroom.fails()

    assert path in run.finding("changelog/bad.md:7", "BS401")
    assert path in run.finding("changelog/links.md:7", "BS401")


@pytest.mark.parametrize("name", INCLUDES)
def test_include_of_what_the_edition_does_not_hold(name: str, newsroom: Newsroom) -> None:
    text, line, target = INCLUDES[name]
    (newsroom.path / "link.txt").symlink_to(PAY)
    newsroom.put(
        {
            "through.txt": f'--8<-- "{PAY}"\n',
            "docs/internal/behind.md": '--8<-- "docs/guide.md"\n\nAnd more.\n',
            "docs/internal/later.md": "/// audience | support\nx\n///\n\nAnd more.\n",
            "docs/bad.md": page(text),
            "changelog/bad.md": entry("", text),
        }
    )
    newsroom.commit()

    run = newsroom.fails()

    said = f"this includes {target}, which is for support: customers may not read it"
    assert said in run.finding(f"docs/bad.md:{line}", "BS401")
    assert said in run.finding(f"changelog/bad.md:{line + 1}", "BS401")


@pytest.mark.parametrize(
    "text",
    [
        '<!-- x -->--8<-- "docs/internal/pay.md"',
        '<!--\n-->--8<-- "docs/internal/pay.md"',
        '--8<-- <!-- x -->"docs/internal/pay.md"',
        ';--8<-- "docs/internal/pay.md"',
        '\u200b--8<-- "docs/internal/pay.md"',
    ],
)
def test_nothing_is_included_behind_the_back_of_selection(text: str, newsroom: Newsroom) -> None:
    newsroom.put({"docs/bad.md": page(text)})

    newsroom.command("build")

    assert find(newsroom.site("public"), "How we are paid") == []
    assert find(newsroom.site("internal"), "How we are paid")


def test_an_included_file_outside_of_docs_can_have_no_audience(newsroom: Newsroom) -> None:
    newsroom.put({"parts/pay.md": "---\naudience: support\n---\nHow we are paid.\n"})
    newsroom.put({"docs/bad.md": page('--8<-- "parts/pay.md"')})

    told = newsroom.fails().finding("docs/bad.md:6", "BS405")

    assert "“parts/pay.md” has an `audience`" in told
    assert "docs/" in told


def test_a_stylesheet_loads_what_the_edition_does_not_hold(newsroom: Newsroom) -> None:
    newsroom.configure({"extra_css": ["extra.css"]})
    newsroom.put({"docs/extra.css": "a {\n  background: url('internal/chart.svg')\n}\n"})

    assert CHART in newsroom.fails().finding("docs/extra.css:2", "BS401")


def test_the_theme_uses_what_the_edition_does_not_hold(newsroom: Newsroom) -> None:
    newsroom.configure({"theme": {"name": "material", "logo": "internal/chart.svg"}})

    assert CHART in newsroom.fails().finding("mkdocs.yml", "BS401")


def test_a_link_to_a_page_that_is_wrong_in_itself_is_not_blamed(newsroom: Newsroom) -> None:
    newsroom.put({"docs/guide.md": "---\naudience customers\n---\n# Guide\n"})

    assert "BS402" not in newsroom.fails().err
