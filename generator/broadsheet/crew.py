"""Work shared out among processes, where there is enough of it."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from typing import Any, TypeVar

from broadsheet.errors import SystemFailureError

T = TypeVar("T")
R = TypeVar("R")

_WORTHWHILE = 48
"""With fewer things to do than this, starting processes takes longer than doing them."""

_SHARES = 6
"""How many shares each process gets, one after another, so that all are done at about the same time."""


def processes() -> int:
    """Return how many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_out(
    work: Callable[[Sequence[T]], R], things: Sequence[T], workers: int, *, singly: bool = False
) -> Iterator[tuple[Sequence[T], R]]:
    """Have processes work on things, a share at a time; they begin at once.

    The processes are forked: they have everything that is in memory now, things to do included, and only what
    they return is pickled. Where the system lets none start, this process does all of the work.

    Args:
        work: Does a share.
        things: What there is to do.
        workers: How many processes there may be; 1 for none but this one.
        singly: Whether one thing is a share, since each takes long.

    Returns:
        Each share with what it came to.
    """
    if workers < 2 or len(things) < (2 if singly else _WORTHWHILE):
        return ((share, work(share)) for share in _shares(things, len(things) if singly else 1))
    shares = list(_shares(things, len(things) if singly else workers * _SHARES))
    gc.freeze()  # what is there already is not looked at again, which would copy its memory
    others = set(active_children())
    try:
        _find_room(min(workers, len(shares)))
        pool = ProcessPoolExecutor(min(workers, len(shares)), get_context("fork"), _begin, (work, shares))
        results = pool.map(_do, range(len(shares)))
    except (OSError, RuntimeError):  # too many processes or threads, or no /dev/shm
        for child in set(active_children()) - others:
            child.kill()  # nobody would ever tell it what to do
        gc.unfreeze()
        return ((share, work(share)) for share in shares)
    _at_work.add(pool)
    return _done(pool, zip(shares, results, strict=True))


def beside(work: Callable[[], R]) -> Future[R]:
    """Have a thread do something beside this one."""
    pool = ThreadPoolExecutor(1)
    _at_work.add(pool)
    future = pool.submit(work)
    pool.shutdown(wait=False)
    future.add_done_callback(lambda _: _at_work.discard(pool))
    return future


def dismiss() -> None:
    """Wait until nobody works any more, be it that something failed and nobody wants what they make."""
    for pool in tuple(_at_work):
        pool.shutdown(cancel_futures=True)
        _at_work.discard(pool)


_at_work: set[Executor] = set()


def _find_room(workers: int) -> None:
    """Make sure that processes can be started, each with a thread, and two threads that lead them.

    Where one of the latter cannot, the pool would wait for it for ever.

    Raises:
        RuntimeError: The system does not let so many run.
    """
    found = threading.Event()
    waiting: list[threading.Thread] = []
    try:
        for _ in range(2 * workers + 2):
            thread = threading.Thread(target=found.wait)
            thread.start()
            waiting.append(thread)
    finally:
        found.set()
        for thread in waiting:
            thread.join()


def _done(
    pool: ProcessPoolExecutor, results: Iterable[tuple[Sequence[T], R]]
) -> Iterator[tuple[Sequence[T], R]]:
    try:
        yield from results
    except BrokenProcessPool as error:
        raise SystemFailureError(
            "a process that made pages was killed", "If memory was short, have fewer at once: `--workers 1`."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)
        _at_work.discard(pool)
        gc.unfreeze()


def _shares(things: Sequence[T], count: int) -> Iterator[Sequence[T]]:
    """Deal things out like cards, so that every share has its part of what takes long."""
    return (things[start::count] for start in range(min(count, len(things))))


_work: Callable[[Any], Any]  # a process has one kind of work, and what there is of it, from its start
_dealt: Sequence[Any]


def _begin(work: Callable[[Any], Any], shares: Sequence[Any]) -> None:
    global _work, _dealt
    _work, _dealt = work, shares
    gc.disable()  # it lives for seconds
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the first one decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End once the first process is killed: all else would write, and hold the site's lock, for nobody."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _do(number: int) -> Any:
    return _work(_dealt[number])
