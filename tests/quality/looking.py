"""Look at pages with Lighthouse, axe-core and the Nu HTML Checker."""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser
from tests import tools
from tests.browser.axe import violations
from tests.quality.results import CATEGORIES

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
_CHECKER = MODULES / "vnu-jar/build/dist/vnu.jar"
_WIDTHS = (375, 1280)


def install() -> None:
    """Install the programs that ``package-lock.json`` pins."""
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    subprocess.run(command, cwd=HERE, check=True)


def versions() -> dict[str, str]:
    """Return the programs' versions."""
    named = {"Lighthouse": "lighthouse", "Nu HTML Checker": "vnu-jar"}
    return {
        title: str(json.loads((MODULES / name / "package.json").read_text())["version"])
        for title, name in named.items()
    }


def lighthouse(url: str, runs: int) -> tuple[dict[str, int], int, int]:
    """Return a page's scores in percent, its weight in KiB, and its requests: on a slow phone."""
    reports = [_lighthouse(url) for _ in range(runs)]
    scores = {
        name: round(median(report["categories"][name]["score"] for report in reports) * 100)
        for name in CATEGORIES
    }
    items = reports[0]["audits"]["network-requests"]["details"]["items"]
    return scores, round(sum(item.get("transferSize", 0) for item in items) / 1024), len(items)


def _lighthouse(url: str) -> Any:
    flags = " ".join(["--headless=new", *tools.BROWSER_ARGS])
    command = ["node", str(MODULES / "lighthouse/cli/index.js"), url, "--quiet", "--output", "json"]
    command += [f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"]
    browser = tools.find_browser()
    env = os.environ | ({"CHROME_PATH": browser} if browser else {})
    done = subprocess.run(command, env=env, capture_output=True, check=True)
    return json.loads(done.stdout)


def axe(browser: Browser, url: str) -> int:
    """Return how many rules of axe-core a page breaks."""
    found: set[str] = set()
    for width in _WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        page.goto(url, wait_until="networkidle")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found |= {violation.partition(":")[0] for violation in violations(page)}
        page.close()
    return len(found)


def html_errors(files: Iterable[Path]) -> dict[Path, list[str]]:
    """Return what the Nu HTML Checker finds wrong with some files."""
    command = ["java", "-jar", str(_CHECKER), "--format", "json", "--errors-only", *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=False)
    found: dict[Path, list[str]] = defaultdict(list)
    for message in json.loads(done.stderr)["messages"]:
        found[Path(message["url"].removeprefix("file:"))].append(message["message"])
    return found
