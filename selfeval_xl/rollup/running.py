"""Who reads the files: this process alone, or several side by side; the outcomes come in the order asked for."""

import os
from collections.abc import Generator, Sequence

from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.rollup.reading import Batch, outcomes

WORTH_IT = 300
"""Fewer files than this are read faster by one process than several take to start."""


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
    if jobs == 1:
        return outcomes(batch)
    from selfeval_xl.rollup.pool import run_pool  # where there are no processes, it cannot even be imported

    return run_pool(batch, jobs)
