"""Pages under the strict Content-Security-Policy: all that is on them works, nothing that is put in runs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser import policy_site

from broadsheet.page_headers import HEADERS, RECIPES, policy

POLICY = {"Content-Security-Policy": policy()}

TOLD = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", (event) =>
    window.stopped.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
new MutationObserver(() => {
    if (!window.early && document.querySelector("main")) window.early = document.body.dataset.mdColorScheme;
}).observe(document, { childList: true, subtree: true });
"""
"""Keeps what the policy stops, which the console might not say, and the scheme that a page begins with."""

TRAPS = """
<script>window.ran = "a script"</script>
<img src="data:," onerror="window.ran = 'an attribute'" alt="">
<p id="styled" style="position: fixed">Styled</p>
<style>#sheet { position: fixed }</style><p id="sheet">By a sheet</p>
<a id="led" href="javascript:void(window.ran = 'a link')">A link</a>
<iframe srcdoc="<script>parent.ran = 'a frame'</script>"></iframe>
<base href="https://evil.example/">
"""
STOPPED = {"base-uri", "script-src-attr", "script-src-elem", "style-src-attr", "style-src-elem"}

Serve = Callable[[Path, Mapping[str, str]], str]


HOST = "https://docs.example.com"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The editions, below a host's root."""
    sample = policy_site.make(tmp_path_factory.mktemp("policy"), f"{HOST}/")
    return sample.settings().site_dir


@pytest.fixture
def watched(page: Page, wrong: list[str]) -> Page:
    """A page on which nothing may go wrong, and which remembers what the policy stops."""
    page.add_init_script(TOLD)
    return page


