"""Finished editions → what the Content-Security-Policy stops in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from broadsheet.checks.stopped import Stopped, stopped_in_stylesheet, stopped_on_page
from broadsheet.codes import Code
from broadsheet.findings import Findings, Place


def check_policy(folder: Path, edition: str, site_url: str, findings: Findings) -> int:
    """Look at an edition as it is on disk.

    Args:
        folder: The edition.
        edition: Its name, for findings.
        site_url: Where it is published.
        findings: Gets what the policy stops, each thing once.

    Returns:
        How many pages there are.
    """
    first: dict[Stopped, str] = {}
    counts: Counter[Stopped] = Counter()
    pages = 0
    for file in sorted(file for file in folder.rglob("*.*") if file.is_file()):
        path = file.relative_to(folder).as_posix()
        pages += file.suffix == ".html"
        for stopped in set(_stopped(file, urljoin(site_url, path))):
            first.setdefault(stopped, path)
            counts[stopped] += 1
    for stopped, path in first.items():
        others = counts[stopped] - 1
        more = f", and in {others} other file{'s' if others > 1 else ''}" if others else ""
        message = f"{stopped.directive} stops {stopped.what}{more}"
        findings.add(Code.BS620, Place(f"{edition}/{path}"), message)
    return pages


def _stopped(file: Path, address: str) -> Iterator[Stopped]:
    if file.suffix == ".html":
        yield from stopped_on_page(file.read_bytes(), address)
    elif file.suffix == ".css":
        yield from stopped_in_stylesheet(file.read_text(encoding="utf-8", errors="replace"), address)
