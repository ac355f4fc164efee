"""What is taken from authors who are not trusted: texts and pictures, and nothing that runs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from tests.gitrepo import ISOLATED
from tests.incremental.changing_site import ChangingSite, assert_same
from tests.sample import SVG, Sample, contents

from broadsheet.cli import main
from broadsheet.outputs.active_files import what_loads, what_runs
from broadsheet.serve import Preview

PAGE = "---\naudience: everyone\n---\n# Page\n\n{}\n"
BOLD = '<b onclick="alert(1)" class="bs-search x">bold</b>'
EVIL = f"{BOLD} ![](x.png)"
HOOK = "raise SystemExit('a hook of theirs ran')\n"
CODE = {
    "mkdocs.yml": "INHERIT: x.yml\n",
    "hook.py": HOOK,
    "overrides/main.html": "<script>alert(1)</script>",
    "docs/site.js": "alert('theirs')",
    "docs/new.js": "alert('theirs')",
    "docs/site.css": "theirs {}",
}
CONFIG = {
    "hooks": ["hook.py"],
    "theme": {"name": "material", "font": False, "custom_dir": "overrides"},
    "extra_javascript": ["site.js", "new.js"],
    "extra_css": ["site.css"],
}


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A site, and a branch ``theirs`` on which everything is another."""
    made = Sample.small(tmp_path / "site", {"docs/index.md": PAGE.format("Ours."), "docs/x.png": b"png"})
    made.configure(CONFIG)
    ours = {"hook.py": "", "docs/site.js": "ours()", "docs/site.css": "ours {}", "overrides/main.html": MAIN}
    made.write(ours)
    made.repo.branch("theirs")
    made.write({**CODE, "docs/index.md": PAGE.format(EVIL)})
    made.repo.checkout("main")
    monkeypatch.chdir(made.path)
    return made


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A site of one page."""
    files = {"docs/index.md": PAGE.format("Ours."), ".gitignore": "/site/\n"}
    made = Sample.small(tmp_path / "plain", files)
    monkeypatch.chdir(made.path)
    return made


MAIN = '{% extends "base.html" %}\n'


def broadsheet(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, args)
    return done.exit_code, done.output


def test_nothing_but_texts_and_pictures_is_taken(site: Sample) -> None:
    code, said = broadsheet("build", "--untrusted", "theirs")
    assert code == 0, said
    page = site.read("index.html")
    assert '<b class="x">bold</b>' in page
    assert "alert(" not in page
    assert site.read("site.js") == "ours()"
    assert site.read("site.css") == "ours {}"
    assert site.read("new.js") == ""
    assert not any(b"theirs" in data for data in contents(site.site()).values())


def test_another_build_of_what_is_trusted_is_as_if_it_had_not_been(site: Sample) -> None:
    site.write({"docs/new.js": "new()", "docs/index.md": PAGE.format(EVIL)})
    assert broadsheet("build", "--now", "2030-01-01")[0] == 0
    before = contents(site.site())
    assert b'<b onclick="alert(1)"' in before["index.html"]
    assert broadsheet("build", "--now", "2030-01-01", "--untrusted", "main")[0] == 0
    assert b"onclick" not in contents(site.site())["index.html"]
    assert broadsheet("build", "--now", "2030-01-01")[0] == 0
    assert contents(site.site())["index.html"] == before["index.html"]


def test_a_preview_reads_the_configuration_on_disk(site: Sample) -> None:
    for form in ("markdown", "html", "json"):
        code, said = broadsheet("preview", "--base", "main", "--untrusted", "theirs", "--format", form)
        assert code == 0, said
        assert "docs/index.md" in said


def test_a_revision_is_served(site: Sample, tmp_path: Path) -> None:
    root = tmp_path / "served"
    root.mkdir()
    said: list[str] = []
    preview = Preview(site.path / "mkdocs.yml", root, "http://127.0.0.1:1/", said.append, print, "theirs")
    preview.build()
    assert said == ["built public, partners, internal"]
    page = (root / "internal/index.html").read_text(encoding="utf-8")
    assert '<b class="x">bold</b>' in page
    assert (root / "internal/site.js").read_text(encoding="utf-8") == "ours()"


def test_a_revision_is_trusted_or_not(site: Sample) -> None:
    code, said = broadsheet("build", "--ref", "theirs", "--untrusted", "theirs")
    assert code == 2
    assert "a revision is trusted or it is not" in said


@pytest.mark.parametrize("name", ["api/v1/audiences.json", "feeds/all.json", "llms.txt"])
def test_nobody_takes_the_place_of_data_and_feeds(plain: Sample, name: str) -> None:
    plain.build("public")
    before = contents(plain.site())
    plain.write({f"docs/{name}": "theirs", "docs/other.md": PAGE.format(f"[file]({name})")})
    code, said = broadsheet("build", "public")
    assert code == 1
    assert f"two files would be at {name}" in said
    assert contents(plain.site()) == before


@pytest.mark.parametrize("name", ["macros", "markdown-exec", "include-markdown"])
def test_a_plugin_that_does_what_texts_say_is_refused(plain: Sample, name: str) -> None:
    config = yaml.safe_load((plain.path / "mkdocs.yml").read_text(encoding="utf-8"))
    config["plugins"].append(name)
    plain.write({"mkdocs.yml": yaml.safe_dump(config)})
    assert broadsheet("check")[0] == 0
    for command in (["build", "--untrusted", "main"], ["preview", "--base", "main", "--untrusted", "main"]):
        code, said = broadsheet(*command)
        assert code == 1
        assert f"BS007 “{name}” runs or reads" in said


def test_a_fence_that_is_run_is_refused(plain: Sample) -> None:
    fences = {"custom_fences": [{"name": "python", "class": "python", "format": "markdown_exec.formatter"}]}
    plain.configure({"markdown_extensions": [{"pymdownx.superfences": fences}]}, {"untrusted": True})
    code, said = broadsheet("check")
    assert code == 1
    assert "BS007 “markdown-exec”" in said


REFUSED = ["demo.html", "x.xhtml", "x.xml", "x.mht", "page.htm", "none", "x.js", "robots.txt"]


@pytest.mark.parametrize("name", [*REFUSED, "staticwebapp.config.json"])
def test_a_file_that_browsers_could_run_is_refused(plain: Sample, name: str) -> None:
    plain.write({f"docs/{name}": "x", "docs/index.md": PAGE.format(f"[file]({name})")})
    code, said = broadsheet("build", "--untrusted", "main")
    assert code == 1
    assert f"docs/{name}: BS123" in said
    assert plain.checked() == []


@pytest.mark.parametrize("ours", ["assets/stylesheets/{}", "assets/broadsheet/{}"])
def test_nobody_takes_the_place_of_the_theme_s_style(plain: Sample, ours: str) -> None:
    plain.build()
    folder = plain.site() / ours.format("")
    (name, *_) = [ours.format(file.name) for file in sorted(folder.glob("*.css"))]
    text = PAGE.format(f"[style]({name})")
    plain.repo.branch("theirs")
    plain.write({f"docs/{name}": "theirs {}", "docs/index.md": text})
    plain.repo.checkout("main")
    code, said = broadsheet("build", "--untrusted", "theirs")
    assert code == 1
    assert f"docs/{name}: BS123 this style sheet is none of those" in said
    plain.repo.checkout("theirs")
    plain.configure(plugin={"untrusted": True})
    assert [said.partition(" this")[0] for said in plain.checked()] == [f"docs/{name}: BS123"]


def test_style_sheets_that_the_configuration_leads_to_are_ours(plain: Sample) -> None:
    styles = {"docs/site.css": "@import 'parts/a.css';", "docs/parts/a.css": "@import '../site.css'; a {}"}
    plain.configure({"extra_css": ["site.css"]}, {"untrusted": True})
    plain.write({**styles, "docs/parts/b.css": "b {}"})
    assert plain.checked() == []
    assert broadsheet("build")[0] == 0
    assert plain.read("parts/a.css").endswith("a {}")


def svg(inside: str, before: str = "") -> bytes:
    start = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    return f"{before}{start}{inside}</svg>".encode()


RUNNING = {
    "script": svg("<script>alert(1)</script>"),
    "other-namespace": svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'),
    "handler": svg('<g ONLOAD="alert(1)"/>'),
    "link": svg('<a xlink:href="java&#x73;cript:alert(1)"/>'),
    "broken-up": svg('<a href="java&#9;script:alert(1)"/>'),
    "set": svg('<set attributeName="href" to="javascript:alert(1)"/>'),
    "animate": svg('<animate attributeName="href" values="#x;javascript:alert(1)"/>'),
    "frame": svg('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="x"/></foreignObject>'),
    "foreign": svg(
        '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml" onclick="alert(1)"/></foreignObject>'
    ),
    "entity": svg("&x;", '<!DOCTYPE svg [<!ENTITY x "<script>alert(1)</script>">]>'),
    "attribute-list": svg("", '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>'),
    "style-sheet": svg("", '<?xml-stylesheet href="x.xsl"?>'),
    "unfinished": svg("<script>alert(1)</script>")[:-9],
    "utf-16": svg("<script>alert(1)</script>").decode().encode("utf-16"),
}
STILL = {
    "sample": SVG.encode(),
    "public": svg(
        "<g/>",
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    ),
    "picture": svg('<image href="data:image/png;base64,AA=="/><a href="https://example.com/"/>'),
    "words": svg("<title>javascript: on</title><text>onload=</text><style>g { fill: red }</style>"),
    "html": svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">words</p></foreignObject>'),
}


@pytest.mark.parametrize("name", RUNNING)
def test_a_picture_that_could_run_something_is_found(name: str) -> None:
    assert what_runs(RUNNING[name])


@pytest.mark.parametrize("name", STILL)
def test_a_picture_that_is_only_one_is_let_pass(name: str) -> None:
    assert what_runs(STILL[name]) == ""


def test_a_running_picture_is_refused_and_can_be_accepted_of_authors_who_are_trusted(plain: Sample) -> None:
    plain.write({"docs/x.svg": RUNNING["handler"], "docs/index.md": PAGE.format("![x](x.svg)")})
    assert plain.checked() == ["docs/x.svg: BS122 this picture has `onload`, which runs a script"]
    plain.configure(plugin={"accept": ["BS122"]})
    assert broadsheet("check")[0] == 0
    plain.configure(plugin={"accept": ["BS122"], "untrusted": True})
    code, said = broadsheet("check")
    assert code == 1
    assert "docs/x.svg: BS123" in said


LOADING = {
    "image": svg('<image href="https://evil.example/x.png"/>'),
    "image-here": svg('<image xlink:href="/logout"/>'),
    "use": svg('<use href="//evil.example/x.svg#x"/>'),
    "fill": svg('<g fill="URL( https://evil.example/x.svg#x)"/>'),
    "style": svg("<style>@import 'https://evil.example/x.css';</style>"),
    "style-spelt": svg(r"<style>g { fill: u\72l(https://evil.example/x) }</style>"),
    "style-set": svg("<style>g { cursor: image-set('https:evil.example/x' 1x) }</style>"),
    "attribute": svg("<g style=\"mask: url('https://evil.example/x')\"/>"),
    "animate": svg('<image><set attributeName="href" to="https://evil.example/x.png"/></image>'),
    "picture": svg(
        '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" srcset="https://evil.example/x"/></foreignObject>'
    ),
    "refresh": svg(
        '<foreignObject><meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh"/></foreignObject>'
    ),
}


@pytest.mark.parametrize("name", LOADING)
def test_a_picture_that_asks_another_host_is_refused_of_strangers(plain: Sample, name: str) -> None:
    assert what_runs(LOADING[name]) == ""
    assert what_loads(LOADING[name])
    plain.write({"docs/x.svg": LOADING[name], "docs/index.md": PAGE.format("![x](x.svg)")})
    assert plain.checked() == []
    plain.configure(plugin={"untrusted": True})
    assert [said[:46] for said in plain.checked()] == ["docs/x.svg: BS123 this picture loads something"]


@pytest.mark.parametrize("name", STILL)
def test_a_picture_that_asks_nobody_is_let_pass(name: str) -> None:
    drawn = svg('<g fill="url(#x)" style="mask: url(\'#y\')"/><style>g { fill: url(#x) }</style>')
    assert what_loads(STILL[name]) == what_loads(drawn) == ""


ADDRESSES = (
    *("javascript:x", "java&#x73;cript:x", "JAVAscript&colon;x", "java&Tab;script:x", "vbscript:x"),
    "data:text/html,x",
)


def test_an_address_that_runs_is_found(plain: Sample) -> None:
    entry = '---\naudience: everyone\ntype: added\nlinks: [{title: x, url: "javascript:x"}]\n---\n# X\n\nX.\n'
    pages = {f"docs/{number}.md": PAGE.format(f"[x]({url})") for number, url in enumerate(ADDRESSES)}
    plain.write(
        {**pages, "changelog/x.md": entry, "docs/fine.md": PAGE.format("![x](data:image/png;base64,AA==)")}
    )
    found = ["changelog/x.md:4", *(f"docs/{number}.md:6" for number in range(len(ADDRESSES)))]
    assert [problem.partition(": BS408")[0] for problem in plain.checked()] == found
    plain.configure(plugin={"accept": ["BS408"]})
    assert all(not links for links in plain.project().further.values())


def test_a_build_that_knows_the_site_ends_as_one_from_nothing_does(tmp_path: Path) -> None:
    site = ChangingSite(tmp_path)
    for path in ("docs/guides/start.md", "changelog/first.md"):
        site.write(site.with_text(path, BOLD))
    said = dict.fromkeys(("title", "subtitle", "status", "description"), '<i class="x">&amp; "y"</i>')
    site.write(site.with_matter("docs/guides/start.md", said))
    site.repo.commit()
    for untrusted in (False, True, False):
        site.write(site.with_config(["broadsheet", "untrusted"], untrusted))
        site.repo.commit()
        done, findings = site.build()
        assert done, findings
        for edition, files in site.published().items():
            reference, _ = site.reference(edition)
            pages = {path: data for path, data in files.items() if not path.startswith("pagefind/")}
            assert_same(pages, {p: d for p, d in reference.items() if not p.startswith("pagefind/")})
            shown = files["guides/start/index.html"]
            assert (b"onclick" in shown) is not untrusted
