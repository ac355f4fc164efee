"""Pagefind's program, asked over the protocol that its Node and Python packages speak to it.

A message is Base64 of JSON with a comma after it; the program answers one after the other, in order.
Pagefind's own Python client waits 0.1 s before it reads each answer. Here all questions are written while
the answers are read, so that neither side waits for the other.
"""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from threading import Thread
from typing import IO, Any, cast

from pagefind.service import get_executable

from broadsheet.errors import SearchIndexError

#: Marks that a page carries for its own use, which would be noise in titles and excerpts.
_IGNORED = (".headerlink", ".md-content__button", ".md-source-file", ".linenos", ".footnote-backref")


def run(pages: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Have Pagefind index pages, in memory.

    Args:
        pages: Each page's path and HTML, in the order in which they are to be numbered.

    Returns:
        The bundle as Pagefind makes it: path to content.

    Raises:
        SearchIndexError: The program is missing, failed, or refused a page.
    """
    with _pagefind() as program:
        (made,) = program.ask([{"type": "NewIndex", "config": {"exclude_selectors": _IGNORED}}])
        index = {"index_id": made["index_id"]}
        questions: list[dict[str, object]] = [
            {"type": "AddFile", "file_path": path, "file_contents": html.decode(errors="replace")} | index
            for path, html in pages
        ]
        *_, bundle = program.ask([*questions, {"type": "GetFiles"} | index])
    return {file["path"]: base64.b64decode(file["content"]) for file in bundle["files"]}


class _Program:
    """The program, while it runs as a service."""

    def __init__(self, process: subprocess.Popen[bytes], complaints: IO[bytes]) -> None:
        self._questions = cast("IO[bytes]", process.stdin)
        self._answers = cast("BufferedReader", process.stdout)
        self._complaints = complaints

    def ask(self, questions: Sequence[Mapping[str, object]]) -> Iterator[dict[str, Any]]:
        """Yield the answer to each question.

        Raises:
            SearchIndexError: The program ended, or answers with an error.
        """
        Thread(target=self._write, args=(questions,), daemon=True).start()
        answers = self._read()
        for _ in questions:
            answer = next(answers, b"")
            if not answer:
                self._complaints.seek(0)
                said = self._complaints.read().decode(errors="replace").strip() or "it said nothing"
                raise SearchIndexError(f"Pagefind ended before it had indexed the site: {said}")
            result: dict[str, Any] = json.loads(base64.b64decode(answer))["payload"]
            if result["type"] == "Error":
                raise SearchIndexError(f"Pagefind cannot index the site: {result['message']}")
            yield result

    def _write(self, questions: Sequence[Mapping[str, object]]) -> None:
        with suppress(OSError, ValueError):  # The program ended; whoever reads its answers sees that.
            for question in questions:
                message = json.dumps({"message_id": 0, "payload": question}).encode()
                self._questions.write(base64.b64encode(message) + b",")
            self._questions.flush()

    def _read(self) -> Iterator[bytes]:
        """Yield each answer without its closing comma, until the program ends."""
        answer = bytearray()
        while chunk := self._answers.read1(1 << 20):
            *ends, rest = chunk.split(b",")
            for end in ends:
                yield bytes(answer + end)
                answer.clear()
            answer += rest


@contextmanager
def _pagefind() -> Iterator[_Program]:
    """Run Pagefind's program as a service for as long as the block lasts."""
    program = _executable()
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(
                [program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
            )
        except OSError as error:
            raise SearchIndexError(f"Pagefind's program {program} does not start: {error}") from error
        try:
            yield _Program(process, complaints)
        finally:
            process.kill()
            process.communicate()


def _executable() -> Path:
    try:
        program = get_executable()
    except FileNotFoundError:
        program = None
    if program is None:
        raise SearchIndexError(
            "Pagefind's program is not installed, so that the site would have no search",
            'Run `pip install "pagefind[bin]"`; it has programs for Linux, macOS and Windows.',
        )
    return program
