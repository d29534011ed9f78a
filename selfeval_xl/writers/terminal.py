"""Text on a terminal: aligned tables, and what a text from a received file may do there: be read, and nothing else.

A terminal obeys control characters (it moves the cursor, rings, renames its window, types for the user), and turns
what follows a bidirectional override round, so that a wrong total would look like the right one.
"""

import errno
import itertools
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, TextIO, cast

from selfeval_xl.documents.blocks import Table
from selfeval_xl.domain.cells import is_plain

_RULE = "─"
_ACTING = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
"""Control characters other than tab and line break, separators of lines, and what turns the direction of writing."""


def harmless(text: str) -> str:
    r"""Return a text whose acting characters are spelt out as ``\u001b``, which in JSON means the very same text."""
    # Hardly any text acts, and to compile so wide a set of characters takes as long as to read a sheet.
    return text if is_plain(text) else re.sub(_ACTING, lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str) -> str:
    """Return a text as one line, so that what somebody typed into a cell cannot pass for a line of ours."""
    return " ".join(text.split())


class NotShown(Exception):
    """What was to be shown could not be: it goes into a file, and the disk is full or gone."""


class Screen:
    """A stream on which everything is harmless."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text in its harmless spelling, as long as anybody reads on; raises NotShown."""
        self._try(lambda: self._stream.write(harmless(text)))
        return len(text)

    def draw(self, text: str) -> None:
        """Write a text of our own that moves the cursor, such as a bar that is drawn in place."""
        self._try(lambda: self._stream.write(text))
        self.flush()

    def flush(self) -> None:
        """Hand on what was kept back; raises as :meth:`write` does."""
        self._try(self._stream.flush)

    def _try(self, act: Callable[[], object]) -> None:
        """Tell a failure to show something from one to read or write a workbook."""
        try:
            act()
        except OSError as error:
            if not isinstance(error, BrokenPipeError) and not (os.name == "nt" and error.errno == errno.EINVAL):
                raise NotShown(error.strerror) from error
            # Whoever reads our output has seen enough (``| head``): the work goes on, and says the rest to nobody.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def guard() -> None:
    """Make standard output and error harmless, once."""
    if not isinstance(sys.stdout, Screen):
        sys.stdout = cast(TextIO, Screen(sys.stdout))
    if not isinstance(sys.stderr, Screen):
        sys.stderr = cast(TextIO, Screen(sys.stderr))


def speak() -> None:
    """Write as whoever reads on expects, and never fail on a character that cannot be written so."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, for as long as we run
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream, None if stream.isatty() else _beyond_the_terminal())


def speak_utf8() -> None:
    """Write UTF-8 to standard output from now on, whoever reads it: JSON is nothing else."""
    _reconfigure(sys.stdout, None if sys.stdout.isatty() else "utf-8")


def _reconfigure(stream: TextIO, encoding: str | None) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding=encoding, errors="replace")


def _beyond_the_terminal() -> str | None:
    """Return the encoding for a pipe or a file; ``None`` to leave it at what the user told Python."""
    if os.environ.get("PYTHONIOENCODING", "").partition(":")[0] and not sys.flags.ignore_environment:
        return None
    return "utf-8" if os.name != "nt" or sys.flags.utf8_mode else _code_page()


def _code_page() -> str:
    """Return what ``findstr``, ``more`` and the editors of Windows read: the code page, where it has Chinese."""
    import ctypes

    kernel = cast(Any, ctypes).windll.kernel32
    page = f"cp{kernel.GetConsoleOutputCP() or kernel.GetACP()}"
    try:
        "绩效自评".encode(page)
    except (LookupError, UnicodeEncodeError):
        return "utf-8"
    return page


def columns_of(text: str) -> int:
    """Return how many terminal columns a text takes: Chinese characters take two."""
    return len(text) if text.isascii() else sum(map(_column, text))


def _column(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def table(laid: Table, width: int = 0) -> Iterator[str]:
    """Yield a table as lines; its last column is cut to ``width`` terminal columns when that is given."""
    lines = [tuple(map(one_line, row)) for row in laid.texts]
    widths = [max(map(columns_of, column)) for column in zip(*lines, strict=True)]
    if width:
        widths[-1] = max(min(widths[-1], width - sum(widths[:-1]) - 2 * len(widths)), 12)
    aligns = [column.align for column in laid.columns]
    for number, line in enumerate(lines):
        yield "  ".join(map(_pad, line, widths, aligns)).rstrip()
        if number == 0:
            yield _RULE * (sum(widths) + 2 * (len(widths) - 1))


def clip(text: str, width: int) -> str:
    """Return as much of a text as fits into ``width`` columns."""
    for end, taken in enumerate(itertools.accumulate(map(_column, text))):
        if taken > width:
            return text[:end]
    return text


def _pad(text: str, width: int, align: str) -> str:
    taken = columns_of(text)
    if taken > width:
        text = clip(text, width - 1) + "…"
        taken = columns_of(text)
    space = " " * (width - taken)
    return space + text if align == ">" else text + space
