"""Where a page's feedback goes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.sample import Sample

from broadsheet.outputs.feedback import feedback_url

ENTRY = "changelog/parquet.md"


def url(sample: Sample, edition: str, src_uri: str = ENTRY) -> str:
    project, settings = sample.project(edition), sample.settings()
    page = next(page for page in project.pages if page.src_uri == src_uri)
    return feedback_url(page, project.edition, project.addresses, settings)


@pytest.mark.parametrize(
    ("repo_url", "form", "title", "text"),
    [
        ("https://github.com/o/r", "https://github.com/o/r/issues/new", "title", "body"),
        (
            "https://gitlab.example/o/r/",
            "https://gitlab.example/o/r/-/issues/new",
            "issue[title]",
            "issue[description]",
        ),
        ("https://codeberg.org/o/r", "https://codeberg.org/o/r/issues/new", "title", "body"),
        ("https://bitbucket.org/o/r", "https://bitbucket.org/o/r/issues/new", "title", "content"),
    ],
)
def test_the_tracker_of_the_host(tmp_path: Path, repo_url: str, form: str, title: str, text: str) -> None:
    sample = Sample.make(tmp_path, config={"repo_url": repo_url})
    found = url(sample, "internal")
    assert found.partition("?")[0] == form
    assert dict(parse_qsl(urlsplit(found).query)) == {
        title: "Export to Parquet",
        text: (
            "Page: https://hub.example.com/changelog/parquet/\n"
            "Edition: internal\nAudience: Customers, Support\n\n"
        ),
    }


def test_the_tracker_is_for_those_who_may_read_the_repository(sample: Sample) -> None:
    assert url(sample, "public") == "" == url(sample, "partners")


def test_an_address_of_ones_own_is_for_everybody(tmp_path: Path) -> None:
    form = "mailto:docs@example.com?subject={title}&body={url}%20{edition}%20{audience}"
    sample = Sample.make(tmp_path, plugin={"feedback": form})
    assert url(sample, "public", "guides/blocks.md") == (
        "mailto:docs@example.com?subject=Blocks%20%26%20%E2%80%9Cquotes%E2%80%9D"
        "&body=https%3A%2F%2Fdocs.example.com%2Fguides%2Fblocks%2F%20public%20Customers"
    )


def test_lists_have_none(tmp_path: Path, sample: Sample) -> None:
    assert url(sample, "internal", "changelog/index.md") == ""


def test_a_script_is_no_address(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path, plugin={"feedback": "javascript:alert(1)"})
    run = sample.run("check")
    assert run.returncode == 2
    assert "“feedback” does not look right" in run.stderr
