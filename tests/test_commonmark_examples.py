"""Every example of the CommonMark specification, as the text of an entry and of a document."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.inputs import check_output, corpus, site_of, without_refused

EXAMPLES: list[str] = corpus("commonmark_examples")


@pytest.mark.parametrize(
    "step", [pytest.param(10, id="some"), pytest.param(1, marks=pytest.mark.long, id="all")]
)
def test_each_builds_or_is_a_finding(step: int, tmp_path: Path, tally: Callable[[str, int], None]) -> None:
    examples = dict(list(enumerate(EXAMPLES, 1))[::step])
    head = "title: Example {}\naudience: everyone\n"
    entries = {
        f"changelog/example-{number}.md": (
            f"---\n{head.format(number)}type: added\n---\nzqbefore{number}x\n\n{text}\n"
        )
        for number, text in examples.items()
    }
    documents = {
        f"docs/example-{number}.md": f"---\n{head.format(number)}---\n{text}\n"
        for number, text in list(examples.items())[::8]
    }
    sample = site_of(tmp_path, {**entries, **documents})

    refused = without_refused(sample)
    sample.build()

    site = sample.site("all")
    check_output(site)
    assert len(refused) < len(entries) / 10
    feed = {item["title"]: item for item in json.loads(sample.read("feeds/all.json", "all"))["items"]}
    for path in entries.keys() - refused:
        number = path.removeprefix("changelog/example-").removesuffix(".md")
        page = sample.read(f"changelog/example-{number}/index.html", "all")
        assert f"<h1>Example {number}</h1>" in page
        assert f"zqbefore{number}x" in page
        assert f"zqbefore{number}x" in feed[f"Example {number}"]["content_html"]
    tally("CommonMark examples", len(entries) + len(documents))
