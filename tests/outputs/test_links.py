"""What an item refers to, in an edition that holds it or does not."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from tests.sample import PNG, SVG, Sample

PAGE = "---\naudience: {}\n---\n# {}\n\n"
FILES: dict[str, str | bytes] = {
    "docs/index.md": PAGE.format("everyone", "Home") + "Text.\n",
    "docs/open/page.md": PAGE.format("everyone", "Page") + "Text.\n",
    "docs/open/a b%.md": PAGE.format("everyone", "Odd") + "Text.\n",
    "docs/inside/.meta.yml": "audience: engineers\n",
    "docs/inside/page.md": "# Inside\n\nText.\n",
    "docs/inside/chart.svg": SVG,
    "docs/img/one.png": PNG,
    "docs/img/two words.png": PNG,
    "changelog/2.4/index.md": PAGE.format("everyone", "Notes") + "Text.\n",
    "changelog/2.4/open.md": "---\naudience: everyone\ntype: added\n---\n# Open\n\nText.\n",
    "changelog/2.4/shot.png": PNG,
    "changelog/hidden.md": "---\naudience: engineers\ntype: added\n---\n# Hidden\n\nText.\n",
    "changelog/draft.md": "---\naudience: everyone\ntype: added\ndraft: true\n---\n# Draft\n\nText.\n",
}

FROM_A_DOCUMENT = {
    "page.md": "/open/page/",
    "page.md?q=1#part": "/open/page/?q=1#part",
    "../index.md": "/",
    "/index.md": "/",
    "/open/page.md": "/open/page/",
    "<a b%25.md>": "/open/a%20b%25/",
    "a%20b%25.md": "/open/a%20b%25/",
    "../../changelog/2.4/open.md": "/changelog/open/",
    "../../changelog/2.4/index.md": "/changelog/releases/2.4/",
    "../changelog/index.md": "/changelog/",
    "../../changelog/index.md": "/changelog/",
    "../changelog/audience/customers/index.md": "/changelog/audience/customers/",
    "../img/one.png": "/img/one.png",
    "<../img/two words.png>": "/img/two%20words.png",
    "../../changelog/2.4/shot.png": "/changelog/2.4/shot.png",
    "https://example.org/x?y#z": "https://example.org/x?y#z",
    "mailto:a@example.org": "mailto:a@example.org",
    "//example.org/": "//example.org/",
    "#here": "#here",
    "?q=1": "?q=1",
}


@pytest.fixture(scope="module", params=[True, False], ids=["folders", "files"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """One page and one entry that hold every kind of link, as Markdown and as HTML."""
    links = "".join(f"[m{number}]({link})\n\n" for number, link in enumerate(FROM_A_DOCUMENT))
    html = "".join(
        f'<p><a href="{link.strip("<>")}">h{number}</a></p>\n\n'
        for number, link in enumerate(FROM_A_DOCUMENT)
    )
    files: dict[str, str | bytes] = {
        **FILES,
        "docs/open/links.md": PAGE.format("everyone", "Links {#here}") + links + html,
    }
    sample = Sample.small(tmp_path_factory.mktemp("links"), files)
    sample.configure({"use_directory_urls": request.param})
    sample.repo.commit()
    assert sample.problems("public") == []
    return sample


@pytest.mark.parametrize("kind", ["m", "h"])
@pytest.mark.parametrize(("number", "link"), list(enumerate(FROM_A_DOCUMENT)))
def test_a_link_leads_where_its_file_stands(built: Sample, kind: str, number: int, link: str) -> None:
    style = built.settings().directory_urls
    path, base = (
        ("open/links/index.html", "/open/links/") if style else ("open/links.html", "/open/links.html")
    )
    [href] = built.html(path).xpath(f"//article//a[text()='{kind}{number}']/@href")
    expected = FROM_A_DOCUMENT[link]
    if not style and expected.startswith("/") and not expected.startswith("//"):
        address, mark, tail = expected.partition("?")
        expected = _as_file(address) + mark + tail
    got = href if href.startswith(("#", "?", "//")) else urljoin(base, href)
    assert got == expected


def _as_file(address: str) -> str:
    lists = ("/changelog/", "/changelog/releases/2.4/", "/changelog/audience/customers/", "/")
    if address in lists:
        return f"{address}index.html"
    return f"{address.removesuffix('/')}.html" if address.endswith("/") else address


@pytest.mark.parametrize(
    ("link", "directory_urls"),
    [
        ("../page/", True),
        ("../page", True),
        ("/open/page/", True),
        ("/open/page", True),
        ("../../open/page/", True),
        ("page.html", False),
        ("/open/page.html", False),
        ("../open/page.html", False),
    ],
)
def test_an_address_is_understood_too(tmp_path: Path, link: str, directory_urls: bool) -> None:
    text = (
        PAGE.format("everyone", "Links") + f"[x]({link}#y)\n\n[i]({'../' * directory_urls}../img/one.png)\n"
    )
    sample = Sample.small(tmp_path, {**FILES, "docs/open/links.md": text})
    sample.configure({"use_directory_urls": directory_urls})
    assert sample.checked() == []
    [page] = [page for page in sample.project().pages if page.src_uri == "open/links.md"]
    assert "[x](page.md#y)" in page.markdown
    assert "[i](../img/one.png)" in page.markdown


UP = "../../changelog/"
FOR_ENGINEERS = "which is for engineers: the edition “public” does not hold it"
REFUSED = {
    "[x](../inside/page.md)": f"BS401 “../inside/page.md” is docs/inside/page.md, {FOR_ENGINEERS}",
    "![x](../inside/chart.svg)": f"BS401 “../inside/chart.svg” is docs/inside/chart.svg, {FOR_ENGINEERS}",
    "[x](../../inside/page/)": f"BS401 “../../inside/page/” is docs/inside/page.md, {FOR_ENGINEERS}",
    '<a href="../inside/page.md">x</a>': f"BS401 “../inside/page.md” is docs/inside/page.md, {FOR_ENGINEERS}",
    "[x](../../changelog/hidden.md)": f"BS401 “{UP}hidden.md” is changelog/hidden.md, {FOR_ENGINEERS}",
    "[x](../../changelog/draft.md)": f"BS403 “{UP}draft.md” leads to changelog/draft.md, which is a draft",
    "[x](nowhere.md)": "BS402 “nowhere.md” leads to nothing: there is no docs/open/nowhere.md",
    "![x](../img/none.png)": "BS402 “../img/none.png” leads to nothing: there is no docs/img/none.png",
    "[x](../../../etc/passwd)": "BS402 “../../../etc/passwd” leads to nothing: there is no ../etc/passwd",
    "[x](Broadsheet-root:/a)": "BS407 “Broadsheet-root:/a” is an address that Broadsheet makes itself",
    "[x](http://[bad)": "BS407 “http://[bad” is no address",
    "[x](/nowhere.md)": "BS402 “/nowhere.md” leads to nothing: there is no docs/nowhere.md",
}


@pytest.mark.parametrize("markdown", REFUSED)
def test_a_reference_that_an_edition_cannot_follow_names_both_ends(tmp_path: Path, markdown: str) -> None:
    text = PAGE.format("everyone", "Links") + f"Text\n{markdown}\n"
    sample = Sample.small(tmp_path, {**FILES, "docs/open/links.md": text})
    problems = sample.checked()
    assert f"docs/open/links.md:7: {REFUSED[markdown]}" in problems
    assert {problem.split(": ")[0] for problem in problems} == {"docs/open/links.md:7"}
    assert [problem for problem in problems if "“internal”" in problem] == []


@pytest.mark.parametrize("markdown", [m for m in REFUSED if "inside" in m])
def test_in_a_block_for_those_who_may_see_it_it_is_fine(tmp_path: Path, markdown: str) -> None:
    text = PAGE.format("everyone", "Links") + f"/// audience | engineers\n{markdown}\n///\n"
    assert Sample.small(tmp_path, {**FILES, "docs/open/links.md": text}).checked() == []


def test_links_of_front_matter_are_followed_too(tmp_path: Path) -> None:
    text = (
        "---\naudience: everyone\ntype: added\nlinks:\n  - url: ../docs/inside/page.md\n"
        "  - {title: Nothing, url: nothing.md}\n  - {url: ../docs/open/page.md#x}\n---\n# Entry\n\nText.\n"
    )
    sample = Sample.small(tmp_path, {**FILES, "changelog/links.md": text})
    problems = sample.checked()
    assert [problem.split(" ", 2)[:2] for problem in problems] == [
        ["changelog/links.md:5:", "BS401"],
        ["changelog/links.md:5:", "BS401"],
        ["changelog/links.md:6:", "BS402"],
    ]
    further = sample.project("internal").further["links"]
    assert further[-1][1].endswith("open/page/#x")


def test_a_changelog_that_is_not_there_yet_is_told_apart_from_a_wrong_path(tmp_path: Path) -> None:
    home = PAGE.format("everyone", "Home") + "[x](changelog/index.md)\n\n[y](../changelog/index.md)\n"
    entry = FILES["changelog/hidden.md"]
    problems = Sample.small(tmp_path, {"docs/index.md": home, "changelog/hidden.md": entry}).checked()
    assert problems == [
        f"docs/index.md:{line}: BS402 “{link}” leads to nothing: the edition “{edition}” holds no entry yet, "
        "and so has no changelog"
        for line, link in ((6, "changelog/index.md"), (8, "../changelog/index.md"))
        for edition in ("partners", "public")
    ]


def test_a_link_to_nothing_may_be_accepted_and_stays_as_it_is(tmp_path: Path) -> None:
    text = PAGE.format("everyone", "Links") + "[x](nowhere.md)\n"
    sample = Sample.small(tmp_path, {**FILES, "docs/open/links.md": text}, plugin={"accept": ["BS402"]})
    assert {problem.split()[1] for problem in sample.problems("public")} == {"BS402", "BS603"}
    assert 'href="nowhere.md"' in sample.read("open/links/index.html")


@pytest.mark.parametrize(
    ("host", "pull", "issue"),
    [
        ("https://github.com/a/b/", "https://github.com/a/b/pull/1", "https://github.com/a/b/issues/2"),
        (
            "https://gitlab.com/a/b",
            "https://gitlab.com/a/b/-/merge_requests/1",
            "https://gitlab.com/a/b/-/issues/2",
        ),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/pulls/1", "https://codeberg.org/a/b/issues/2"),
    ],
)
def test_links_to_the_work_know_the_host(tmp_path: Path, host: str, pull: str, issue: str) -> None:
    text = (
        "---\naudience: everyone\ntype: added\nlinks: [{pr: 1}, {issue: 2, title: Why}]\n---\n# E\n\nText.\n"
    )
    sample = Sample.small(tmp_path, {**FILES, "changelog/work.md": text})
    sample.configure({"repo_url": host})
    assert sample.project("internal").further["work"] == (("#1", pull), ("Why", issue))
    assert sample.project("public").further["work"] == ()
    sample.configure({"repo_url": None})
    assert sample.project("internal").further["work"] == ()


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_an_absolute_address_of_our_own_is_looked_at_too(tmp_path: Path, edition: str) -> None:
    site_url = Sample.small(tmp_path / "one", FILES).settings().editions[edition].site_url
    text = (
        PAGE.format("everyone", "Links")
        + f"[x]({site_url}inside/page/#x) [y]({site_url}open/page/) [z]({site_url})\n"
    )
    problems = Sample.small(tmp_path / "two", {**FILES, "docs/open/links.md": text}).checked()
    assert {tuple(problem.split()[:2]) for problem in problems} == {("docs/open/links.md:6:", "BS401")}
    assert all("docs/inside/page.md, which is for engineers" in problem for problem in problems)
