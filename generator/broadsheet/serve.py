"""``broadsheet serve``: every edition on one local server, built again whenever a file changes.

The server and its reloading are MkDocs', the watching is watchdog's. What is broken keeps the last good
version on show, with what to mend on top of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader
from mkdocs.livereload import LiveReloadServer
from watchdog.observers import Observer

from broadsheet.building import collector
from broadsheet.config.settings import Settings, load_settings
from broadsheet.crew import processes
from broadsheet.errors import BroadsheetError, FindingsError, SystemFailureError, UsageError
from broadsheet.findings import Findings
from broadsheet.garbage import uncollected
from broadsheet.order import Order
from broadsheet.pipeline import publish
from broadsheet.publish.stage import Stage
from broadsheet.revision import settings_for
from broadsheet.store import Store
from broadsheet.watching import Watching

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates" / "serve"), autoescape=True, trim_blocks=True
)

_POLICY = b'http-equiv="Content-Security-Policy"'
"""In a page whose template has the policy; it would stop the bar, and the script that reloads the page."""

_LATER = 5.0
"""How long nothing must have changed before the search is indexed, in seconds: a page that is saved meanwhile
would have to wait for it."""

_QUIET = 0.02
"""How long nothing must have changed before a build begins, in seconds."""


class Preview:
    """The editions of a site as they are being written.

    Args:
        config_file: ``mkdocs.yml``; read again for every build.
        root: The folder that is served; each edition has a folder in it.
        url: The address of that folder, with a trailing slash.
        say: Is told what happens, a line at a time.
        show: Is given the findings of every build.
        untrusted: The revision to show, whose authors are not trusted; None for what is on disk.

    Attributes:
        shown: Called as soon as pages can be seen; whether it is time to index what is new then.
    """

    def __init__(
        self,
        config_file: Path,
        root: Path,
        url: str,
        say: Callable[[str], None],
        show: Callable[[Findings], None],
        untrusted: str | None = None,
    ) -> None:
        self._untrusted = untrusted
        self._config_file, self._root, self._url = config_file, root, url
        self._say, self._show = say, show
        self._findings = Findings()
        self._names: list[str] = []
        self._makers: dict[bytes, Any] = {}
        self._store: Store | None = None
        self.shown: Callable[[], bool] = lambda: True

    def build(self) -> None:
        """Build every edition; where something is wrong, keep what is there and say so."""
        self._findings = Findings()
        try:
            with settings_for(self._config_file, None, self._untrusted) as settings:
                self._findings = collector(settings)
                self._build(settings)
        except FindingsError as error:
            self._findings = error.findings
            self._say(f"{error.message}; still showing the last good version")
        except BroadsheetError as error:
            self._say(f"{error.message} {error.hint}")
        except OSError as error:  # a file went away meanwhile, say
            self._say(f"{SystemFailureError.of(error).message}; still showing the last good version")
        self._show(self._findings)
        if not self._names:
            self._start_page("Broadsheet", ())

    def _build(self, settings: Settings) -> None:
        settings = settings.served_at({name: f"{self._url}{name}/" for name in settings.editions})
        beside = {path.name for path in self._root.iterdir()}  # the start page, and editions of before
        stage = Stage(self._root, {*settings.editions, *beside}, alone=False, private=True)
        with stage, uncollected():
            store = self._store = self._store or Store(stage.store)
            # Processes are forked only as long as no threads of the server run beside this one.
            first = not self._names
            order = Order(
                ref=self._untrusted,
                workers=processes() if first else 1,
                search=first,
                prove=False,
                makers=self._makers,
            )
            publish(settings, stage, store, self._findings, order)
            self._names = list(settings.editions)
            self._start_page(str(settings.config.values.get("site_name", "")), settings.editions.values())
            self._say(f"built {', '.join(self._names)}")
            if not first and self.shown():
                publish(settings, stage, store, Findings(), replace(order, search=True))

    def _start_page(self, site_name: str, editions: Iterable[object]) -> None:
        page = _TEMPLATES.get_template("start.html").render(site_name=site_name, editions=list(editions))
        (self._root / "index.html").write_text(page, encoding="utf-8")

    def bar(self, path: str) -> str:
        """Return what is shown on top of a page: the same page in the other editions, and what to mend.

        Args:
            path: The page's path on the server.
        """
        here, _, page = path.lstrip("/").partition("/")
        editions = [
            (name, "" if name == here else f"/{name}/{page if self._has(name, page) else ''}")
            for name in self._names
        ]
        problems = self._findings.errors
        return _TEMPLATES.get_template("bar.html").render(editions=editions, problems=problems)

    def _has(self, edition: str, page: str) -> bool:
        return (self._root / edition / page).exists()


def with_bar(application: WSGIApplication, preview: Preview) -> WSGIApplication:
    """Put the preview's bar into every HTML page that an application serves."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            started[:] = [status, headers, *rest]
            return lambda _: None

        body = application(environ, keep)
        status, headers, *rest = started
        if dict(headers).get("Content-Type") != "text/html":
            start_response(status, headers, *rest)
            return body
        page = b"".join(body).replace(_POLICY, b'name="policy"')
        head, mark, tail = page.rpartition(b"</body>")
        if mark:
            page = head + preview.bar(environ["PATH_INFO"]).encode() + mark + tail
        headers = [(k, str(len(page)) if k == "Content-Length" else v) for k, v in headers]
        start_response(status, headers, *rest)
        return [page]

    return wrapped


