"""A real nginx that runs the recipe, and what stands in for the services around it."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import takewhile
from pathlib import Path

from tests.recipes.files import RECIPES

RECIPE = RECIPES / "nginx"

_MAIN = """\
{user}
pid {folder}/nginx.pid;
daemon off;
error_log stderr notice;
events {{}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    access_log off;
    client_body_temp_path {folder}/temporary;
    proxy_temp_path {folder}/temporary;
    fastcgi_temp_path {folder}/temporary;
    scgi_temp_path {folder}/temporary;
    uwsgi_temp_path {folder}/temporary;
    include conf.d/*.conf;
    include sites-enabled/*.conf;
}}
"""
"""What Debian's own nginx.conf comes down to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """An nginx that runs.

    Args:
        port: Where it speaks TLS.
        plain: Where it does not.
    """

    port: int
    plain: int

    def get(self, host: str, path: str, /, **headers: str) -> Answer:
        """Ask a host for a path, over TLS; underscores in names of headers stand for hyphens."""
        trusting = ssl._create_unverified_context()
        return _get(
            http.client.HTTPSConnection("127.0.0.1", self.port, context=trusting), host, path, headers
        )

    def get_plain(self, host: str, path: str) -> Answer:
        """Ask without TLS."""
        return _get(http.client.HTTPConnection("127.0.0.1", self.plain), host, path, {})


def _get(connection: http.client.HTTPConnection, host: str, path: str, headers: Mapping[str, str]) -> Answer:
    sent = {"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    with closing(connection):
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())


@contextmanager
def nginx(program: str, folder: Path, site: Path, internal: str, sign_in: int = 0) -> Iterator[Server]:
    """Run the recipe on a built site.

    Args:
        program: Where nginx is.
        folder: An empty folder, for nginx.
        site: Where the editions are.
        internal: Which file protects the internal edition.
        sign_in: The port of what stands in for oauth2-proxy.
    """
    port, plain = free_port(), free_port()
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "    listen [::]:443 ssl;\n": "",
        "    listen [::]:80;\n": "",
        "docs.example.com": "docs.localhost",
        "hub.example.com": "hub.localhost",
        "/etc/ssl/docs.localhost/": f"{folder}/",
        "/etc/ssl/hub.localhost/": f"{folder}/",
        "/srv/www/": f"{site}/",
        "127.0.0.1:4180": f"127.0.0.1:{sign_in}",
        "/etc/nginx/hub.htpasswd": f"{folder}/hub.htpasswd",
        "# docs.localhost/old/page/ /new/page/;": "hub.localhost/old/pay/ /internal/pay/;",
    }
    for source, target in {
        "conf.d/broadsheet.conf": "conf.d/broadsheet.conf",
        "snippets/broadsheet-edition.conf": "snippets/broadsheet-edition.conf",
        "snippets/broadsheet-proxy.conf": "snippets/broadsheet-proxy.conf",
        "sites/public.conf": "sites-enabled/public.conf",
        f"sites/{internal}": "sites-enabled/internal.conf",
    }.items():
        text = (RECIPE / source).read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        (folder / target).write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_MAIN.format(user=user, folder=folder), encoding="utf-8")
    _make_certificate(folder)
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    said = _run([*command, "-t"])
    assert "[warn]" not in said, said
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        begun = list(takewhile(lambda line: "start worker process" not in line, running.stderr))
        assert running.poll() is None, "".join(begun)  # it listens now
        reader = threading.Thread(target=running.stderr.read)
        reader.start()
        try:
            yield Server(port, plain)
        finally:
            running.terminate()
            reader.join()


def _run(command: list[str]) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def _make_certificate(folder: Path) -> None:
    new = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost"
    _run([*new.split(), "-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")])


def free_port() -> int:
    """Find a port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class _SignIn(BaseHTTPRequestHandler):
    """Answers as oauth2-proxy does: who has its cookie is in, and who is not of the group is not."""

    def do_GET(self) -> None:
        cookie = self.headers.get("Cookie", "")
        page = self.path.startswith("/oauth2/sign_in")
        status = 200 if page else 202 if "_oauth2_proxy=ada" in cookie else 403 if cookie else 401
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"<style>p{color:red}</style>Sign in" if page else b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def sign_in() -> Iterator[int]:
    """Run what stands in for oauth2-proxy; gives its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _SignIn) as server:
        threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
        yield server.server_port
        server.shutdown()
