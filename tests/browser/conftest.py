"""What browser tests share."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, Response


@pytest.fixture
def wrong(page: Page) -> Iterator[list[str]]:
    """Whatever a page, its console or its requests complain of; there must be nothing at the end."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def on_request(request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            complaints.append(f"another host: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status} {response.url}")

    def on_failure(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # which is what leaving a page does to its last requests
            complaints.append(f"{request.failure}: {request.url}")

    def on_dialog(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    page.on("console", on_console)
    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", on_request)
    page.on("requestfailed", on_failure)
    page.on("response", on_response)
    yield complaints
    assert complaints == []
