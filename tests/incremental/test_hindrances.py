"""What may read more than can be told has an edition made from scratch each time, and is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.gitrepo import ISOLATED
from tests.incremental.changing_site import ChangingSite, assert_same
from tests.incremental.spy import Spy

from broadsheet.publish.records import load_records
from broadsheet.render import mkdocs_build
from broadsheet.render.environment import hindrances

SHOUT = """\
from markdown import Extension
from markdown.postprocessors import Postprocessor


class Shout(Postprocessor):
    def run(self, text):
        return text.replace("how", "HOW")


class ShoutExtension(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Shout(md), "shout", 1)


def makeExtension(**kwargs):
    return ShoutExtension(**kwargs)


def fence(source, language, css_class, options, md, **kwargs):
    return f"<pre>{source}</pre>"


def on_post_page(output, **kwargs):
    return output.replace("</body>", "<!-- hooked --></body>")
"""

THEME = {"name": "material", "font": False}
OURS = {"custom_dir": "overrides"}
FENCE = """\
markdown_extensions:
- pymdownx.superfences:
    custom_fences:
    - {name: shout, class: shout, format: !!python/name:shout.fence }
"""


def override(text: str) -> dict[str, str]:
    return {"overrides/main.html": f'{{% extends "base.html" %}}{{% block announce %}}{text}{{% endblock %}}'}


def template(reads: str) -> str:
    return f"the template “main.html”, which reads {reads},"


HINDRANCES: dict[str, tuple[Mapping[str, Any], Mapping[str, str], str]] = {
    "plugin": ({"plugin": {"search": {}}}, {}, "the plugin “search”"),
    "hook": ({"hooks": ["shout.py"]}, {}, "the hooks"),
    "extra template": (
        {"extra_templates": ["pages.html"]},
        {"docs/pages.html": "{{ pages | length }}", "docs/.meta.yml": "audience: everyone\n"},
        "`extra_templates`",
    ),
    "extension": ({"markdown_extensions": ["admonition", "shout"]}, {}, "the Markdown extension “shout”"),
    "anchors": (
        {"validation": {"links": {"anchors": "warn"}}},
        {},
        "`validation: anchors`, which compares all pages with each other,",
    ),
    "pages": ({"theme": THEME | OURS}, override("{{ pages | length }}"), template("`pages`")),
    "nav": (
        {"theme": THEME | OURS},
        override("{% for item in nav %}{{ item.title }}{% endfor %}"),
        template("`nav`"),
    ),
    "parent": (
        {"theme": THEME | OURS},
        override("{% if page and page.parent %}{{ page.parent.title }}{% endif %}"),
        template("`page.parent`"),
    ),
    "clock": ({"theme": THEME | OURS}, override("{{ build_date_utc.year }}"), template("`build_date_utc`")),
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChangingSite:
    """A site that is not built yet, and a module that it can name."""
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    made = ChangingSite(tmp_path)
    made.write({"shout.py": SHOUT})
    monkeypatch.syspath_prepend(made.path)
    return made


def hinder(site: ChangingSite, config: Mapping[str, Any], files: Mapping[str, str]) -> None:
    for key, value in config.items():
        if key == "plugin":
            site.add_plugin(value)
        else:
            site.write(site.with_config((key,), value))
    site.write(files)


def test_nothing_hinders_a_site_as_it_mostly_is(site: ChangingSite) -> None:
    assert hindrances(site.settings) == []


def test_nothing_hinders_a_template_that_reads_its_page(site: ChangingSite) -> None:
    hinder(
        site,
        {"theme": THEME | OURS},
        override("{% if page %}{{ page.title }}{% endif %}{{ config.site_name }}"),
    )
    assert hindrances(site.settings) == []


@pytest.mark.parametrize(("config", "files", "named"), HINDRANCES.values(), ids=HINDRANCES.keys())
def test_a_hindrance_is_named_and_all_is_made_each_time(
    site: ChangingSite,
    config: Mapping[str, Any],
    files: Mapping[str, str],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hinder(site, config, files)
    assert hindrances(site.settings) == [named]
    assert_made_each_time(site, Spy(monkeypatch), monkeypatch)


def assert_made_each_time(site: ChangingSite, spy: Spy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check that MkDocs makes an edition each time, and the same, and that nothing of it could be kept."""
    rendered = spy.calls(monkeypatch, mkdocs_build, "render")
    for time in (1, 2):
        done, findings = site.build(("public",))
        assert done, findings
        assert len(rendered) == time
    assert spy.pages == []
    records = load_records(site.path / "site/.broadsheet/public/records")
    assert records
    assert {record.key for record in records.values()} == {b""}
    ours = site.published()["public"]
    site.mkdocs()
    assert_same(site.published()["public"], ours)


def test_a_fence_of_the_sites_own_is_named(site: ChangingSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write(site.with_config(("markdown_extensions",), None))
    site.write({"mkdocs.yml": site.read("mkdocs.yml") + FENCE})
    site.write(site.with_text("docs/index.md", "```shout\nhow\n```"))
    assert hindrances(site.settings) == ["“shout.fence” in `markdown_extensions`"]
    assert_made_each_time(site, Spy(monkeypatch), monkeypatch)


def test_another_theme_is_named(site: ChangingSite) -> None:
    site.write(site.with_config(("theme",), {"name": "readthedocs"}))
    assert hindrances(site.settings) == ["the theme “readthedocs”"]


def test_what_hindered_is_forgotten_with_it(site: ChangingSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between builds with a hook, and one without, everything is made again."""
    hinder(site, {"hooks": ["shout.py"]}, {})
    site.build(("public",))
    assert b"hooked" in site.published()["public"]["index.html"]
    site.write(site.with_config(("hooks",), None))
    spy = Spy(monkeypatch)
    done, findings = site.build(("public",))
    assert done, findings
    assert "index.md" in spy.pages
    assert not [path for path, data in site.published()["public"].items() if b"hooked" in data]


def test_a_template_of_any_name_is_looked_into(site: ChangingSite) -> None:
    """What is included need not be called .html."""
    hinder(
        site,
        {"theme": THEME | OURS},
        {
            **override('{% include "partials/count.txt" %}'),
            "overrides/partials/count.txt": "{{ pages | length }}",
        },
    )
    assert hindrances(site.settings) == ["the template “partials/count.txt”, which reads `pages`,"]


def test_a_template_may_speak_of_translations(site: ChangingSite) -> None:
    hinder(site, {"theme": THEME | OURS}, override("{% trans %}Hear{% endtrans %}{{ pages | length }}"))
    assert hindrances(site.settings) == [template("`pages`")]


def test_a_folder_of_templates_that_is_a_link_is_named(
    site: ChangingSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jinja reads what stands there like everything else, and it is not looked into."""
    hinder(
        site,
        {"theme": THEME | OURS},
        {**override('{% include "linked/said.html" %}'), "shared/said.html": "old"},
    )
    (site.path / "overrides/linked").symlink_to("../shared")
    assert hindrances(site.settings) == ["the folder of templates “linked”, which is a link,"]
    site.build(("public",))
    site.write({"shared/said.html": "brand new"})
    assert_made_each_time(site, Spy(monkeypatch), monkeypatch)
