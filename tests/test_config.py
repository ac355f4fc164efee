"""``mkdocs.yml``: what it means, and what is said about what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.codes import Code
from broadsheet.config.options import Options
from broadsheet.config.settings import Settings, load_settings
from broadsheet.errors import SettingsError
from broadsheet.findings import Finding, Findings
from broadsheet.sources.request import Snippets
from tests.model.samples import NOW

NO_ADDRESS = (
    "`edit_uri: blob/main/docs/` is no whole address, and there is no `repo_url` for it to begin with"
)
HEAD = "site_name: Sample\nsite_url: https://docs.example.com/\n"
PLUGIN = (
    "plugins:\n  - broadsheet:\n      audiences:\n        customers:\n        support: {title: Helpers}\n"
)
EMPTY = "“editions.a.audiences” is wrong: list should have at least 1 item after validation, not 0"
URL = "site_url: https://x.example.com/"
EDITIONS = """\
      editions:
        internal: {audiences: everyone, site_url: "https://hub.example.com/base"}
        public: {audiences: [customers], site_url: "https://docs.example.com", site_name: Docs}
"""


def load(folder: Path, text: str) -> Settings:
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return load_settings(folder / "mkdocs.yml")


def outcome(folder: Path, text: str) -> Settings | tuple[Finding, ...]:
    """The settings, or the errors that there are instead."""
    try:
        return load(folder, text)
    except SettingsError as error:
        return error.findings.errors


def refused(folder: Path, text: str) -> list[Finding]:
    with pytest.raises(SettingsError) as caught:
        load(folder, text)
    assert caught.value.findings.errors
    return list(caught.value.findings)


def told(findings: list[Finding]) -> list[tuple[int, str, str]]:
    return [(found.place.line, found.code.name, found.message) for found in findings]


# What it means


def test_the_least_that_works(tmp_path: Path) -> None:
    made = load(tmp_path, HEAD + PLUGIN)

    assert [(a.name, a.title) for a in made.audiences.values()] == [
        ("customers", "Customers"),
        ("support", "Helpers"),
    ]
    (edition,) = made.editions.values()
    assert (edition.name, edition.site_url, edition.site_name) == (
        "site",
        "https://docs.example.com/",
        "Sample",
    )
    assert edition.sees == {"customers", "support"}
    assert (edition.internal, made.is_alone, made.default_edition) == (False, True, "site")
    assert made.edition_dir("site") == made.site_dir == tmp_path / "site"
    assert made.authority == "docs.example.com,2026"
    assert (made.project, made.docs_dir, made.changelog_dir) == (tmp_path, "docs", "changelog")
    assert (made.feeds.limit, made.directory_urls, made.nav, made.language) == (30, True, None, "en")
    assert (made.excluded, made.overrides, made.snippets) == ((), "", None)
    assert made.theme_assets == set()
    assert made.config.plugins == {"broadsheet"}


def test_editions(tmp_path: Path) -> None:
    made = load(tmp_path, HEAD + PLUGIN + EDITIONS)

    internal, public = made.editions.values()
    assert [audience.name for audience in internal.audiences] == ["customers", "support"]
    assert (internal.site_url, internal.site_name, internal.internal) == (
        "https://hub.example.com/base/",
        "Sample",
        True,
    )
    assert public.sees == {"customers"}
    assert (public.site_url, public.site_name, public.internal) == (
        "https://docs.example.com/",
        "Docs",
        False,
    )
    assert (made.is_alone, made.edition_dir("public")) == (False, tmp_path / "site" / "public")


@pytest.mark.parametrize(
    ("edition", "expected"),
    [("", "public"), ("      edition: internal\n", "internal")],
    ids=["the-fewest-audiences", "the-one-named"],
)
def test_plain_mkdocs_builds(tmp_path: Path, edition: str, expected: str) -> None:
    assert load(tmp_path, HEAD + PLUGIN + EDITIONS + edition).default_edition == expected


@pytest.mark.parametrize(
    ("editions", "internal"),
    [
        ("a: {audiences: everyone}", [False]),
        ("a: {audiences: everyone, internal: true}", [True]),
        (f"a: {{audiences: everyone, {URL}}}, b: {{audiences: support, {URL}}}", [True, False]),
        (
            f"a: {{audiences: everyone, {URL}, internal: false}}, b: {{audiences: support, {URL}}}",
            [False, False],
        ),
        ("a: {audiences: everyone, site_url: 'http://a', internal: false}", [False]),
    ],
)
def test_an_edition_is_internal_if_it_sees_all_and_is_not_alone(
    tmp_path: Path, editions: str, internal: list[bool]
) -> None:
    made = load(tmp_path, f"{HEAD}{PLUGIN}      editions: {{{editions}}}\n")

    assert [edition.internal for edition in made.editions.values()] == internal


@pytest.mark.parametrize(
    ("head", "rest", "authority"),
    [
        (HEAD, EDITIONS, "docs.example.com,2026"),
        ("site_url: https://main.example.com/x/\n", EDITIONS, "main.example.com,2026"),
        ("", EDITIONS, "docs.example.com,2026"),
        ("site_url: elsewhere\n", EDITIONS, "docs.example.com,2026"),
        (HEAD, "      feeds: {authority: 'me@example.org,2020-01-31'}\n", "me@example.org,2020-01-31"),
        ("site_url: http://localhost:8000/\n", "", "localhost,2026"),
    ],
)
def test_authority(tmp_path: Path, head: str, rest: str, authority: str) -> None:
    assert load(tmp_path, head + PLUGIN + rest).authority == authority


def test_what_is_mkdocs_own(tmp_path: Path) -> None:
    made = load(
        tmp_path,
        HEAD
        + PLUGIN
        + "docs_dir: ./handbook/\nsite_dir: out\nuse_directory_urls: false\nnav: [index.md, {A: a.md}]\n"
        "repo_url: https://gitlab.example.com/x/\nsite_description: About\nexclude_docs: |\n  /a\n  b.md\n"
        "draft_docs: c.md\n"
        "theme: {name: material, language: de, logo: l.svg, favicon: f.png, custom_dir: over}\n"
        "extra_css: [s.css, 'https://cdn.example.com/x.css']\n"
        "extra_javascript: [{path: j.mjs, type: module}]\n"
        "markdown_extensions: [{pymdownx.snippets: {base_path: [docs/parts/, .]}}]\n",
    )

    assert (made.docs_dir, made.site_dir, made.directory_urls) == ("handbook", tmp_path / "out", False)
    assert (made.nav, made.language, made.overrides) == (["index.md", {"A": "a.md"}], "de", "over")
    assert (made.repo_url, made.site_description) == ("https://gitlab.example.com/x", "About")
    assert made.excluded == ("/a", "b.md", "c.md")
    assert made.theme_assets == {"l.svg", "f.png", "s.css", "j.mjs"}
    assert made.snippets == Snippets(("docs/parts", "."))
    assert made.config.nav_line("a.md") == 11
    assert made.config.nav_line("b.md") == 11


@pytest.mark.parametrize(
    ("repo_url", "pull", "issue"),
    [
        ("https://github.com/a/b", "pull", "issues"),
        ("https://gitlab.com/a/b", "-/merge_requests", "-/issues"),
        ("https://codeberg.org/a/b", "pulls", "issues"),
    ],
)
def test_where_the_work_is(tmp_path: Path, repo_url: str, pull: str, issue: str) -> None:
    made = load(tmp_path, f"{HEAD}{PLUGIN}repo_url: {repo_url}\n")

    assert made.work_paths == {"pr": pull, "issue": issue}


def test_rules(tmp_path: Path) -> None:
    made = load(
        tmp_path,
        HEAD
        + PLUGIN
        + "      products: {api: API}\n      types: [added]\n      extra_keys: [jira]\n"
        + "markdown_extensions:\n  - pymdownx.blocks.tab\n"
        + "  - pymdownx.blocks.admonition: {types: [Big  idea]}\n"
        + "  - pymdownx.blocks.details: {types: [{name: question, class: q}]}\n",
    )

    rules = made.rules(NOW)

    assert (rules.products["api"].title, rules.types) == ("API", ("added",))
    assert rules.extra_keys == {"jira"}
    assert {"tab", "note", "admonition", "big-idea", "details", "question"} <= rules.blocks
    assert "html" not in rules.blocks
    assert (rules.now, rules.audiences, rules.editions) == (NOW, made.audiences, made.editions)


def test_a_local_server_shows_editions_elsewhere_under_the_same_ids(tmp_path: Path) -> None:
    made = load(tmp_path, HEAD + PLUGIN + EDITIONS)

    served = made.served_at({"public": "http://127.0.0.1:1/"})

    assert served.editions["public"].site_url == "http://127.0.0.1:1/"
    assert served.editions["internal"] == made.editions["internal"]
    assert (served.authority, served.preview, made.preview) == (made.authority, True, False)


@pytest.mark.parametrize("tags", ["(", "a{99999999999999999999}"])
def test_a_pattern_of_tags_must_be_a_regular_expression(tmp_path: Path, tags: str) -> None:
    (finding,) = refused(tmp_path, f"{HEAD}{PLUGIN}      release_tags: '{tags}'\n")

    assert finding.message.startswith("“release_tags” is wrong: not a regular expression: ")


def test_a_pattern_of_tags(tmp_path: Path) -> None:
    made = load(tmp_path, f"{HEAD}{PLUGIN}      release_tags: 'release-(?P<version>.+)'\n")

    assert made.options.release_tags == "release-(?P<version>.+)"


# Ways to write it


@pytest.mark.parametrize(
    "text",
    [
        "plugins:\n  - search\n  - broadsheet: {audiences: {customers: }}\n",
        "plugins:\n  search: {}\n  broadsheet: {audiences: {customers: }}\n",
    ],
    ids=["list", "mapping"],
)
def test_plugins_are_a_list_or_a_mapping(tmp_path: Path, text: str) -> None:
    made = load(tmp_path, HEAD + text)

    assert list(made.audiences) == ["customers"]
    assert made.config.plugins == {"search", "broadsheet"}


@pytest.mark.parametrize("plugins", ["[broadsheet]", "{broadsheet: }", "[broadsheet: {}]"])
def test_the_bare_name_is_not_enough(tmp_path: Path, plugins: str) -> None:
    findings = refused(tmp_path, f"{HEAD}plugins: {plugins}\n")

    assert [(found.code, found.message) for found in findings] == [(Code.BS222, "“audiences” is missing")]


def test_variables_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BS_EDITION", "internal")
    monkeypatch.setenv("BS_LIMIT", "7")
    monkeypatch.delenv("BS_UNSET", raising=False)

    made = load(
        tmp_path,
        "site_name: !ENV [BS_UNSET, BS_EDITION, x]\nsite_description: !ENV BS_UNSET\n"
        f"docs_dir: !ENV [BS_UNSET, handbook]\n{PLUGIN}{EDITIONS}"
        "      edition: !ENV [BS_EDITION, public]\n      feeds: {limit: !ENV BS_LIMIT}\n",
    )

    assert (made.default_edition, made.feeds.limit, made.docs_dir) == ("internal", 7, "handbook")
    assert (made.editions["internal"].site_name, made.site_description) == ("internal", "")


@pytest.mark.parametrize(
    "value", ["!ENV {a: b}", "!ENV []", "!ENV [[a], b]", "!ENV BS_ODD", "!ENV [a, !x y]"]
)
def test_what_mkdocs_will_refuse_is_as_if_unset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("BS_ODD", "2026-02-30")

    made = load(tmp_path, f"site_description: {value}\n{HEAD}{PLUGIN}")

    assert made.site_description == ""


def test_a_variable_is_one_value_and_never_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BS_ODD", "a: [b")

    assert load(tmp_path, f"site_description: !ENV BS_ODD\n{HEAD}{PLUGIN}").site_description == "a: [b"


def test_mkdocs_own_tags_are_words(tmp_path: Path) -> None:
    made = load(
        tmp_path,
        HEAD
        + PLUGIN
        + "markdown_extensions:\n  - pymdownx.superfences:\n      custom_fences:\n        - name: mermaid\n"
        "          format: !!python/name:pymdownx.superfences.fence_code_format\n"
        "  - pymdownx.emoji: {x: !!python/object/apply:os.getcwd {}}\n"
        "  - pymdownx.snippets: {base_path: !relative $config_dir}\n",
    )

    fence = made.config.extensions["pymdownx.superfences"]["custom_fences"][0]["format"]
    assert fence == "tag:yaml.org,2002:python/name:pymdownx.superfences.fence_code_format"
    assert made.snippets == Snippets((".",))


def test_inherit(tmp_path: Path) -> None:
    (tmp_path / "top.yml").write_text("site_name: Top\nrepo_url: https://github.com/a/b\n", encoding="utf-8")
    (tmp_path / "base.yml").write_text(
        "INHERIT: top.yml\nsite_name: Base\ntheme: {name: material, language: fr}\n" + PLUGIN,
        encoding="utf-8",
    )

    made = load(tmp_path, "INHERIT: base.yml\nsite_url: https://x.example.com\ntheme: {logo: l.svg}\n")

    assert made.editions["site"].site_name == "Base"
    assert (made.repo_url, made.language) == ("https://github.com/a/b", "fr")
    assert made.theme_assets == {"l.svg"}


def test_inherit_in_a_circle_ends(tmp_path: Path) -> None:
    assert load(tmp_path, f"INHERIT: mkdocs.yml\n{HEAD}{PLUGIN}").default_edition == "site"


# What is wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "site_name: x\n", [(0, "BS001", "mkdocs.yml does not switch the broadsheet plugin on")], id="off"
        ),
        pytest.param(
            "- a\n", [(1, "BS001", "the configuration is not a mapping of keys to values")], id="list"
        ),
        pytest.param("", [(1, "BS001", "the configuration is not a mapping of keys to values")], id="empty"),
        pytest.param(
            f"{HEAD}plugins:\n  - broadsheet: [a]\n",
            [(4, "BS001", "the options of broadsheet are not a mapping of keys to values")],
            id="options-are-a-list",
        ),
        pytest.param(
            f"{HEAD}plugins: {{broadsheet: 5}}\n",
            [(3, "BS001", "the options of broadsheet are not a mapping of keys to values")],
            id="options-are-a-number",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      edtion: x\n", [(8, "BS220", "there is no key “edtion”")], id="unknown-key"
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}        no: {{}}\n",
            [(8, "BS209", "the key `no` is read as False, not as text")],
            id="key-no",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}        Big Boss:\n",
            [(8, "BS222", "“audiences.Big Boss” does not look right: 'Big Boss'")],
            id="audience-s-name",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}        all:\n        everyone:\n",
            [
                (8, "BS002", "“all” cannot be an audience's name: it has a meaning of its own"),
                (9, "BS002", "“everyone” cannot be an audience's name: it has a meaning of its own"),
            ],
            id="reserved-audiences",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      accept: [BS402, BS301, BS999]\n",
            [
                (8, "BS002", "there is no finding code “BS999”"),
                (8, "BS004", "BS301 (unknown audience) protects readers and cannot be accepted"),
            ],
            id="accept",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      release_tags: 'v(.*)'\n",
            [(8, "BS222", "“release_tags” is wrong: it needs a group named version: (?P<version>…)")],
            id="tags-without-a-version",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      feeds: {{limit: 0, authority: My company}}\n",
            [
                (8, "BS222", "“feeds.authority” does not look right: 'My company'"),
                (8, "BS222", "“feeds.limit” is wrong: input should be greater than or equal to 1"),
            ],
            id="feeds",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      editions:\n        a:\n          audiences:\n"
            "            - suport\n            - customers\n",
            [(11, "BS002", "there is no audience “suport”")],
            id="unknown-audience",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      editions: {{a: {{audiences: []}}}}\n",
            [
                (
                    8,
                    "BS222",
                    EMPTY,
                )
            ],
            id="an-edition-for-nobody",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      editions: {{a: {{}}}}\n",
            [(8, "BS222", "“editions.a.audiences” is missing")],
            id="an-edition-without-audiences",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}{EDITIONS}      edition: pubic\n",
            [(11, "BS002", "there is no edition “pubic”")],
            id="unknown-edition",
        ),
        pytest.param(
            f"{PLUGIN}site_url: docs.example.com\n",
            [(6, "BS003", "“docs.example.com” is no absolute address")],
            id="site-url",
        ),
        pytest.param(
            f"{PLUGIN}site_url: 'http://[::1'\n",
            [(6, "BS003", "“http://[::1” is no absolute address")],
            id="bracket",
        ),
        pytest.param(
            PLUGIN, [(1, "BS003", "there is no site_url, and feeds need absolute addresses")], id="no-url"
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      editions:\n        a: {{audiences: support}}\n        b:\n"
            "          audiences: customers\n",
            [
                (9, "BS003", "there is no site_url, and feeds need absolute addresses"),
                (10, "BS003", "there is no site_url, and feeds need absolute addresses"),
            ],
            id="editions-without-address",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}docs_dir: ../docs\n",
            [(8, "BS002", "`docs_dir: ../docs` does not lie below the folder of mkdocs.yml")],
            id="docs-elsewhere",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      changelog_dir: /var/log\n",
            [(8, "BS002", "`changelog_dir: /var/log` does not lie below the folder of mkdocs.yml")],
            id="changelog-elsewhere",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}      changelog_dir: docs/changelog\n",
            [(8, "BS002", "“docs” and “docs/changelog” lie in each other")],
            id="one-in-the-other",
        ),
        pytest.param(
            f"{HEAD}{PLUGIN}edit_uri: blob/main/docs/\n",
            [(8, "BS002", NO_ADDRESS)],
            id="edited-nowhere",
        ),
        pytest.param(
            f"INHERIT: none.yml\n{HEAD}{PLUGIN}",
            [(0, "BS001", "")],
            id="inherits-from-nothing",
        ),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, text: str, expected: list[tuple[int, str, str]]) -> None:
    findings = refused(tmp_path, text)

    assert [
        (line, code, message if wanted else "")
        for (line, code, message), (_, _, wanted) in zip(told(findings), expected, strict=True)
    ] == expected
    assert all(finding.hint for finding in findings)


def test_suggests_names(tmp_path: Path) -> None:
    findings = refused(tmp_path, f"{HEAD}{PLUGIN}{EDITIONS}      edition: qqq\n")
    close = refused(tmp_path, f"{HEAD}{PLUGIN}{EDITIONS}      edition: pubic\n")

    assert [found.hint for found in (*findings, *close)] == [
        "There are: internal, public.",
        "Did you mean “public”?",
    ]


def test_tells_how_names_are_written_and_what_a_key_is_for(tmp_path: Path) -> None:
    findings = refused(tmp_path, f"{HEAD}{PLUGIN}        Big Boss:\n      feeds: {{limit: 0}}\n")

    assert [found.hint for found in findings] == [
        "Write names in lower-case letters, digits and hyphens, at most 40 of them.",
        "What it says: how many items a feed holds.",
    ]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path / "mkdocs.yml")

    (finding,) = caught.value.findings
    assert (finding.code, finding.place.path) == (Code.BS001, "mkdocs.yml")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_bytes(b"site_name: \xff\n")

    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path / "mkdocs.yml")

    assert [finding.code for finding in caught.value.findings] == [Code.BS100]


def test_every_option_is_described() -> None:
    assert all(field.description for field in Options.model_fields.values())


# Anything at all

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=False),
    st.dates(),
    st.sampled_from(
        [
            "a",
            "",
            "customers",
            "everyone",
            "https://x.example/",
            "http://[",
            "BS402",
            "broadsheet",
            "..",
            "pymdownx.snippets",
            "(",
            "(?P<version>a{99999999999})",
            "x,2026",
        ]
    ),
)
KEYS = st.sampled_from(
    [
        *(
            "site_url",
            "site_name",
            "docs_dir",
            "nav",
            "theme",
            "plugins",
            "markdown_extensions",
            "extra_css",
            "INHERIT",
        ),
        *(
            "exclude_docs",
            "repo_url",
            "broadsheet",
            "pymdownx.snippets",
            "pymdownx.blocks.details",
            "base_path",
            "types",
        ),
        *("language", "logo", "path", "customers", "name", "title", "limit", "site"),
        *Options.model_fields,
    ]
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)
TOP = st.dictionaries(KEYS, ANYTHING, max_size=5)
BLOCK = st.dictionaries(st.sampled_from(list(Options.model_fields)), ANYTHING, max_size=4)
GOOD = {"site_url": "https://x.example/", "plugins": [{"broadsheet": {"audiences": {"customers": {}}}}]}


def whole(top: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    return GOOD | top | {"plugins": [{"broadsheet": {"audiences": {"customers": {}}} | block}]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(ANYTHING, TOP, st.builds(whole, TOP, BLOCK)))
def test_no_yaml_is_a_crash(tmp_path: Path, values: Any) -> None:
    made = outcome(tmp_path, yaml.safe_dump(values))

    assert made
    if isinstance(made, Settings):
        assert made.default_edition in made.editions
        assert made.authority.endswith(",2026") or made.authority == made.feeds.authority
        assert made.config.plugins >= {"broadsheet"}
        assert all(isinstance(name, str) for name in (*made.theme_assets, *made.excluded, made.language))
        assert made.snippets is None or all(made.snippets.folders)
        assert made.rules(NOW).audiences == made.audiences


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                *(HEAD + PLUGIN + EDITIONS).splitlines(),
                "- x",
                "\t",
                "a: b: c",
                "? [",
                "!ENV X",
                "&a *a",
                "a: !x y",
            ]
        )
    )
)
def test_no_text_is_a_crash(tmp_path: Path, lines: list[str]) -> None:
    assert outcome(tmp_path, "\n".join(lines))


def test_findings_of_the_configuration_are_collected_together(tmp_path: Path) -> None:
    findings = Findings()
    findings.extend(refused(tmp_path, f"{PLUGIN}      accept: [BS301]\n      edition: x\ndocs_dir: /\n"))

    assert {finding.code for finding in findings} == {Code.BS002, Code.BS003, Code.BS004}
