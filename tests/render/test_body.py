"""The insides of pages: what is made once, what is made at all, and what a site's own templates are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.sample import NOW, Sample

from broadsheet import building, pipeline
from broadsheet.model.items import Content, Entry
from broadsheet.outputs.changelog import Listing
from broadsheet.outputs.fragments import Fragment, Fragments, Made
from broadsheet.outputs.project import Page, Project
from broadsheet.render.body import Bodies
from broadsheet.render.views import Ways


@dataclass
class Asked:
    """The edition's text, and for which of it somebody asked."""

    project: Project
    texts: list[str] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)

    def fragments(self) -> Fragments:
        keys = {key: key for key in self.project.entries}
        none: Mapping[tuple[str, str], Fragment] = {}
        return Fragments(
            entries=Made(keys, self._text),
            summaries=Made(keys, self._summary),
            wordings=none,
            notes={version: Fragment("<p>Notes</p>", "Notes") for version in self.project.notes},
            documents=none,
            definitions={},
        )

    def _text(self, key: str) -> Fragment:
        self.texts.append(key)
        return Fragment(f"<p>Text of {key}</p>", "")

    def _summary(self, key: str) -> str:
        self.summaries.append(key)
        return f"Summary & more of {key}"


@pytest.fixture(scope="module")
def edition(sample: Sample) -> tuple[Project, Content]:
    settings = sample.settings()
    findings = building.collector(settings)
    content = pipeline.read(settings, findings, now=NOW)
    return pipeline.lay_out(content, settings, "internal", findings), content


def entry_pages(project: Project) -> list[Page]:
    return [page for page in project.pages if isinstance(page.item, Entry)]


def lists(project: Project, *, full: bool) -> list[Page]:
    return [page for page in project.pages if isinstance(page.item, Listing) and page.item.full is full]


def test_an_entry_s_page_asks_for_its_text_alone(edition: tuple[Project, Content]) -> None:
    asked = Asked(edition[0])
    bodies = Bodies(*edition, asked.fragments(), None)
    assert (asked.texts, asked.summaries) == ([], [])
    page = entry_pages(edition[0])[0]
    assert isinstance(page.item, Entry)
    assert f"<p>Text of {page.item.id}</p>" in bodies.body(page, "", Ways())
    assert (asked.texts, asked.summaries) == ([page.item.id], [])


def test_lists_of_summaries_ask_for_no_text_and_make_each_row_once(edition: tuple[Project, Content]) -> None:
    asked = Asked(edition[0])
    bodies = Bodies(*edition, asked.fragments(), None)
    pages = lists(edition[0], full=False)
    made = [bodies.body(page, "", Ways()) for page in pages]
    assert asked.texts == []
    shown = [entry.id for page in pages if isinstance(page.item, Listing) for entry in page.item.entries]
    assert len(shown) > len(set(shown))
    for entry in set(shown):
        assert asked.summaries.count(entry) <= 2  # whether there is one, and what it is
        assert sum(body.count(f"Summary &amp; more of {entry}</p>") for body in made) == shown.count(entry)


def test_rows_are_kept_and_taken_from_what_was_kept(edition: tuple[Project, Content]) -> None:
    rows: dict[str, str] = {}
    pages = lists(edition[0], full=False)
    first = Bodies(*edition, Asked(edition[0]).fragments(), None, rows)
    made = [first.body(page, "", Ways()) for page in pages]
    assert rows.keys() == {
        e.id for page in pages if isinstance(page.item, Listing) for e in page.item.entries
    }
    asked = Asked(edition[0])
    again = Bodies(*edition, asked.fragments(), None, {key: str(row) for key, row in rows.items()})
    assert [again.body(page, "", Ways()) for page in pages] == made
    assert (asked.texts, asked.summaries) == ([], [])


def test_full_lists_ask_for_texts_and_no_summaries(edition: tuple[Project, Content]) -> None:
    for page in lists(edition[0], full=True):
        asked = Asked(edition[0])
        Bodies(*edition, asked.fragments(), None).body(page, "", Ways())
        assert isinstance(page.item, Listing)
        assert (asked.texts, asked.summaries) == ([entry.id for entry in page.item.entries], [])


def test_own_templates_for_rows_facts_and_lists(edition: tuple[Project, Content], tmp_path: Path) -> None:
    folder = tmp_path / "broadsheet"
    folder.mkdir()
    (folder / "_row.html").write_text(
        '{% from "_facts.html" import own with context %}<li>{{ own(view) }} {{ view.html }}</li>'
    )
    (folder / "_facts.html").write_text(
        "{% macro own(view) %}<b>{{ view.entry.title }} in {{ edition.name }}</b>{% endmacro %}"
    )
    (folder / "listing.html").write_text(
        "{% for entry in listing.entries %}{{ view(entry).url }} {{ row(entry) }}{% endfor %}"
    )
    asked = Asked(edition[0])
    bodies = Bodies(*edition, asked.fragments(), tmp_path)
    page = lists(edition[0], full=False)[0]
    assert isinstance(page.item, Listing)
    body = bodies.body(page, "", Ways())
    assert body.count(" in internal</b> </li>") == len(page.item.entries)
    assert asked.texts == []