class _Server(LiveReloadServer):
    """MkDocs' server, which is told of changes by the system and does not have to look for them.

    Args:
        preview: What is served.
        host: Where to listen.
        port: Where to listen.
        root: The folder that is served.
        listening: Called when it can be reached.
    """

    def __init__(
        self, preview: Preview, host: str, port: int, root: Path, listening: Callable[[], None]
    ) -> None:
        super().__init__(preview.build, host, port, str(root))
        self.observer = Observer()  # type: ignore[assignment]  # MkDocs has one that polls
        self.build_delay = _QUIET
        self._watching = Watching(self.observer, self._rebuild)
        self._listening = listening
        preview.shown = self.show
        self.set_app(with_bar(self.serve_request, preview))

    def server_activate(self) -> None:
        super().server_activate()
        self._listening()

    def show(self) -> bool:
        """Let browsers load what is built, and leave them in peace for a moment.

        Returns:
            Whether nothing has changed again meanwhile.
        """
        with self._epoch_cond:
            self._visible_epoch = self._wanted_epoch
            self._epoch_cond.notify_all()
        with self._rebuild_cond:
            return not self._rebuild_cond.wait_for(lambda: self._want_rebuild or self._shutdown, _LATER)

    def follow(self, path: Path) -> None:
        """Build again whenever a file changes, or one below a folder."""
        self._watched_paths[str(path)] = 1
        self._watching.follow(path)

    def _rebuild(self) -> None:
        with self._rebuild_cond:
            self._want_rebuild = True
            self._rebuild_cond.notify_all()


def serve_editions(
    config_file: Path,
    address: str,
    open_browser: bool,
    say: Callable[[str], None],
    show: Callable[[Findings], None],
    untrusted: str | None = None,
) -> None:
    """Serve every edition until interrupted.

    Args:
        config_file: ``mkdocs.yml``.
        address: Host and port, like ``127.0.0.1:8000``.
        open_browser: Whether to open a browser.
        say: Is told what happens, a line at a time.
        show: Is given the findings of every build.
        untrusted: The revision to show, whose authors are not trusted; None for what is on disk.

    Raises:
        UsageError: The address cannot be used.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise UsageError(f"“{address}” is no address", "Write it like 127.0.0.1:8000.")
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        root = Path(folder) / "site"
        root.mkdir()
        preview = Preview(config_file, root, f"http://{host}:{port}/", say, show, untrusted)
        preview.build()
        said = f"showing every edition at http://{host}:{port}/ (stop with Ctrl-C)"
        server = _Server(preview, host, int(port), root, lambda: say(said))
        for path in _watched(config_file):
            server.follow(path)
        try:
            server.serve(open_in_browser=open_browser)  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            say("stopped")
        except OSError as error:
            raise UsageError(f"{address} cannot be listened at: {error.strerror}") from error
        finally:
            server.shutdown()


def _watched(config_file: Path) -> list[Path]:
    """Return what to watch: the configuration, and the sources and overrides it names when it is sound."""
    watched = [config_file.absolute()]
    try:
        settings = load_settings(config_file)
    except BroadsheetError:
        folder = config_file.absolute().parent
        return [*watched, *(path for name in ("docs", "changelog") if (path := folder / name).is_dir())]
    folders = [settings.docs_dir, settings.changelog_dir, settings.overrides]
    return [*watched, *(path for name in folders if name and (path := settings.project / name).is_dir())]
