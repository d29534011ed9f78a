"""A display that nobody sees, with a mouse, and a picture of it."""

import contextlib
import os
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.judges import program

_SECONDS = 30
_SIZE = (1280, 900)
_DRAWN = 100  # colours; an empty window has few
_REST = 0.7


class Screen(NamedTuple):
    """``name`` is what DISPLAY says; the X server keeps its picture in ``folder``."""

    name: str
    folder: Path

    def click(self, x: int, y: int) -> None:
        """Move the mouse there, press its left button, and move it out of the way."""
        command = [program("xdotool"), "mousemove", "--sync", str(x), str(y), "click", "1"]
        command += ["mousemove", "--sync", str(_SIZE[0] - 1), str(_SIZE[1] - 1)]
        subprocess.run(command, env=os.environ | {"DISPLAY": self.name}, check=True, timeout=_SECONDS)

    def settled(self) -> Image.Image:
        """What the display shows when something is drawn and nothing has changed for a while."""
        end, last = time.monotonic() + _SECONDS, None
        while (now := self.picture()) != last or len(now.getcolors(1 << 24) or ()) < _DRAWN:
            if time.monotonic() > end:
                raise RuntimeError("The display does not come to rest.")
            last = now
            time.sleep(_REST)
        return now

    def picture(self) -> Image.Image:
        """What the display shows now.  The server writes it as an XWD file: a head, a table of colours, the pixels."""
        data = (self.folder / "Xvfb_screen0").read_bytes()
        head = struct.unpack(">25I", data[:100])
        length, width, height, line, colours = head[0], head[4], head[5], head[12], head[19]
        pixels = data[length + 12 * colours :]
        return Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", line, 1)


@contextlib.contextmanager
def display(folder: Path) -> Iterator[Screen]:
    """Start a display under a number that is free; it ends with the test."""
    size = "{}x{}x24".format(*_SIZE)
    read, write = os.pipe()
    command = [
        program("Xvfb"),
        "-displayfd",
        str(write),
        "-screen",
        "0",
        size,
        "-fbdir",
        str(folder),
        "-nolisten",
        "tcp",
    ]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, pass_fds=[write], stdin=quiet, stdout=quiet, stderr=quiet)
    os.close(write)
    try:
        yield Screen(f":{_number(read)}", folder)
    finally:
        os.close(read)
        server.kill()
        server.wait()


def _number(read: int) -> int:
    """The number of the display, which the server tells when it is ready."""
    os.set_blocking(read, False)
    told, end = b"", time.monotonic() + _SECONDS
    while not told.endswith(b"\n"):
        if time.monotonic() > end:
            raise RuntimeError("The X server did not start.")
        with contextlib.suppress(BlockingIOError):
            told += os.read(read, 16)
        time.sleep(0.05)
    return int(told)
