"""What stands in for GitHub's API: pull requests, artifacts and comments, kept in memory."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

REPOSITORY = "example/handbook"
BOT = "github-actions[bot]"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive."""
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


@dataclass
class GitHub:
    """A repository with one pull request.

    Args:
        head: Its branch, as ``owner:branch``.
        commit: What that ends with.
        artifact: The archive with the preview.
        size: How large GitHub says that the archive is, in bytes.
    """

    head: str
    commit: str
    artifact: bytes | None = None
    size: int = 1000
    comments: list[dict[str, Any]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """What was sent to the host where archives are, as ``Authorization``."""
    address: str = ""

    def comment(self, login: str, body: str) -> dict[str, Any]:
        """Write a comment, and return it."""
        made = {"id": 100 + len(self.comments), "user": {"login": login}, "body": body}
        self.comments.append(made)
        return made

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        """Return what there is at an address."""
        base = f"/repos/{REPOSITORY}"
        if path == f"{base}/pulls":
            asked = query["head"] == [self.head] and query["state"] == ["open"]
            return [{"number": 7, "head": {"sha": self.commit}}] if asked else []
        if path == f"{base}/actions/runs/42/artifacts":
            assert query["name"] == ["preview"]
            found = [{"id": 9, "size_in_bytes": self.size}] if self.artifact is not None else []
            return {"artifacts": found}
        assert path == f"{base}/issues/7/comments", path
        return self.comments


class _Handler(BaseHTTPRequestHandler):
    github: GitHub
    store: str

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        assert self.headers["Authorization"] == "Bearer token"
        if url.path == f"/repos/{REPOSITORY}/actions/artifacts/9/zip":
            self.send_response(302)
            self.send_header("Location", self.store)
            self.end_headers()
        else:
            self._send(self.github.answer(url.path, parse_qs(url.query)))

    def do_POST(self) -> None:
        assert self.path == f"/repos/{REPOSITORY}/issues/7/comments"
        self._send(self.github.comment(BOT, self._body()))

    def do_PATCH(self) -> None:
        number = int(self.path.removeprefix(f"/repos/{REPOSITORY}/issues/comments/"))
        (comment,) = (each for each in self.github.comments if each["id"] == number)
        comment["body"] = self._body()
        self._send(comment)

    def _body(self) -> str:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        assert len(body) <= 65_536, "GitHub takes no longer comments"
        return str(body)

    def _send(self, value: Any) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Store(BaseHTTPRequestHandler):
    github: GitHub

    def do_GET(self) -> None:
        self.github.strangers.append(self.headers.get("Authorization", ""))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.github.artifact or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(github: GitHub) -> Iterator[GitHub]:
    """Serve it; :attr:`GitHub.address` is where."""
    with ExitStack() as stack:

        def start(handler: type[BaseHTTPRequestHandler]) -> str:
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        store = start(type("Store", (_Store,), {"github": github}))
        github.address = start(type("Handler", (_Handler,), {"github": github, "store": store}))
        yield github
