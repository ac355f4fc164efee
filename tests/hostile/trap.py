"""Whether a browser runs anything that authors wrote, and what a page holds that could make it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Dialog, Page, Request

ARM = """\
(() => {
  const sprung = (what) => { try { top.trapSprung(`${what} in ${location.href}`); } catch { trapSprung(what); } };
  for (const name of ["alert", "confirm", "prompt", "print", "open"])
    Object.defineProperty(window, name, { value: (...what) => sprung(`${name}(${what})`), configurable: false });
  document.write = document.writeln = (what) => sprung(`document.write(${what})`);
})();
"""

LOOK = """\
(known) => {
  const found = [];
  const loads = ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "ping"];
  const never = /^(iframe|object|embed|base|frame|frameset|applet|portal|foreignobject|animate|set|use)$/i;
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const say = (what) => found.push(`${what} in ${element.outerHTML.slice(0, 200)}`);
      if (never.test(element.localName)) say(`<${element.localName}>`);
      if (element.localName === "script" && !known.includes(element.src || element.textContent))
        if (element.type !== "application/json" && !/^__md_scope=new URL\\("[./]+",location\\)/.test(element.textContent)) say("a script");
      if (element.localName === "meta" && element.httpEquiv) say("http-equiv");
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) say(name);
        if (!loads.includes(name.toLowerCase())) continue;
        let scheme = "";
        try { scheme = new URL(value, location).protocol; } catch { continue; }
        if (!["http:", "https:", "mailto:", "feed:"].includes(scheme) && !/^data:image\\//.test(value)) say(`${name}=${scheme}`);
      }
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element.content instanceof DocumentFragment) walk(element.content);
    }
  };
  walk(document);
  return found;
}
"""

STIR = """\
() => {
  const stay = (event) => event.preventDefault();
  const types = ["mouseover", "mouseenter", "mousemove", "pointerover", "focus", "focusin", "error", "load", "toggle",
    "beforetoggle", "animationstart", "animationend", "transitionend", "keydown", "input", "change", "wheel", "copy"];
  document.addEventListener("click", stay);
  for (const element of document.querySelectorAll(".md-content *, .md-nav *, .md-header__title *, .md-footer *, feed *")) {
    for (const type of types) element.dispatchEvent(new Event(type));
    if (element.localName !== "button") element.click?.();
  }
  document.removeEventListener("click", stay);
}
"""


class Trap:
    """A browser's page in which nothing of what authors wrote may run.

    Args:
        page: The page.

    Attributes:
        sprung: What ran, or was asked of another host.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sprung: list[str] = []
        page.context.expose_binding("trapSprung", lambda _, what: self.sprung.append(str(what)))
        page.context.add_init_script(ARM)
        page.on("dialog", self._on_dialog)
        page.on("pageerror", lambda error: self.sprung.append(f"error: {error}"))
        page.on("popup", lambda popup: self.sprung.append(f"a window: {popup.url}"))
        page.on("request", self._on_request)

    def _on_dialog(self, dialog: Dialog) -> None:
        self.sprung.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.hostname != "127.0.0.1":
            self.sprung.append(f"another host: {request.url}")

    def visit(self, url: str, known: list[str] | None = None) -> list[str]:
        """Open a page, stir everything on it, and return what it holds that could run."""
        self.page.goto(url)
        found: list[str] = self.page.evaluate(LOOK, known or [])
        self.page.evaluate(STIR)
        if self.page.url != url:
            self.sprung.append(f"{url} led to {self.page.url}")
        return found

    def scripts(self, url: str) -> list[str]:
        """Return the scripts of a page that no author wrote on."""
        self.page.goto(url)
        listed = "() => [...document.scripts].map((script) => script.src || script.textContent)"
        scripts: list[str] = self.page.evaluate(listed)
        return scripts


@contextmanager
def trap(browser: Browser) -> Iterator[Trap]:
    """Set a trap in a browser profile of its own."""
    context = browser.new_context()
    try:
        yield Trap(context.new_page())
    finally:
        context.close()
