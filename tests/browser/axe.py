"""What axe-core says of a page in a browser."""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


def violations(page: Page, *rules: str) -> Iterator[str]:
    """Run rules of axe-core, all where none is named, and yield a line for each element that breaks one."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    chosen = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate("chosen => axe.run(document, {resultTypes: ['violations'], ...chosen})", chosen)
    for violation in found["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['target']} {node['html'][:120]}"
