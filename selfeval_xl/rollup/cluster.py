"""Reads the files on the machines of a dask cluster, with the very function that the processes of one machine run."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.messages import codes, input_error
from selfeval_xl.rollup.reading import Batch, in_chunks, killed, read_batch

if TYPE_CHECKING:
    from distributed import Client

CHUNK = 256
"""Files of one task: a task costs the scheduler a millisecond or two, so it should be worth a hundred."""
_AHEAD = 4
"""Tasks for each core of the cluster that wait or run at a time."""
_CONNECT = 30
"""Seconds to wait for the scheduler."""


def run_dask(scheduler: str, batch: Batch) -> Generator[FileResult]:
    """Read the files on the cluster whose scheduler listens at that address (``tcp://…``).

    A worker that is lost costs nothing but the time for its tasks.  Raises InputError when dask is not installed or
    the cluster gives up.
    """
    client = _client(scheduler)
    try:
        yield from _in_order(client, batch, scheduler)
    finally:
        client.close()


def _client(scheduler: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise input_error(codes.NO_CLUSTER) from error
    try:
        return Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        detail = "连不上调度程序，或地址写得不对（应为 tcp://主机:端口）"
        raise input_error(codes.CLUSTER_FAILED, scheduler=scheduler, detail=detail) from error


def _in_order(client: Client, batch: Batch, scheduler: str) -> Iterator[FileResult]:
    waiting, under_way = deque(in_chunks(batch, CHUNK)), deque[tuple[Batch, Any]]()
    while waiting or under_way:
        most = _AHEAD * max(1, sum(client.ncores().values()))
        while waiting and len(under_way) < most:
            under_way.append((waiting[0], _submitted(client, waiting.popleft())))
        chunk, future = under_way.popleft()
        try:
            found = _result(client, chunk, future)
        except (Exception, CancelledError) as error:
            detail = f"{type(error).__name__}：{error}"[:200]
            raise input_error(codes.CLUSTER_FAILED, scheduler=scheduler, detail=detail) from error
        yield from found


def _submitted(client: Client, batch: Batch) -> Any:
    # Impure: the same path may hold another file by the next time.
    return client.submit(read_batch, batch, pure=False)


def _result(client: Client, chunk: Batch, future: Any) -> list[FileResult]:
    """Return what became of a chunk; where workers died of it one after another, of each of its files alone."""
    from distributed import KilledWorker

    try:
        found: list[FileResult] = future.result()
        return found
    except KilledWorker:
        if len(chunk.sources) == 1:
            return [killed(chunk.sources[0])]
    alone = list(in_chunks(chunk, 1))
    each = [_result(client, one, _submitted(client, one)) for one in alone]
    return [outcome for outcomes in each for outcome in outcomes]
