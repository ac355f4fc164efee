"""Have MkDocs render one edition.

With :mod:`broadsheet.render.mkdocs_site`, the only place that knows MkDocs from inside.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from broadsheet.codes import Code
from broadsheet.config_file import PLUGIN
from broadsheet.errors import RenderError
from broadsheet.findings import Findings, Place
from broadsheet.model.items import Content
from broadsheet.outputs.project import Project
from broadsheet.render.mkdocs_site import EditionSite
from broadsheet.settings import Settings


def render(project: Project, content: Content, settings: Settings, folder: Path, findings: Findings) -> None:
    """Render an edition into a folder.

    Args:
        project: The edition.
        content: Holds the closed lists' titles.
        settings: The configuration.
        folder: Where to write; whatever is in it is removed.
        findings: Gets what MkDocs warns of, and what stops it.
    """
    place = Place(settings.config.name)
    with _heard(findings, place):
        try:
            config = load_config(config_file=str(settings.config.path), site_dir=str(folder))
            plugin = config.plugins[PLUGIN]
            plugin.site = EditionSite(project, content, settings)  # type: ignore[attr-defined]
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except RenderError as error:
            findings.add(error.code, error.place or place, error.message, error.hint)
        except TemplateError as error:
            findings.add(Code.BS604, _template_place(error, place, settings), f"{error.message}")
        except (MkDocsException, SystemExit) as error:
            findings.add(Code.BS602, place, f"MkDocs stopped: {error}")


def _template_place(error: TemplateError, otherwise: Place, settings: Settings) -> Place:
    """Return the innermost line of a template that an error went through."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return _within(error.filename, error.lineno, settings)
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    return _within(frames[-1].filename, frames[-1].lineno or 0, settings) if frames else otherwise


def _within(file: str, line: int, settings: Settings) -> Place:
    path = Path(file)
    project = settings.config.path.parent
    return Place(path.relative_to(project).as_posix() if path.is_relative_to(project) else file, line)


@contextmanager
def _heard(findings: Findings, place: Place) -> Iterator[None]:
    """Turn MkDocs' warnings into findings, and keep the rest of its log to itself."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            findings.add(Code.BS603, place, f"MkDocs: {record.getMessage()}")

    logger = logging.getLogger("mkdocs")
    listener = Listener(logging.WARNING)
    propagate, level = logger.propagate, logger.level
    logger.addHandler(listener)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate
        logger.setLevel(level)
