"""A command in a terminal of its own, with somebody who reads and types."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import termios
from pathlib import Path

ENTER, SPACE, DOWN, END = "\r", " ", "\x1b[B", "\x1b[F"
PATIENCE = 60.0
"""Seconds after which nothing is expected any more; only a failing test waits so long."""

_ESCAPE = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])")


class Terminal:
    """Broadsheet's command, with a terminal as its stdin and stderr; stdout is captured, as a script would.

    Args:
        args: The command's words.
        folder: Where it runs.
        environment: What is set beside the test's own environment.
    """

    def __init__(self, args: list[str], folder: Path, environment: dict[str, str]) -> None:
        self._end, other = pty.openpty()
        termios.tcsetwinsize(other, (50, 200))
        own = {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "200"}
        self._process = subprocess.Popen(
            [Path(sys.executable).with_name("broadsheet"), *args],
            cwd=folder,
            env=os.environ | own | environment,
            stdin=other,
            stdout=subprocess.PIPE,
            stderr=other,
            start_new_session=True,
        )
        os.close(other)
        self._seen = ""

    def expect(self, text: str) -> Terminal:
        """Wait until the terminal has shown a text, and forget what came before it."""
        while text not in self._seen:
            ready, _, _ = select.select([self._end], [], [], PATIENCE)
            if not ready:
                self._process.kill()
                raise AssertionError(f"{text!r} did not come: {self._seen!r}")
            try:
                data = os.read(self._end, 4096)
            except OSError:  # the command ended
                data = b""
            assert data, f"{text!r} did not come before the end: {self._seen!r}"
            if b"\x1b[6n" in data:  # where is the cursor?
                self.type("\x1b[1;1R")
            self._seen = _ESCAPE.sub("", self._seen + data.decode(errors="replace"))
        self._seen = self._seen.partition(text)[2]
        return self

    def type(self, *keys: str) -> Terminal:
        """Press keys."""
        os.write(self._end, "".join(keys).encode())
        return self

    def end(self) -> tuple[int, str]:
        """Wait for the command's end, and return its exit code and what it wrote to stdout."""
        out, _ = self._process.communicate(timeout=PATIENCE)
        os.close(self._end)
        return self._process.returncode, out.decode()
