"""A build that would publish what an edition must not hold says so, and publishes nothing."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.proof.test_leaks import FILES
from tests.sample import CONFIG, NOW, Sample, contents

from broadsheet.cli import main

HOOK = """
def on_page_content(html, page, **_):
    return html + ("<p>The ledger is rewritten by a compiler</p>" if page.is_homepage else "")
"""
WRITING_HOOK = """
from pathlib import Path

def on_post_build(config):
    text = Path(config.config_file_path).with_name("changelog").joinpath("2.4/ledger.md").read_text()
    Path(config.site_dir, "data.bin").write_bytes(__import__("zlib").compress(b"x") + text.encode())
"""
TEMPLATE = '{% extends "base.html" %}{% block footer %}<!-- Ledger in Rust -->{{ super() }}{% endblock %}'
PLUGIN = """
import json
from pathlib import Path
from mkdocs.plugins import BasePlugin

class Blabbing(BasePlugin):
    def on_post_build(self, config):
        folder = Path(config.config_file_path).parent / "changelog"
        names = [path.stem for path in folder.rglob("ledger.md")]
        Path(config.site_dir, "entries.json").write_text(json.dumps([name + " in Rust" for name in names]))
"""
POINTS = "[mkdocs.plugins]\nblabbing = blabbing_plugin:Blabbing\n"
MATERIAL: Mapping[str, object] = {"name": "material", "font": False, "custom_dir": "overrides"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A site that is published, and has something to hide; only to be copied."""
    sample = Sample.make(tmp_path_factory.mktemp("published") / "site", files=FILES)
    sample.build()
    return sample


@pytest.fixture
def site(published: Sample, tmp_path: Path) -> Sample:
    """A copy of it."""
    return Sample(published.repo.at(Path(shutil.copytree(published.path, tmp_path / "site", symlinks=True))))


def build(sample: Sample, *args: str) -> tuple[int, str]:
    """Build a site, in a process of its own where that has packages that nobody else has."""
    packages = sample.path.parent / "packages"
    if packages.is_dir():
        path = os.pathsep.join(filter(None, [str(packages), os.environ.get("PYTHONPATH")]))
        ended = sample.run("build", f"--now={NOW.isoformat()}", *args, env={"PYTHONPATH": path})
        return ended.returncode, ended.stdout + ended.stderr
    config = str(sample.path / "mkdocs.yml")
    done = CliRunner().invoke(main, ["build", "-f", config, f"--now={NOW.isoformat()}", *args])
    return done.exit_code, done.output


def leaks(printed: str) -> list[str]:
    return [line for line in printed.split("\n") if "BS614" in line]


def by_a_hook(sample: Sample) -> None:
    sample.configure({"hooks": ["hook.py"]})
    sample.write({"hook.py": HOOK})


def by_a_hook_that_writes(sample: Sample) -> None:
    sample.configure({"hooks": ["hook.py"]})
    sample.write({"hook.py": WRITING_HOOK})


def by_a_template(sample: Sample) -> None:
    sample.configure({"theme": MATERIAL})
    sample.write({"overrides/main.html": TEMPLATE})


def by_a_plugin(sample: Sample) -> None:
    packages = sample.path.parent / "packages"
    for path, text in {
        "blabbing_plugin.py": PLUGIN,
        "blabbing-1.dist-info/entry_points.txt": POINTS,
        "blabbing-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: blabbing\nVersion: 1\n",
    }.items():
        (packages / path).parent.mkdir(parents=True, exist_ok=True)
        (packages / path).write_text(text, encoding="utf-8")
    sample.edit("mkdocs.yml", "plugins:\n", "plugins:\n- blabbing\n")


def by_an_include(sample: Sample) -> None:
    """Include an entry by an extension that nobody told Broadsheet of."""
    sample.configure({"markdown_extensions": [*CONFIG["markdown_extensions"], {"including": {}}]})
    extension = """
from pathlib import Path
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

class Including(Preprocessor):
    def run(self, lines):
        mark = "Begin with [the guide]"
        more = Path({folder!r}, "changelog/2.4/ledger.md").read_text().split("---")[2].split("See")[0]
        return [line.replace(mark, f"{{more.strip()}} {{mark}}") for line in lines]

class IncludingExtension(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Including(md), "including", 200)

def makeExtension(**_):
    return IncludingExtension()
"""
    packages = sample.path.parent / "packages"
    packages.mkdir()
    (packages / "including.py").write_text(extension.format(folder=str(sample.path)), encoding="utf-8")


WAYS: Mapping[Callable[[Sample], None], tuple[str, str]] = {
    by_a_hook: ("public/index.html:", "changelog/2.4/ledger.md:8"),
    by_a_hook_that_writes: ("public/data.bin", "changelog/2.4/ledger.md"),
    by_a_template: ("public/404.html:", "changelog/2.4/ledger.md:2"),
    by_a_plugin: ("public/entries.json:1", "changelog/2.4/ledger.md:2"),
    by_an_include: ("public/feeds/customers/docs.atom:", "changelog/2.4/ledger.md:8"),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_leaks_is_not_published(
    way: Callable[[Sample], None], site: Sample, tally: Callable[[str, int], None]
) -> None:
    before = contents(site.path / "site/public")
    here, source = WAYS[way]
    way(site)
    for _ in range(2):  # what was not mended is found again
        code, printed = build(site, "public")
        assert code == 1, printed
        assert [line for line in leaks(printed) if line.startswith(here) and f"it is from {source}" in line]
        assert contents(site.path / "site/public") == before
    tally("planted leaks", 1)


def test_what_becomes_withheld_is_looked_for_in_what_is_there_already(site: Sample) -> None:
    hidden = "Wobblefax and snarkelby, says Grimblethorp"
    site.configure({"theme": MATERIAL})
    site.write({"overrides/main.html": TEMPLATE.replace("Ledger in Rust", hidden)})
    assert build(site)[0] == 0  # nobody withholds that
    kept = contents(site.site())
    site.write({"docs/inside.md": f"---\naudience: engineers\n---\n# Kept\n\n{hidden}.\n"})
    code, printed = build(site, "public")
    assert code == 1
    assert [line.startswith("public/404.html") for line in leaks(printed)] == [True]
    assert "it is from docs/inside.md:6," in leaks(printed)[0]
    assert contents(site.site()) == kept
    again = build(site, "public")[1]
    Path(site.path, "site/.broadsheet/store.db").unlink()
    assert leaks(again) == leaks(build(site, "public")[1]) == leaks(printed)


def test_what_is_no_leak_any_more_is_published(site: Sample) -> None:
    by_a_template(site)
    assert build(site, "public")[0] == 1
    site.edit("changelog/2.4/ledger.md", "audience: engineers", "audience: everyone")
    site.edit("changelog/2.4/ledger.md", "[releasing](../../docs/process/release.md) and ", "")
    code, printed = build(site, "public")
    assert code == 0, printed


def test_mkdocs_fails_where_its_edition_leaks(site: Sample) -> None:
    by_a_template(site)
    done = site.mkdocs("build")
    assert done.returncode == 1
    assert re.search(r"public/404\.html:\d+: BS614 “ledger in rust” is here", done.stderr)
