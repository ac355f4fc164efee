"""Which items are taken from what an earlier build kept, and which are made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.model.samples import NOW, RULES, entry_text, item, raw, shown

from broadsheet.findings import Findings
from broadsheet.model.content import build_content
from broadsheet.model.items import Content
from broadsheet.model.raw import RawContent, RawFile, RawItem
from broadsheet.model.rules import Rules
from broadsheet.model.taxonomy import Edition
from broadsheet.store import Store

PROJECT = {
    "docs/index.md": "---\naudience: everyone\nsearch: {boost: 2.0, x: [1, true, ~]}\n---\n# Home\n",
    "docs/a/page.md": "# Page\n\n/// audience | support\nMore.\n///\n",
    "docs/a/.meta.yml": "audience: everyone\n",
    "changelog/x.md": entry_text(),
    "changelog/2.0/index.md": "---\naudience: everyone\ndate: 2026-01-01\n---\n# Notes\n",
    "changelog/later.md": entry_text(publish_on="2026-07-01", expires_on="2026-08-01"),
}
MARKDOWN = [path for path in PROJECT if path.endswith(".md")]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store.db")


def build(
    project: RawContent, store: Store | None, rules: Rules = RULES
) -> tuple[Content, list[str], list[str]]:
    """Build a project; return its content, what is wrong with it, and which files were opened."""
    opened: list[str] = []

    def watched(file: RawFile) -> RawFile:
        def open_(findings: Findings) -> RawItem | None:
            opened.append(file.path)
            return file.open(findings)

        return replace(file, open=open_)

    watching = replace(
        project,
        documents=tuple(map(watched, project.documents)),
        entries=tuple(map(watched, project.entries)),
    )
    findings = Findings()
    return build_content(watching, rules, findings, store), shown(findings), sorted(opened)


def test_what_did_not_change_is_not_opened(store: Store) -> None:
    first = build(raw(PROJECT), store)
    second = build(raw(PROJECT), store)

    assert first == (*build(raw(PROJECT), None)[:2], sorted(MARKDOWN))
    assert second == (*first[:2], [])
    assert repr(second[0].documents[0].page_meta) == repr(first[0].documents[0].page_meta)


@pytest.mark.parametrize(
    ("changed", "opened"),
    [
        ({"changelog/x.md": entry_text("Other.\n")}, ["changelog/x.md"]),
        ({"docs/a/.meta.yml": "audience: support\n"}, ["docs/a/page.md"]),
        ({"docs/.meta.yml": "owner: Ada\n"}, ["docs/a/page.md", "docs/index.md"]),
        ({"docs/b.md": "---\naudience: support\n---\n# B\n"}, ["docs/b.md"]),
    ],
)
def test_only_what_changed_is_opened(store: Store, changed: dict[str, str], opened: list[str]) -> None:
    build(raw(PROJECT), store)

    made = build(raw(PROJECT | changed), store)

    assert made == (*build(raw(PROJECT | changed), None)[:2], opened)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("---\naudience: everyone\n---\nNo title.\n", ["docs/b.md:1 BS303"], id="finding"),
        pytest.param("---\naudience: nobody\n---\n# B\n", ["docs/b.md:2 BS301"], id="error"),
        pytest.param("---\naudience: support\nsearch: {a: 2026-01-01}\n---\n# B\n", [], id="date-in-meta"),
        pytest.param(
            "---\naudience: support\nsearch: {a: 2026-01-01T10:00:00+02:00}\n---\n# B\n",
            [],
            id="time-in-meta",
        ),
    ],
)
def test_what_may_not_come_back_as_it_was_is_made_again(store: Store, text: str, codes: list[str]) -> None:
    project = raw(PROJECT | {"docs/b.md": text})

    made = [build(project, store) for _ in range(2)]

    assert made[0][0] == made[1][0]
    assert [document.page_meta for document in made[0][0].documents if document.path == "docs/b.md"] == [
        document.page_meta for document in made[1][0].documents if document.path == "docs/b.md"
    ]
    assert made[1][1:] == (sorted([*codes, *build(raw(PROJECT), None)[1]]), ["docs/b.md"])


def test_what_asks_for_other_files_is_made_again(store: Store) -> None:
    asking = replace(item("docs/b.md", "---\naudience: support\n---\n# B\n"), asks=True)

    for _ in range(2):
        _, _, opened = build(raw(PROJECT | {"docs/b.md": asking}), store)

    assert opened == ["docs/b.md"]


def test_an_undated_item_is_made_again_when_there_is_a_new_commit(store: Store) -> None:
    project = raw(PROJECT | {"docs/b.md": item("docs/b.md", "---\naudience: support\n---\n# B\n", None)})
    build(project, store)
    later = replace(project, newest=datetime(2026, 6, 2, tzinfo=UTC))

    content, _, opened = build(later, store)

    assert opened == ["docs/b.md"]
    assert content == build(later, None)[0]


@pytest.mark.parametrize(
    ("changed", "opens"),
    [
        (lambda rules: replace(rules, types=("added",)), True),
        (lambda rules: replace(rules, extra_keys=frozenset()), True),
        (lambda rules: replace(rules, editions={"all": Edition("all", (), "https://x/", "X", False)}), False),
        (lambda rules: replace(rules, now=NOW + timedelta(days=30)), False),
    ],
)
def test_configuration_counts_but_for_editions_and_the_time(
    store: Store, changed: Callable[[Rules], Rules], opens: bool
) -> None:
    build(raw(PROJECT), store)

    content, findings, opened = build(raw(PROJECT), store, changed(RULES))

    assert bool(opened) == opens
    assert (content, findings) == build(raw(PROJECT), None, changed(RULES))[:2]


def test_a_kept_entry_comes_and_goes_in_its_time(store: Store) -> None:
    came, went = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
    seen = []
    for now in (came - timedelta(seconds=1), came, went - timedelta(seconds=1), went, NOW):
        content, findings, _ = build(raw(PROJECT), store, replace(RULES, now=now))
        held = {entry.path for entry in content.entries}
        seen.append(("changelog/later.md" in held, len(findings), content.since, content.until))

    assert seen == [
        (False, 1, None, came),
        (True, 0, came, went),
        (True, 0, came, went),
        (False, 0, went, None),
        (False, 1, None, came),
    ]


def test_a_kept_item_that_cannot_be_read_is_made_again(store: Store) -> None:
    put: dict[bytes, bytes] = {}

    class Recording(Store):
        def put(self, kind: str, values: Mapping[bytes, bytes]) -> None:
            put.update(dict.fromkeys(values, b"\xc1"))
            super().put(kind, values)

    build(raw(PROJECT), Recording(None))
    store.put("item", put)

    assert build(raw(PROJECT), store) == (*build(raw(PROJECT), None)[:2], sorted(MARKDOWN))
