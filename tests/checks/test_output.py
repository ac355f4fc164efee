"""What is looked for in finished bytes: each mistake is planted in a page that is fine without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.sample import Sample, shown

from broadsheet.checks.output import check_output, pages_that_may_link_to
from broadsheet.findings import Findings

PAGE = "<!doctype html><html><head><title>T</title></head><body>{}</body></html>"
EDITION: dict[str, str | bytes] = {
    "index.html": PAGE.format("<p>Text</p>"),
    "guide/index.html": PAGE.format("<p>Text</p>"),
    "a b%/ü.html": PAGE.format("<p>Text</p>"),
    "img/one.png": b"\x89PNG",
    "feeds/all.rss": "<?xml version='1.0' encoding='UTF-8'?><rss/>",
    "api/v1/entries.json": "{}",
    "notes.txt": "text",
    "guide/index.md": "text",
}


def found(
    folder: Path, files: Mapping[str, str | bytes], *dangling: str, assets: Sequence[str] = ()
) -> list[str]:
    """What is found in an edition with these files over the good ones."""
    for name, content in {**EDITION, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    findings = Findings()
    present = paths_in(folder)
    check_output(folder, "public", findings, paths=present, files=present, assets=assets, dangling=dangling)
    return shown(findings)


def paths_in(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]


def test_what_authors_hand_on_is_theirs(tmp_path: Path) -> None:
    files = {"demo.html": '<a href="nowhere/">x</a>', "data.json": "{// a comment", "drawing.xml": "<a>"}
    assert len(found(tmp_path, files)) == 3
    assert found(tmp_path, files, assets=list(files)) == []


def test_what_is_fine_is_fine(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


@pytest.mark.parametrize("edition", ["public", "partners", "internal"])
def test_real_editions_are_fine(sample: Sample, edition: str) -> None:
    findings = Findings()
    present = paths_in(sample.site(edition))
    check_output(sample.site(edition), edition, findings, paths=present, files=present)
    assert shown(findings) == []


@pytest.mark.parametrize(
    "path",
    ["index.html", "guide/index.md", "feeds/all.rss", "feeds/all.atom", "a.json", "notes.txt", "sitemap.xml"],
)
def test_an_unfinished_address_is_found_wherever_it_may_stand(tmp_path: Path, path: str) -> None:
    good = EDITION.get(path, "<x/>" if path.endswith(("atom", "xml")) else "{}")
    assert isinstance(good, str)
    marked = {
        "html": PAGE.format("<p>broadsheet-root:/guide/</p>"),
        "json": '{"a": "broadsheet-root:/guide/"}',
        "md": "broadsheet-root:/guide/",
        "txt": "broadsheet-root:/guide/",
    }.get(path.rsplit(".", 1)[1], "<x>broadsheet-root:/guide/</x>")
    assert found(tmp_path, {path: marked}) == [f"public/{path}: BS610 an address was left unfinished"]


def test_a_download_may_hold_anything(tmp_path: Path) -> None:
    assert found(tmp_path, {"data.csv": "broadsheet-root:/x", "a.js": "broadsheet-root:/x"}) == []


@pytest.mark.parametrize(
    "body",
    [
        "<p>/// audience | support</p>",
        "<p>before</p>/// audience | support",
        "<ul><li>////  Audience|support<br>secret</li></ul>",
        "<p><b>///</b> <code>x</code> /// audience | a</p>",
        "<p><code>x</code>/// audience | a</p>",
        "<pre><code>x</code></pre>/// audience | a",
        "<p>///</p><p>audience</p><p>| a</p>",
        "<p>///</p><pre>code</pre><p>audience | a</p>",
        '<p>///</p><p class="bs-summary">text</p><p>audience | a</p>',
        '<p>///</p><p/class="bs-summary">text</p><p>audience | a</p>',
        "<p>/&#47;&sol; audience | a</p>",
        "<p>&#x2F;// audience &#124; a</p>",
        "<p>/// audience &vert; a</p>",
        "<p>/// audience &verbar; a</p>",
        "<p>&#0047;&#0047;&#0047; audience | a</p>",
        "<p>/// audience &#x07C; a</p>",
        "<p>///&nbsp;&#97;udience | a</p>",
        "<p>/// aud\u0131ence | a</p>",
        "<p>/</b>/</b>/ aud</b>ience | a</p>",
        "<p>/</b title='>'>// audience | a</p>",
        "<p>///<!-- | > --> audience | a</p>",
        "<p>///<img alt='>'> audience | a</p>",
    ],
)
def test_a_mark_of_an_audience_block_is_found(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, {"index.html": PAGE.format(body)}) == [
        "public/index.html: BS611 the mark of an audience block stands on the page"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<p>How to write <code>/// audience | support</code> in a line</p>",
        "<pre>/// audience | support\nx\n///</pre>",
        '<pre><code><span class="p">///</span> <b>/// audience | support</b> more</code></pre>',
        "<script>// /// audience | support</script><style>/* /// audience | x */</style>",
        "<!-- /// audience | support -->",
        "<p>an audience | a reader</p><p>// audience | x</p>",
        '<img alt="x" src="img/one.png">',
        "<p>///<b>an</b> audience | x</p>",
        '<p class="bs-summary">/// audience | x</p>',
    ],
)
def test_code_that_shows_the_mark_is_none(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, {"index.html": PAGE.format(body)}) == []


GOOD_LINKS = (
    "guide/",
    "guide",
    "guide/index.html",
    "./guide/?q=1#part",
    "guide/#part",
    "img/one.png?v=2",
    "",
    "a%20b%25/%C3%BC.html",
    "guide/../",
    "./",
    "#here",
    "?page=2",
    " guide/\n",
    "guide/?a=1&amp;b=2",
    "gu&#105;de/",
    "https://example.org/nothing",
    "//example.org/x",
    "mailto:a@example.org",
    "data:image/png;base64,AAAA",
    "/from/the/host/s/root/",
    "http://[bad",
    "tel:+1",
)


TAGS = (
    '<a HREF="{}">x</a>',
    "<a class='x'hrEf = '{}'>x</a>",
    "<a/href\n=\n'{}' href=img/one.png>x</a>",
    """<p title='src="'>x</p><img alt="a href=" src="{}">""",
    '<a href="{}">x</a>',
    '<link href="{}">',
    '<img src="{}" alt="x">',
    '<video poster="{}"></video>',
)


BAD_LINKS = ("nothing/", "guide/nothing.html", "../guide/", "img/two.png", "a b/ü.html", "x?guide/")


def pages_with(tag: str, links: Sequence[str]) -> dict[str, str]:
    """A page for each link."""
    return {f"page{number}.html": PAGE.format(tag.format(link)) for number, link in enumerate(links)}


@pytest.mark.parametrize("tag", TAGS)
def test_links_that_lead_somewhere_or_away_are_fine(tmp_path: Path, tag: str) -> None:
    assert found(tmp_path, pages_with(tag, GOOD_LINKS)) == []


@pytest.mark.parametrize("tag", TAGS)
def test_a_link_to_nothing_is_found(tmp_path: Path, tag: str) -> None:
    assert found(tmp_path, pages_with(tag, BAD_LINKS)) == [
        f"public/page{number}.html: BS612 “{link}” leads to nothing in this edition"
        for number, link in enumerate(BAD_LINKS)
    ]


def test_links_start_at_their_page(tmp_path: Path) -> None:
    links = '<a href="../img/one.png">x</a><a href="img/one.png">x</a>'
    assert found(tmp_path, {"guide/index.html": PAGE.format(links)}) == [
        "public/guide/index.html: BS612 “img/one.png” leads to nothing in this edition"
    ]


def test_what_is_fine_on_one_page_is_not_fine_on_all(tmp_path: Path) -> None:
    files = {
        "guide/index.html": PAGE.format('<a href="../img/one.png"></a><a href="here.png"></a>'),
        "guide/here.png": "",
        "index.html": PAGE.format('<a href="../img/one.png"></a>'),
        "other/index.html": PAGE.format('<a href="../img/one.png"></a><a href="here.png"></a>'),
        "other/deep/index.html": PAGE.format('<a href="../img/one.png"></a><a href="here.png"></a>'),
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    findings = Findings()
    check_output(tmp_path, "e", findings, paths=list(files), files=[*files, "img/one.png"])
    assert [problem.split(" leads")[0] for problem in shown(findings)] == [
        "e/index.html: BS612 “../img/one.png”",
        "e/other/deep/index.html: BS612 “../img/one.png”",
        "e/other/deep/index.html: BS612 “here.png”",
        "e/other/index.html: BS612 “here.png”",
    ]


def test_a_link_is_what_its_references_mean(tmp_path: Path) -> None:
    files = {"index.html": PAGE.format('<a href="x&amp;y.html">x</a>'), "x&amp;y.html": PAGE}
    assert found(tmp_path, files) == ["public/index.html: BS612 “x&y.html” leads to nothing in this edition"]


def test_a_link_that_was_reported_where_it_is_written_is_not_reported_again(tmp_path: Path) -> None:
    page = {"index.html": PAGE.format('<a href="nothing.md">x</a>')}
    assert found(tmp_path, page, "nothing.md") == []


def test_a_link_is_reported_once_a_page(tmp_path: Path) -> None:
    assert len(found(tmp_path, {"index.html": PAGE.format('<a href="x">x</a><a href="x">x</a>')})) == 1


def test_404_has_addresses_from_the_root(tmp_path: Path) -> None:
    page = PAGE.format('<a href="nothing/">x</a>')
    assert found(tmp_path, {"404.html": page}) == []
    assert found(tmp_path, {"404.html": PAGE.format("/// audience | x")}) != []


def test_an_empty_page_is_no_crash(tmp_path: Path) -> None:
    assert found(tmp_path, {"empty.html": "", "blank.html": " \n"}) == []


@pytest.mark.parametrize("path", ["feeds/all.rss", "feeds/all.atom", "feeds/index.opml", "sitemap.xml"])
def test_a_feed_that_no_reader_can_open_is_found_with_its_line(tmp_path: Path, path: str) -> None:
    [problem] = found(tmp_path, {path: "<?xml version='1.0'?>\n<rss>\n<a></b>\n</rss>"})
    assert problem.startswith(f"public/{path}:3: BS613 not well-formed: Opening and ending tag mismatch")


def test_xml_reads_no_other_file(tmp_path: Path) -> None:
    """What is not read cannot be wrong."""
    (tmp_path / "broken").write_text("<not well-formed", encoding="utf-8")
    entity = f"<!DOCTYPE x [<!ENTITY e SYSTEM '{(tmp_path / 'broken').as_uri()}'>]><x>&e;</x>"
    assert found(tmp_path, {"a.xml": entity}) == []


def test_a_feed_may_be_large_and_deep(tmp_path: Path) -> None:
    deep = f"{'<a>' * 300}{'x' * 10_000_001}{'</a>' * 300}"
    assert found(tmp_path, {"feeds/all.rss": deep}) == []


def test_a_feed_without_anything_is_found(tmp_path: Path) -> None:
    [problem] = found(tmp_path, {"feeds/all.rss": ""})
    assert problem.startswith("public/feeds/all.rss:1: BS613 not well-formed: ")


def test_json_that_is_none_is_found(tmp_path: Path) -> None:
    [problem] = found(tmp_path, {"api/v1/entries.json": "{,}"})
    assert problem.startswith("public/api/v1/entries.json: BS613 not JSON: ")
    [problem] = found(tmp_path, {"api/v1/entries.json": b'"\xff"'})
    assert "BS613" in problem


def test_a_build_with_such_a_page_is_not_published(tmp_path: Path) -> None:
    """A hook breaks what was fine: only the finished bytes can tell."""
    hook = (
        "def on_post_page(output, page, config):\n"
        "    return output.replace('Text.', '<p>/// audience | staff</p>')\n"
    )
    page = "---\naudience: everyone\n---\n# Index\n\nText.\n"
    sample = Sample.small(tmp_path, {"docs/index.md": page, "hook.py": hook})
    sample.configure({"hooks": ["hook.py"]})
    assert sample.problems("public") == [
        "public/index.html: BS611 the mark of an audience block stands on the page"
    ]
    assert not sample.site().exists()


PAGES = ("index.html", "guide/index.html", "guide/start/index.html", "other/index.html", "a b%/ü.html")


@pytest.mark.parametrize(
    ("removed", "link"),
    [
        ("other/gone/index.html", "../other/gone/"),
        ("other/gone/index.html", "../other/gone"),
        ("other/gone/index.html", "../other/g%6Fne/index.html#part"),
        ("other/gone/index.html", "../other/go&#110;e/"),
        ("img/gone-1.png", "../img/gone%2D1.png"),
        ("other/ü gone.html", "../other/%C3%BC%20gone.html"),
    ],
)
def test_only_pages_that_may_link_to_a_removed_file_are_looked_at_again(
    tmp_path: Path, removed: str, link: str
) -> None:
    for page in PAGES:
        file = tmp_path / page
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE.format(f"<a href='{link}'>x</a>" if page == "guide/index.html" else "x"))
    assert pages_that_may_link_to(tmp_path, PAGES, [removed]) == ["guide/index.html"]


def test_pages_below_a_removed_page_may_link_to_it_without_its_name(tmp_path: Path) -> None:
    found(tmp_path, {page: PAGE.format("<a href='../'>x</a>") for page in PAGES})
    assert pages_that_may_link_to(tmp_path, PAGES, ["guide/index.html"]) == [
        "guide/index.html",
        "guide/start/index.html",
    ]


@pytest.mark.parametrize(
    ("removed", "pages"),
    [
        ([], []),
        (["index.html"], PAGES),
        (["other/日本/index.html"], PAGES),
        ([f"page-{number}/index.html" for number in range(100)], PAGES),
    ],
)
def test_all_pages_are_looked_at_where_nothing_tells_them_apart(
    tmp_path: Path, removed: Sequence[str], pages: Sequence[str]
) -> None:
    found(tmp_path, {page: PAGE.format("x") for page in PAGES})
    assert pages_that_may_link_to(tmp_path, PAGES, removed) == list(pages)


def test_only_what_is_asked_for_is_looked_at(tmp_path: Path) -> None:
    files = {"index.html": PAGE.format('<a href="x">x</a>'), "guide/index.html": PAGE.format("y")}
    assert len(found(tmp_path, files)) == 1
    findings = Findings()
    check_output(tmp_path, "public", findings, paths=["guide/index.html"], files=list(files))
    assert shown(findings) == []


def test_eight_words_are_looked_for_at_most(tmp_path: Path) -> None:
    found(tmp_path, {page: PAGE.format("x") for page in PAGES})
    removed = [f"page/gone{number}.png" for number in range(9)]
    assert pages_that_may_link_to(tmp_path, PAGES, removed[:8]) == []
    assert pages_that_may_link_to(tmp_path, PAGES, removed) == list(PAGES)


def test_the_longest_word_of_a_name_is_looked_for(tmp_path: Path) -> None:
    pages = {"index.html": "zz.png", "guide/index.html": "Quarter-2026", "other/index.html": "quarter"}
    found(tmp_path, {page: PAGE.format(text) for page, text in pages.items()})
    assert pages_that_may_link_to(tmp_path, list(pages), ["zz.Quarter-2026.zz"]) == ["guide/index.html"]


def test_capitals_are_part_of_a_word(tmp_path: Path) -> None:
    pages = {"index.html": "PLAN.PNG", "guide/index.html": "png"}
    found(tmp_path, {page: PAGE.format(text) for page, text in pages.items()})
    assert pages_that_may_link_to(tmp_path, list(pages), ["PLAN.PNG"]) == ["index.html"]
