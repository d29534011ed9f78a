"""What a text from a received file may do on a screen: be read, and nothing else.

A terminal obeys control characters (it moves the cursor, rings, renames its window, types for the user), and turns
what follows a bidirectional override round, so that a wrong total would look like the right one.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters other than tab and line break, separators of lines, and what turns the direction of writing."""


def harmless(text: str) -> str:
    r"""Return a text whose acting characters are spelt out as ``\u001b``, which in JSON means the very same text."""
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


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
        """Write a text in its harmless spelling; raises NotShown, or BrokenPipeError when nobody reads on."""
        with _told_apart():
            return self._stream.write(harmless(text))

    def flush(self) -> None:
        """Hand on what was kept back; raises as :meth:`write` does."""
        with _told_apart():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def _told_apart() -> Iterator[None]:
    """Tell a failure to show something from one to read or write a workbook."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotShown(error.strerror) from error


def guard() -> None:
    """Make standard output and error harmless, once."""
    if not isinstance(sys.stdout, Screen):
        sys.stdout = cast(TextIO, Screen(sys.stdout))
    if not isinstance(sys.stderr, Screen):
        sys.stderr = cast(TextIO, Screen(sys.stderr))
