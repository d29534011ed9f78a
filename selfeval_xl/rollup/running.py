"""Who reads the files: this process alone, or several side by side; the outcomes come in the order asked for."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from selfeval_xl.documents.rollup.records import FileResult, Source
from selfeval_xl.messages import codes, input_error, unreadable
from selfeval_xl.rollup.reading import Batch, outcomes, read_batch

WORTH_IT = 300
"""Fewer files than this are read faster by one process than several take to start."""
_MOST_JOBS = 61
"""Windows can wait for no more processes at a time."""
CHUNK = 64
"""Files that a process gets at a time: enough to be worth the way, few enough to lose little when it is stopped."""


def in_chunks(batch: Batch, size: int = CHUNK) -> Iterator[Batch]:
    """Cut a batch into smaller ones, in order."""
    for start in range(0, len(batch.sources), size):
        yield batch._replace(sources=batch.sources[start : start + size])


def usual_jobs(count: int) -> int:
    """Return how many processes to use for so many files."""
    return 1 if count < WORTH_IT else max(1, len(_cores()))


def _cores() -> Sequence[int]:
    try:
        return tuple(os.sched_getaffinity(0))
    except AttributeError:  # Windows and macOS do not say which cores a process may use
        return range(os.cpu_count() or 1)


def run(batch: Batch, jobs: int | None = None) -> Generator[FileResult]:
    """Read the files in ``jobs`` processes, in as many as pay when nobody says how many."""
    jobs = jobs or usual_jobs(len(batch.sources))
    return run_serial(batch) if jobs == 1 else run_pool(batch, jobs)


def run_serial(batch: Batch) -> Generator[FileResult]:
    """Read the files in this process."""
    return outcomes(batch)


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
            yield from pool.submit(read_batch, chunk._replace(sources=(source,))).result()
        except BrokenProcessPool:
            yield killed(source)
            pool = _pool(1)
    pool.shutdown(wait=False)


def killed(source: Source) -> FileResult:
    """Return the outcome for a file that the process which read it died of."""
    return FileResult(source, refusal=unreadable(input_error(codes.KILLED, file=source.file)))
