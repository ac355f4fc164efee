"""What is looked for in finished bytes: each mistake is planted in a page that is fine without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.sample import Sample, shown

from broadsheet.checks.output import check_output
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
    check_output(folder, "public", findings, assets=assets, dangling=dangling)
    return shown(findings)


def test_what_authors_hand_on_is_theirs(tmp_path: Path) -> None:
    files = {"demo.html": '<a href="nowhere/">x</a>', "data.json": "{// a comment", "drawing.xml": "<a>"}
    assert len(found(tmp_path, files)) == 3
    assert found(tmp_path, files, assets=list(files)) == []


def test_what_is_fine_is_fine(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


@pytest.mark.parametrize("edition", ["public", "partners", "internal"])
def test_real_editions_are_fine(sample: Sample, edition: str) -> None:
    findings = Findings()
    check_output(sample.site(edition), edition, findings)
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
    "https://example.org/nothing",
    "//example.org/x",
    "mailto:a@example.org",
    "data:image/png;base64,AAAA",
    "/from/the/host/s/root/",
    "http://[bad",
    "tel:+1",
)


TAGS = (
    '<a href="{}">x</a>',
    '<link href="{}">',
    '<img src="{}" alt="x">',
    '<video poster="{}"></video>',
)


@pytest.mark.parametrize("link", GOOD_LINKS)
@pytest.mark.parametrize("tag", TAGS)
def test_links_that_lead_somewhere_or_away_are_fine(tmp_path: Path, link: str, tag: str) -> None:
    assert found(tmp_path, {"index.html": PAGE.format(tag.format(link))}) == []


@pytest.mark.parametrize(
    "link", ["nothing/", "guide/nothing.html", "../guide/", "img/two.png", "a b/ü.html", "x?guide/"]
)
@pytest.mark.parametrize("tag", TAGS)
def test_a_link_to_nothing_is_found(tmp_path: Path, link: str, tag: str) -> None:
    assert found(tmp_path, {"index.html": PAGE.format(tag.format(link))}) == [
        f"public/index.html: BS612 “{link}” leads to nothing in this edition"
    ]


def test_links_start_at_their_page(tmp_path: Path) -> None:
    links = '<a href="../img/one.png">x</a><a href="img/one.png">x</a>'
    assert found(tmp_path, {"guide/index.html": PAGE.format(links)}) == [
        "public/guide/index.html: BS612 “img/one.png” leads to nothing in this edition"
    ]


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
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    bomb = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"
    assert found(tmp_path, {"a.xml": bomb}) == []


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
