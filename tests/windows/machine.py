"""A Windows machine: a real CPython for Windows under Wine, with the checkout on it as the installed program."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path, PureWindowsPath
from types import TracebackType
from typing import IO, Any, NamedTuple

from tests.judges import JudgeMissing
from tests.windows.place import CHINESE, WINE, Place, environment

ROOT = Path(__file__).parents[2]
PLACE = Place(ROOT / ".judges/windows")
PYTHON = r"C:\Python\python.exe"
INFORMATION = "安装信息"
"""What tells Python about a package that is installed."""
LIMIT = 240
"""Seconds after which a program hangs; nothing here takes a tenth of it."""


class Done(NamedTuple):
    """What came of a program."""

    code: int
    out: bytes
    err: bytes

    def shown(self, encoding: str = "gbk") -> str:
        return self.out.decode(encoding).replace("\r\n", "\n")

    def said(self, encoding: str = "gbk") -> str:
        return self.err.decode(encoding).replace("\r\n", "\n")


class Machine:
    """The machine as of one test file: a folder of its own on its disk, and the locale in which it was set up."""

    def __init__(self, folder: Path, locale: str = CHINESE) -> None:
        self.folder, self.locale = folder, locale
        self._imported = f"{path(ROOT)};{path(folder / INFORMATION)}"

    def variables(self, **more: str) -> dict[str, str]:
        return environment(PLACE, self.locale, **{"PYTHONPATH": self._imported, "PYTHONDONTWRITEBYTECODE": "1", **more})

    def start(self, *words: object, at: Path | None = None, **more: str) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [WINE, *map(str, words)],
            cwd=at or self.folder,
            env=self.variables(**more),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )

    def run(self, *words: object, at: Path | None = None, **more: str) -> Done:
        """Run a program of Windows to its end; what it writes goes through pipes."""
        with self.start(*words, at=at, **more) as process:
            assert process.stdin and process.stdout and process.stderr
            process.stdin.close()
            out, err = _read_out(process, process.stdout, process.stderr)
        return Done(process.returncode, out, err)

    def program(self, *words: object, at: Path | None = None, **more: str) -> Done:
        """Run our program in a process of its own."""
        return self.run(PYTHON, "-m", "selfeval_xl", *words, at=at, **more)

    def script(self, name: str, text: str, at: Path | None = None, **more: str) -> Done:
        """Run a script of cmd.exe, written as Windows' editor would save it."""
        file = (at or self.folder) / name
        file.write_bytes(text.replace("\n", "\r\n").encode("gbk"))
        return self.run("cmd", "/c", name, at=at, **more)

    def on_console(self, words: list[str], until: Callable[[], bool] | None = None, **more: str) -> tuple[int, str]:
        """Run the program on a console, with Ctrl-C when ``until`` says so; return its exit code and what was drawn."""
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            command = [WINE, PYTHON, "-m", "selfeval_xl", *words]
            os.execve(WINE, command, self.variables(TERM="xterm", COLUMNS="80", **more))
        drawn, code, end = b"", None, time.monotonic() + LIMIT
        while code is None and time.monotonic() < end:
            if until and until():
                os.write(terminal, b"\x03")
                until = None
            if select.select([terminal], [], [], 0.05)[0]:
                try:
                    drawn += os.read(terminal, 65536)
                except OSError:
                    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if code is None:
            os.kill(process, signal.SIGKILL)
        assert code is not None, drawn.decode("utf-8", "replace")
        return code, drawn.decode("utf-8", "replace")


def _read_out(process: subprocess.Popen[bytes], *pipes: IO[bytes]) -> list[bytes]:
    """Read what a program writes until it has ended; Windows itself may keep its pipes open for longer."""
    read = {pipe.fileno(): b"" for pipe in pipes}
    open_, end = set(read), time.monotonic() + LIMIT
    while open_:
        has_ended = process.poll() is not None
        ready = select.select(open_, [], [], 0 if has_ended else 0.05)[0]
        for number in ready:
            data = os.read(number, 65536)
            read[number] += data
            open_ -= set() if data else {number}
        if (has_ended and not ready) or time.monotonic() > end:
            break
    if process.poll() is None and open_:
        process.kill()
        raise subprocess.TimeoutExpired(process.args, LIMIT)
    return list(read.values())


class Hand:
    """A program that stays: our program runs in it command after command, and it holds files when told to."""

    def __init__(self, machine: Machine, module: str = "hand") -> None:
        self._process = machine.start(PYTHON, "-m", f"tests.windows.inside.{module}")
        self.folder = machine.folder

    def __enter__(self) -> Hand:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End it: it has nothing to finish, and Wine may wait for ever for its libraries to say good-bye."""
        with self._process as process:
            process.kill()

    def ask(self, name: str, *values: object) -> Any:
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._process.stdin.write(json.dumps([name, *values]).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self._process.stderr.read().decode("utf-8", "replace")
        is_done, answer = json.loads(line)
        assert is_done, answer
        return answer

    def program(self, *words: object, at: Path | None = None) -> Done:
        done = self.ask("main", [*map(str, words)], path(at or self.folder))
        return Done(done["code"], bytes.fromhex(done["out"]), bytes.fromhex(done["err"]))

    @contextlib.contextmanager
    def holding(self, file: Path, access: str = "rw", sharing: str = "") -> Iterator[None]:
        """Hold a file meanwhile: as a program that lets nobody else at it, unless ``sharing`` says otherwise."""
        number = self.ask("hold", path(file), access, sharing)
        try:
            yield
        finally:
            self.ask("let_go", number)


def path(here: Path) -> str:
    """Return what Windows calls a file."""
    drive, root = (PLACE.drive, "C:\\") if here.is_relative_to(PLACE.drive) else (Path("/"), "Z:\\")
    return str(PureWindowsPath(root, *here.relative_to(drive).parts))


@contextlib.contextmanager
def new_folder(name: str) -> Iterator[Path]:
    """Give a folder on the disk of the machine as long as it is needed."""
    if not PLACE.stamp.exists():
        raise JudgeMissing("The tests need a Python for Windows, which is not installed. Run: make judges")
    folder = PLACE.drive / "测试" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ours = Path(str(metadata.distribution("selfeval-xl").locate_file("")))
    for each in ours.glob("selfeval_xl-*.dist-info"):
        shutil.copytree(each, folder / INFORMATION / each.name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def processes(text: bytes, where: str = "cmdline") -> list[str]:
    """Return the ids of this machine's processes that have a text in their command line, or in their environment."""
    found, ours = [], f"WINEPREFIX={PLACE.prefix}\0".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # gone by now
            if text in (process / where).read_bytes() and ours in (process / "environ").read_bytes():
                found.append(process.name)
    return found


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for what is on its way; how long it takes decides nothing."""
    end = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
