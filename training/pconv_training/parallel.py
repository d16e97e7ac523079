"""Work in several processes: spawned, one thread each, results as they come."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from pconv_studio.core.errors import UserError

Item = TypeVar("Item")
Result = TypeVar("Result")


def usable_cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_processes(
    function: Callable[[Item], Result], items: Iterable[Item], *, processes: int
) -> Iterator[Result]:
    """Call a function for each item; results come in the order in which they are ready.

    Args:
        function: of a module's top level, or an instance that can be pickled.
        items: what it is called with; they are drawn as processes become free.
        processes: how many; with 1 the work is done in this process.

    Raises:
        UserError: a process died, most often because memory ran out.
    """
    if processes <= 1:
        yield from map(function, items)
        return
    # A forked process would inherit OpenCV's and torch's pools without their threads.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, _prepare)
    waiting = iter(items)
    running: set[Future[Result]] = set()
    try:
        while True:
            # A few more than there are processes, so that none waits for this one.
            while len(running) < 3 * processes:
                try:
                    running.add(pool.submit(function, next(waiting)))
                except StopIteration:
                    break
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BrokenProcessPool as error:
        raise UserError(
            "one of the processes died, most often for want of memory; run the command again with "
            "fewer --processes: it goes on where it stopped"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare() -> None:
    """One thread a process, and Ctrl-C is for the process that waits for them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    import cv2

    cv2.setNumThreads(1)
