"""The recipe for nginx, run by a real one: who gets what, how it may be kept, and what pages may do."""

from __future__ import annotations

import base64
import gzip
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.recipes import serving
from tests.recipes.serving import Server
from tests.sample import Sample

from broadsheet.page_headers import HEADERS, RECIPES

PUBLIC, INTERNAL = "docs.localhost", "hub.localhost"
SIGNED_IN = "_oauth2_proxy=ada"
PAY = "/internal/pay/"


@pytest.fixture(scope="module")
def site(sample: Sample) -> Path:
    return sample.settings().site_dir


@pytest.fixture(scope="module")
def nginx(program: Callable[[str], str]) -> str:
    program("openssl")
    return program("nginx")


@pytest.fixture(scope="module")
def server(nginx: str, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With oauth2-proxy in front of the internal edition."""
    folder = tmp_path_factory.mktemp("nginx")
    with serving.sign_in() as port, serving.nginx(nginx, folder, site, "internal.conf", port) as started:
        yield started


@pytest.fixture(scope="module")
def with_passwords(nginx: str, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("nginx")
    crypted = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"], input="difference", capture_output=True, text=True, check=True
    )
    (folder / "hub.htpasswd").write_text(f"ada:{crypted.stdout}")
    with serving.nginx(nginx, folder, site, "internal-basic.conf") as started:
        yield started


def test_everybody_reads_the_public_edition(server: Server) -> None:
    answer = server.get(PUBLIC, "/")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"Sample makes reports" in answer.body


def test_without_tls_there_is_only_the_way_to_tls(server: Server) -> None:
    for host in (PUBLIC, INTERNAL):
        answer = server.get_plain(host, "/guides/start/?a=b")
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{host}/guides/start/?a=b")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feeds/customers.atom", "application/atom+xml"),
        ("/feeds/customers.rss", "application/rss+xml"),
        ("/feeds/customers.json", "application/json"),
        ("/feeds/index.opml", "text/x-opml; charset=utf-8"),
        ("/guides/start/index.md", "text/markdown; charset=utf-8"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/widget.js", "application/javascript; charset=utf-8"),
        ("/sitemap.xml", "text/xml"),
        ("/img/logo.svg", "image/svg+xml"),
    ],
)
def test_files_are_what_they_say(server: Server, path: str, kind: str) -> None:
    answer = server.get(PUBLIC, path)

    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/feeds/customers.atom", "/pagefind/shards.json", "/widget.js"])
def test_what_may_change_is_asked_for_again_and_sent_once(server: Server, path: str) -> None:
    first = server.get(PUBLIC, path, Accept_Encoding="gzip")
    again = server.get(PUBLIC, path, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status, again.body) == (304, b"")


def test_what_has_a_digest_in_its_name_is_kept(server: Server, site: Path) -> None:
    folder = site / "public"
    names = [
        path.relative_to(folder).as_posix()
        for pattern in (
            "assets/javascripts/bundle.*.js",
            "assets/stylesheets/main.*.css",
            "pagefind/**/*.pf_*",
        )
        for path in folder.glob(pattern)
    ]
    kept = {name: server.get(PUBLIC, f"/{name}").headers["Cache-Control"] for name in names}

    assert len(kept) > 3
    assert set(kept.values()) == {"max-age=31536000, immutable"}


def test_text_is_compressed(server: Server) -> None:
    for path in ("/", "/feeds/customers.atom", "/feeds/customers.json", "/guides/start/index.md"):
        plain, packed = (server.get(PUBLIC, path, Accept_Encoding=coding) for coding in ("identity", "gzip"))
        if len(plain.body) < 1000:
            continue
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(packed.body) == plain.body


def test_other_sites_may_read_public_feeds_and_nothing_else(server: Server) -> None:
    def allowed(host: str, path: str) -> str | None:
        return server.get(host, path, Cookie=SIGNED_IN).headers.get("Access-Control-Allow-Origin")

    assert allowed(PUBLIC, "/feeds/customers.json") == "*"
    assert allowed(PUBLIC, "/api/v1/entries.json") is None
    assert allowed(INTERNAL, "/feeds/customers.json") is None


def test_folder_gets_its_slash(server: Server) -> None:
    answer = server.get(PUBLIC, "/guides/start")

    assert (answer.status, answer.headers["Location"]) == (301, "/guides/start/")


@pytest.mark.parametrize("path", ["/nowhere/", "/guides/nowhere.html", "/assets/", "/feeds/"])
def test_what_is_not_there_has_the_editions_page(server: Server, path: str) -> None:
    answer = server.get(PUBLIC, path)

    assert answer.status == 404
    assert b"<title>" in answer.body
    assert b"Sample" in answer.body


def test_hidden_files_and_other_editions_are_not_there(server: Server, site: Path) -> None:
    (site / "public/.htaccess").write_text("secret")
    try:
        for path in ("/.htaccess", "/.broadsheet/store.db", "/../.broadsheet/store.db", "/.git/config"):
            assert b"secret" not in server.get(PUBLIC, path).body
            assert server.get(PUBLIC, path).status in {400, 404}
    finally:
        (site / "public/.htaccess").unlink()
    assert server.get(PUBLIC, "/../internal/index.html").status in {400, 404}
    assert server.get(PUBLIC, "/process/release/").status == 404


@pytest.mark.parametrize(
    "path", ["/", "/process/release/", "/feeds/all.json", "/404.html", "/nowhere/", "/widget.js"]
)
def test_internal_edition_asks_who_it_is(server: Server, path: str) -> None:
    answer = server.get(INTERNAL, path)

    assert answer.status == 302
    assert answer.headers["Location"] == f"/oauth2/sign_in?rd=https://{INTERNAL}{path}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"Sample" not in answer.body


def test_internal_edition_is_open_to_who_is_signed_in(server: Server) -> None:
    page = server.get(INTERNAL, "/process/release/", Cookie=SIGNED_IN)
    missing = server.get(INTERNAL, "/nowhere/", Cookie=SIGNED_IN)

    assert (page.status, page.headers["Cache-Control"]) == (200, "private, no-cache")
    assert b"How we release" in page.body
    assert missing.status == 404
    assert b"Sample inside" in missing.body


def test_who_is_signed_in_but_not_welcome_sees_no_page_of_the_edition(server: Server) -> None:
    answer = server.get(INTERNAL, "/process/release/", Cookie="_oauth2_proxy=eve")

    assert answer.status in {403, 404}
    assert b"Sample" not in answer.body


def test_nobody_gets_in_while_nobody_can_be_asked(nginx: str, site: Path, tmp_path: Path) -> None:
    with serving.nginx(nginx, tmp_path, site, "internal.conf", serving.free_port()) as started:
        answer = started.get(INTERNAL, "/", Cookie=SIGNED_IN)
        assert answer.status == 500
        assert b"Sample" not in answer.body
        assert started.get(PUBLIC, "/").status == 200


def test_page_to_sign_in_has_no_policy_of_ours(server: Server) -> None:
    answer = server.get(INTERNAL, "/oauth2/sign_in")

    assert (answer.status, answer.body) == (200, b"<style>p{color:red}</style>Sign in")
    assert "Content-Security-Policy" not in answer.headers


def test_nobody_asks_the_proxy_directly(server: Server) -> None:
    assert server.get(INTERNAL, "/oauth2/auth", Cookie=SIGNED_IN).status == 404


def test_old_addresses_lead_to_new_ones_where_one_may_read_them(server: Server) -> None:
    moved = server.get(INTERNAL, "/old/pay/", Cookie=SIGNED_IN)

    assert (moved.status, moved.headers["Location"]) == (301, PAY)
    assert PAY not in str(server.get(INTERNAL, "/old/pay/"))
    assert server.get(PUBLIC, "/old/pay/").status == 404


def test_password_opens_the_internal_edition(with_passwords: Server) -> None:
    def get(path: str, password: str) -> tuple[int, bytes]:
        token = base64.b64encode(f"ada:{password}".encode()).decode()
        answer = with_passwords.get(INTERNAL, path, Authorization=f"Basic {token}")
        return answer.status, answer.body

    assert get("/feeds/all.json", "difference")[0] == 200
    assert get("/nowhere/", "difference")[0] == 404
    for path in ("/feeds/all.json", "/nowhere/", "/404.html"):
        status, body = get(path, "wrong")
        assert status == 401
        assert b"Sample" not in body
        assert with_passwords.get(INTERNAL, path).status == 401
    assert with_passwords.get(PUBLIC, "/").status == 200


@pytest.fixture
def inside(browser: Browser) -> Iterator[Page]:
    """A page that nothing may go wrong on."""
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def test_headers_are_those_that_the_command_prints(server: Server) -> None:
    for path in ("/", "/nowhere/", "/feeds/customers.json"):
        assert HEADERS.items() <= server.get(PUBLIC, path).headers.items()
    assert RECIPES["nginx"]() in (serving.RECIPE / "snippets/broadsheet-edition.conf").read_text("utf-8")


def test_pages_work_under_the_policy(server: Server, inside: Page) -> None:
    for path in ("/", "/guides/start/", "/changelog/", "/changelog/2026/", "/subscribe/"):
        inside.goto(f"https://{PUBLIC}:{server.port}{path}")
    inside.keyboard.press("/")
    inside.keyboard.type("Parquet")
    expect(inside.locator(".bs-search__page").first).to_be_visible()
