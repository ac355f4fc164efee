"""Changes of files are told, whatever happened to the folder that they are in."""

from __future__ import annotations

import shutil
from pathlib import Path
from queue import Empty, Queue

from watchdog.observers import Observer

from broadsheet.watching import Watching


def test_a_folder_that_was_removed_is_followed_again(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    told: Queue[bool] = Queue()

    def is_told() -> bool:
        """Whether a change is told, once; a folder that comes back may be told of several times."""
        try:
            return told.get(timeout=20)
        except Empty:
            return False

    observer = Observer()
    Watching(observer, lambda: told.put(True)).follow(docs)
    observer.start()
    try:
        for text in ("1", "2", "3"):
            (docs / "a.md").write_text(text)
            assert is_told()
            shutil.rmtree(docs)
            assert is_told()
            docs.mkdir()
            assert is_told()
            while not told.empty():
                told.get()
    finally:
        observer.stop()
        observer.join()
