"""Mend the files of a work tree."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename

from broadsheet.codes import Code
from broadsheet.errors import BroadsheetError
from broadsheet.findings import Finding, Place
from broadsheet.reviewing.fixes import Known, mend
from broadsheet.reviewing.review import Review
from broadsheet.sources.names import META


@dataclass(frozen=True, slots=True)
class Mended:
    """Something that was mended.

    Args:
        place: Where.
        what: What was done.
    """

    place: Place
    what: str


def mend_files(project: Path, seen: Review) -> list[Mended]:
    """Mend what a machine can mend of a project's files; of those that a change touched, where that is asked.

    Args:
        project: The project's folder.
        seen: What there is to say of it.

    Returns:
        What was done, in order; the files are written.

    Raises:
        BroadsheetError: A file cannot be written.
    """
    done: list[Mended] = []
    by_file: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in seen.findings:
        by_file[finding.place.path].append(finding)
    raw = seen.checked.raw
    paths = {file.path for file in (*raw.documents, *raw.entries)}
    paths |= {path for path in by_file if basename(path) == META}
    for path in sorted(paths if seen.touched is None else paths & seen.touched):
        file = project / path
        if file.is_symlink() or not file.is_file():  # where a link leads, the file itself is mended
            continue
        data, fixes = mend(file.read_bytes(), path, _known(by_file[path]))
        if fixes:
            _write(file, data)
            done += [Mended(Place(path, fix.line), fix.what) for fix in fixes]
    return done


def _known(findings: Iterable[Finding]) -> Known:
    lines: defaultdict[Code, set[int]] = defaultdict(set)
    for finding in findings:
        lines[finding.code].add(finding.place.line)
    return Known(frozenset(lines[Code.BS221]), frozenset(lines[Code.BS803]))


def _write(file: Path, data: bytes) -> None:
    """Write a file so that it has its old bytes or its new ones at any time, and the rights that it had."""
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".broadsheet-")
        with _gone_on_error(Path(name)) as new:
            with os.fdopen(descriptor, "wb") as written:
                written.write(data)
            shutil.copymode(file, new)
            new.replace(file)
    except OSError as error:
        raise BroadsheetError(f"{file} cannot be written: {error.strerror}") from error


@contextmanager
def _gone_on_error(file: Path) -> Iterator[Path]:
    try:
        yield file
    except OSError:
        file.unlink()
        raise
