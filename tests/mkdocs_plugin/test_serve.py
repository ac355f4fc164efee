"""``mkdocs serve`` and ``mkdocs build`` with the plugin, as people run them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.request import ProxyHandler, build_opener

import pytest
from tests.sample import Sample

FILES = {
    "docs/index.md": "---\naudience: everyone\n---\n# Index\n\nText.\n",
    "changelog/e.md": "---\naudience: everyone\ntype: added\n---\n# Entry\n\nFirst words.\n",
}
_EPOCH = re.compile(r"livereload\((\d+), (\d+)\)")
_direct = build_opener(ProxyHandler({}))


def get(address: str) -> str:
    with _direct.open(address, timeout=60) as response:
        return str(response.read().decode())


@contextmanager
def serving(sample: Sample) -> Iterator[tuple[str, IO[str]]]:
    """Run ``mkdocs serve`` on a free port, and yield its address and what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    env = os.environ | {"TMPDIR": str(sample.path.parent)}
    with subprocess.Popen(command, cwd=sample.path, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any("Serving on" in line for line in process.stderr)
        try:
            yield f"http://127.0.0.1:{port}/", process.stderr
        finally:
            process.terminate()  # whoever runs the tests may ignore Ctrl-C


def test_serve_shows_the_edition_and_sees_changes_of_the_changelog(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, FILES)
    with serving(sample) as (address, _):
        page = get(f"{address}changelog/e/")
        assert "First words." in page
        assert f'href="{address}feeds/customers.rss"' in page
        assert "tag:docs.example.com,2026:" in get(f"{address}feeds/customers.atom")
        shown = _EPOCH.search(page)
        assert shown is not None
        sample.repo.write("changelog/e.md", FILES["changelog/e.md"].replace("First", "Other"))
        get(f"{address}livereload/{shown[1]}/{shown[2]}")  # answered once a newer build is there
        assert "Other words." in get(f"{address}changelog/e/")
    assert not (tmp_path / "site").exists()


def test_what_broke_a_build_is_forgotten_with_it(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, FILES)
    with serving(sample) as (address, said):
        shown = _EPOCH.search(get(f"{address}changelog/e/"))
        assert shown is not None
        quoted = "\n~~~ {\n/// audience | customers\nText.\n///\n~~~\n"  # wrong, as only finished pages show
        sample.repo.write("changelog/e.md", FILES["changelog/e.md"] + quoted)
        assert any("appear stuck" in line for line in said)
        sample.repo.write("changelog/e.md", FILES["changelog/e.md"].replace("First", "Mended"))
        get(f"{address}livereload/{shown[1]}/{shown[2]}")
        assert "Mended words." in get(f"{address}changelog/e/")


def test_what_is_only_worth_a_warning_is_one(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, FILES, plugin={"accept": ["BS402"]})
    sample.edit("docs/index.md", "Text.", "[x](nothing.md)")
    built = sample.mkdocs("build")
    assert built.returncode == 0
    assert "docs/index.md:6: BS402 “nothing.md” leads to nothing" in built.stderr
    assert sample.mkdocs("build", "--strict").returncode == 1


def test_a_wrong_configuration_stops_mkdocs_too(tmp_path: Path) -> None:
    sample = Sample.small(tmp_path, FILES, plugin={"types": ["Not a name"]})
    built = sample.mkdocs("build")
    assert built.returncode == 1
    assert "BS222" in built.stderr
    assert "Traceback" not in built.stderr


@pytest.mark.parametrize("key", ["audiences", "editions", "feeds", "nonsense"])
def test_what_mkdocs_itself_finds_is_no_traceback(tmp_path: Path, key: str) -> None:
    sample = Sample.small(tmp_path, FILES, plugin={key: ["a list"]})
    built = sample.mkdocs("build")
    assert built.returncode == 1
    assert "Traceback" not in built.stderr
    assert key in built.stderr
