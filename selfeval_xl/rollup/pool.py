"""Reads the files in several processes side by side; the outcomes come in the order asked for."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.rollup.reading import Batch, in_chunks, killed, read_batch
from selfeval_xl.storage import system

_MOST_JOBS = 61
"""Windows can wait for no more processes at a time."""


def run_pool(batch: Batch, jobs: int) -> Generator[FileResult]:
    """Read the files in ``jobs`` processes; one that dies costs at most the file it died of."""
    waiting, under_way = deque(in_chunks(batch)), deque[tuple[Batch, Future[list[FileResult]]]]()
    jobs = max(1, min(jobs, len(waiting), _MOST_JOBS))
    pool = _pool(jobs)
    try:
        while waiting or under_way:
            try:
                while waiting and len(under_way) <= 2 * jobs:
                    # A pool may have broken since the last time, and then it takes nothing any more.
                    with _unheard():
                        under_way.append((waiting[0], pool.submit(read_batch, waiting[0])))
                    waiting.popleft()
                found = under_way[0][1].result()
            except BrokenProcessPool:
                # Nobody knows which of the chunks under way broke it: they are done again, the first with care.
                pool.shutdown(wait=False, cancel_futures=True)
                waiting.extendleft(chunk for chunk, _ in reversed(under_way))
                under_way.clear()
                yield from _one_by_one(waiting.popleft())
                pool = _pool(jobs)
                continue
            yield from found
            under_way.popleft()
    finally:
        # The chunks under way take a moment; processes left to themselves would go on after the program has ended.
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_begin)


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Start processes that hear no Ctrl-C, not even before :func:`_begin`, where they would show a traceback for it."""
    if os.name == "nt":
        system.heed_ctrl_c(False)
        try:
            yield
        finally:
            system.heed_ctrl_c(True)
    else:
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _begin() -> None:
    """Leave Ctrl-C to the process that talks to the user, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A worker that waits for work does not notice that whoever gave it was killed.
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _one_by_one(chunk: Batch) -> Iterator[FileResult]:
    """Read files one at a time, each a risk for nobody but the process that was started for it."""
    pool = _pool(1)
    for source in chunk.sources:
        try:
            with _unheard():
                found = pool.submit(read_batch, chunk._replace(sources=(source,)))
            yield from found.result()
        except BrokenProcessPool:
            yield killed(source)
            pool = _pool(1)
    pool.shutdown(wait=False)
