"""``python -m selfeval_xl`` and the console command: the command line, which Ctrl-C may stop before it has begun."""

import gc
import os
import sys


def start() -> None:
    """Be the command line; a user who stops it while it is still being imported sees no traceback."""
    gc.disable()  # the process is over before tidying up could pay
    try:
        _require_chinese_names()
        from selfeval_xl.cli import run

        run()
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr, flush=True)
        os._exit(130)


def _require_chinese_names() -> None:
    """Begin anew in UTF-8 where the locale knows ASCII alone, in which no file with a Chinese name could be opened."""
    if sys.getfilesystemencoding() == "ascii" and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


if __name__ == "__main__":
    start()
