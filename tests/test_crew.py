"""Processes that share work end with the one that they work for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from broadsheet.crew import beside, dismiss, shared_out
from broadsheet.errors import SystemFailureError

WAITING = """\
import os
from broadsheet.crew import shared_out

def work(share):
    print("at work", flush=True)
    os.read(0, 1)

for _ in shared_out(work, range(4), 2, singly=True):
    pass
"""


def test_no_process_outlives_the_first_one() -> None:
    never, written = os.pipe()
    first = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=never,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    assert [first.stdout.readline() for _ in range(2)] == ["at work\n"] * 2
    first.kill()
    said, _ = first.communicate(timeout=60)  # which waits while anybody could still write
    assert not said
    os.close(never)
    os.close(written)


def test_a_process_that_is_killed_is_said() -> None:
    def work(_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(SystemFailureError, match="was killed") as failed:
        list(shared_out(work, range(4), 2, singly=True))
    assert "--workers 1" in failed.value.hint


ALONE = """\
import os, resource, threading
from broadsheet.crew import shared_out

HARM
workers = {pid for _, pid in shared_out(lambda _: os.getpid(), range(60), 2)}
print(workers == {os.getpid()})
"""


@pytest.mark.parametrize(
    "harm",
    [
        "resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))",  # no pipe, and no semaphore
        "threading.stack_size(1 << 46)",  # no thread, which leads the processes
    ],
)
def test_where_no_process_can_be_started_this_one_works(harm: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE.replace("HARM", harm)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_who_is_dismissed_does_not_go_on() -> None:
    done = []
    beside(lambda: done.append("it"))
    dismiss()
    assert done == ["it"]
