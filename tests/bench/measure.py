"""How long a command takes, and what it uses, with all the processes that it starts.

- Wall time is taken around the whole process, its start included.
- CPU time is user plus system time as the kernel counts it for the process and the descendants it waited for.
- Memory is the proportional set size of all processes of the command's session, added up ten times a second;
  the highest sum counts. A page that processes share counts once in it: each has its part. It is read from
  ``/proc``, which only Linux has. Reading it holds up the process, the more the larger it is; so it is read
  less often where that takes long, and never takes more than a twentieth of the time.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PERIOD = 0.1
_SHARE = 20  # of the time, one part goes into looking
_SESSION = 3  # the field of /proc/PID/stat behind the program's name, see proc_pid_stat(5)
_PSS = re.compile(rb"^Pss: +(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run took.

    Args:
        wall: Seconds.
        cpu: Seconds; None if it was not looked at.
        peak: MiB; None if it was not looked at.
    """

    wall: float
    cpu: float | None = None
    peak: float | None = None


class CommandFailedError(Exception):
    """A command did not succeed; the message is what it said last."""


def measure(command: list[str], folder: Path) -> Usage:
    """Run a command in a folder and measure it.

    Raises:
        CommandFailedError: It cannot be run, or ended with anything but 0.
    """
    env = os.environ | {"XDG_CACHE_HOME": str(folder / ".cache")}  # so that it starts as empty as the folder
    log = folder / "command.log"
    with log.open("wb") as output:
        start = time.perf_counter()
        try:
            process = subprocess.Popen(
                command, cwd=folder, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        except OSError as error:
            raise CommandFailedError(str(error)) from error
        memory = _Memory(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = memory.stop()
    if process.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise CommandFailedError(" ".join(last) or f"ended with {process.returncode}")
    log.unlink()
    return Usage(round(wall, 2), round(used.ru_utime + used.ru_stime, 2), round(peak, 1))


class _Memory(threading.Thread):
    """Watches the processes of a session."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._peak = 0
        self._ended = threading.Event()
        self.start()

    def run(self) -> None:
        while True:
            start = time.perf_counter()
            self._peak = max(self._peak, sum(map(_proportional_size, _processes(self._session))))
            took = time.perf_counter() - start
            if self._ended.wait(max(_PERIOD, took * _SHARE)):
                return

    def stop(self) -> float:
        """End, and return the peak in MiB."""
        self._ended.set()
        self.join()
        return self._peak / 2**10


def _processes(session: int) -> Iterator[Path]:
    """The folders in ``/proc`` of a session's processes."""
    for folder in Path("/proc").glob("[0-9]*"):
        stat = _read(folder / "stat")
        fields = stat[stat.rfind(b")") + 2 :].split()
        if fields and int(fields[_SESSION]) == session:
            yield folder


def _proportional_size(process: Path) -> int:
    """In KiB."""
    found = _PSS.search(_read(process / "smaps_rollup"))
    return int(found[1]) if found else 0


def _read(file: Path) -> bytes:
    """A file in ``/proc``; empty if its process has ended since."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
