"""The judge of hostile files: has them made and heard in child processes, and tells how each ended."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.hostile.corpus import books
from tests.hostile.court import MEMORY, SECONDS, Court
from tests.hostile.kinds import KINDS
from tests.hostile.roads import RESULT

_IN_MEMORY = Path("/dev/shm")
"""Where files are written without waiting for a disk, on Linux."""
__all__ = ["MEMORY", "RESULT", "SECONDS", "Job", "Verdict", "judge", "judged"]


class Job(NamedTuple):
    """A hostile file to be made and judged; ``sending`` tells whether the slow exits are taken as well."""

    kind: str
    number: int
    sending: bool = False


class Verdict(NamedTuple):
    """How a file ended on each road (``result``, or the code of the sentence), and what it took; ``fault`` is a bug."""

    job: Job
    book: str
    roads: Mapping[str, str]
    seconds: float
    peak: int
    fault: str


Make = Callable[[Job], tuple[str, bytes]]
"""Makes the file of a job, and tells of which book it is made."""


def judge(seed: int, jobs: Sequence[Job], keep: Path) -> Iterator[Verdict]:
    """Judge the jobs in child processes; a file that is at fault is kept in the folder ``keep``."""
    return judged(jobs, lambda job: KINDS[job.kind].make(seed, job.number), keep)


def judged(jobs: Sequence[Job], make: Make, keep: Path) -> Iterator[Verdict]:
    """Judge the files that ``make`` makes."""
    waiting = list(jobs)
    books()
    while waiting:
        for verdict in _child(waiting, make, keep):
            yield verdict
            waiting = waiting[1:]


def _child(jobs: Sequence[Job], make: Make, keep: Path) -> Iterator[Verdict]:
    """Fork once and yield what the child says; a child that dies has its file at fault, and the next child goes on."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        _work(jobs, make, keep, writing)
    os.close(writing)
    done = 0
    with open(reading, encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            yield Verdict(jobs[done], **told)
            done += 1
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if done < len(jobs):
        job = jobs[done]
        book, data = make(job)
        _keep(keep, job, data)
        yield Verdict(job, book, {}, SECONDS, 0, f"the process ended with {status}")


def _keep(keep: Path, job: Job, data: bytes) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    (keep / f"{job.kind}-{job.number}.xlsx").write_bytes(data)


def _work(jobs: Sequence[Job], make: Make, keep: Path, writing: int) -> None:
    """Be the child: never return."""
    code = 1
    try:
        with tempfile.TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as folder:
            court = Court(Path(folder))
            tempfile.tempdir = str(court.scratch)
            court.rehearse()
            court.listen()
            court.limit_memory()
            sys.addaudithook(court.watch)
            for job in jobs:
                book, data = make(job)
                told = {"book": book} | court.hear(data, book, job.sending)
                if told["fault"]:
                    with court.free():
                        _keep(keep, job, data)
                os.write(writing, (json.dumps(told) + "\n").encode())
            court.bound = False
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
