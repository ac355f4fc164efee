"""Keeping what pages share changes no byte of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.filters import FILTERS
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, get_files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme
from mkdocs.utils import normalize_url

from broadsheet.render.body import TEMPLATES
from broadsheet.render.likeness import near, place_of
from broadsheet.render.memo import memoise
from broadsheet.render.template_sources import Sources

Rendered = Mapping[str, str]
_ENTRIES = 40


class Site:
    """A site of Material's with Broadsheet's templates: some pages in the nav, many outside."""

    def __init__(self, folder: Path, compiled: Path) -> None:
        self._folder = folder
        self._compiled = FileSystemBytecodeCache(str(compiled))
        self.options: dict[str, Any] = {}
        self.theme: dict[str, Any] = {"name": "material", "font": False}
        self.write("docs/index.md", "# Start\n\n## Here\n")
        for part in ("one", "two"):
            for page in ("index", "apple", "pear", "one"):
                self.write(
                    f"docs/{part}/{page}.md", f"# {part} {page}\n\n## First\n\n### Deep\n\n## Second\n"
                )
        self.write("docs/two/hidden.md", "---\nhide: [navigation, toc]\nauthor: Me\n---\n# Hidden\n")
        self.write("docs/two/deep/er/page.md", "---\nstatus: new\ntitle: Of its own\n---\nText\n")
        for number in range(_ENTRIES):
            text = f"# Entry {number}\n" + ("## More\n" if number % 7 == 0 else "")
            matter = "---\nhide: [navigation]\n---\n" if number % 5 == 0 else ""
            self.write(f"docs/changelog/{2020 + number // 20}/entry-{number}.md", matter + text)

    def write(self, path: str, text: str) -> None:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def override(self, path: str, text: str) -> None:
        self.theme["custom_dir"] = "overrides"
        self.write(f"overrides/{path}", dedent(text))

    def render(self, change: Callable[[Environment], None] | None = None) -> Rendered:
        """Render every page, in MkDocs' order, and twice: what was kept for one page may not harm another."""
        written = {
            "site_name": "Site",
            "site_url": "https://site.example/",
            "plugins": [],
            "theme": self.theme,
        }
        written |= {"not_in_nav": "/changelog/"} | self.options
        self.write("mkdocs.yml", yaml.safe_dump(written))
        config = load_config(str(self._folder / "mkdocs.yml"))
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(TEMPLATES / "material"))
        env = config.theme.get_env()
        env.bytecode_cache = self._compiled
        files = get_files(config)
        files.add_files_from_theme(env, config)
        nav = _read(files, config)
        if change is not None:
            change(env)
        made = dict(_pages(env, files, nav, config))
        made |= {f"again/{path}": text for path, text in _pages(env, files, nav, config)}
        base: dict[str, Any] = {"base_url": "/", "nav": nav, "config": config, "pages": [], "page": None}
        return made | {"404.html": env.get_template("404.html").render(base)}


def _read(files: Files, config: MkDocsConfig) -> Navigation:
    for file in files.documentation_pages():
        if file.src_uri.startswith("changelog/"):
            file.inclusion = file.inclusion.NOT_IN_NAV
    nav = get_navigation(files, config)
    for file in files.documentation_pages():
        page = file.page or Page(None, file, config)
        page.read_source(config)
        page.render(config, files)
    return nav


def _pages(
    env: Environment, files: Files, nav: Navigation, config: MkDocsConfig
) -> Iterator[tuple[str, str]]:
    documents = files.documentation_pages()
    for file in documents:
        page = file.page
        assert page is not None
        page.active, config._current_page = True, page
        context: Any = get_context(nav, documents, config, page)
        yield file.src_uri, env.get_template("main.html").render(context)
        page.active = False


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def site(tmp_path: Path, compiled: Path) -> Site:
    return Site(tmp_path, compiled)


def assert_same(site: Site) -> Rendered:
    plain, memoised = site.render(), site.render(memoise)
    assert plain.keys() == memoised.keys()
    assert [path for path in plain if plain[path] != memoised[path]] == []
    return memoised


FEATURES: list[list[str]] = [
    [],
    ["navigation.prune"],
    ["navigation.prune", "navigation.sections", "navigation.indexes"],
    ["navigation.tabs", "navigation.indexes", "navigation.expand"],
    ["navigation.tabs", "navigation.tabs.sticky", "navigation.sections", "navigation.prune"],
    ["toc.integrate", "navigation.footer", "navigation.path", "navigation.top"],
    ["content.action.edit", "content.action.view", "announce.dismiss", "navigation.instant.progress"],
]


@pytest.mark.parametrize("features", FEATURES, ids="+".join)
@pytest.mark.parametrize("directories", [True, False], ids=["directories", "files"])
def test_pages_are_the_same_with_every_layout(site: Site, features: list[str], directories: bool) -> None:
    site.theme["features"] = features
    site.options = {"use_directory_urls": directories, "repo_url": "https://github.com/o/r"}
    assert_same(site)


def test_pages_are_the_same_with_more_furniture(site: Site) -> None:
    site.theme |= {
        "palette": [{"scheme": "default", "toggle": {"icon": "material/brightness-7", "name": "Dark"}}],
        "icon": {"repo": "fontawesome/brands/github", "admonition": {"note": "octicons/tag-16"}},
        "logo": "one/logo.png",
        "language": "de",
    }
    site.options = {
        "copyright": "Us",
        "extra_css": ["one/extra.css"],
        "extra_javascript": ["two/extra.js"],
        "extra": {
            "social": [{"icon": "fontawesome/brands/mastodon", "link": "https://social.example/@us"}],
            "alternate": [{"name": "English", "link": "one/", "lang": "en"}],
            "status": {"new": "Just added"},
            "consent": {"title": "Cookies", "description": "Some"},
            "analytics": {
                "feedback": {
                    "title": "Helpful?",
                    "ratings": [
                        {"icon": "material/heart", "name": "Yes", "data": 1, "note": "{url} {title}"}
                    ],
                }
            },
        },
    }
    assert_same(site)


