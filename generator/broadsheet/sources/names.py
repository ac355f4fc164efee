"""The names of files: which ones are content, which make no safe address, which cannot be told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from broadsheet.codes import Code
from broadsheet.findings import UNPRINTABLE, Findings, Place, printable
from broadsheet.limits import MAX_DEPTH

META = ".meta.yml"
"""A folder's defaults: the one hidden file that is content."""

MAX_BYTES = 200

_UNSAFE = re.compile(rf"{UNPRINTABLE.pattern}|\\|%[0-9A-Fa-f]{{2}}")
_LEFT_BY_EDITOR = re.compile(r"~$|\.sw[a-p]$|^#.*#$")


def is_content(name: str) -> bool:
    """Whether a file or folder of this name can be content: neither hidden nor left by an editor."""
    return name == META or not (name.startswith(".") or _LEFT_BY_EDITOR.search(name))


def heads(path: str) -> Iterator[str]:
    """``a``, ``a/b``, ``a/b/c`` for ``a/b/c``: the folders above a file, from the top, and the file."""
    for slash in re.finditer("/", path):
        yield path[: slash.start()]
    yield path


def has_safe_names(path: str, findings: Findings) -> bool:
    """Whether all names of a path can be part of an address; the first that cannot is a finding.

    Args:
        path: The file, relative to the project.
        findings: Takes what is wrong.
    """
    is_plain = path.isascii() and path.isprintable() and not _UNSAFE.search(path)
    if is_plain and len(path) <= MAX_BYTES and path.count("/") <= MAX_DEPTH:
        return True
    for depth, upto in enumerate(heads(path)):
        name = upto.rpartition("/")[2]
        place = Place(printable(upto))
        if found := _UNSAFE.search(name):
            findings.add(Code.BS109, place, f"the name holds “{printable(found[0])}”")
            return False
        size = len(name.encode())
        if size > MAX_BYTES:
            findings.add(Code.BS110, place, f"the name has {size} bytes")
            return False
        if depth == MAX_DEPTH and upto != path:
            findings.add(
                Code.BS120, place, f"this folder is {depth + 1} folders deep; {MAX_DEPTH} are possible"
            )
            return False
    return True


def check_distinct(paths: Iterable[str], findings: Findings) -> None:
    """Report files and folders that differ only by case, or by how Unicode writes the same letters.

    Args:
        paths: The files, relative to the project.
        findings: Takes what is wrong.
    """
    seen: dict[str, str] = {}
    alone: set[str] = set()
    for path in paths:
        for name in (path,) if path.rpartition("/")[0] in alone else heads(path):
            same = unicodedata.normalize("NFC", name)
            other = seen.setdefault(same.lower(), name)
            if other == name:
                alone.add(name)
                continue
            if unicodedata.normalize("NFC", other) == same:
                message = f"{other!a} and {name!a} are the same letters in two ways of writing"
                findings.add(Code.BS107, Place(name), message)
            else:
                findings.add(Code.BS108, Place(name), f"{other} and {name} differ only by case")
            break
