"""What MkDocs, its templates and extensions complain of, as findings."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.exceptions import MkDocsException

from broadsheet.codes import Code
from broadsheet.config.settings import Settings
from broadsheet.errors import RenderError
from broadsheet.findings import Findings, Place


@contextmanager
def reported(findings: Findings, settings: Settings) -> Iterator[None]:
    """Turn MkDocs' warnings, and what stops it, into findings; keep the rest of its log to itself."""
    place = Place(settings.config.name)
    with _heard(findings, place):
        try:
            yield
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
