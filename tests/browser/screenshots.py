"""Screenshots of a built edition of this repository's own site.

``python -m tests.browser.screenshots site/internal OUT`` writes one picture for each page, width and scheme.
With ``--docs`` it writes those that the README and the documentation show; ``make screenshots`` does so.
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright
from tests import tools
from tests.browser import handbook
from tests.conftest import QuietHandler

PAGES = {
    "home": "",
    "guide": "tutorial/",
    "document": "process/releases/",
    "path": "onboarding/product-manager/",
    "step": "onboarding/product-manager/first-entry/",
    "changelog": "changelog/",
    "year": "changelog/2026/",
    "release": "changelog/releases/0.1.0/",
    "product": "changelog/product/feeds/",
    "audience": "changelog/audience/writers/",
    "subscribe": "subscribe/",
    "entry": "changelog/words-for-each-audience/",
    "missing": "404.html",
}
ON_PHONES: dict[str, Literal["light", "dark"]] = {"path": "light", "changelog": "dark", "subscribe": "light"}
SIZES = ((375, 800), (1280, 900))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description="Take screenshots of a built edition.")
    parser.add_argument("site", type=Path, help="its folder")
    parser.add_argument("out", type=Path, help="the folder to write to")
    parser.add_argument("--docs", action="store_true", help="only those that are shown in the documentation")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = tools.launch(playwright)
        with served(options.site) as address:
            (take_for_docs if options.docs else take_all)(browser, address, options.out)
        with TemporaryDirectory() as folder, served(handbook.make(Path(folder)).site("internal")) as address:
            take_form(browser, address, options.out, docs=options.docs)
        browser.close()


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve an edition, and tell its address."""
    handler = partial(QuietHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def take_all(browser: Browser, address: str, out: Path) -> None:
    """Take every page, and the search with results, in each size and scheme."""
    for scheme in SCHEMES:
        for width, height in SIZES:
            page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": height})
            for name, path in PAGES.items():
                page.goto(address + path)
                page.screenshot(
                    path=out / f"{name}-{width}-{scheme}.png", full_page=True, animations="disabled"
                )
            search(page, "audience")
            page.screenshot(path=out / f"search-{width}-{scheme}.png", animations="disabled")
            page.close()


def search(page: Page, query: str) -> None:
    """Open the search and wait for a result."""
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("searchbox", name="Search").fill(query)
    page.locator(".bs-search__page").first.wait_for()


def take_for_docs(browser: Browser, address: str, out: Path) -> None:
    """Take what the README shows, and what the start page shows of the edition."""
    page = browser.new_page(color_scheme="light", viewport={"width": 1280, "height": 860})
    page.goto(address + PAGES["release"])
    page.screenshot(path=out / "screenshot.png", animations="disabled")
    search(page, "audience")
    page.screenshot(path=out / "search.png", animations="disabled")
    page.goto(address + PAGES["home"])
    box = page.locator(".bs-overview").bounding_box()
    assert box is not None
    clip: FloatRect = {
        "x": box["x"] - 24,
        "y": box["y"] - 8,
        "width": box["width"] + 48,
        "height": box["height"] + 16,
    }
    page.screenshot(path=out / "start-page.png", full_page=True, clip=clip, animations="disabled")
    page.close()
    for name, scheme in ON_PHONES.items():
        phone = browser.new_page(color_scheme=scheme, viewport={"width": 375, "height": 760})
        if name == "path":  # of which a step is done
            phone.goto(address + PAGES["path"] + "look-around/")
            phone.get_by_role("button", name="Mark as done").click()
        phone.goto(address + PAGES[name])
        if name == "path":
            phone.evaluate("document.querySelector('.bs-path__progress').scrollIntoView({block: 'center'})")
        phone.screenshot(path=out / f"{name}-phone.png", animations="disabled")
        phone.close()


def take_form(browser: Browser, address: str, out: Path, *, docs: bool) -> None:
    """Take the form in which an entry is proposed, filled in as the tutorial says."""
    for scheme in SCHEMES[:1] if docs else SCHEMES:
        for width in (1000,) if docs else (width for width, _ in SIZES):
            page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 1120})
            page.goto(f"{address}changelog/propose/")
            handbook.follow(page)
            page.evaluate("document.activeElement.blur()")
            page.evaluate("scrollTo(0, 0)")
            name = "propose" if docs else f"propose-{width}-{scheme}"
            page.screenshot(path=out / f"{name}.png", full_page=not docs, animations="disabled")
            page.close()


if __name__ == "__main__":
    main()
