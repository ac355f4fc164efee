"""Tell when a file changes, wherever it is below some folders, and also after a folder was gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from watchdog.events import (
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver, ObservedWatch

_CHANGES = {EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED}


class Watching:
    """Watches files and folders.

    Args:
        observer: Is told by the system of what changes.
        tell: Is called for each change.
    """

    def __init__(self, observer: BaseObserver, tell: Callable[[], None]) -> None:
        self._observer, self._tell = observer, tell
        self._watches: dict[Path, ObservedWatch] = {}

    def follow(self, path: Path) -> None:
        """Tell of changes to a file, or to those below a folder."""
        if not path.is_dir():
            self._observer.schedule(_Changes(self._tell, str(path)), str(path.parent), recursive=False)
            return
        self._follow_folder(path)
        back = _Return(str(path), partial(self._follow_again, path))
        self._observer.schedule(back, str(path.parent), recursive=False)

    def _follow_folder(self, path: Path) -> None:
        changes = _Changes(self._tell, None)
        self._watches[path] = self._observer.schedule(changes, str(path), recursive=True)

    def _follow_again(self, path: Path) -> None:
        """Follow a folder that came back: to the system it is another one."""
        if watch := self._watches.pop(path, None):
            self._observer.unschedule(watch)
        with suppress(OSError):  # it may be gone again
            self._follow_folder(path)
        self._tell()


class _Changes(FileSystemEventHandler):
    """Tells of files that are written, moved or removed; reading is no change.

    Args:
        tell: Is called for each.
        only: The one file that counts; None where all do.
    """

    def __init__(self, tell: Callable[[], None], only: str | None) -> None:
        self._tell, self._only = tell, only

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Look at what happened."""
        counts = self._only is None or self._only in {event.src_path, event.dest_path}
        if counts and not event.is_directory and event.event_type in _CHANGES:
            self._tell()


class _Return(FileSystemEventHandler):
    """Tells when a folder is there again that was removed, as by ``git checkout``.

    Args:
        path: The folder's.
        tell: Is called then.
    """

    def __init__(self, path: str, tell: Callable[[], None]) -> None:
        self._path, self._tell = path, tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Look at what happened."""
        came = event.src_path if event.event_type == EVENT_TYPE_CREATED else event.dest_path
        if event.is_directory and came == self._path:
            self._tell()
