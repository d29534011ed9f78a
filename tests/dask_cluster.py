"""A real dask cluster over loopback: a scheduler and workers, each a process of its own that can be killed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PATIENCE = 60
_QUIET = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s",
    "DASK_DISTRIBUTED__DASHBOARD__LINK": "",
}


class Cluster(NamedTuple):
    """Where the scheduler listens, and the workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@contextlib.contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a scheduler and that many workers of one thread each; end them all at last."""
    told = folder / "scheduler.json"
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes.append(_start(folder, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)))
        _wait(told, processes[0])
        for number in range(workers):
            # Without its nanny a worker that is killed stays away.
            options = ("--no-nanny", "--nthreads", "1", "--name", str(number), "--no-dashboard")
            processes.append(_start(folder, "worker", "--scheduler-file", str(told), *options))
        yield Cluster(_address(told), processes[1:])
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def _start(folder: Path, role: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--host", "127.0.0.1", *options]
    with (folder / f"{role}.log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **_QUIET})


def _wait(told: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while not told.exists() or not told.read_text().strip():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError((told.parent / "scheduler.log").read_text())
        time.sleep(0.05)


def _address(told: Path) -> str:
    import json

    return str(json.loads(told.read_text())["address"])
