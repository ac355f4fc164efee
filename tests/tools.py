"""The programs beside Python that tests run: a browser and newsboat, found or else installed.

``python -m tests.tools`` makes sure of them before the tests start. A browser there must be; newsboat is
optional on a developer's machine and required in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
NO_BROWSER = (
    "No browser that works was found, and none could be installed. Install Chromium or Chrome, "
    "or set BROADSHEET_BROWSER to the path of one, then run make again."
)


def in_ci() -> bool:
    """Whether nothing may be skipped."""
    return os.environ.get("CI") == "true"


def find_browser() -> str | None:
    """The browser to run: $BROADSHEET_BROWSER, else one on the path; None leaves it to Playwright."""
    if chosen := os.environ.get("BROADSHEET_BROWSER"):
        return chosen
    return next(filter(answers, filter(None, map(shutil.which, BROWSERS))), None)


def answers(program: str) -> bool:
    """Whether it is more than a stub that tells how to install it."""
    return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


def launch(playwright: Playwright) -> Browser:
    """Start the browser; the same way in the tests and in the trial before them."""
    return playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_ARGS)


def browser_error() -> str:
    """Why no browser starts; empty if one does."""
    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
        except PlaywrightError as error:
            return error.message
    return ""


def run(*command: str) -> bool:
    """Run a command quietly, and show what it said if it fails."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        print(f"{' '.join(command)} failed:\n{done.stdout}", file=sys.stderr)
    return done.returncode == 0


def apt_install(*packages: str) -> bool:
    """Install Debian packages, where this user may do so without being asked for a password."""
    if not shutil.which("apt-get"):
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not (shutil.which("sudo") and run(*sudo, "true")):
        return False
    print(f"Installing Debian's {' and '.join(packages)}", flush=True)
    install = ("apt-get", "install", "--yes", "--no-install-recommends")
    return run(*sudo, "apt-get", "update") and run(*sudo, *install, *packages)


def install_debian_chromium() -> bool:
    """Install Debian's browser, and fonts: Chromium without any font crashes on the first text."""
    return apt_install("chromium", "fonts-liberation")


def download_chromium() -> bool:
    """Download Playwright's own Chromium into this user's cache."""
    print("Downloading Playwright's Chromium", flush=True)
    return run(sys.executable, "-m", "playwright", "install", "chromium")


def ensure_browser() -> bool:
    """Make sure that a browser starts."""
    error = browser_error()
    others = () if os.environ.get("BROADSHEET_BROWSER") else (install_debian_chromium, download_chromium)
    for install in others:
        if error and install():
            error = browser_error()
    if error:
        print(f"{error}\n{NO_BROWSER}", file=sys.stderr)
    else:
        print(f"Browser for the tests: {find_browser() or 'the one that Playwright downloaded'}")
    return not error


def ensure_newsboat() -> bool:
    """Make sure of newsboat where it can be had; without it, the tests that need it are skipped."""
    if shutil.which("newsboat") or apt_install("newsboat"):
        return True
    print("newsboat is missing and cannot be installed here", file=sys.stderr)
    if not in_ci():
        print("The tests that need newsboat are skipped")
    return not in_ci()


if __name__ == "__main__":
    ready = ensure_browser(), ensure_newsboat()
    sys.exit(0 if all(ready) else 1)
