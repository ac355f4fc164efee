"""What a search costs a reader: requests and bytes, beside the index that Material's own search downloads.

``python -m tests.bench.search_cost`` measures at sizes S and XL, keeps the figures in ``search_cost.json``
and writes the page on them; ``--page`` only writes the page.

Each query is made by a browser with an empty cache. The server compresses what nginx would compress by the
recipe in the documentation; Pagefind's own files are compressed already.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import yaml
from playwright.sync_api import Browser, sync_playwright
from pydantic import TypeAdapter
from tests import tools
from tests.bench import layouts
from tests.bench.corpus import SIZES, Corpus, make
from tests.bench.peers import CACHE

MEASURED = ("S", "XL")

RESULTS = Path(__file__).with_name("search_cost.json")
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "search-cost.md"

_FRAME = Path(__file__).with_name("search_cost.md")
_COMPRESSED = (".js", ".json", ".css", ".html", ".svg")

_LAST_MONTH = formatdate(time.time() - 30 * 86_400, usegmt=True)

_WATCH = """
new MutationObserver(() => {
  if (document.querySelector(".bs-search__page")) window.shown ??= Date.now();
}).observe(document, { subtree: true, childList: true });
"""
"""Notes when the first results are shown."""

LIMIT = 200_000
"""Bytes up to the first results, at the most."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for.

    Args:
        kind: What is special about it, in words.
        address: The search as it stands in a page's address.
    """

    kind: str
    address: str


QUERIES = (
    Query("a word that every entry has", "?q=document"),
    Query("a word of few pages", "?q=entry+977"),
    Query("two words", "?q=reports+window"),
    Query("the beginning of a word", "?q=docu"),
    Query("a word, in one year", "?q=document&year=2024"),
    Query("a word, by kind, type and product", "?q=entry&kind=release+note&type=Added&product=API"),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent up to some moment."""

    requests: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Found:
    """A query's cost.

    Args:
        kind: The query's.
        first: Until the first results are shown.
        all: Until nothing more is loaded.
        count: How many pages were found.
    """

    kind: str
    first: Sent
    all: Sent
    count: int


@dataclass(frozen=True, slots=True)
class Cost:
    """All that was measured of one corpus.

    Args:
        pages: The pages that a search may find.
        shards: How many shards their index has.
        queries: What each query cost.
        material: The size of Material's index.
        compressed: The same, compressed as a server sends it.
    """

    pages: int
    shards: int
    queries: tuple[Found, ...]
    material: int
    compressed: int

    @property
    def first(self) -> int:
        """Bytes to the first results of the query that takes most."""
        return max(query.first.bytes for query in self.queries)


@dataclass(frozen=True, slots=True)
class Results:
    """What was measured, by size, when, and of which versions."""

    date: str
    versions: dict[str, str]
    costs: dict[str, Cost]


_FILE = TypeAdapter(Results)


class Server(ThreadingHTTPServer):
    """Notes when it is asked for something of the search, in milliseconds since 1970, and what that takes."""

    def __init__(self, site: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(site)))
        self.asked: list[tuple[float, int]] = []

    def sent(self, until: float = float("inf")) -> Sent:
        """What was asked for up to some moment."""
        sizes = [size for when, size in self.asked if when <= until]
        return Sent(len(sizes), sum(sizes))


