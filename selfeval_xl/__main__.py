"""``python -m selfeval_xl`` and the console command: the command line, which Ctrl-C may stop before it has begun."""

from __future__ import annotations

import os
import sys


def start() -> None:
    """Be the command line; a user who stops it while it is still being imported sees no traceback."""
    try:
        from selfeval_xl.cli import run

        run()
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr, flush=True)
        os._exit(130)


if __name__ == "__main__":
    start()
