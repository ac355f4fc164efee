"""Search editions for what they must not hold, and say where it is and where it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from broadsheet.codes import Code
from broadsheet.crew import shared_out
from broadsheet.findings import Findings, Place
from broadsheet.model.raw import Listing
from broadsheet.model.taxonomy import Edition
from broadsheet.proof.chance import runs, spoken, unexplained
from broadsheet.proof.explain import Programs
from broadsheet.proof.fingerprints import Suspects
from broadsheet.proof.lines import Lines
from broadsheet.proof.reading import lines_of
from broadsheet.proof.search import Hit, Search
from broadsheet.proof.traces import Traces
from broadsheet.proof.words import plain, readable, words

_SHOWN = 80

_WORTHWHILE = 200
"""Fewer files than this are searched by one process."""

_STATIC = (".js", ".css", ".map", ".svg", ".png", ".ico", ".woff", ".woff2", ".txt", ".wasm")
"""What themes bring along."""


@dataclass(frozen=True, slots=True)
class Finished:
    """An edition to be searched.

    Args:
        folder: Where it is.
        paths: The files to search.
        suspects: What must not be there.
    """

    folder: Path
    paths: Sequence[str]
    suspects: Suspects


@dataclass(frozen=True, slots=True)
class Found:
    """What came of the search of an edition.

    Args:
        hits: What was found, by file.
        traces: What else is in the files.
    """

    hits: dict[str, set[Hit]]
    traces: Traces


def search(editions: Sequence[Finished], programs: Programs, *, workers: int) -> list[Found]:
    """Search editions for what must not be there.

    What an edition shares with one that sees less is searched there, for what must be in neither.

    Args:
        editions: The editions.
        programs: What templates and code bring along.
        workers: How many processes there may be.

    Returns:
        What was found, for each edition.
    """
    found: dict[int, Found] = {}
    for row in _chains([one.suspects.edition for one in editions]):
        known, traces = set[int](), Traces(rows=set())
        for at, number in enumerate(row):
            later = [editions[other].suspects for other in row[at + 1 :]]
            found[number], known = _searched(editions[number], later, known, programs, workers)
            found[number].traces.add(traces)
            traces = found[number].traces
    return [found[number] for number in range(len(editions))]


def _chains(editions: Sequence[Edition]) -> list[list[int]]:
    """Put editions in rows, by their numbers, of which each sees all that the one before it sees."""
    rows: list[list[int]] = []
    for number, edition in sorted(enumerate(editions), key=lambda one: (len(one[1].sees), one[0])):
        for row in rows:
            last = editions[row[-1]]
            if last.sees <= edition.sees and last.internal <= edition.internal:
                row.append(number)
                break
        else:
            rows.append([number])
    return rows


def _searched(
    one: Finished, later: Sequence[Suspects], known: set[int], programs: Programs, workers: int
) -> tuple[Found, set[int]]:
    """Search an edition, and return what was found and the lines that are known then."""

    def work(share: Sequence[Sequence[str]]) -> tuple[Found, set[int]]:
        hits = {}
        for path in chain.from_iterable(share):
            data = (one.folder / path).read_bytes()
            if path.endswith(_STATIC) and programs.explain_file(path, data):
                continue
            if hit := looking.file(path, data):
                hits[path] = hit
        return Found(hits, looking.traces), looking.lines.ids - known if later else set()

    looking = Search(one.suspects, later, Lines(known))
    found = Found({}, Traces(rows=set()))
    learnt = set(known)
    for _, (some, ids) in shared_out(work, _bundles(one.paths, workers), workers, singly=True):
        found.hits.update(some.hits)
        found.traces.add(some.traces)
        learnt |= ids
    return found, learnt


def _bundles(paths: Sequence[str], workers: int) -> list[Sequence[str]]:
    """Deal files out like cards, one hand to a process: what it learns of one is of use for the next."""
    if len(paths) < _WORTHWHILE:
        return [paths]
    return [paths[start::workers] for start in range(workers)]


def report(
    folder: Path,
    suspects: Suspects,
    hits: Mapping[str, set[Hit]],
    programs: Programs,
    listing: Listing,
    findings: Findings,
) -> None:
    """Add a finding for each source whose content an edition holds and must not, at the first such file.

    Args:
        folder: The edition.
        suspects: What it must not hold.
        hits: What was found, by file; what programs or chance explain is left out.
        programs: What templates and code bring along.
        listing: The sources.
        findings: Gets the findings.
    """
    found = unexplained(folder, hits, suspects, programs)
    sources = _Sources(suspects, listing)
    by_source: dict[tuple[str, str], dict[str, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(found):
        for hit in sorted(found[path], key=lambda hit: (-len(hit.text), hit)):
            by_source[sources.of(hit)][path].append(hit)
    for (source, what), places in sorted(by_source.items()):
        path, here = next(iter(places.items()))
        hit = here[0]
        quote = _file_of(suspects, hit) if hit.kind == "image" else f"“{_shortened(_run(here))}”"
        origin = Place(source, sources.line(source, hit))
        more = ", and in other files" if len(places) > 1 else ""
        kind = f" ({what})" if what else ""
        findings.add(
            Code.BS614,
            Place(f"{suspects.edition.name}/{path}", _line(folder / path, hit)),
            f"{quote} is here{more}; it is from {origin}{kind}, which this edition must not hold",
        )


class _Sources:
    def __init__(self, suspects: Suspects, listing: Listing) -> None:
        self._suspects = suspects
        self._files = {file.path: file for file in listing.files}

    def of(self, hit: Hit) -> tuple[str, str]:
        """Return the source that a hit comes from, and what it is there."""
        if hit.kind == "image":
            return self._suspects.images[hit.text], "file"
        for piece in self._suspects.withheld:
            if hit.kind == "short":
                for what, text, _ in piece.part.shorts:
                    if text == hit.text:
                        return piece.path, what
            elif f" {hit.text} " in f" {piece.part.text} ":
                return piece.path, piece.what
        return "?", ""

    def line(self, path: str, hit: Hit) -> int:
        """Return the line of a source on which a hit begins; 0 where that cannot be told."""
        file = self._files.get(path)
        if file is None or hit.kind == "image":
            return 0
        first = hit.text.split()
        spoken: list[tuple[str, int]] = [
            (word, line.number)
            for line in lines_of(file.load(), markdown=path.endswith(".md"))
            for word in words(readable(plain(line.text)[0]))
        ]
        for index in range(len(spoken) - len(first) + 1):
            if [word for word, _ in spoken[index : index + len(first)]] == first:
                return spoken[index][1]
        return 0


def _file_of(suspects: Suspects, hit: Hit) -> str:
    return suspects.images[hit.text]


def _run(hits: Sequence[Hit]) -> str:
    """Return the words of the first hit, and those around it in others."""
    first = hits[0]
    rows = [hit for hit in hits if hit.kind == "row"]
    return " ".join(next((spoken(run) for run in runs(rows) if first in run), [first.text]))


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"


def _line(file: Path, hit: Hit) -> int:
    """Return the line of an output file on which a hit is, if the file has it in plain letters."""
    data = file.read_bytes()
    if b"\0" in data or hit.kind == "image":
        return 0
    lines = data.decode("utf-8", "replace").split("\n")
    wanted = f" {hit.text} "
    for number, line in enumerate(lines, 1):
        if wanted in f" {' '.join(words(readable(line)))} " or wanted in f" {' '.join(words(line))} ":
            return number
    longest = max(hit.text.split(), key=len)
    return next((number for number, line in enumerate(lines, 1) if longest in line.casefold()), 0)
