"""Put included files where ``--8<--`` names them, before anything is selected.

The renderer would read them from disk, past every audience. The notation is that of pymdownx.snippets, which
is therefore switched off where pages are rendered.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.raw import Line
from broadsheet.sources.front_matter import split
from broadsheet.sources.request import Snippets
from broadsheet.sources.text import decode

_INLINE = re.compile(r"^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]+(?P<quote>[\"'])(?P<name>.+?)(?P=quote)[ \t]*$")
_BLOCK = re.compile(r"^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]*$")
_ESCAPED = re.compile(r"^(?P<indent>[ \t]*);(?P<literal>;*-{1,}8<-{1,}(?:[ \t]+[\"'].+)?[ \t]*)$")
_RANGE = re.compile(r"^(?P<path>.+?)(?::(?P<start>\d*)(?::(?P<end>\d*))?|:(?P<section>[A-Za-z][\w-]*))?$")
_SECTION = re.compile(
    r"(?<!-)-{1,}8<-{1,}[ \t]+\[[ \t]*(start|end)[ \t]*:[ \t]*(?P<name>[A-Za-z][\w-]*)[ \t]*\]"
)
MARK = "-8<-"
"""Is in every text that asks for another file, and in every one that says how to."""

MAX_DEPTH = 10
"""How deep includes may nest."""


class Includes:
    """Expands includes.

    Args:
        snippets: Where files are looked for, and which every text ends with.
        read: Returns the path and the bytes of the file that a path leads to, both relative to the project;
            None where there is none, or where it lies outside the repository.
        findings: Gets includes that cannot be followed.
        homes: The folders of content: what lies elsewhere has no audience, and may not ask for one.
    """

    def __init__(
        self,
        snippets: Snippets,
        read: Callable[[str], tuple[str, bytes] | None],
        findings: Findings,
        *,
        homes: Sequence[str] = (),
    ) -> None:
        self._snippets, self._read, self._findings = snippets, read, findings
        self._homes = tuple(f"{home}/" for home in homes)

    def expand(self, lines: Sequence[Line], path: str) -> tuple[Line, ...]:
        """Return a file's lines with includes in place.

        Args:
            lines: The file's own lines.
            path: The file, for findings.
        """
        expanded = list(self._expand(lines, path, (path,)))
        for name in self._snippets.appended:
            number = lines[-1].number if lines else 1
            expanded += [Line(number, ""), *self._included(name, "", number, path, (path,))]
        return tuple(expanded)

    def _expand(self, lines: Sequence[Line], path: str, stack: tuple[str, ...]) -> Iterator[Line]:
        block: str | None = None
        for line in lines:
            if opening := _BLOCK.match(line.text):
                block = opening["indent"] if block is None else None
            elif block is not None:
                if line.text.strip() and not line.text.strip().startswith(";"):
                    yield from self._included(line.text.strip(), block, line.number, path, stack)
            elif inline := _INLINE.match(line.text):
                yield from self._included(inline["name"], inline["indent"], line.number, path, stack)
            elif escaped := _ESCAPED.match(line.text):
                yield replace(line, text=escaped["indent"] + escaped["literal"])
            else:
                yield line

    def _included(
        self, name: str, indent: str, number: int, path: str, stack: tuple[str, ...]
    ) -> Iterator[Line]:
        match = _RANGE.match(name)
        place = Place(path, number)
        if "://" in name or match is None:
            self._findings.add(
                Code.BS405, place, f"“{name}” is an address: only files of the repository can be included"
            )
            return
        found = self._find(match["path"])
        if found is None:
            message = f"“{match['path']}” cannot be included: there is no such file in the repository"
            self._findings.add(Code.BS405, place, message)
            return
        file, data = found
        if file in stack or len(stack) > MAX_DEPTH:
            chain = " → ".join([*stack, file])
            self._findings.add(Code.BS406, place, f"this include includes itself: {chain}")
            return
        text = decode(data, file, self._findings)
        if text is None:
            return
        if file.endswith(".md"):
            parts = split(text, file, self._findings)
            if parts and parts.yaml and "audience" in parts.yaml.value and not file.startswith(self._homes):
                message = f"“{file}” has an `audience`, but lies where nothing is kept from anybody"
                hint = f"Move it below {' or '.join(self._homes)}, or delete its `audience`."
                self._findings.add(Code.BS405, place, message, hint)
            text = parts.body if parts else ""
        chosen = self._chosen(text.removesuffix("\n").split("\n"), match, place)
        # Each line names the file: its first one may be an include in turn, or stand in a block of its own.
        included = [Line(number, indent + line if line else "", file) for line in chosen]
        yield from self._expand(included, path, (*stack, file))

    def _find(self, name: str) -> tuple[str, bytes] | None:
        for folder in self._snippets.folders:
            found = self._read(posixpath.normpath(posixpath.join(folder, name)))
            if found is not None:
                return found
        return None

    def _chosen(self, lines: list[str], match: re.Match[str], place: Place) -> list[str]:
        if match["section"]:
            inside = _section(lines, match["section"])
            if inside is None:
                message = f"“{match['path']}” has no section “{match['section']}”"
                self._findings.add(Code.BS405, place, message)
            return inside or []
        first = max(int(match["start"] or 1) - 1, 0)
        last = int(match["end"]) if match["end"] else len(lines)
        return [line for line in lines[first:last] if not _SECTION.search(line)]


def _section(lines: list[str], name: str) -> list[str] | None:
    marks = [
        index for index, line in enumerate(lines) if (mark := _SECTION.search(line)) and mark["name"] == name
    ]
    if len(marks) != 2:
        return None
    return [line for line in lines[marks[0] + 1 : marks[1]] if not _SECTION.search(line)]
