"""Whole editions in the shapes that a configuration can give them."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree
from tests.sample import Sample, contents

import broadsheet

INDEX = {"docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n"}
_NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def sitemap(sample: Sample, edition: str) -> dict[str, str]:
    root = etree.fromstring((sample.site(edition) / "sitemap.xml").read_bytes())
    return {
        url.findtext("s:loc", "", _NAMESPACE): url.findtext("s:lastmod", "", _NAMESPACE)
        for url in root.iterfind("s:url", _NAMESPACE)
    }


@pytest.mark.parametrize("edition", ["public", "partners", "internal"])
def test_the_sitemap_has_all_pages_of_the_edition_and_no_other(sample: Sample, edition: str) -> None:
    base = sample.settings().editions[edition].site_url
    files = contents(sample.site(edition))
    pages = {path.removesuffix("index.html") for path in files if path.endswith(".html")} - {"404.html"}
    assert {unquote(address.removeprefix(base)) for address in sitemap(sample, edition)} == pages


def test_the_sitemap_is_dated_by_git(sample: Sample) -> None:
    dates = sitemap(sample, "public")
    for address, path in {
        "": "docs/index.md",
        "guides/start/": "docs/guides/start.md",
        "changelog/slow/": "changelog/2.3/slow.md",
    }.items():
        committed = sample.repo.git("log", "-1", "--format=%cs", "--", path)
        assert dates[f"https://docs.example.com/{address}"] == committed
    # Written after its commit, dated for readers.
    assert dates["https://docs.example.com/changelog/dark/"] == "2026-03-01"
    assert dates["https://docs.example.com/changelog/"] == "2026-03-01"


def test_every_page_says_where_it_is_at_home(sample: Sample) -> None:
    for edition, base in (
        ("public", "https://docs.example.com/"),
        ("partners", "https://example.com/partners/"),
    ):
        [canonical] = sample.html("guides/start/index.html", edition).xpath("//link[@rel='canonical']/@href")
        assert canonical == f"{base}guides/start/"
        missing = sample.html("404.html", edition)
        assert {link.split("/assets")[0] for link in missing.xpath("//link[@rel='stylesheet']/@href")} == {
            base.removeprefix("https://docs.example.com").removeprefix("https://example.com").rstrip("/")
        }


def test_pages_ask_for_one_stylesheet_of_broadsheet_s_and_a_script_before_and_behind(sample: Sample) -> None:
    page = sample.html("guides/start/index.html", "public")
    asked = [address for address in page.xpath("//link/@href | //script/@src") if "/broadsheet/" in address]
    files = [name for address in asked if (name := address.rpartition("/")[2]) != "favicon.svg"]
    assert files == ["broadsheet.css", "first.js", "broadsheet.js"]
    assets = Path(broadsheet.__file__).parent / "assets"
    for name in ("broadsheet.css", "broadsheet.js"):
        whole = (sample.site("public") / "assets/broadsheet" / name).read_text(encoding="utf-8")
        for part in assets.glob(f"*{Path(name).suffix}"):
            # Only the page that needs it asks for what is long.
            assert (part.read_text(encoding="utf-8") in whole) == (
                not part.name.startswith(("first", "propose", "since"))
            )


def test_pages_are_titled_and_described(sample: Sample) -> None:
    page = sample.html("index.html")
    assert page.xpath("string(//title)") == "Welcome - Sample"
    assert page.xpath("//meta[@name='description']/@content") == ["Where to begin"]
    inside = sample.html("guides/start/index.html", "internal")
    assert inside.xpath("string(//title)") == "Start here - Sample inside"
    assert "Owner: Docs team" in " ".join(inside.text_content().split())
    assert "Docs team" not in sample.html("guides/start/index.html").text_content()


def test_a_page_has_one_heading_of_the_first_level(sample: Sample) -> None:
    for path in contents(sample.site("internal")):
        if path.endswith(".html"):
            headings = sample.html(path, "internal").xpath("//h1")
            assert len(headings) == 1, path


def test_one_site_for_all_is_the_site_folder_itself(tmp_path: Path) -> None:
    sample = Sample.small(
        tmp_path, {**INDEX, "changelog/e.md": "---\naudience: everyone\ntype: added\n---\n# E\n\nT.\n"}
    )
    sample.configure({"site_url": "https://one.example.com/sub"}, {"editions": None})
    [made] = sample.build()
    assert (made.edition, made.folder) == ("site", tmp_path / "site")
    site = contents(tmp_path / "site")
    assert {"index.html", "changelog/e/index.html", "feeds/support.rss", "sitemap.xml"} <= site.keys()
    assert not [path for path in site if path.startswith(("site/", ".broadsheet"))]
    assert b"<loc>https://one.example.com/sub/changelog/e/</loc>" in site["sitemap.xml"]
    assert (tmp_path / ".broadsheet" / "site" / "manifest.json").exists()
    assert [edition.changed for edition in sample.build()] == [False]


def test_templates_are_told_the_time_of_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = '{% extends "base.html" %}{% block announce %}{{ build_date_utc.isoformat() }}{% endblock %}'
    sample = Sample.small(tmp_path, {**INDEX, "overrides/main.html": clock})
    sample.configure({"theme": {"name": "material", "custom_dir": "overrides"}})
    sample.repo.commit(date="2026-10-11T12:00:00Z")
    sample.build("public")
    assert b"2026-10-11T12:00:00+00:00" in sample.site("public").joinpath("index.html").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    sample.build("public")
    assert b"1970-01-02T00:00:00+00:00" in sample.site("public").joinpath("index.html").read_bytes()


def test_a_site_may_be_built_elsewhere(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path / "project", INDEX)
    sample.configure({"site_dir": "../out/www"})
    [made] = sample.build("public")
    assert (made.folder / "index.html").exists()
    assert (tmp_path / "out" / "www" / "public" / "index.html").exists()
    assert not (tmp_path / "project" / "site").exists()


@pytest.fixture(scope="module")
def files_as_addresses(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    made = Sample.make(tmp_path_factory.mktemp("files"), config={"use_directory_urls": False})
    made.build("public")
    return made


def test_without_directory_urls_pages_are_files_and_everything_leads_to_them(
    files_as_addresses: Sample,
) -> None:
    sample = files_as_addresses
    files = contents(sample.site())
    assert {
        "guides/start.html",
        "changelog/parquet.html",
        "changelog/index.html",
        "guides/start.md",
    } <= files.keys()
    assert "guides/start/index.html" not in files
    base = "https://docs.example.com/"
    for address in sitemap(sample, "public"):
        assert unquote(address.removeprefix(base)) or "index.html" in files
    assert f'"url": "{base}changelog/parquet.html"' in sample.read("feeds/customers.json")
    assert f'"url": "{base}changelog/parquet.html"' in sample.read("api/v1/entries.json")
    assert f"({base}guides/start.html)" in sample.read("index.md")
    assert f"({base}guides/start.md)" in sample.read("llms.txt")
    pages = {path.removesuffix(".html") for path in files if path.endswith(".html")} - {"404"}
    assert {path.removesuffix(".md") for path in files if path.endswith(".md")} == pages


def test_the_site_s_own_templates_come_first(tmp_path: Path) -> None:
    sample = Sample.small(
        tmp_path,
        {
            **INDEX,
            "changelog/e.md": "---\naudience: everyone\ntype: added\n---\n# Entry & more\n\nText.\n",
            "overrides/broadsheet/entry.html": "<h1>OWN {{ view.entry.title }}</h1>{{ view.html }}",
            "overrides/main.html": '{% extends "base.html" %}{% block footer %}OWN FOOTER{% endblock %}',
            "overrides/partials/search.html": "OWN SEARCH",
        },
    )
    sample.configure({"theme": {"name": "material", "custom_dir": "overrides", "font": False}})
    assert sample.problems("public") == []
    page = sample.read("changelog/e/index.html")
    assert "<h1>OWN Entry &amp; more</h1><p>Text.</p>" in page
    assert "OWN FOOTER" in page
    assert "bs-listing" in sample.read("changelog/index.html")
    assert "OWN FOOTER" in sample.read("index.html")
    assert "OWN SEARCH" in sample.read("index.html")


def test_a_mistake_in_an_own_template_has_its_place(tmp_path: Path) -> None:
    sample = Sample.small(
        tmp_path, {**INDEX, "overrides/broadsheet/document.html": "<h1>x</h1>\n{{ pge.title }}\n"}
    )
    sample.configure({"theme": {"name": "material", "custom_dir": "overrides"}})
    problems = [problem for problem in sample.problems("public") if "BS603" not in problem]
    assert problems == ["overrides/broadsheet/document.html:2: BS604 'pge' is undefined"]


ON_ENV = """\
import logging
import sys
from mkdocs.exceptions import PluginError

