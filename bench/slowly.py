"""``python -m bench.slowly SECONDS [--one-by-one] ARGUMENTS``: the command line where every open takes so long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from selfeval_xl.cli import main
from selfeval_xl.rollup import fetching


def slowed(read: Callable[[str], Any], seconds: float) -> Callable[[str], Any]:
    """Return a reading function that waits before each file; processes that are forked inherit it."""

    def waiting(path: str) -> Any:
        time.sleep(seconds)
        return read(path)

    return waiting


if __name__ == "__main__":
    seconds, arguments = float(sys.argv[1]), sys.argv[2:]
    if arguments[0] == "--one-by-one":
        # As a program reads that knows nothing of slow folders: the baseline.
        fetching._SLOW = float("inf")
        del arguments[0]
    fetching._read = slowed(fetching._read, seconds)
    sys.exit(main(arguments))
