"""What a text may ask of the machine that reads it: depth, time, memory. More is a finding, never a hang."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from broadsheet.codes import Code
from broadsheet.errors import ExcessError

T = TypeVar("T")

MAX_DEPTH = 50
"""How deep lists, quotations, blocks and values in YAML may nest. Python-Markdown's own end is near 100."""

MAX_BRACKETS = 1000
"""How many brackets may be open at once in a paragraph: Markdown looks for the end of each of them."""

SECONDS = 30
"""How many seconds of a processor's time a page may take; 1.6 MB of ordinary Markdown takes 3 to 12."""

_AGAIN = 0.1
"""After how many further seconds to say again that time is up, where somebody did not want to hear it."""


class _TimeUp(BaseException):  # extensions of Markdown catch every Exception, and go on
    """The time is up."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """Do a piece of work, and give it up where it asks for too much.

    Its own processor time is what counts, so that a busy machine makes no difference. Where time cannot be
    measured so, on Windows and in threads beside the main one, there is no end to it.

    Args:
        seconds: How long it may take.
        work: The work. Whatever it was changing when it is given up has to be thrown away.

    Raises:
        ExcessError: It takes longer, nests too deeply, or wants more memory than there is.
    """
    try:
        return _timed(seconds, work)
    except _TimeUp:
        message = f"it takes longer than {seconds:g} second{'s' if seconds != 1 else ''} to convert this"
        raise ExcessError(Code.BS509, message) from None
    except RecursionError:
        raise ExcessError(Code.BS508, "something in here is nested too deeply to convert it") from None
    except MemoryError:
        raise ExcessError(Code.BS509, "it takes more memory than there is to convert this") from None


def _timed(seconds: float, work: Callable[[], T]) -> T:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return work()
    started = time.thread_time()

    def look(*_: object) -> None:
        if time.thread_time() - started >= seconds:  # else other threads took the rest
            raise _TimeUp

    before = signal.signal(signal.SIGVTALRM, look)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
        try:
            return work()
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)  # again: time may have been up just before it was stopped
        signal.signal(signal.SIGVTALRM, before)
