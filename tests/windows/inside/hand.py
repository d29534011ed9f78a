"""Runs in the Python for Windows: does what it is told, line by line, and answers each line.

A line is a JSON list: the name of a function below and its arguments.  It answers ``[true, value]``, or ``[false,
trouble]`` when something was raised.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import win32con
import win32file

_held: dict[int, Any] = {}


def main(words: list[str], folder: str) -> dict[str, Any]:
    """Run the program in this process as it would be run at a prompt in that folder."""
    from selfeval_xl import cli

    os.chdir(folder)
    shown, said = io.BytesIO(), io.BytesIO()
    before = sys.stdout, sys.stderr
    # Encoded by the program as for a pipe; the bytes are what its reader would get.
    sys.stdout, sys.stderr = io.TextIOWrapper(shown), io.TextIOWrapper(said)
    try:
        code = cli.main(words)
    except SystemExit as left:
        code = int(left.code or 0)
    finally:
        written = (sys.stdout, sys.stderr)
        sys.stdout, sys.stderr = before
        for stream in written:
            stream.flush()
    return {"code": code, "out": shown.getvalue().hex(), "err": said.getvalue().hex()}


def hold(path: str, access: str, sharing: str) -> int:
    """Open a file as another program would, with access ``r`` or ``rw``, sharing any of ``r``, ``w`` and ``d``."""
    number = len(_held) + 1
    wanted = {"r": win32con.GENERIC_READ, "w": win32con.GENERIC_WRITE}
    shared = {"r": win32con.FILE_SHARE_READ, "w": win32con.FILE_SHARE_WRITE, "d": win32con.FILE_SHARE_DELETE}
    bits = sum(wanted[each] for each in access), sum(shared[each] for each in sharing)
    _held[number] = win32file.CreateFile(path, *bits, None, win32con.OPEN_EXISTING, 0, None)
    return number


def let_go(number: int) -> None:
    _held.pop(number).Close()


def marks(path: str) -> int:
    return int(win32file.GetFileAttributes(path))


def mark(path: str, bits: int) -> None:
    win32file.SetFileAttributes(path, bits)


def links(path: str) -> int:
    """How many names a file has."""
    return os.stat(path).st_nlink


def code_page() -> int:
    return int(ctypes.windll.kernel32.GetACP())  # type: ignore[attr-defined, unused-ignore]


def obey(functions: Mapping[str, Callable[..., Any]]) -> None:
    """Do what each line says, as long as there are lines."""
    for line in sys.stdin.buffer:
        name, *values = json.loads(line)
        try:
            answer = [True, functions[name](*values)]
        except BaseException:
            answer = [False, traceback.format_exc()]
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    obey({each.__name__: each for each in (main, hold, let_go, marks, mark, links, code_page)})
