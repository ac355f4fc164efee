"""``broadsheet headers``: a recipe on standard output, and beside it what on the pages it would stop."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broadsheet.cli import main
from broadsheet.page_headers import HEADERS, RECIPES, policy
from tests.sample import Sample

STYLED = '---\naudience: everyone\n---\n# Styled\n\n[Red](index.md){ style="color: red" } ![x](https://img.example/x.png)\n'


def headers(sample: Sample, *args: str) -> Result:
    return CliRunner().invoke(main, ["headers", "-f", str(sample.path / "mkdocs.yml"), *args])


@pytest.mark.parametrize("host", RECIPES)
def test_a_recipe_is_all_that_is_printed(sample: Sample, host: str) -> None:
    done = headers(sample, "--for", host)
    assert (done.exit_code, done.stdout) == (0, RECIPES[host]())
    assert "pages: the policy stops nothing on them." in done.stderr


@pytest.mark.parametrize("host", [host for host in RECIPES if host != "html"])
def test_every_host_is_told_every_header(host: str) -> None:
    lines = RECIPES[host]().splitlines()
    for name, value in HEADERS.items():
        (line,) = (line for line in lines if f"{name}:" in line or f"{name} " in line)
        assert value in line


def test_a_page_can_say_all_but_who_may_show_it() -> None:
    html = RECIPES["html"]()
    assert policy().partition("; frame-ancestors")[0] in html
    assert "frame-ancestors" not in html


def test_what_the_policy_stops_is_told_of_the_editions_that_are_named(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path, files={"docs/styled.md": STYLED})
    nothing = headers(sample, "public")
    assert nothing.stderr == "public is not built yet, so nobody knows what its pages need.\n"
    sample.build("public")

    done = headers(sample, "public", "--for", "nginx")

    assert (done.exit_code, done.stdout) == (0, RECIPES["nginx"]())
    assert 'public/styled/index.html: BS620 warning: style-src stops style="color: red"' in done.stderr
    assert "img-src stops what comes from https://img.example" in done.stderr
    assert "partners" not in done.stderr


def test_an_edition_must_be_there(sample: Sample) -> None:
    done = headers(sample, "publik")
    assert done.exit_code == 2
    assert "there is no edition “publik”" in done.stderr
    assert done.stdout == ""