def pages_of(folder: Path) -> list[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*.html"))
    return sorted(path.as_posix() for path in paths if not path.parts[0].startswith("."))


def open_all(page: Page, address: str, paths: list[str]) -> int:
    """Open pages as a whole, and look whether the policy stops anything."""
    for path in paths:
        page.goto(f"{address}/{path}")
        assert page.evaluate("window.stopped") == [], path
        assert page.evaluate("typeof __md_scope") == "object", path
    return len(paths)


PATHS = (
    *("index.html", "404.html", "guides/everything/index.html", "changelog/index.html"),
    *("changelog/2026/index.html", "changelog/releases/2.4/index.html", "changelog/keys/index.html"),
    *("changelog/since/index.html", "changelog/propose/index.html", "subscribe/index.html"),
    *("first/index.html", "first/badge/index.html"),
)


def test_a_page_of_every_kind_opens(
    site: Path, serve_with: Serve, watched: Page, tally: Callable[[str, int], None]
) -> None:
    address = f"{serve_with(site, POLICY)}/internal"
    tally("pages opened under the strict policy", open_all(watched, address, list(PATHS)))


@pytest.mark.long
def test_every_page_opens(
    own_site: Path, site: Path, serve_with: Serve, watched: Page, tally: Callable[[str, int], None]
) -> None:
    opened = open_all(watched, serve_with(site, POLICY), pages_of(site))
    for edition in ("public", "internal"):
        opened += open_all(watched, serve_with(own_site / edition, POLICY), pages_of(own_site / edition))
    tally("pages opened under the strict policy", opened)


@pytest.mark.parametrize("way", ["a header", "an element", ""])
def test_what_is_put_into_a_page_runs_without_the_policy_alone(
    site: Path, tmp_path: Path, serve_with: Serve, page: Page, way: str
) -> None:
    page.add_init_script(TOLD)
    shutil.copytree(site / "public", tmp_path / "public")
    index = tmp_path / "public/index.html"
    text = index.read_text(encoding="utf-8")
    text = text.replace("</article>", f"{TRAPS}</article>")
    if way == "an element":
        text = text.replace("<head>", f"<head>{RECIPES['html']()}")
    index.write_text(text, encoding="utf-8")

    address = serve_with(tmp_path, POLICY if way == "a header" else {})
    page.goto(f"{address}/public/index.html", wait_until="load")
    ran = bool(page.evaluate("window.ran"))
    page.evaluate("window.ran = undefined")
    page.locator("#led").evaluate("link => link.click()")
    page.wait_for_timeout(0)
    ran_later = bool(page.evaluate("window.ran"))
    fixed = [position(page.locator(f"#{name}")) == "fixed" for name in ("styled", "sheet")]
    stopped = {str(one).partition(" ")[0] for one in page.evaluate("window.stopped")}

    assert [ran, ran_later, *fixed] == [not way] * 4
    assert stopped == (STOPPED if way else set())


def test_nothing_is_sent_from_a_form(tmp_path: Path, serve_with: Serve, page: Page) -> None:
    (tmp_path / "index.html").write_text('<form action="https://evil.example/"><button>Send</button></form>')
    page.goto(serve_with(tmp_path, POLICY))

    with page.expect_console_message(lambda message: "form-action" in message.text):
        page.get_by_role("button").click(no_wait_after=True)


def position(element: Locator) -> str:
    return str(element.evaluate("element => getComputedStyle(element).position"))


class Reader:
    """Somebody who uses a site whose pages are swapped rather than loaded.

    Args:
        page: The browser's page.
        address: The edition.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def load(self, path: str = "") -> None:
        self.page.goto(self.address + path, wait_until="networkidle")

    def follow(self, link: str, heading: str) -> None:
        """Follow a link without loading another document."""
        self.page.evaluate("window.sameDocument = true")
        self.page.get_by_role("link", name=link).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        assert self.page.evaluate("window.sameDocument")

    @property
    def scheme(self) -> Locator:
        return self.page.locator("body[data-md-color-scheme=slate]")

    @property
    def windows(self) -> Locator:
        """The second tab's text."""
        return self.page.locator(".tabbed-block").filter(has_text="Press").first


@pytest.fixture
def reader(
    site: Path, serve_with: Serve, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Reader]:
    """Somebody who may write to the clipboard, and has answered nothing yet."""
    shutil.copytree(site / "internal", tmp_path / "internal")
    origin = serve_with(tmp_path, getattr(request, "param", POLICY))
    listed = tmp_path / "internal/sitemap.xml"  # by which Material's script knows which pages to swap
    listed.write_text(listed.read_text(encoding="utf-8").replace(HOST, origin), encoding="utf-8")
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script(TOLD)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield Reader(page, f"{origin}/internal/")
    assert page.evaluate("window.stopped") == []
    context.close()
    assert wrong == []


@pytest.mark.parametrize("reader", [POLICY, {}], ids=["under the policy", "without"], indirect=True)
def test_what_material_remembers_is_there_before_the_page_is(reader: Reader) -> None:
    """The scheme, the tab, the answer about cookies, the closed banner: after loading, and after swapping."""
    page = reader.page
    reader.load("guides/everything/")
    consent, banner = page.locator(".md-consent__inner"), page.locator(".md-banner")
    expect(consent).to_be_visible()
    consent.get_by_role("button", name="Accept").click()
    page.wait_for_load_state("networkidle")
    expect(consent).to_be_hidden()
    page.locator(".md-banner__button").click()
    expect(banner).to_be_hidden()
    for _ in range(2):  # from the system's to light, and to dark
        page.locator("[data-md-component=palette] label").filter(visible=True).click()
    expect(reader.scheme).to_be_attached()
    page.get_by_text("Windows").first.click()
    expect(reader.windows).to_be_visible()

    reader.load("guides/tabs/")
    assert page.evaluate("window.early") == "slate"
    expect(reader.scheme).to_be_attached()
    expect(reader.windows).to_be_visible()
    expect(banner).to_be_hidden()
    expect(consent).to_be_hidden()

    reader.follow("Everything", "Everything")
    expect(reader.scheme).to_be_attached()
    expect(reader.windows).to_be_visible()
    expect(banner).to_be_hidden()
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.__'))")
    assert sorted(kept) == [f"/internal/.__{name}" for name in ("announce", "consent", "palette", "tabs")]


def test_a_link_leads_into_a_tab(reader: Reader) -> None:
    reader.load("guides/tabs/#__tabbed_1_2")
    expect(reader.windows).to_be_visible()


def test_what_people_do_on_pages_works(reader: Reader) -> None:
    page = reader.page
    reader.load("guides/everything/")
    page.locator(".md-consent__inner").get_by_role("button", name="Accept").click()
    page.wait_for_load_state("networkidle")
    cells = page.locator("article td:not(.linenos, .code)")
    aligned = cells.evaluate_all("cells => cells.map((cell) => getComputedStyle(cell).textAlign)")
    assert [way.removeprefix("-webkit-") for way in aligned] == ["left", "center", "right"]
    page.locator(".highlight button").first.click()
    expect(page.locator(".md-dialog")).to_contain_text("Copied")
    page.get_by_text("Closed").click()
    expect(page.get_by_text("Open.")).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("Parquet")
    expect(page.locator(".bs-search__page").first).to_be_visible()
    page.keyboard.press("Escape")

    reader.follow("Changelog", "Changelog")
    page.get_by_label("Words").fill("ledger")
    expect(page.locator(".bs-filter [role=status]")).to_contain_text("1 of")
    page.get_by_role("button", name="Copy link").filter(visible=True).first.click()
    expect(page.get_by_role("button", name="Copy link").filter(has_text="Copied")).to_be_attached()

    reader.load("first/badge/")
    page.get_by_role("button", name="Mark as done").click()
    expect(page.locator(".bs-onward__state")).not_to_be_empty()

    reader.load("changelog/since/")
    page.get_by_label("From the version that I have").select_option("2.3")
    expect(page.locator(".bs-since__changes")).to_contain_text("Keys expire")

    reader.load("changelog/propose/")
    page.locator(".bs-propose [name=title]").fill("Pages keep quiet")
    page.locator(".bs-propose [name=audience][value=customers]").check()
    page.locator(".bs-propose [name=text]").fill("They **do**.")
    expect(page.locator(".bs-propose")).to_contain_text(re.compile("title: .?Pages keep quiet"))
    expect(page.locator(".bs-propose__preview strong").filter(has_text="do")).to_be_visible()


def test_the_policy_is_one_line_without_exceptions() -> None:
    line = HEADERS["Content-Security-Policy"]
    assert "'unsafe-inline'" not in line
    assert "'unsafe-eval'" not in line
    assert "http" not in line
    assert "\n" not in line
