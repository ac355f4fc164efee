"""How good pages are to read: ``python -m tests.quality`` measures this repository's public edition.

It is looked at beside the same documents as MkDocs and Material make them alone, without Broadsheet.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click
import yaml
from playwright.sync_api import sync_playwright
from tests import tools
from tests.quality import looking, report
from tests.quality.results import Measured, Results, write
from tests.quality.serving import served

ROOT = Path(__file__).parents[2]
OURS = {
    "Home": "",
    "Guide": "tutorial/",
    "Path": "onboarding/product-manager/",
    "Step of a path": "onboarding/product-manager/first-entry/",
    "Entry": "changelog/words-for-each-audience/",
    "Changelog": "changelog/",
    "Release": "changelog/releases/0.1.0/",
}
STOCK = {"Home": "", "Guide": "tutorial/", "Step of a path": "onboarding/product-manager/first-entry/"}


@click.command()
@click.option("--runs", type=click.IntRange(1), default=3, show_default=True, help="Lighthouse's, per page.")
@click.option("--record", is_flag=True, help="Keep the result, and write the page on it.")
def main(runs: int, record: bool) -> None:
    """Measure pages, and print what was found."""
    looking.install()
    with tempfile.TemporaryDirectory() as scratch:
        ours, stock = _built(Path(scratch)), _built_by_material_alone(Path(scratch))
        wrong = {**looking.html_errors(sorted(ours.rglob("*.html")))}
        usual = looking.html_errors([stock / path / "index.html" for path in STOCK.values()])
        known = {message for messages in usual.values() for message in messages}
        results = Results(
            date=f"{datetime.now(UTC):%Y-%m-%d}",
            versions={
                **{name: version(name) for name in ("mkdocs-material", "axe-playwright-python")},
                **looking.versions(),
            },
            runs=runs,
            ours=_measured(ours, OURS, runs, wrong),
            stock=_measured(stock, STOCK, runs, usual),
            html=tuple(sorted({m for messages in wrong.values() for m in messages} - known)),
        )
    click.echo(report.tables(results))
    if record:
        write(results)
        report.PAGE.write_text(report.page(results), encoding="utf-8")


def _built(scratch: Path) -> Path:
    """Build the public edition as it is published."""
    command = [sys.executable, "-c", "from broadsheet.cli import main; main()", "build"]
    subprocess.run([*command, "--quiet"], cwd=ROOT, check=True)
    return ROOT / "site/public"


def _built_by_material_alone(scratch: Path) -> Path:
    """Build the documents with the theme's own search, and without what needs Broadsheet."""
    config = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)
    config |= {"plugins": ["search"], "nav": None, "docs_dir": str(ROOT / "docs"), "site_url": ""}
    config["theme"] |= {"font": False}
    config = {key: value for key, value in config.items() if value is not None}
    (scratch / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(scratch / "stock")]
    subprocess.run(command, cwd=scratch, check=True, capture_output=True)
    return scratch / "stock"


def _measured(
    site: Path, pages: Mapping[str, str], runs: int, wrong: Mapping[Path, list[str]]
) -> tuple[Measured, ...]:
    made = []
    with served(site) as address, sync_playwright() as playwright:
        browser = tools.launch(playwright)
        for name, path in pages.items():
            click.echo(f"Looking at {address}{path}", err=True)
            scores, weight, requests = looking.lighthouse(address + path, runs)
            broken = looking.axe(browser, address + path)
            html = len(wrong.get(site / path / "index.html", []))
            made.append(Measured(name, path, scores, weight, requests, broken, html))
        browser.close()
    return tuple(made)


class _Loader(yaml.SafeLoader):
    """Reads a configuration whose tags do not matter here."""


_Loader.add_constructor("!ENV", lambda loader, node: None)


if __name__ == "__main__":
    main()
