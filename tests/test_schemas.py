"""The JSON Schemas refuse what ``check`` refuses in front matter, and take what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from broadsheet.config.options import AudienceOptions, Options
from broadsheet.config.settings import load_settings
from broadsheet.findings import Findings
from broadsheet.schemas import schemas
from broadsheet.sources.front_matter import split
from tests.model.samples import RULES, content_of

ROOT = Path(__file__).parents[1]
SITE = Options(
    audiences={name: AudienceOptions() for name in RULES.audiences},
    types=list(RULES.types),
    products={name: product.title for name, product in RULES.products.items()},
    extra_keys=sorted(RULES.extra_keys),
)


class AsAnEditor(yaml.SafeLoader):
    """YAML as a language server hands it to a schema: days are text, and tags are what they stand before."""


AsAnEditor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
AsAnEditor.add_constructor("!ENV", lambda loader, node: [item.value for item in node.value])


def wrong(kind: str, text: str, site: Options | None = SITE) -> list[str]:
    value = yaml.load(text, AsAnEditor)
    return [error.message for error in Draft7Validator(schemas(site)[kind]).iter_errors(value or {})]


@pytest.mark.parametrize("site", [None, SITE])
def test_schemas_are_schemas_and_every_key_is_described(site: Options | None) -> None:
    for schema in schemas(site).values():
        Draft7Validator.check_schema(schema)
        for part in (schema, *schema.get("$defs", {}).values()):
            described = {key for key, value in part["properties"].items() if "description" in str(value)}
            assert described >= part["properties"].keys() - {"jira", "plugins"}


def matters() -> Iterator[tuple[str, str]]:
    """The front matter of every file of this repository, with its schema's name."""
    for folder, kind in (("docs", "document"), ("changelog", "entry")):
        for path in sorted((ROOT / folder).rglob("*.md")):
            parts = split(path.read_text(encoding="utf-8"), path.name, Findings())
            assert parts
            text = path.read_text(encoding="utf-8").removesuffix(parts.body)
            matter = text.removeprefix("---\n").rstrip().removesuffix("---")
            yield ("release" if kind == "entry" and path.name == "index.md" else kind), matter
        for path in sorted((ROOT / folder).rglob(".meta.yml")):
            yield "folder", path.read_text(encoding="utf-8")
    yield "mkdocs", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_everything_in_this_repository_fits() -> None:
    site = load_settings(ROOT / "mkdocs.yml").options
    assert {kind for kind, _ in matters()} == {"document", "entry", "release", "folder", "mkdocs"}
    assert [(text, errors) for kind, text in matters() if (errors := wrong(kind, text, site))] == []


PLACES = {
    "entry": "changelog/e.md",
    "document": "docs/d/index.md",
    "release": "changelog/2.4/index.md",
    "folder": "docs/d/.meta.yml",
}


def refused(kind: str, text: str) -> bool:
    """Whether ``check`` finds anything wrong with a file of that front matter."""
    findings = Findings()
    page = f"---\n{text}---\n# Title\n\nText.\n"
    files = {PLACES[kind]: text if kind == "folder" else page}
    if kind == "folder":
        files["docs/d/a.md"] = "---\naudience: support\n---\n# A\n"
    split(page, "page.md", findings)
    return bool(findings) or bool(content_of(files)[1])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("entry", "audience: support\ntype: added\n"),
        (
            "entry",
            "audience: [support, customers]\ntype: fixed\nproduct: [api, reports]\njira: {any: thing}\n",
        ),
        ("entry", "audience: everyone\ntype: added\nproduct: api\ndate: 2026-02-20\nrelease: '1.10'\n"),
        (
            "entry",
            "audience: everyone\ntype: added\ndate: 2026-01-20T09:30:00+01:00\nexpires_on: 2028-01-01\n",
        ),
        ("entry", "audience: everyone\ntype: added\ndate: 2026-01-20 09:30:00\nbreaking: false\n"),
        ("entry", "audience: everyone\ntype: added\nbreaking: true\naction: Do it.\nid: 2026-a_b.c\n"),
        ("entry", "audience: everyone\ntype: added\nid: indexing-is-faster\n"),
        ("entry", "audience: everyone\ntype: added\nlinks: [{pr: 1}, {issue: 2}, {url: x, title: y}]\n"),
        (
            "document",
            "audience: support\norder: 1.5\nminutes: 3\nreview_every: 90d\nreviewed_on: 2026-01-01\n",
        ),
        ("document", "audience: support\npath: {role: PM}\nhide: [toc]\ntags: x\nkind: guide\n"),
        ("release", "audience: everyone\ndate: 2026-11-20\n"),
        ("folder", "audience: [support]\ntype: added\nproduct: api\nhide: [tags]\n"),
    ],
)
def test_what_check_takes_the_schema_takes(kind: str, text: str) -> None:
    assert not refused(kind, text)
    assert wrong(kind, text) == []
    assert wrong(kind, text, None) == [] or "jira" in text


