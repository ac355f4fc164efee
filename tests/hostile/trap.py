"""Whether a browser runs anything that authors wrote, and what a page holds that could make it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Dialog, Page, Request

ARM = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


class Trap:
    """A browser's page in which nothing of what authors wrote may run.

    Args:
        page: The page.

    Attributes:
        hosts: Those that may be asked.
        sprung: What ran, was asked of another host, or could be made to.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hosts = {"127.0.0.1"}
        self.sprung: list[str] = []
        self._known: list[str] = []
        page.context.expose_binding("trapSprung", lambda _, what: self.sprung.append(str(what)))
        page.context.add_init_script(ARM)
        page.on("dialog", self._on_dialog)
        page.on("pageerror", lambda error: self.sprung.append(f"error: {error}"))
        page.on("popup", lambda popup: self.sprung.append(f"a window: {popup.url}"))
        page.on("request", self._on_request)
        page.route(lambda url: urlsplit(url).hostname != "127.0.0.1", lambda route: route.abort())

    def know(self, url: str) -> None:
        """Take what the theme itself has written into a page for what belongs there."""
        self.page.goto(url)
        listed = """() => [...document.scripts]
        .filter((script) => !script.closest(".md-nav, .md-content, .md-tabs, .md-footer, .md-header__title"))
        .map((script) => script.src || script.text)"""
        self._known += self.page.evaluate(listed)

    def visit(self, url: str) -> None:
        """Open a page, look through it, and do to everything on it what a reader could do."""
        self.page.goto(url)
        self.look()
        self.page.evaluate("() => trapStir()")
        if unquote(urlsplit(self.page.url).path) != unquote(urlsplit(url).path):
            self.sprung.append(f"{url} led to {self.page.url}")

    def look(self) -> None:
        """Look through the page as it is."""
        held = self.page.evaluate(
            "(known) => [...trapLook(document, known), ...trapClobbered()]", self._known
        )
        self.sprung += [f"{what} at {self.page.url}" for what in held]

    def show(self, pieces: list[str]) -> None:
        """Put pieces of HTML into an empty page as a careless program would, one by one, and look at each."""
        held = self.page.evaluate(
            """(pieces) => pieces.flatMap((html) => {
              const place = document.body.appendChild(document.createElement("div"));
              place.innerHTML = html;
              place.innerHTML = place.innerHTML; // which is when some HTML becomes something else
              return trapLook(place).map((what) => `${what} from ${html}`);
            })""",
            pieces,
        )
        self.sprung += held
        self.page.wait_for_load_state("networkidle")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.sprung.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"about", "blob", "data"} and parts.hostname not in self.hosts:
            self.sprung.append(f"another host: {request.url}")


@contextmanager
def set_trap(browser: Browser) -> Iterator[Trap]:
    """Set a trap in a browser profile of its own."""
    context = browser.new_context()
    try:
        yield Trap(context.new_page())
    finally:
        context.close()
