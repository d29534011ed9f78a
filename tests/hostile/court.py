"""A process with its hands tied, in which hostile files are taken down every road.

It has a limit of memory, a limit of processor time for each file, and an audit hook that stops it where it opens a
connection, starts a program, runs code from elsewhere, or touches a file outside the folder of the target.
"""

from __future__ import annotations

import codecs
import contextlib
import importlib
import os
import pkgutil
import resource
import site
import sysconfig
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selfeval_xl.domain.errors import UserError
from selfeval_xl.storage import standards
from selfeval_xl.tasks.monitor import monitor
from selfeval_xl.workbook.template import empty_workbook
from tests.hostile.corpus import RICH, SAMPLE, books
from tests.hostile.roads import RESULT, WRITTEN, badly_said, roads

MEMORY = 2 << 30
"""Address space, in bytes, that the files may take beyond what the process had when its hands were tied."""
SECONDS = 20
"""Processor time for one file on all roads together."""
_PROJECT = Path(__file__).parents[2]
_PLACES = ("selfeval_xl", "workbook_templates", "tests")


class Forbidden(BaseException):
    """The process was about to do what reading a workbook never takes; no handler of the program may swallow it."""


class Court:
    """One child: the folder where it may write, and whether it is watched."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bound = folder, False
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.heard: int | None = None
        self.breaches: list[str] = []
        self.roots = tuple(
            os.path.realpath(place)
            for place in (
                sysconfig.get_path("stdlib"),
                *site.getsitepackages(),
                *(str(_PROJECT / each) for each in _PLACES),
            )
        )

    def rehearse(self) -> None:
        """Take every road once with good books, so that all modules are there before the hands are tied."""
        for package in ("domain.measures", "readers.forms", "scoring", "checks"):  # what only some forms need
            for found in pkgutil.iter_modules(importlib.import_module(f"selfeval_xl.{package}").__path__):
                importlib.import_module(f"selfeval_xl.{package}.{found.name}")
        for name in (SAMPLE, RICH, "form-mof-2020", "form-platform"):
            self.hear(books()[name], name, sending=name == SAMPLE)
        codecs.lookup("gb18030")
        # A damaged name of a standard is told with those that are near it.
        with contextlib.suppress(UserError):
            standards.load("财政部2020办法")
        # Whatever standard a hostile form speaks for, its template is made; and a workbook may say it was monitored.
        made = self.folder / "scratch" / SAMPLE
        made.write_bytes(empty_workbook(standards.load("anhui")))
        self.hear(monitor(str(made)).data, SAMPLE, sending=False)
        made.unlink()

    def listen(self) -> None:
        """From now on keep what is written to the error stream, by Python or by a library of another language."""
        self.heard = os.open(self.folder / "in" / "stderr", os.O_RDWR | os.O_CREAT)
        os.dup2(self.heard, 2)

    def _cries(self) -> str:
        """Tell what was written to the standard error stream, and forget it."""
        if self.heard is None:
            return ""
        told = os.pread(self.heard, 3000, 0).decode("utf-8", "replace")
        os.ftruncate(self.heard, 0)
        os.lseek(self.heard, 0, os.SEEK_SET)
        return told

    @contextlib.contextmanager
    def free(self) -> Iterator[None]:
        """Let go for a moment."""
        was, self.bound = self.bound, False
        yield
        self.bound = was

    def limit_memory(self) -> None:
        """Leave room for MEMORY more; how much is there already depends on the tests that ran before the fork."""
        with open("/proc/self/statm", encoding="ascii") as file:
            most = int(file.read().split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    def hear(self, data: bytes, book: str, sending: bool) -> dict[str, Any]:
        """Take a file down every road and tell how each ended."""
        source = self.folder / "in" / "自评表.xlsx"
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(data)
        # A file of just now would be waited for: it could be on its way.
        os.utime(source, (0, 0))
        del data
        ends: dict[str, str] = {}
        fault = ""
        used = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + SECONDS + 1, resource.RLIM_INFINITY))
        _forget_peak()
        self.bound = True
        for name, road in roads(str(source), self.folder, book, sending).items():
            try:
                road()
                ends[name] = RESULT
            except UserError as trouble:
                ends[name] = trouble.code
                fault = fault or badly_said(trouble)
            except BaseException as error:
                ends[name] = type(error).__name__
                fault = fault or f"{name}: {traceback.format_exc()[-1500:] or error!r}"
        self.bound = False
        told = (*self.breaches, self._litter(), self._cries())
        self.breaches.clear()
        fault = fault or next(filter(None, told), "")
        return {"roads": ends, "seconds": time.process_time() - used, "peak": _peak(), "fault": fault}

    def _litter(self) -> str:
        """Tell what lies about that was not asked for, and clear the place."""
        left = [each for each in self.folder.iterdir() if each.name not in ("in", "out", "scratch")]
        left += self.scratch.iterdir()
        left += [each for each in (self.folder / "in").iterdir() if each.name not in ("自评表.xlsx", "stderr")]
        for each in (self.folder / "out").glob("*"):
            left += [each] if each.name not in WRITTEN else []
            each.unlink()
        return f"left behind: {left}" if left else ""

    def watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Be the audit hook."""
        if not self.bound:
            return
        if event.startswith(_NEVER):
            self._stop(event, arguments)
        if event == "open" and isinstance(arguments[0], str) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            self._require_inside(event, arguments[0])
        elif event == "open" and isinstance(arguments[0], str):
            self._require_known(event, arguments[0])
        elif event in _MOVES:
            for path in arguments[:2]:
                if isinstance(path, str | bytes):
                    self._require_inside(event, os.fsdecode(path))
        elif event == "exec":
            source = arguments[0].co_filename
            if source not in _GENERATED and not os.path.realpath(source).startswith(self.roots):
                self._stop(event, source)

    def _stop(self, event: str, what: object) -> None:
        """Note the breach, which somebody may swallow, and stop it."""
        self.breaches.append(f"{event}: {what!r}"[:500])
        raise Forbidden(self.breaches[-1])

    def _require_inside(self, event: str, path: str) -> None:
        if path != os.devnull and not os.path.realpath(path).startswith(os.path.realpath(self.folder) + os.sep):
            self._stop(event, path)

    def _require_known(self, event: str, path: str) -> None:
        """Only the workbook itself and the program's own files are read."""
        if not os.path.realpath(path).startswith((os.path.realpath(self.folder) + os.sep, *self.roots)):
            self._stop(event, path)


_NEVER = (
    *(
        "socket.",
        "subprocess.",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "os.fork",
        "os.startfile",
        "pty.",
    ),
    *("ctypes.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.", "winreg.", "os.putenv", "os.chdir"),
    *("pty.", "marshal.loads", "pickle.find_class", "code.__new__"),
)
_MOVES = (
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "os.utime"),
    *("shutil.move", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp", "os.listxattr", "os.setxattr"),
)
_GENERATED = frozenset({"<string>", "<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>"})
"""Code that namedtuple makes; nothing that a workbook says goes into it."""


def _forget_peak() -> None:
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def _peak() -> int:
    """Return the most memory in use since the peak was last forgotten, in bytes."""
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
