"""What is read of a folder, and what is said of what cannot be."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.codes import Code
from broadsheet.findings import Findings
from broadsheet.importers.source import read_sources


@contextmanager
def without_privileges() -> Iterator[None]:
    """As a user who may not read everything."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_unreadable_files_and_folders_are_findings() -> None:
    with tempfile.TemporaryDirectory() as folder:  # a test's own folder is closed to other users
        top = Path(folder)
        top.chmod(0o755)
        (top / "shut").mkdir()
        for name in ("a.md", "closed.md", "shut/b.md"):
            (top / name).write_text("x")
        (top / "closed.md").chmod(0)
        (top / "shut").chmod(0)
        findings = Findings()

        with without_privileges():
            sources, _ = read_sources(top, (".md",), None, findings)

    assert [source.name for source in sources] == ["a.md"]
    assert [(finding.code, Path(finding.place.path).name) for finding in findings] == [
        (Code.BS116, "closed.md"),
        (Code.BS116, "shut"),
    ]


def test_files_come_by_name_and_by_extension(tmp_path: Path) -> None:
    for name in ("b.md", "a/c.MD", "a/d.txt", ".e.md", "a/f.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x\r\ny")

    sources, skipped = read_sources(tmp_path, (".md",), None, Findings())

    assert [(source.name, source.text) for source in sources] == [("a/c.MD", "x\ny"), ("b.md", "x\ny")]
    assert sources[0].pictures == {"a/f.png"}
    assert skipped == ()
