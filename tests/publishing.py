"""Publish editions of given files, keeping what can be kept; as a program: die on the way, at each step."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NoReturn

from broadsheet.publish.draft import Draft
from broadsheet.publish.manifest import Manifest
from broadsheet.publish.stage import Stage
from tests.sample import contents

OLD = {"same": "1", "other": "1", "gone": "1", "d/same": "1", "d/gone": "1", "e/f/gone": "1", "p": "1"}
NEW = {"same": "1", "other": "2", "d/same": "1", "p/now/folder": "2", "added": "2", "gone/too": "2"}


def key(text: str) -> bytes:
    """Return the key of a file that is made from a text."""
    return b"key of " + text.encode()


def prepare(stage: Stage, files: Mapping[str, str]) -> Draft:
    """Make an edition: keep what is known, write the rest."""
    draft = stage.draft("public")
    known = draft.known
    for path, text in files.items():
        if known.get(path) == key(text):
            draft.keep([path])
        else:
            draft.write(path, text.encode(), key(text))
    return draft


def publish(site: Path, files: Mapping[str, str]) -> bool:
    """Publish an edition of these files."""
    with Stage(site, ["public"], alone=False) as stage:
        return stage.publish([(prepare(stage, files), Manifest("public", "c0ffee"))])[0]


def known(site: Path) -> set[str]:
    """Return what the next build of an edition could keep."""
    with Stage(site, ["public"], alone=False) as stage:
        return set(stage.draft("public").known)


def is_untouched(site: Path) -> bool:
    """Whether a build would find the edition as the last one left it."""
    with Stage(site, ["public"], alone=False) as stage:
        return stage.is_untouched("public")


def assert_published(site: Path, files: Mapping[str, str], *, linked: bool = True) -> None:
    """Check that exactly these files are published, that the twin is like that, and nothing else is left."""
    target, state = site / "public", site / ".broadsheet"
    expected = {path: text.encode() for path, text in files.items()}
    for tree in (target, state / "public" / "tree"):
        assert contents(tree) == expected
        assert not [path for path in tree.rglob("*") if path.is_dir() and not any(path.iterdir())]
        assert not [path for path in tree.rglob("*") if path.is_symlink()]
    for path in files:
        assert (target / path).samefile(state / "public" / "tree" / path) == linked
    assert {path.name for path in state.iterdir()} == {"_lock", "public"}
    assert {path.name for path in (state / "public").iterdir()} == {
        "manifest.json",
        "notes",
        "records",
        "tree",
    }


def _die_on_the_way(site: Path, before: Mapping[str, str], forget: Collection[str]) -> int:
    """Publish again and again, killed before the first step, the second …, until there is no such step."""
    for step in itertools.count(1):
        shutil.rmtree(site, ignore_errors=True)
        if before:
            publish(site, before)
        for name in forget:
            (site / ".broadsheet" / "public" / name).unlink()
        child = os.fork()
        if not child:
            _publish_and_die(site, step)
        _, status = os.waitpid(child, 0)
        if status == 0:
            return step
        assert status == signal.SIGKILL, f"step {step}: {status}"
        found = contents(site / "public") if (site / "public").exists() else {}
        assert found in [{p: t.encode() for p, t in files.items()} for files in (before, NEW)], f"step {step}"
        publish(site, NEW)
        assert_published(site, NEW)
        assert not publish(site, NEW)
        assert is_untouched(site)
    raise AssertionError


def _publish_and_die(site: Path, step: int) -> NoReturn:
    events = itertools.count(1)

    def count(event: str, arguments: tuple[object, ...]) -> None:
        if _changes_something(event, arguments) and next(events) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    publish(site, NEW)
    os._exit(0)


def _changes_something(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether an audit event tells of a change to files that is about to be made."""
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    # Looking up renameat2 comes right before it is called.
    return event in {"os.link", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "ctypes.dlsym"}


if __name__ == "__main__":
    steps = _die_on_the_way(Path(sys.argv[1]), OLD if "old" in sys.argv else {}, sys.argv[3:])
    sys.stdout.write(f"{steps}\n")
