"""How long a command takes, and what it uses, with all the processes that it starts.

- Wall time is taken around the whole process, its start included.
- CPU time is user plus system time as the kernel counts it for the process and the descendants it waited for.
- Memory is the resident size of all processes of the command's session, added up ten times a second; the
  highest sum counts. Pages that processes share are counted for each of them. It is read from ``/proc``,
  which only Linux has.
"""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_PERIOD = 0.1
_SESSION, _RESIDENT = 3, 21  # fields of /proc/PID/stat behind the program's name, see proc_pid_stat(5)


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run took.

    Args:
        wall: Seconds.
        cpu: Seconds.
        peak: MiB.
    """

    wall: float
    cpu: float
    peak: float


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
            self._peak = max(self._peak, _resident_pages(self._session))
            if self._ended.wait(_PERIOD):
                return

    def stop(self) -> float:
        """End, and return the peak in MiB."""
        self._ended.set()
        self.join()
        return self._peak * resource.getpagesize() / 2**20


def _resident_pages(session: int) -> int:
    total = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            stat = file.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
        fields = stat[stat.rindex(b")") + 2 :].split()
        if int(fields[_SESSION]) == session:
            total += int(fields[_RESIDENT])
    return total