class Handler(SimpleHTTPRequestHandler):
    """Compresses, counts, and says nothing."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer a request."""
        when = time.time() * 1000
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self.send_error(404)
            return
        data = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if file.suffix in _COMPRESSED:
            data = gzip.compress(data, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Last-Modified", _LAST_MONTH)  # as of any site that was not published just now
        self.end_headers()
        if "/pagefind/" in self.path:
            self.server.asked.append((when, len(data)))
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def search(browser: Browser, site: Path, query: Query) -> Found:
    """Search once, with an empty cache."""
    with Server(site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(f"/{query.address}")
        page.locator(".bs-search__page").first.wait_for()
        page.locator(".bs-search__results[aria-busy=false]").wait_for()
        page.wait_for_load_state("networkidle")
        count = int(page.get_by_role("status").inner_text().split()[0])
        first = server.sent(until=page.evaluate("shown"))
        context.close()
        server.shutdown()
        return Found(query.kind, first, server.sent(), count)


def build(corpus: Corpus, root: Path) -> Path:
    """Build the corpus as an edition, and return its folder."""
    layouts.broadsheet(corpus, root)
    subprocess.run([Path(sys.executable).with_name("broadsheet"), "build"], cwd=root, check=True)
    return root / "site" / "all"


def material_index(corpus: Corpus, root: Path) -> bytes:
    """Return the index that Material's own search makes of the corpus.

    Nothing around a page's text is in it, so the pages have nothing around it: that would take many minutes.
    """
    layouts.material(corpus, root)
    settings = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["theme"]["custom_dir"] = "bare"
    settings["plugins"] = ["search"]
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (root / "bare").mkdir()
    for name in ("main.html", "404.html"):
        (root / "bare" / name).write_text("{{ page.content }}", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=root, check=True)
    return (root / "site" / "search" / "search_index.json").read_bytes()


def measure(browser: Browser, size: str) -> Cost:
    """Measure at one size."""
    corpus, root = make(SIZES[size]), CACHE / "search"
    shutil.rmtree(root, ignore_errors=True)
    site = build(corpus, root / "broadsheet")
    pages = sum(b"data-pagefind-body" in file.read_bytes() for file in site.rglob("*.html"))
    queries = tuple(search(browser, site, query) for query in QUERIES)
    index = material_index(corpus, root / "material")
    shards = len([*site.glob("pagefind/*/pagefind-entry.json")])
    shutil.rmtree(root)
    return Cost(pages, shards, queries, len(index), len(gzip.compress(index, 6, mtime=0)))


def read() -> Results:
    """What was measured last."""
    return _FILE.validate_json(RESULTS.read_bytes())


def page(results: Results) -> str:
    """The documentation's page."""
    costs = results.costs
    head = ["Pages", *(f"{cost.pages:,}" for cost in costs.values())]
    most = ["Broadsheet, to the first results", *(_bytes(cost.first) for cost in costs.values())]
    index = ["Material's index", *(_bytes(cost.material) for cost in costs.values())]
    packed = ["the same, compressed", *(_bytes(cost.compressed) for cost in costs.values())]
    sections = "\n\n".join(map(_section, costs.values()))
    versions = ", ".join(f"{name} {number}" for name, number in results.versions.items())
    return (
        _FRAME.read_text(encoding="utf-8")
        .replace("{{ summary }}", _table([head, most, index, packed]))
        .replace("{{ queries }}", sections)
        .replace("{{ measured }}", f"Measured on {results.date} with {versions}.")
    )


def _section(cost: Cost) -> str:
    rows = [["Query", "Found", "First results", "Requests", "All results", "Requests"]]
    for query in cost.queries:
        first, complete = query.first, query.all
        rows.append([query.kind, f"{query.count:,}", _bytes(first.bytes), str(first.requests)])
        rows[-1] += [_bytes(complete.bytes), str(complete.requests)]
    return f"## {cost.pages:,} pages, {cost.shards} shards\n\n{_table(rows)}"


def _bytes(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1_000:.0f} KB"


def _table(rows: list[list[str]]) -> str:
    head, *others = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---|" + "---:|" * (len(rows[0]) - 1), *others])


def main() -> None:
    """Measure, keep the figures, and write the page."""
    if "--page" not in sys.argv:
        with sync_playwright() as playwright:
            browser = tools.launch(playwright)
            costs = {size: measure(browser, size) for size in MEASURED}
            browser.close()
        versions = {name: version(name) for name in ("broadsheet", "pagefind", "mkdocs-material")}
        results = Results(datetime.now(UTC).date().isoformat(), versions, costs)
        RESULTS.write_bytes(_FILE.dump_json(results, indent=1) + b"\n")
    PAGE.write_text(page(read()), encoding="utf-8")


if __name__ == "__main__":
    main()
