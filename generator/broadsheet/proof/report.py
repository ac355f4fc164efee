"""The proof for an auditor: what each edition consists of, what it was made from, what was searched for.

It says nothing of when or where it was made, so that whoever builds the same again gets the same bytes.
"""

from __future__ import annotations

import hashlib
import platform
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

from broadsheet.errors import UsageError
from broadsheet.model.raw import Listing
from broadsheet.model.taxonomy import Edition
from broadsheet.proof.fingerprints import Suspects
from broadsheet.proof.material import Material

FORMAT = 1
_TOOLS = ("broadsheet", "mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "pagefind")
_TITLE = "# Proof of what each edition holds"
_CHECKS = (
    "five words in a row of every text that an edition must not hold",
    "titles, ids, file names, addresses, owners, authors and other names that it must not hold",
    "words that stand nowhere but in what it must not hold",
    "SHA-256 of every image and download that only withheld pages use, embedded ones included",
)


class Sourced(msgspec.Struct):
    """A file of an edition: SHA-256 of its bytes, and the sources it was made from with their commits."""

    sha256: str
    sources: dict[str, str]


class Proved(msgspec.Struct):
    """What is known of an edition."""

    audiences: list[str]
    internal: bool
    files: dict[str, Sourced]
    visible: dict[str, str]
    withheld: dict[str, int]
    searched: dict[str, int]
    leaks: int


class Report(msgspec.Struct):
    """What is known of all editions, and which files they may be made from that no commit has."""

    format: int
    commit: str
    tools: dict[str, str]
    checks: list[str]
    editions: dict[str, Proved]
    uncommitted: list[str] = []


class _ManifestFile(msgspec.Struct):
    sources: list[str]


class _Manifest(msgspec.Struct):
    files: dict[str, _ManifestFile]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a source in an edition.

    Args:
        edition: The edition's name.
        path: The source.
        what: ``visible``, ``invisible`` or ``changed``.
    """

    edition: str
    path: str
    what: str


def prove_edition(
    folder: Path, manifest: Path, suspects: Suspects, material: Material, listing: Listing, leaks: int
) -> Proved:
    """Say what is known of an edition.

    Args:
        folder: The edition.
        manifest: What the build says of it.
        suspects: What it was searched for.
        material: What the sources say.
        listing: The sources.
        leaks: How many leaks were found.
    """
    edition = suspects.edition
    sources = _sources(manifest)
    files = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_file() and not path.startswith(".broadsheet/"):
            named = {source: _commit_of(source, listing) for source in sorted(sources.get(path, ()))}
            files[path] = Sourced(hashlib.sha256(file.read_bytes()).hexdigest(), named)
    return Proved(
        audiences=[audience.name for audience in edition.audiences],
        internal=edition.internal,
        files=files,
        visible=visible(material, edition),
        withheld=_withheld(material, edition),
        searched={
            "rows of words": len(suspects.rows),
            "words": len(suspects.words),
            "titles, names and addresses": sum(map(len, suspects.shorts.values())),
            "images and downloads": len(suspects.images),
        },
        leaks=leaks,
    )


def _commit_of(source: str, listing: Listing) -> str:
    return "" if source in listing.uncommitted else listing.commits.get(source, "")


def visible(material: Material, edition: Edition) -> dict[str, str]:
    """Return what stands for that part of each source that an edition may hold, by path."""
    texts: dict[str, list[str]] = defaultdict(list)
    for piece in material.pieces:
        if piece.is_for(edition) and piece.path != "git":
            texts[piece.path].append(piece.part.text)
    return {
        path: hashlib.sha256("\n".join(some).encode()).hexdigest()[:16]
        for path, some in sorted(texts.items())
    }


def compare(
    before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> Iterator[Change]:
    """Yield what became visible or invisible for each edition, or shows something else.

    Args:
        before: What each edition could see of each source, as :func:`visible` tells it, by edition.
        now: The same now.
    """
    for edition, seen in now.items():
        known = before.get(edition, {})
        for path in sorted(known.keys() | seen.keys()):
            if path not in known:
                yield Change(edition, path, "visible")
            elif path not in seen:
                yield Change(edition, path, "invisible")
            elif known[path] != seen[path]:
                yield Change(edition, path, "changed")


def make(editions: Mapping[str, Proved], listing: Listing, project: Path) -> Report:
    """Put a report together.

    Args:
        editions: What is known of each edition, by name.
        listing: The sources.
        project: Where they are. Reports that lie there are nothing that a site is made from.
    """
    uncommitted = [path for path in sorted(listing.uncommitted) if not _is_report(project / path)]
    return Report(FORMAT, listing.commit, _tools(), list(_CHECKS), dict(editions), uncommitted)


def _is_report(path: Path) -> bool:
    if path.suffix == ".md" and path.is_file():
        return path.read_text("utf-8", "replace").startswith(_TITLE)
    try:
        return path.suffix == ".json" and bool(read(path))
    except UsageError:
        return False


def write(report: Report, path: Path) -> Path:
    """Write a report as JSON and, beside it, for people.

    Returns:
        The one for people.

    Raises:
        UsageError: Where that would be written is somebody else's file.
    """
    page = path.with_suffix(".md")
    if page == path or (page.exists() and not page.read_text("utf-8", "replace").startswith(_TITLE)):
        raise UsageError(
            f"{page} is there already, and no report", "Give the report another name, like proof.json."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(report, order="sorted"), indent=1) + b"\n")
    page.write_text("\n".join(_page(report, path.name)) + "\n", encoding="utf-8")
    return page


def read(path: Path) -> Report:
    """Read a report.

    Raises:
        UsageError: It is none.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path} is no report of `broadsheet verify`: {error}") from error