E_ = "audience: support\ntype: added\n"
WRONG = [
    ("entry", "audience: suport\ntype: added\n"),
    ("entry", "audience: [support, suport]\ntype: added\n"),
    ("entry", "audience: no\ntype: added\n"),
    ("entry", "audeince: support\naudience: support\ntype: added\n"),
    ("entry", "audience: support\ntype: add\n"),
    ("entry", f"{E_}product: nothing\n"),
    ("entry", f"{E_}product: [api, nothing]\n"),
    ("entry", f"{E_}release: 1.10\n"),
    ("entry", f"{E_}release: a/b\n"),
    ("entry", f"{E_}title: ''\n"),
    ("entry", f"{E_}title: 3\n"),
    ("entry", f"{E_}date: soon\n"),
    ("entry", f"{E_}date: 2026\n"),
    ("entry", f"{E_}date: 2026-13-01\n"),
    ("entry", f"{E_}date: 1969-01-01\n"),
    ("entry", f"{E_}date: 9999-12-31\n"),
    ("entry", f"{E_}publish_on: true\n"),
    ("entry", f"{E_}breaking: true\n"),
    ("entry", f"{E_}breaking: maybe\n"),
    ("entry", f"{E_}draft: 1\n"),
    ("entry", f"{E_}id: ../../x\n"),
    ("entry", f"{E_}id: releases\n"),
    ("entry", f"{E_}id: '2026'\n"),
    ("entry", f"{E_}id: 010\n"),
    ("entry", f"{E_}id: a..b\n"),
    ("entry", f"{E_}id: {'x' * 101}\n"),
    ("entry", f"{E_}links: [{{title: x}}]\n"),
    ("entry", f"{E_}links: [{{pr: 1, url: x}}]\n"),
    ("entry", f"{E_}links: [{{pr: 0}}]\n"),
    ("entry", f"{E_}links: [{{pr: '1'}}]\n"),
    ("entry", f"{E_}links: {{pr: 1}}\n"),
    ("entry", f"{E_}owner: me\n"),
    ("document", "audience: [suport]\n"),
    ("document", "audience: support\nkind: novel\n"),
    ("document", "audience: support\nreview_every: 3 months\n"),
    ("document", "audience: support\nreviewed_on: 2026-01-01T10:00:00\n"),
    ("document", "audience: support\nminutes: 0\n"),
    ("document", "audience: support\nminutes: 1.5\n"),
    ("document", "audience: support\norder: first\n"),
    ("document", "audience: support\npath: {duration: long}\n"),
    ("document", "audience: support\npath: PM\n"),
    ("document", "audience: support\nhide: [all]\n"),
    ("document", "audience: support\ntype: added\n"),
    ("release", "audience: support\nrelease: '2.4'\n"),
    ("release", "audience: [nobody]\n"),
    ("folder", "audience: nobody\n"),
    ("folder", "title: x\n"),
    ("folder", "review_every: often\n"),
]


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_what_check_refuses_the_schema_refuses(kind: str, text: str) -> None:
    assert refused(kind, text)
    assert wrong(kind, text) != []


@pytest.mark.parametrize(
    ("block", "fits"),
    [
        ("{audiences: {customers: , support: {title: Support}}}", True),
        (
            "{audiences: {a: }, editions: {public: {audiences: everyone, site_url: 'https://x.example/'}}}",
            True,
        ),
        ("{audiences: {a: }, edition: !ENV [E, public], feeds: {limit: 5}}", True),
        ("{}", False),
        ("{audiences: {}}", False),
        ("{audiences: {Customers: }}", False),
        ("{audiences: {a: {name: A}}}", False),
        ("{audiences: {a: }, feeds: {limit: 0}}", False),
        ("{audiences: {a: }, typ: [added]}", False),
        ("{audiences: {a: }, editions: {public: {}}}", False),
    ],
)
def test_the_plugins_block(block: str, fits: bool) -> None:
    for text in (f"plugins: [{{broadsheet: {block}}}]", f"plugins: [search, {{broadsheet: {block}}}]"):
        assert (wrong("mkdocs", text) == []) == fits
    assert (wrong("mkdocs", f"plugins: {{broadsheet: {block}}}") == []) == fits
