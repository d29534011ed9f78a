"""Gets the bytes of many files one after another; where opening is slow, many are opened at the same time.

On a network share a file costs a few milliseconds of waiting and far less of work, so waiting for many at once is what
makes the difference; on a disk of the machine's own the threads would only be in the way.
"""

import os
import stat
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.storage import stable_read
from selfeval_xl.storage.system import IS_ALONE

THREADS = 16
"""Files opened at a time where opening is slow."""
_SLOW = 0.002
"""Seconds that opening and reading may take before threads pay."""
_LARGE = 8 << 20
"""Bytes from which a file is not held in memory before its turn."""
_TRIES, _PAUSE = 4, 0.05


class Fetched(NamedTuple):
    """A file's bytes and what the file system said of it, or the ``error`` that stood in the way.

    Neither where the file was written to each time that it was read.
    """

    data: bytes = b""
    status: os.stat_result | None = None
    error: OSError | None = None
    seconds: float = 0.0


class Fetcher:
    """Fetches files in the order asked for, and learns whether opening is slow."""

    def __init__(self) -> None:
        """Start as on a fast disk."""
        self._pace = 0.0
        self._threads: ThreadPoolExecutor | None = None

    def each(self, paths: Sequence[str], sizes: Sequence[int]) -> Iterator[Fetched]:
        """Yield what each path holds."""
        waiting = deque(zip(paths, sizes, strict=True))
        while waiting and (IS_ALONE or self._pace < _SLOW):
            yield self._noted(waiting.popleft()[0])
        if waiting:
            yield from self._ahead(waiting)

    def _ahead(self, waiting: Iterable[tuple[str, int]]) -> Iterator[Fetched]:
        """Yield the rest, opening up to :data:`THREADS` ahead."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(THREADS)
        under_way: deque[Future[Fetched] | str] = deque()
        for path, size in waiting:
            under_way.append(path if size > _LARGE else self._threads.submit(fetch, path))
            if len(under_way) > THREADS:
                yield self._noted(under_way.popleft())
        while under_way:
            yield self._noted(under_way.popleft())

    def _noted(self, waiting: Future[Fetched] | str) -> Fetched:
        """Return what was fetched, or is now from that path, and note how long it took."""
        fetched = fetch(waiting) if isinstance(waiting, str) else waiting.result()
        self._pace = (3 * self._pace + fetched.seconds) / 4
        return fetched


def fetch(path: str) -> Fetched:
    """Read a file whole, again if it was written to meanwhile; what is in the way comes back as a value."""
    start = time.perf_counter()
    try:
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE * attempt)
            data, status = _read(path)
            if data is not None:
                return Fetched(data, status, None, time.perf_counter() - start)
        return Fetched()
    except OSError as error:
        return Fetched(error=error, seconds=time.perf_counter() - start)


def _read(path: str) -> tuple[bytes | None, os.stat_result]:
    """Return a file's bytes, ``None`` when it changed under the hand; no more than a workbook can have is read."""
    with open(path, "rb", opener=_at_once) as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise stable_read.no_file()
        data = file.read(min(before.st_size, LIMIT) + 1) if before.st_size else b""
        after = os.fstat(file.fileno())
    whole = len(data) == before.st_size or before.st_size > LIMIT
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return (data if whole and same else None), after


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for somebody at the other end, should it be a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