def _sources(manifest: Path) -> dict[str, list[str]]:
    try:
        found = msgspec.json.decode(manifest.read_bytes(), type=_Manifest)
    except (OSError, msgspec.MsgspecError):
        return {}
    return {path: file.sources for path, file in found.files.items()}


def _withheld(material: Material, edition: Edition) -> dict[str, int]:
    blocks = {
        (piece.path, piece.part.blocks)
        for piece in material.pieces
        if piece.part.blocks
        and not piece.is_for(edition)
        and material.items.get(piece.path, frozenset()) & edition.sees
    }
    return {
        "items": sum(1 for readers in material.items.values() if not readers & edition.sees),
        "kinds of blocks in other items": len(blocks),
        "images and downloads": sum(1 for one in material.pictures if not one.readers & edition.sees),
    }


def _tools() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _TOOLS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # e.g. pagefind, found elsewhere
            found[name] = ""
    return found


def _page(report: Report, name: str) -> Iterator[str]:
    yield f"{_TITLE}\n\nThe same for programs, with every file, is in `{name}`.\n"
    yield _origin(report)
    yield (
        "Made with "
        + ", ".join(f"{tool} {number}" for tool, number in report.tools.items() if number)
        + ".\n"
    )
    yield "## What was searched for, in every byte\n"
    yield from (f"- {check}" for check in report.checks)
    for edition, proved in report.editions.items():
        yield f"\n## {edition}\n"
        yield from _rows(proved)


def _origin(report: Report) -> str:
    if not report.commit:
        return "Not built from a commit.\n"
    if not report.uncommitted:
        return f"Built from commit `{report.commit}`.\n"
    changes = "".join(f"- `{path}`\n" for path in report.uncommitted)
    return f"Built from commit `{report.commit}`, **with uncommitted changes** in:\n\n{changes}"


def _rows(proved: Proved) -> Iterator[str]:
    digest = hashlib.sha256(
        "".join(f"{p} {f.sha256}\n" for p, f in proved.files.items()).encode()
    ).hexdigest()
    rows: list[tuple[str, Any]] = [
        ("Audiences", ", ".join(proved.audiences)),
        ("Shows people's names", "yes" if proved.internal else "no"),
        ("Files", len(proved.files)),
        ("SHA-256 of the list of files", f"`{digest}`"),
        ("Sources that can be seen in part or whole", len(proved.visible)),
        *((f"Withheld: {what}", number) for what, number in proved.withheld.items()),
        *((f"Searched for: {what}", number) for what, number in proved.searched.items()),
        ("Leaks", proved.leaks),
    ]
    yield "| | |\n|---|---|"
    yield from (f"| {what} | {value} |" for what, value in rows)
