"""The command line in processes of its own, hundreds of them: one that has imported everything makes the others.

Run as a program it reads one request a line and answers with how the child ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from selfeval_xl.storage import atomic_write
from tests.faults.points import Fault, watched

ROOT = Path(__file__).parents[2]
KILLED = -9
"""How a process ends that was killed."""
RENAMEAT2 = "renameat2"
"""Among the calls refused: that which renames without replacing, a call past Python's own ``os``."""
_END = "\n\0"
"""What comes between the words of a child that was not killed and the number of its points."""


class Zygote:
    """Starts children; to be closed in the end."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "tests.faults.zygote"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, encoding="utf-8"
        )

    def run(
        self, words: Sequence[str], folder: Path, fault: Fault | None = None, refuses: Sequence[str] = ()
    ) -> tuple[int, int, str]:
        """Run the command line in ``folder``; return its exit code, how many points it met, and what it said."""
        assert self._process.stdin and self._process.stdout
        request = {"words": list(words), "folder": str(folder), "fault": fault, "refuses": list(refuses)}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        code, points, said = json.loads(self._process.stdout.readline())
        return code, points, said

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(30)


def _serve() -> None:
    from selfeval_xl import cli

    _warm(cli)
    for line in sys.stdin:
        request = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _be_child(cli, request, writing)
        os.close(writing)
        with open(reading, "rb") as said:
            answer = said.read()
        _, status = os.waitpid(child, 0)
        text, ended, points = answer.decode("utf-8", "replace").rpartition(_END)
        told = text if ended else points
        print(json.dumps([os.waitstatus_to_exitcode(status), int(points) if ended else 0, told]), flush=True)


def _warm(cli: Any) -> None:
    """Import what the commands need, so that a child does not do it anew."""
    from selfeval_xl.documents.report import gaps  # noqa: F401
    from selfeval_xl.tasks import (
        import_form,  # noqa: F401
        write_report,  # noqa: F401
    )
    from selfeval_xl.workbook.patcher import patch  # noqa: F401


def _be_child(cli: Any, request: dict[str, Any], answers: int) -> None:
    os.chdir(request["folder"])
    sys.stdout = sys.stderr = open(answers, "w", encoding="utf-8", closefd=False)  # noqa: SIM115, ends with the child
    fault = Fault(*request["fault"]) if request["fault"] else None
    if RENAMEAT2 in request["refuses"]:
        atomic_write._renamed = lambda *_: False
    code = 99
    with watched(Path(request["folder"]), fault, tuple(request["refuses"])) as watch:
        try:
            code = cli.main(request["words"])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else code
        except BaseException:
            traceback.print_exc()
    sys.stdout.flush()
    os.write(answers, f"{_END}{len(watch.points)}".encode())
    os._exit(code)


if __name__ == "__main__":
    _serve()
