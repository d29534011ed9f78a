"""The words of the command line as they were meant."""

from __future__ import annotations

import os
import re
import sys

_WORD = re.compile(r'(?:[^\s"]|"[^"]*(?:"|$))+')


def typed() -> list[str]:
    r"""Return the words after the name of the command.

    Who types ``rollup "C:\收 上来\" -o 汇总.xlsx`` means a folder; a program in C is given its quote, and all that
    follows, as a part of the name.  No name on Windows can hold a quote, so the line is taken apart once more.
    """
    words = sys.argv[1:]
    if os.name != "nt" or not any('"' in word for word in words):
        return words
    return meant(_whole_line(), len(sys.orig_argv) - len(words))


def meant(line: str, before: int) -> list[str]:
    """Return the words of a line without the first so many; a backslash is no more than that, whatever follows it."""
    return [word.replace('"', "") for word in _WORD.findall(line)][before:]


def _whole_line() -> str:
    import ctypes
    from typing import Any, cast

    ask = cast(Any, ctypes).windll.kernel32.GetCommandLineW
    ask.restype = ctypes.c_wchar_p
    line: str = ask()
    return line