def on_env(env, config, files):
    {}
    return env
"""


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("raise PluginError('no')", "mkdocs.yml: BS602 MkDocs stopped: Aborted with a BuildError!"),
        ("raise PluginError('no')", "mkdocs.yml: BS603 MkDocs: no"),
        ("sys.exit(3)", "mkdocs.yml: BS602 MkDocs stopped: 3"),
        ("logging.getLogger('mkdocs.hooks').warning('odd: %s', 1)", "mkdocs.yml: BS603 MkDocs: odd: 1"),
    ],
)
def test_what_mkdocs_says_is_a_finding(tmp_path: Path, statement: str, problem: str) -> None:
    sample = Sample.small(tmp_path, {**INDEX, "hook.py": ON_ENV.format(statement)})
    sample.configure({"hooks": ["hook.py"]})
    assert problem in sample.problems("public")


def test_mkdocs_log_is_left_as_it_was(tmp_path: Path) -> None:
    logger = logging.getLogger("mkdocs")
    before = (logger.propagate, logger.level, list(logger.handlers))
    Sample.small(tmp_path, INDEX).build("public")
    assert (logger.propagate, logger.level, list(logger.handlers)) == before


def test_a_block_in_raw_html_that_selection_cannot_see_stops_the_build(tmp_path: Path) -> None:
    hook = (
        "def on_page_markdown(markdown, page, config, files):\n"
        "    return markdown + '\\n/// audience | staff\\nx\\n///\\n'\n"
    )
    sample = Sample.small(tmp_path, {**INDEX, "hook.py": hook})
    sample.configure({"hooks": ["hook.py"]})
    problems = sample.problems("public")
    assert "mkdocs.yml: BS601 an audience block for “staff” was not cut from the source" in problems
    assert not sample.site().exists()


def test_pages_of_other_plugins_are_left_alone(tmp_path: Path) -> None:
    hook = (
        "from mkdocs.structure.files import File\n"
        "def on_files(files, config):\n"
        "    files.append(File.generated(config, 'made.md', content='# Made\\n\\nBy a hook.\\n'))\n"
        "    return files\n"
    )
    sample = Sample.small(tmp_path, {**INDEX, "hook.py": hook})
    sample.configure({"hooks": ["hook.py"]})
    sample.build("public")
    page = sample.read("made/index.html")
    assert "By a hook." in page
    assert "bs-page" not in page
    assert 'rel="alternate"' in page
    assert sitemap(sample, "public")["https://docs.example.com/made/"] == "2026-01-01"


def test_the_edit_link_leads_to_the_source(tmp_path: Path) -> None:
    entry = "---\naudience: everyone\ntype: added\n---\n# Entry\n\nText.\n"
    sample = Sample.small(tmp_path, {**INDEX, "changelog/2.4/e.md": entry})
    theme = {"name": "material", "features": ["content.action.edit"], "font": False}
    sample.configure({"theme": theme, "edit_uri": "edit/main/docs/"})
    sample.build("public")
    for page, source in {
        "index.html": "docs/index.md",
        "changelog/e/index.html": "changelog/2.4/e.md",
    }.items():
        links = sample.html(page).xpath("//a[contains(@href, '/edit/')]/@href")
        assert links == [f"https://github.com/example/sample/edit/main/{source}"]


def test_what_a_document_offers_besides_text_reaches_its_page(tmp_path: Path) -> None:
    matter = "---\naudience: everyone\ntags: [one, two]\nstatus: new\nhide: [toc]\n---\n"
    sample = Sample.small(tmp_path, {**INDEX, "docs/page.md": f"{matter}# Page\n\n## Part\n\nText.\n"})
    sample.build("public")
    text = " ".join(sample.html("page/index.html").xpath("//article")[0].text_content().split())
    assert "one two" in text
    assert "md-status--new" in sample.read("index.html")
    for path, hidden in {"page/index.html": 1, "index.html": 0}.items():
        assert len(sample.html(path).xpath("//div[@data-md-type='toc' and @hidden]")) == hidden
