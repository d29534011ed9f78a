"""The roll-up of a whole folder, each candidate as processes of its own: time, memory, and whether they agree."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import crowd
from bench.goals import Differs, Goal
from bench.harness import Job
from tests.dask_cluster import cluster

MANY, FEW, DISTANT = 20_000, 200, 4_000
"""Files of the whole, of a small folder, and of one on a share where each open takes :data:`LATENCY` seconds."""
LATENCY = 0.005
ALONE, USUAL, BY_HAND, CLUSTER = "roll-up, one process", "roll-up as usual", "openpyxl, pool of two", "roll-up, dask"
GOALS = (Goal(USUAL, ALONE, 1 / 1.7), Goal(USUAL, BY_HAND, 1 / 8), Goal(USUAL, CLUSTER, 1 / 0.7))
FEW_GOALS = (Goal(USUAL, ALONE, 1.1),)
DISTANT_GOALS = (Goal(USUAL, ALONE, 0.12),)
MEMORY = 150
"""MiB that all processes of a roll-up may take together."""


def jobs(folder: Path, count: int) -> dict[str, Job]:
    """Return the candidates on a folder of mixed workbooks, after seeing that they come to the same results."""
    files = crowd.write(folder / f"in-{count}", count, mixed=False)
    alone, usual = _rollup(folder, files, "--jobs", "1"), _rollup(folder, files)
    by_hand = _run_job([sys.executable, "-m", "bench.byhand", str(files), str(folder / "hand.csv")])
    _require_same(folder, usual, by_hand)
    return {ALONE: alone, USUAL: usual, BY_HAND: by_hand}


def own_jobs(folder: Path, count: int) -> dict[str, Job]:
    """Return the two ways of our own on a folder."""
    files = crowd.write(folder / f"in-{count}", count)
    return {ALONE: _rollup(folder, files, "--jobs", "1"), USUAL: _rollup(folder, files)}


def distant_jobs(folder: Path, count: int) -> dict[str, Job]:
    """Return the same where every open takes long; one process opens one file after another there."""
    files = crowd.write(folder / f"in-{count}", count)
    slowly, one = [sys.executable, "-m", "bench.slowly", str(LATENCY)], ["--one-by-one"]
    return {
        ALONE: _run_job([*slowly, *one, *_arguments(folder, files, "--jobs", "1")]),
        USUAL: _run_job([*slowly, *_arguments(folder, files)]),
    }


@contextmanager
def on_cluster(folder: Path, files: Path) -> Iterator[Job]:
    """Give the roll-up by a dask scheduler and two workers over loopback."""
    place = folder / "cluster"
    place.mkdir()
    with cluster(place) as started:
        yield _rollup(folder, files, "--scheduler", started.address)


def peak_memory(job: Job) -> float:
    """Run a job and return the most MiB that the processes below this one took together (PSS: shared pages once)."""
    peak, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, sum(map(_pss, _below(os.getpid()))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    job()
    done.set()
    watcher.join()
    return peak / 1024


def _below(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            children = [int(each) for each in (task / "children").read_text().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _below(child)


def _pss(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _rollup(folder: Path, files: Path, *options: str) -> Job:
    return _run_job([sys.executable, "-m", "selfeval_xl", *_arguments(folder, files, *options)])


def _arguments(folder: Path, files: Path, *options: str) -> Sequence[str]:
    return ("rollup", str(files), "-o", str(folder / "out" / "汇总表.xlsx"), *options)


def _run_job(command: Sequence[str]) -> Job:
    def job() -> None:
        target = Path(command[command.index("-o") + 1]).parent if "-o" in command else None
        if target:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        # 1 tells of files that could not be read.
        if done.returncode > 1:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)

    return job


def _require_same(folder: Path, usual: Job, by_hand: Job) -> None:
    """The colleague's script works with float and says the total as a number; it must agree to a cent."""
    from openpyxl import load_workbook

    usual()
    by_hand()
    book = load_workbook(folder / "out" / "汇总表.xlsx", read_only=True)
    header, *rows = book["项目汇总"].iter_rows(values_only=True)
    code, total = header.index("项目编码"), header.index("得分")
    own = {row[code]: float(row[total]) for row in rows if row[total] is not None}
    with (folder / "hand.csv").open(encoding="utf-8-sig", newline="") as file:
        theirs = {row[2]: float(row[6]) for row in csv.reader(file) if len(row) > 1}
    differing = [key for key in own if abs(own[key] - theirs.get(key, -1)) > 0.011]
    if not own or own.keys() != theirs.keys() or differing:
        raise Differs(f"{len(own)} own, {len(theirs)} by hand, differing: {differing[:5]}")
