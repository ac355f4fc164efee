"""Pages as Markdown, and the list of them for machines."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.sample import FILES, Sample, contents

_LINK = re.compile(r"\]\(<?([^)>\s]+)")


@pytest.mark.parametrize("edition", ["public", "partners", "internal"])
def test_every_page_has_a_mirror_beside_it(sample: Sample, edition: str) -> None:
    files = contents(sample.site(edition))
    pages = {path.removesuffix(".html") for path in files if path.endswith(".html")} - {"404"}
    assert {path.removesuffix(".md") for path in files if path.endswith(".md")} == pages


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_links_hold_wherever_a_mirror_is_read(sample: Sample, edition: str) -> None:
    base = sample.settings().editions[edition].site_url
    files = contents(sample.site(edition))
    checked = 0
    for path, data in files.items():
        if not path.endswith((".md", "llms.txt")):
            continue
        text = re.sub(r"```.*?```", "", data.decode(), flags=re.DOTALL)
        for link in _LINK.findall(text):
            assert link.startswith("https://")
            if link.startswith(base):
                target = unquote(link.removeprefix(base).partition("#")[0])
                assert target in files or f"{target}index.html" in files
                checked += 1
    assert checked > 30


def test_a_document_is_its_source_without_front_matter_comments_and_other_audiences_blocks(
    sample: Sample,
) -> None:
    assert sample.read("guides/start/index.md") == (
        "# Start here\n\nNothing to install. See [Parquet](https://docs.example.com/changelog/parquet/) and "
        "[blocks](https://docs.example.com/guides/blocks/#nested).\n\n"
        '!!! note "Mind"\n\n    Some read more.\n'
    )
    blocks = sample.read("guides/blocks/index.md")
    assert "/// audience | support\n[not a link](nowhere.md)\n///" in blocks
    assert "to do" not in blocks


def test_a_title_is_written_where_the_text_has_none(sample: Sample) -> None:
    assert sample.read("index.md").startswith("# Welcome\n\nSample makes reports.")


def test_an_entry_begins_with_its_facts(sample: Sample) -> None:
    assert sample.read("changelog/keys/index.md") == (
        "# Keys expire\n\n2026-02-01 · changed · api · 2.4\n\n"
        "**Action needed:** Renew keys & secrets.\n\nKeys are valid for a year.\n"
    )
    assert sample.read("changelog/parquet/index.md").endswith(
        "\n- [The guide](https://docs.example.com/guides/start/)\n- [The format](https://parquet.apache.org/)\n"
    )


def test_lists_are_lists(sample: Sample) -> None:
    assert sample.read("changelog/releases/2.3/index.md") == (
        "# Sample 2.3\n\nThe one with **reports**.\n\n"
        "## Added\n\n- [Export to CSV](https://docs.example.com/changelog/csv/) (2025-12-09, added)\n\n"
        "## Fixed\n\n- [Slow lists](https://docs.example.com/changelog/slow/) (2025-12-08, fixed)\n"
    )


def test_llms_txt_lists_every_mirror(sample: Sample) -> None:
    text = sample.read("llms.txt")
    assert text.startswith("# Sample\n\n> What Sample does.\n\n## Documents\n\n")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Documents",
        "## Changelog",
        "## Entries",
        "## Optional",
    ]
    named = {unquote(link.removeprefix("https://docs.example.com/")) for link in _LINK.findall(text)}
    assert named == {path for path in contents(sample.site()) if path.endswith(".md")}


def test_llms_txt_of_a_site_without_description_and_changelog(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, {"docs/index.md": FILES["docs/support/faq.md"]})
    sample.configure({"site_description": None})
    sample.build("internal")
    base = "https://hub.example.com/"
    assert (
        sample.read("llms.txt", "internal")
        == f"# Sample inside\n\n## Documents\n\n- [Answers]({base}index.md)\n\n"
        f"## Optional\n\n- [Propose an entry]({base}changelog/propose/index.md)\n"
        f"- [Subscribe]({base}subscribe/index.md)\n"
    )


def test_a_readme_is_mirrored_as_the_index_that_it_becomes(tmp_path: Path) -> None:
    page = "---\naudience: everyone\n---\n# Page\n\n[other]({})\n"
    files = {
        "docs/README.md": page.format("sub/README.md"),
        "docs/sub/README.md": page.format("../README.md"),
    }
    sample = Sample.small(tmp_path, files)
    sample.build("public")
    assert "(https://docs.example.com/sub/)" in sample.read("index.md")
    assert "(https://docs.example.com/)" in sample.read("sub/index.md")
    assert sample.html("sub/index.html").xpath("//article//a[text()='other']/@href") == ["../"]


def test_a_title_with_brackets_does_not_end_its_link(tmp_path: Path) -> None:
    page = "---\naudience: everyone\ntitle: A [b] ](x)\n---\nText.\n"
    sample = Sample.small(tmp_path, {"docs/index.md": page})
    sample.build("internal")
    assert r"- [A \[b\] \](x)](https://hub.example.com/index.md)" in sample.read("llms.txt", "internal")
