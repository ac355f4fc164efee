"""``broadsheet serve``: every edition on one local server, built again whenever a file changes.

The server and its reloading are MkDocs'. What is broken keeps the last good version on show, with what to
mend on top of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader
from mkdocs.livereload import LiveReloadServer

from broadsheet import pipeline
from broadsheet.errors import BroadsheetError, FindingsError, UsageError
from broadsheet.findings import Findings
from broadsheet.publish.swap import swap
from broadsheet.render.mkdocs_build import render
from broadsheet.settings import Settings, load_settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates" / "serve"), autoescape=True, trim_blocks=True
)


class Preview:
    """The editions of a site as they are being written.

    Args:
        config_file: ``mkdocs.yml``; read again for every build.
        root: The folder that is served; each edition has a folder in it.
        url: The address of that folder, with a trailing slash.
        say: Is told what happens, a line at a time.
        show: Is given the findings of every build.
    """

    def __init__(
        self,
        config_file: Path,
        root: Path,
        url: str,
        say: Callable[[str], None],
        show: Callable[[Findings], None],
    ) -> None:
        self._config_file, self._root, self._url = config_file, root, url
        self._say, self._show = say, show
        self._findings = Findings()
        self._names: list[str] = []

    def build(self) -> None:
        """Build every edition; where something is wrong, keep what is there and say so."""
        self._findings = Findings()
        try:
            settings = load_settings(self._config_file)
            self._findings = pipeline.collector(settings)
            self._build(settings)
        except FindingsError as error:
            self._findings = error.findings
            self._say(f"{error.message}; still showing the last good version")
        except BroadsheetError as error:
            self._say(f"{error.message} {error.hint}")
        self._show(self._findings)
        if not self._names:
            self._start_page("Broadsheet", ())

    def _build(self, settings: Settings) -> None:
        settings = settings.served_at({name: f"{self._url}{name}/" for name in settings.editions})
        content = pipeline.read(settings, self._findings)
        projects = [pipeline.lay_out(content, settings, name, self._findings) for name in settings.editions]
        pipeline.stop_on_errors(self._findings)
        with tempfile.TemporaryDirectory(dir=self._root.parent) as made:
            for project in projects:
                render(project, content, settings, Path(made) / project.edition.name, self._findings)
            pipeline.stop_on_errors(self._findings)
            for project in projects:
                swap(Path(made) / project.edition.name, self._root / project.edition.name)
        self._names = list(settings.editions)
        self._start_page(str(settings.config.values.get("site_name", "")), settings.editions.values())
        self._say(f"built {', '.join(self._names)}")

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
        page = b"".join(body)
        head, mark, tail = page.rpartition(b"</body>")
        if mark:
            page = head + preview.bar(environ["PATH_INFO"]).encode() + mark + tail
        headers = [(k, str(len(page)) if k == "Content-Length" else v) for k, v in headers]
        start_response(status, headers, *rest)
        return [page]

    return wrapped


class _Server(LiveReloadServer):
    """MkDocs' server, which tells when it can be reached."""

    listening: Callable[[], None]

    def server_activate(self) -> None:
        super().server_activate()
        self.listening()


def serve_editions(
    config_file: Path,
    address: str,
    open_browser: bool,
    say: Callable[[str], None],
    show: Callable[[Findings], None],
) -> None:
    """Serve every edition until interrupted.

    Args:
        config_file: ``mkdocs.yml``.
        address: Host and port, like ``127.0.0.1:8000``.
        open_browser: Whether to open a browser.
        say: Is told what happens, a line at a time.
        show: Is given the findings of every build.

    Raises:
        UsageError: The address cannot be used.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise UsageError(f"“{address}” is no address", "Write it like 127.0.0.1:8000.")
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        root = Path(folder) / "site"
        root.mkdir()
        preview = Preview(config_file, root, f"http://{host}:{port}/", say, show)
        preview.build()
        server = _Server(preview.build, host, int(port), str(root))
        server.listening = lambda: say(f"showing every edition at http://{host}:{port}/ (stop with Ctrl-C)")
        server.set_app(with_bar(server.serve_request, preview))
        for path in _watched(config_file):
            server.watch(str(path))
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