OVERRIDES = {
    "a footer that reads the page": (
        "partials/footer.html",
        "{% if page %}{{ page.meta.author }} {{ page.title }}{% endif %}",
    ),
    "a footer that counts the nav": (
        "partials/copyright.html",
        "{% for item in nav %}{{ item.title }}{{ item.active }}{% endfor %}{{ 'one/apple/' | url }}",
    ),
    "a nav of its own": (
        "partials/nav.html",
        "{% for item in nav %}<a {% if item.active %}here{% endif %} href='{{ item.url }}'></a>{% endfor %}",
    ),
    "an item of its own": (
        "partials/nav-item.html",
        """
        {% macro render(item) %}
        {{ varargs | length }}{{ item.title }}{{ item == page }}{{ page.url if page }}
        {% endmacro %}
        """,
    ),
    "a logo that is a template": (".icons/own.svg", "<svg>{% if page %}{{ page.title }}{% endif %}</svg>"),
    "a logo that is a picture": (".icons/own.svg", "<svg>own</svg>"),
    "a partial that goes round the context": ("partials/copyright.html", "{{ config._current_page }}"),
    "blocks": (
        "main.html",
        """
        {% extends "base.html" %}
        {% block announce %}{% if page %}{{ page.title }}{% endif %}{% endblock %}
        {% block footer %}{{ super() }}{% if page %}{{ page.url }}{% endif %}{% endblock %}
        {% block styles %}{{ super() }}{% if page %}{{ page.meta.author }}{% endif %}{% endblock %}
        """,
    ),
    "variables": (
        "main.html",
        """
        {% extends "base.html" %}
        {% set features = [page.title if page, "navigation.footer"] %}
        {% set _ = [page.url if page] %}
        """,
    ),
}


@pytest.mark.parametrize(("path", "text"), OVERRIDES.values(), ids=OVERRIDES.keys())
def test_pages_are_the_same_with_overrides(site: Site, path: str, text: str) -> None:
    site.theme |= {"features": ["navigation.prune", "navigation.tabs"], "icon": {"logo": "own"}}
    site.override(".icons/own.svg", "<svg/>")
    site.override(path, text)
    assert_same(site)


def test_a_filter_of_a_plugin_is_asked_every_time(site: Site) -> None:
    def count_titles(env: Environment) -> None:
        asked: list[str] = []

        def striptags(value: str) -> str:
            asked.append(value)
            return f"{value}{len(asked)}"

        env.filters["e"] = striptags

    def both(env: Environment) -> None:
        count_titles(env)
        memoise(env)

    assert site.render(count_titles) == site.render(both)


def test_a_filter_that_one_site_has_is_not_taken_for_none_as_on_another() -> None:
    """Material names ``split``, which nobody has; both sites are built by one process."""

    def is_opaque(filters: Mapping[str, Callable[..., object]]) -> bool:
        env = Theme("material").get_env()
        env.filters |= filters
        return Sources(env, {**FILTERS, "url": env.filters["url"]}).template("partials/social.html").opaque

    assert [is_opaque({}), is_opaque({"split": len}), is_opaque({})] == [False, True, False]


def test_what_pages_share_is_made_once(site: Site) -> None:
    site.theme["features"] = ["navigation.prune"]
    made: list[str] = []

    def count(env: Environment) -> None:
        get_template = env.get_template

        def counted(name: Any, *rest: Any) -> Any:
            made.append(name)
            return get_template(name, *rest)

        env.get_template = counted  # type: ignore[assignment, method-assign]

    def both(env: Environment) -> None:
        count(env)
        memoise(env)

    site.render(count)
    plain = made.count("partials/nav-item.html")
    made.clear()
    site.render(both)
    assert made.count("partials/nav-item.html") < plain / 2


SEGMENT = st.sampled_from(["a", "b", "c", "a.b", "x.html", "index.html", "ä", "..", ".", ""])
ADDRESS = st.lists(SEGMENT, max_size=4).map("/".join)
TARGET = st.builds(
    "".join, st.tuples(st.sampled_from(["", "", "../", "/", "#", "https://a.b/", "mailto:"]), ADDRESS)
)


class Somewhere:
    """All that MkDocs' function reads of a page."""

    def __init__(self, url: str) -> None:
        self.url = url


def linked(target: str, url: str) -> str:
    page: Any = Somewhere(url)
    return normalize_url(target, page)


@given(ADDRESS, ADDRESS, TARGET)
def test_pages_of_one_place_link_alike(one: str, other: str, target: str) -> None:
    (place, own), (its_place, its_own) = place_of(one), place_of(other)
    if place == its_place and not {own, its_own} & near(target):
        assert linked(target, one) == linked(target, other)


@given(ADDRESS, TARGET, st.data())
def test_neighbours_link_alike(url: str, target: str, data: st.DataObject) -> None:
    one = f"{url}/{data.draw(st.sampled_from(['a', 'b', 'c']))}/"
    other = f"{url}/{data.draw(st.sampled_from(['a', 'b', 'd']))}/"
    (place, own), (its_place, its_own) = place_of(one), place_of(other)
    assert place == its_place
    if not {own, its_own} & near(target):
        assert linked(target, one) == linked(target, other)
