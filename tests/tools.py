"""The programs beside Python that tests run: a browser and some others, found or else installed.

``python -m tests.tools`` makes sure of them before the tests start. A browser there must be; the others are
optional on a developer's machine and required in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OTHERS = {
    **{name: name for name in ("newsboat", "sfeed", "rclone", "rsync", "curl", "jq", "unzip", "openssl")},
    "nginx": "nginx-light",
}
"""The other programs, each with Debian's package that has it."""
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


ROOM = 4 * 2**30
"""Bytes that must be free for temporary folders to be in memory; tests use an eighth of it at once."""


def in_ci() -> bool:
    """Whether nothing may be skipped."""
    return os.environ.get("CI") == "true"


def roomy_memory() -> str:
    """Return a folder in memory that has room, and from which programs may run; empty where there is none."""
    folder = Path("/dev/shm")
    try:
        described = dict(line.split(":") for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        free = min(shutil.disk_usage(folder).free, int(described["MemAvailable"].split()[0]) * 1024)
    except (OSError, KeyError, ValueError):
        return ""
    usable = os.access(folder, os.W_OK) and not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return str(folder) if usable and free >= ROOM else ""


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


def find_program(name: str) -> str | None:
    """Where a program is; Debian puts servers where only root looks."""
    return shutil.which(name) or shutil.which(name, path="/usr/local/sbin:/usr/sbin")


def ensure_others() -> bool:
    """Make sure of the other programs where they can be had; what needs one that is missing is skipped."""
    missing = [name for name in OTHERS if not find_program(name)]
    if missing and apt_install(*(OTHERS[name] for name in missing)):
        missing = [name for name in missing if not find_program(name)]
    if not missing:
        return True
    names = " and ".join(missing)
    print(f"{names} cannot be found or installed here", file=sys.stderr)
    if not in_ci():
        print(f"The tests that need {names} are skipped")
    return not in_ci()


if __name__ == "__main__":
    ready = ensure_browser(), ensure_others()
    sys.exit(0 if all(ready) else 1)
