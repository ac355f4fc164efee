"""What a search costs a reader: requests, bytes and time, in shards and in one index.

    python -m tests.bench.search_cost SITE QUERY...

SITE is an edition that was built; a copy of it is indexed. The server here answers each request after a
delay, over HTTP/1.1: a browser has six connections to it.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import threading
import time
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from broadsheet.outputs.search import LIMIT, Searched, build_index

#: Seconds from a request to its answer.
DELAY = 0.05

_DATE = re.compile(rb'<data value="([\d-]{10})" data-pagefind-meta="date')


class Server(ThreadingHTTPServer):
    """Counts what it sends of the index."""

    asked = 0
    sent = 0


class Handler(SimpleHTTPRequestHandler):
    """Answers late, and says nothing."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer a request."""
        time.sleep(DELAY)
        super().do_GET()
        if "/pagefind/" in self.path:
            self.server.asked += 1
            self.server.sent += Path(self.translate_path(self.path)).stat().st_size

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def searched(site: Path) -> list[Searched]:
    """Return the pages of a built edition that mark their text."""
    found = []
    for file in sorted(site.rglob("*.html")):
        html = file.read_bytes()
        if b"data-pagefind-body" in html:
            dated = _DATE.search(html) if "changelog" in file.parts else None
            day = date.fromisoformat(dated[1].decode()) if dated else None
            found.append(Searched(file.relative_to(site).as_posix(), day))
    return found


def measure(browser: Browser, site: Path, query: str) -> str:
    """Search once, with an empty cache, and return a row: to the first results, and to all of them."""
    with Server(("127.0.0.1", 0), partial(Handler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
        page = context.new_page()
        page.goto("/404.html")
        page.get_by_role("button", name="Search").click()
        page.get_by_text("Type to start searching").wait_for()
        cells = [f"{server.asked} requests, {server.sent / 1000:.0f} kB"]
        start = time.monotonic()
        page.get_by_role("dialog").get_by_role("searchbox").fill(query)
        page.locator(".bs-search__page").first.wait_for()
        cells.append(f"{server.asked}, {server.sent / 1000:.0f} kB, {time.monotonic() - start:.2f} s")
        page.locator(".bs-search__results[aria-busy=false]").wait_for()
        cells.append(f"{server.asked}, {server.sent / 1000:.0f} kB, {time.monotonic() - start:.2f} s")
        cells.append(page.get_by_role("status").inner_text().split()[0])
        context.close()
        server.shutdown()
    return " | ".join(cells)


def main(site: Path, queries: list[str]) -> None:
    """Print a table."""
    rows = ["| index | query | open | first results | all | found |", "|" + " --- |" * 6]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copy = Path(folder) / "site"
        shutil.copytree(site, copy, ignore=shutil.ignore_patterns("pagefind"))
        pages = searched(copy)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for limit in (LIMIT, sys.maxsize):
            build_index(copy, pages, limit)
            name = f"{len([*(copy / 'pagefind').glob('*/*entry.json')])} of {len(pages)} pages"
            rows += [f"| {name} | {query} | {measure(browser, copy, query)} |" for query in queries]
        browser.close()
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
