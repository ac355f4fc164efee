"""Inputs that others collected to break programs, and ways to build a site of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import feedparser
from lxml import etree
from lxml.html import document_fromstring

from broadsheet import building, pipeline
from broadsheet.findings import printable
from tests.gitrepo import GitRepo
from tests.sample import NOW, Sample

CORPORA = Path(__file__).with_name("corpora")

INDEX = {"docs/index.md": "---\naudience: everyone\n---\n# Home\n\nText.\n"}
PLUGIN: Mapping[str, Any] = {
    "editions": {
        "all": {"audiences": ["everyone"], "site_url": "https://hub.example.com/", "internal": True}
    },
    "feeds": {"limit": 1000},
    "accept": ["BS402", "BS612"],  # links of theirs that lead to nothing
}


def corpus(name: str) -> list[Any]:
    """Return a collection: ``naughty_strings``, ``commonmark_examples`` or ``yaml_suite``."""
    inputs: list[Any] = json.loads((CORPORA / f"{name}.json").read_text(encoding="utf-8"))
    return inputs


def site_of(folder: Path, files: Mapping[str, str], authors: Mapping[str, str] | None = None) -> Sample:
    """Make a repository of files, each perhaps committed by an author of its own."""
    sample = Sample(GitRepo.init(folder))
    sample.configure(plugin=PLUGIN)
    sample.repo.commit()
    stream = b"".join(
        _commit(number, path, text, (authors or {}).get(path, "Ada"))
        for number, (path, text) in enumerate({**INDEX, **files}.items())
    )
    sample.repo.git("fast-import", "--quiet", "--force", stdin=stream)
    sample.repo.git("reset", "--quiet", "--hard")
    return sample


def _commit(number: int, path: str, text: str, author: str) -> bytes:
    name, data = author.encode().translate(None, b"\0\n<>"), text.encode()
    quoted = '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    by = f" <a@example.com> {1_770_000_000 + number} +0000\n".encode()
    head = b"commit refs/heads/main\nauthor " + name + by + b"committer " + name + by + b"data 1\n.\n"
    start = b"from refs/heads/main^0\n" if number == 0 else b""
    body = f"M 100644 inline {quoted}\ndata {len(data)}\n".encode() + data + b"\n"
    return head + start + body


def without_refused(sample: Sample) -> set[str]:
    """Take the files that `check` finds errors in out of a site, and return their paths."""
    settings = sample.settings()
    findings = building.collector(settings)
    pipeline.check(settings, findings, now=NOW)
    named = {finding.place.path for finding in findings.errors}
    files = {path.relative_to(sample.path).as_posix() for path in sample.path.rglob("*.md")}
    refused = {path for path in files if printable(path) in named}
    assert {printable(path) for path in refused} == named
    for path in refused:
        sample.repo.rm(path)
    return refused


def check_output(site: Path) -> None:
    """Every page parses, every feed is well-formed and every JSON file is JSON."""
    for page in site.rglob("*.html"):
        assert len(document_fromstring(page.read_bytes()))
    for file in site.rglob("*.json"):
        json.loads(file.read_bytes())
    feeds = [file for file in site.rglob("*") if file.suffix in {".rss", ".atom"}]
    assert feeds
    for file in (*feeds, *site.rglob("*.xml"), *site.rglob("*.opml")):
        etree.fromstring(file.read_bytes())
    for file in feeds:
        parsed = feedparser.parse(file.read_bytes())
        assert not parsed.bozo, (file, parsed.get("bozo_exception"))


def in_one_line(text: str) -> str:
    """Return a text as browsers show it."""
    return " ".join(text.split())
