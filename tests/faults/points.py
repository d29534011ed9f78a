"""The points at which a run touches a folder, and what can be made to happen at one of them."""

from __future__ import annotations

import builtins
import contextlib
import errno
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

CALLS = ("open", "write", "fsync", "close", "link", "replace", "rename", "unlink", "chmod", "stat", "lstat", "listdir",
         "scandir", "mkdir")  # fmt: skip
"""The functions of ``os`` that are watched, besides the built-in ``open``."""
ERRORS = tuple(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS", "EXDEV", "EBUSY", "EIO", "EINTR", "ESTALE", "ENOENT")
)
"""Disk full, permission lost, share gone, renaming refused: what the system may answer anywhere."""
TWO_PATHS = ("link", "replace", "rename")
KILL_BEFORE, KILL_AFTER, INTERRUPT_AFTER, SHORT = "killed before", "killed after", "Ctrl-C after", "short write"


class Fault(NamedTuple):
    """What happens at the ``at``-th point: the number of an error, or one of the words above."""

    at: int
    what: int | str

    def __str__(self) -> str:
        return f"{errno.errorcode[self.what] if isinstance(self.what, int) else self.what} at point {self.at}"


class Watch:
    """Counts the calls to a folder, and lets the fault happen.  ``points`` are the calls so far."""

    def __init__(self, folder: str, fault: Fault | None, refuses: tuple[str, ...] = ()) -> None:
        self.folder, self.fault, self.refuses = os.path.realpath(folder), fault, refuses
        self.points: list[str] = []
        self._descriptors: set[int] = set()

    def around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*values: Any, **named: Any) -> Any:
            if not self._concerns(values[: 2 if name in TWO_PATHS else 1]):
                return real(*values, **named)
            if name in self.refuses:
                raise OSError(errno.EPERM, os.strerror(errno.EPERM))
            self.points.append(name)
            what = self.fault.what if self.fault and self.fault.at == len(self.points) else None
            self._before(what)
            if what == SHORT and name == "write":
                values = (values[0], values[1][: max(len(values[1]) // 3, 1)])
            try:
                # Nobody cuts the power here, and waiting for the disk would take most of the time.
                result = None if name == "fsync" else real(*values, **named)
                self._note(name, values, result)
            finally:
                self._after(what)
            return result

        return called

    def _concerns(self, values: tuple[Any, ...]) -> bool:
        for value in values:
            if isinstance(value, int) and value in self._descriptors:
                return True
            if isinstance(value, (str, os.PathLike)) and str(os.path.abspath(value)).startswith(self.folder):
                return True
        return False

    @staticmethod
    def _before(what: int | str | None) -> None:
        if what == KILL_BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        if isinstance(what, int):
            raise OSError(what, os.strerror(what))

    @staticmethod
    def _after(what: int | str | None) -> None:
        if what == KILL_AFTER:
            os.kill(os.getpid(), signal.SIGKILL)
        if what == INTERRUPT_AFTER:
            raise KeyboardInterrupt

    def _note(self, name: str, values: tuple[Any, ...], result: Any) -> None:
        if name == "open" and isinstance(result, int):
            self._descriptors.add(result)
        elif name == "close":
            self._descriptors.discard(values[0])


@contextlib.contextmanager
def watched(
    folder: str | os.PathLike[str], fault: Fault | None = None, refuses: tuple[str, ...] = ()
) -> Iterator[Watch]:
    """Watch the calls to ``folder``, and let ``fault`` happen at one; calls in ``refuses`` are never granted."""
    watch = Watch(os.fspath(folder), fault, refuses)
    before = {name: getattr(os, name) for name in CALLS}
    opened = builtins.open
    for name, real in before.items():
        setattr(os, name, watch.around(name, real))
    builtins.open = watch.around("open()", opened)
    try:
        yield watch
    finally:
        builtins.open = opened
        for name, real in before.items():
            setattr(os, name, real)
