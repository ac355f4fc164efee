"""What a new file has to fit to: what is there already, read as a build reads it, but without history."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from broadsheet.config.settings import Settings
from broadsheet.errors import UsageError
from broadsheet.findings import Findings
from broadsheet.model.audiences import folders_of, with_defaults
from broadsheet.model.documents import build_document
from broadsheet.model.entries import build_entry, release_of_folder
from broadsheet.model.raw import Line, Matter, RawContent, RawItem
from broadsheet.model.releases import build_notes, is_release_notes
from broadsheet.model.schema import FolderMatter
from broadsheet.sources.front_matter import split
from broadsheet.sources.names import has_safe_names, is_content
from broadsheet.sources.read import read
from broadsheet.sources.text import decode

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class There:
    """A project's files.

    Args:
        settings: Its configuration.
        raw: What was read.
    """

    settings: Settings
    raw: RawContent

    @classmethod
    def look(cls, settings: Settings) -> There:
        """Find a project's files. What is wrong with them is for ``check`` to say."""
        return cls(settings, read(replace(settings.request(None), use_git=False), Findings()))

    @property
    def entry_ids(self) -> set[str]:
        """The ids of all entries: their files' stems, and what they say themselves."""
        ids = {_stem(file.path) for file in self.raw.entries}
        for file in self.raw.entries:
            # Few say it, and to read all of a large changelog's front matter takes a while.
            if b"\nid:" in (self.settings.project / file.path).read_bytes().replace(b"\r", b"\n"):
                ids.add(str(self._matter(file.path).get("id", "")))
        return ids

    def release_notes(self, version: str) -> str:
        """Return the file that introduces a release; empty where there is none."""
        rules = self.settings.rules(datetime.now(UTC))
        notes = (file.path for file in self.raw.entries if is_release_notes(file.path))
        return next((path for path in notes if release_of_folder(path, rules) == version), "")

    @cached_property
    def folders(self) -> list[str]:
        """The folders of documents, relative to ``docs/``; empty for itself."""
        found = {posixpath.dirname(path) for path in self._documents}
        return sorted(found | {""})

    @cached_property
    def paths(self) -> dict[str, str]:
        """The onboarding paths: for whom each is, by its folder relative to ``docs/``."""
        indexes = (uri for uri in self._documents if posixpath.basename(uri) in {"index.md", "README.md"})
        starts = ((posixpath.dirname(uri), self._document(uri).get("path")) for uri in indexes)
        return {folder: str(start.get("role")) for folder, start in starts if isinstance(start, dict)}

    def names_in(self, folder: str) -> set[str]:
        """Return what a new document in a folder cannot be called: files' stems, and folders."""
        base = f"{folder}/" if folder else ""
        inside = (uri.removeprefix(base) for uri in self._documents if uri.startswith(base))
        return {"index", "readme", *(_stem(name.partition("/")[0]) for name in inside)}

    def next_order(self, path: str) -> int:
        """Return the place behind the last step of an onboarding path, by the path's folder."""
        orders = [self._document(uri).get("order") for uri in self._steps(path)]
        return int(max((order for order in orders if isinstance(order, int | float)), default=0)) + 1

    def milestones(self, path: str) -> list[str]:
        """Return the milestones of an onboarding path that its steps name, sorted."""
        named = (self._document(uri).get("milestone") for uri in self._steps(path))
        return sorted({name for name in named if isinstance(name, str)})

    def inherited(self, path: str) -> dict[str, Any]:
        """Return what a file's folders say for it.

        Args:
            path: The file, relative to the project.
        """
        return with_defaults(Matter(path), folders_of(path, self.raw.defaults), FolderMatter.model_fields)

    def make_sure(self, path: str, text: str) -> None:
        """Make sure that ``check`` would take a file.

        Args:
            path: The file, relative to the project.
            text: What it is to hold.

        Raises:
            UsageError: It would not; says what is wrong first.
        """
        findings = Findings()
        has_safe_names(path, findings)
        item = _item(path, text, findings)
        rules = self.settings.rules(datetime.now(UTC))
        if findings.errors or item is None:
            pass
        elif path.startswith(f"{self.settings.docs_dir}/"):
            build_document(item, self.raw.defaults, rules, rules.now, findings)
        elif is_release_notes(path):
            build_notes(item, self.raw.defaults, rules, rules.now, findings)
        else:
            build_entry(item, self.raw.defaults, rules, rules.now, findings)
        if not all(map(is_content, path.split("/"))):
            raise UsageError(f"{path} would not be read", "A hidden file is no content: choose another name.")
        for finding in findings.errors:
            raise UsageError(finding.message, finding.hint)

    @cached_property
    def _documents(self) -> list[str]:
        base = f"{self.settings.docs_dir}/"
        return [file.path.removeprefix(base) for file in self.raw.documents]

    def _steps(self, path: str) -> Iterator[str]:
        for uri in self._documents:
            above = [folder for folder in self.paths if uri.startswith(f"{folder}/" if folder else "")]
            if max(above, key=len, default=None) == path:
                yield uri

    def _document(self, uri: str) -> Mapping[str, Any]:
        return self._matter(f"{self.settings.docs_dir}/{uri}")

    def _matter(self, path: str) -> Mapping[str, Any]:
        """Return a file's front matter over its folders' defaults; empty where it cannot be read."""
        text = decode((self.settings.project / path).read_bytes(), path, Findings())
        item = None if text is None else _item(path, text, Findings())
        return _NOTHING if item is None else self.inherited(path) | dict(item.matter.values)


def _item(path: str, text: str, findings: Findings) -> RawItem | None:
    """Take a file apart that is still to be written, or whose includes do not matter."""
    parts = split(text, path, findings)
    if parts is None:
        return None
    yaml = parts.yaml
    matter = Matter(path, yaml.value, yaml.lines, yaml.raw) if yaml else Matter(path)
    lines = enumerate(parts.body.split("\n"), parts.body_line)
    return RawItem(path, matter, tuple(Line(number, line) for number, line in lines), None)


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]
