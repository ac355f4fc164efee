"""The search index: Pagefind's, over one finished edition, with the same bytes for the same pages.

Left to itself, Pagefind numbers pages in the order in which the file system lists them, and writes its
filters in the order of a hash table that is seeded at random. So the pages are handed to it one by one,
sorted, over the protocol that its Node and Python packages speak to its program (Base64 of JSON, a comma
after each message), and :func:`canonical` sorts the filters of the bundle that comes back. Pagefind's own
Python client speaks that protocol too, but waits 0.1 s before it reads each answer.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, cast

import cbor2
from pagefind.service import get_executable

from broadsheet.errors import SearchIndexError

#: The bundle's folder in an edition; the search dialog loads ``pagefind.js`` from there.
BUNDLE = "pagefind"

#: Only a page that marks its own text is indexed: the 404 page and HTML attachments are not.
_MARK = b"data-pagefind-body"

#: Marks that a page carries for its own use, which would be noise in titles and excerpts.
_IGNORED = (".headerlink", ".md-content__button", ".md-source-file", ".linenos", ".footnote-backref")

#: What a search loads. The rest of the bundle is Pagefind's own user interfaces.
_LOADED = re.compile(r"pagefind(-worker)?\.js|pagefind-entry\.json|.+\.(pagefind|pf_\w+)")

_ENTRY = "pagefind-entry.json"
_SIGNATURE = b"pagefind_dcd"

#: Places in the CBOR array of a .pf_meta: version, pages, word chunks, filters, sorts, fields.
_FILTERS, _SORTS = 3, 4


def build_index(site: Path) -> None:
    """Index the pages of a finished edition into its ``pagefind/`` folder.

    A folder that is there already is replaced as a whole: a fragment that stayed behind would be the text
    of another edition.

    Args:
        site: The edition's folder, all its pages written.

    Raises:
        SearchIndexError: Pagefind's program is missing, failed, or refused a page; or a page lies where the
            index has to.
    """
    folder = site / BUNDLE
    if page := next(folder.rglob("*.html"), None):
        raise SearchIndexError(
            f"the page {page.relative_to(site).as_posix()} lies in {BUNDLE}/, the search index's own folder",
            "Give the page another name or folder.",
        )
    bundle = canonical(_index(_pages(site)))
    if folder.exists():
        shutil.rmtree(folder)
    for path, data in bundle.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def canonical(bundle: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put a Pagefind bundle into the one form that its pages determine, without what no search loads.

    Filters and their values are sorted, and files are named after what they then hold.

    Args:
        bundle: Path in the bundle to content, as Pagefind makes it.
    """
    files = {path: data for path, data in sorted(bundle.items()) if _LOADED.fullmatch(path)}
    entry = json.loads(files[_ENTRY])
    for name, language in entry["languages"].items():
        meta = _unpack(files.pop(f"pagefind.{language['hash']}.pf_meta"))
        for reference in meta[_FILTERS]:
            facet, values = _unpack(files.pop(f"filter/{reference[1]}.pf_filter"))
            reference[1], data = _named(name, [facet, sorted(values)])
            files[f"filter/{reference[1]}.pf_filter"] = data
        meta[_FILTERS].sort()
        meta[_SORTS].sort()
        language["hash"], data = _named(name, meta)
        files[f"pagefind.{language['hash']}.pf_meta"] = data
    files[_ENTRY] = json.dumps(entry, sort_keys=True).encode()
    return files


def _unpack(data: bytes) -> Any:
    return cbor2.loads(gzip.decompress(data).removeprefix(_SIGNATURE))


def _named(language: str, value: object) -> tuple[str, bytes]:
    """Encode a value as Pagefind does, and name it after its language and content."""
    data = cbor2.dumps(value)
    return f"{language}_{hashlib.sha256(data).hexdigest()[:10]}", gzip.compress(_SIGNATURE + data, mtime=0)


def _pages(site: Path) -> Iterator[tuple[str, str]]:
    """Yield path and HTML of each page to index, in an order that no file system decides."""
    for path, file in sorted((file.relative_to(site).as_posix(), file) for file in site.rglob("*.html")):
        html = file.read_bytes()
        if _MARK in html:
            yield path, html.decode("utf-8", errors="replace")


def _index(pages: Iterator[tuple[str, str]]) -> dict[str, bytes]:
    """Have Pagefind index pages, in memory.

    Returns:
        The bundle: path to content.
    """
    with _pagefind() as program:
        index = program.ask(type="NewIndex", config={"exclude_selectors": _IGNORED})["index_id"]
        for path, html in pages:
            program.ask(type="AddFile", index_id=index, file_path=path, file_contents=html)
        files = program.ask(type="GetFiles", index_id=index)["files"]
    return {file["path"]: base64.b64decode(file["content"]) for file in files}


class _Program:
    """Pagefind's program, while it runs as a service: one question, one answer."""

    def __init__(self, questions: IO[bytes], answers: BufferedReader, complaints: IO[bytes]) -> None:
        self._questions = questions
        self._answers = answers
        self._complaints = complaints

    def ask(self, **payload: object) -> dict[str, Any]:
        """Send one request and wait for its answer.

        Raises:
            SearchIndexError: The program ended, or answers with an error.
        """
        message = json.dumps({"message_id": 0, "payload": payload}).encode()
        try:
            answer = self._exchange(base64.b64encode(message) + b",")
        except OSError:
            answer = b""
        if not answer:
            self._complaints.seek(0)
            said = self._complaints.read().decode(errors="replace").strip() or "it said nothing"
            raise SearchIndexError(f"Pagefind ended before it had indexed the site: {said}")
        result: dict[str, Any] = json.loads(base64.b64decode(answer))["payload"]
        if result["type"] == "Error":
            raise SearchIndexError(f"Pagefind cannot index the site: {result['message']}")
        return result

    def _exchange(self, message: bytes) -> bytes:
        """Return the answer without its closing comma; empty where the program ended first."""
        self._questions.write(message)
        self._questions.flush()
        answer = bytearray()
        while chunk := self._answers.read1(1 << 16):
            answer += chunk
            if chunk.endswith(b","):
                return bytes(answer[:-1])
        return b""


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
            questions, answers = cast("IO[bytes]", process.stdin), cast("BufferedReader", process.stdout)
            yield _Program(questions, answers, complaints)
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
