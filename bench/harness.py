"""Fair timing: candidates take turns in one run, in a new random order each round; what counts is the ratio."""

from __future__ import annotations

import gc
import itertools
import random
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Job = Callable[[], object]
Clock = Callable[[], float]
Times = Mapping[str, list[float]]
"""Seconds that each candidate took, one figure for each round."""

_TICK = 1e-6
"""Seconds that a job takes at least, for the number of its repeats."""
_LEAST = 0.02
"""Seconds that a candidate is kept busy in a round; shorter jobs are run several times."""


def cpu() -> float:
    """Return the seconds that a processor worked for this process and those it started: others do not disturb them."""
    own, started = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime


wall: Clock = time.perf_counter
"""Seconds gone by, for what several processes share or what waits for a disk."""


def measure(jobs: Mapping[str, Job], rounds: int, seed: int = 1, clock: Clock = cpu) -> Times:
    """Time every job in every round."""
    repeats = {name: max(1, int(_LEAST / max(_timed(job, clock), _TICK))) for name, job in jobs.items()}
    times: dict[str, list[float]] = {name: [] for name in jobs}
    order, shuffler = list(jobs), random.Random(seed)
    # What the libraries of one candidate left in memory shall not slow down the collector for another.
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        shuffler.shuffle(order)
        for name in order:
            gc.collect()
            times[name].append(sum(_timed(jobs[name], clock) for _ in range(repeats[name])) / repeats[name])
    gc.unfreeze()
    return times


def _timed(job: Job, clock: Clock) -> float:
    start = clock()
    job()
    return clock() - start


def ratio(times: Times, job: str, baseline: str) -> float:
    """Return the median over the rounds of how many times as long as ``baseline`` a job took in the same round."""
    return median(own / other for own, other in zip(times[job], times[baseline], strict=True))


def in_turn(tasks: Sequence[Job]) -> Job:
    """Return a job that does the next of ``tasks`` each time.

    Given workbooks that differ, caches hold what a day's work leaves in them, and never the very file.
    """
    turn = itertools.cycle(tasks)
    return lambda: next(turn)()


def milliseconds(times: Times, job: str) -> float:
    """Return the median time of a job, which says something on this machine only."""
    return median(times[job]) * 1000
