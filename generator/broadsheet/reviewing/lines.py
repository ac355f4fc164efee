"""On which line of its file something stands that an item only has the value of."""

from __future__ import annotations

from broadsheet.findings import Findings
from broadsheet.model.raw import RawContent, RawFile, RawItem
from broadsheet.model.rules import Rules
from broadsheet.model.scan import scan
from broadsheet.model.titles import first_heading_line


class Lines:
    """Finds lines. Takes a file apart again, since this is only asked where there is something to say of it.

    Args:
        raw: What was read.
        rules: What the configuration says about content.
    """

    def __init__(self, raw: RawContent, rules: Rules) -> None:
        self._files: dict[str, RawFile] = {file.path: file for file in (*raw.documents, *raw.entries)}
        self._opened: dict[str, RawItem | None] = {}
        self._rules = rules

    def line(self, path: str, where: int | str) -> int:
        """Return a line.

        Args:
            path: The file.
            where: The line, if it is known; else a key of the front matter, of which ``title`` stands for
                the first heading too.
        """
        if isinstance(where, int):
            return where
        if path not in self._opened:
            self._opened[path] = self._files[path].open(Findings())
        raw = self._opened[path]
        if raw is None:
            return 0
        if where == "title" and where not in raw.matter.values:
            return self._heading(raw)
        return raw.matter.line(where)

    def _heading(self, raw: RawItem) -> int:
        everybody = frozenset(self._rules.audiences)
        body = scan(raw.lines, raw.path, readers=everybody, rules=self._rules, findings=Findings())
        return first_heading_line(body)
