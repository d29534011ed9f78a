"""File mode by drag and drop: what ``计算评分.cmd`` runs on the workbooks dropped onto it.

Explorer puts quotes only round paths with a space, so that cmd.exe would tear ``收入&支出.xlsx`` apart.  The script
therefore hands over its own command line untouched, in an environment variable, and it is taken apart here.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable

from selfeval_xl.writers import terminal

COMMAND = "SELFEVAL_COMMAND"
"""The environment variable with the command line that Explorer made: ``cmd /c ""…计算评分.cmd" file "a file""``."""
_WHOLE = re.compile(r'.*?\s/c\s+"(?P<rest>.*)"\s*', re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_USAGE = (
    "请把一个或几个 .xlsx 工作簿（官方自评表、文件夹也行）拖到“计算评分.cmd”上；"
    "也可以右键点工作簿，选“发送到 → 计算评分”。"
)


def dropped(command: str) -> list[str]:
    """Return the paths in Explorer's command line; none when nothing was dropped."""
    whole = _WHOLE.fullmatch(command)
    words = [quoted or bare for quoted, bare in _WORD.findall(whole["rest"])] if whole else []
    return words[1:]


def score_all(paths: Iterable[str]) -> int:
    """Score each workbook or official form beside itself, and those of each folder; return the worst exit code.

    Each in a process of its own.  A result of last time is replaced unless somebody has changed it since.
    """
    worst = 0
    for path in paths:
        print(f"\n══ {path}", flush=True)
        command = [sys.executable, "-I", "-m", "selfeval_xl", "score", "--beside", "--", path]
        worst = max(worst, subprocess.call(command, stdin=subprocess.DEVNULL))
    return worst


def main() -> int:
    """Score what was dropped; return the exit code of ``selfeval-xl score``."""
    terminal.speak()
    terminal.guard()
    paths = dropped(os.environ.get(COMMAND, ""))
    if not paths:
        print(_USAGE)
        return 2
    return score_all(paths)


if __name__ == "__main__":
    sys.exit(main())
