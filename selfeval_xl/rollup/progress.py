"""How far the work is: a line in the terminal with a bar, the rate, and how long it will take."""

import time
from collections.abc import Callable
from typing import IO, Protocol

from selfeval_xl.writers.terminal import Screen, clip, columns_of

READING, COMBINING = "读取", "合并"
"""What is done to files: each is read once, and those of 同项目合并 once more."""
_WIDTH = 24
_EVERY = 0.2
"""Seconds between two looks at the clock's face: faster than that nobody reads."""


class Progress(Protocol):
    """Told how many files are done, how many there are, and what is done to them."""

    def __call__(self, done: int, total: int, what: str = READING) -> None: ...


class Bar:
    """A bar in the terminal; says nothing at all where the output goes elsewhere."""

    def __init__(self, stream: IO[str], clock: Callable[[], float] = time.monotonic, width: int = 80) -> None:
        """Begin to count the time; ``clock`` gives seconds, ``width`` is that of the terminal in columns."""
        self._draw = stream.draw if isinstance(stream, Screen) else stream.write
        self._clock, self._width = clock, width
        self._start = self._last = clock()
        self._shown = stream.isatty()
        self._columns, self._what = 0, READING

    def __call__(self, done: int, total: int, what: str = READING) -> None:
        """Show that ``done`` of ``total`` files are done; for something else the time is counted anew."""
        now = self._clock()
        if what != self._what:
            self._what, self._start = what, self._last
        if self._shown and (now - self._last >= _EVERY or done == total):
            self._last = now
            self._write(line(done, total, now - self._start, what))

    def end(self) -> None:
        """Take the bar away."""
        if self._columns:
            self._write("")

    def _write(self, text: str) -> None:
        # A line that is as long as the terminal is wide would go on in the next, and could not be drawn over.
        text = clip(text, self._width - 1)
        columns = columns_of(text)
        blanks = " " * (self._columns - columns)
        self._draw(f"\r{text}{blanks}" if text else f"\r{blanks}\r")
        self._columns = columns


def line(done: int, total: int, seconds: float, what: str = READING) -> str:
    """Return the bar as text: ``读取 [####----] 120/400 30%　60 个/秒　还需 0:05``."""
    filled = _WIDTH * done // max(total, 1)
    bar = "#" * filled + "-" * (_WIDTH - filled)
    rate = done / seconds if seconds > 0 else 0.0
    left = f"　还需 {clock_text((total - done) / rate)}" if rate > 0 else ""
    return f"{what} [{bar}] {done:,}/{total:,} {100 * done // max(total, 1)}%　{rate:.0f} 个/秒{left}"


def clock_text(seconds: float) -> str:
    """Return a length of time as a clock shows it: ``0:05``, ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
