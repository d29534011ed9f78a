"""验收: what only a real Excel can show, tried by program, and one file to send back.

It runs in a process of its own: beside the Excel in which the button was pressed, or with one that it starts and ends.
"""

import contextlib
import csv
import datetime
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from selfeval_xl import __version__
from selfeval_xl.cli.install import ACCEPTANCE
from selfeval_xl.excel import dialogs, session
from selfeval_xl.excel.trials import TRIALS, Site, Trial, tried
from selfeval_xl.install import machine, places, probes
from selfeval_xl.install.doctor import STATES, diagnose
from selfeval_xl.storage import saving, temp_dir

TEXT = "文本文件 (*.txt),*.txt"
_PATIENCE = 20.0
"""Seconds in which an Excel that was told to end has to be gone."""
_PROCESSES = "没有留下进程"
_PYTHON, _EXCEL = "python.exe", "excel.exe"
Processes = dict[int, str]


def begin(caller: session.Caller) -> None:
    """验收: ask where the file goes, and start the test beside this Excel."""
    target = dialogs.ask_where_to_save(caller.app, ACCEPTANCE, TEXT)
    if target:
        session.start_beside(__name__, target, str(caller.app.hwnd))


def main(arguments: Sequence[str]) -> int:
    """Run the test with the Excel of a window, else with one of our own; write the file and tell the outcome."""
    target, windows = arguments[0], [int(window) for window in arguments[1:]]
    passed = list[bool]()

    def work() -> str:
        session.prepare()
        lines = _tested(windows)
        passed.extend(line.passed for line in lines)
        saving.save_new(target, _report(lines).encode("utf-8-sig"), force=True)
        return f"验收：{len(lines)} 项，{passed.count(False)} 项没有通过。\n请把这个文件发回来：{target}"

    said = dialogs.answered(work)
    if windows:
        dialogs.tell(said)
    else:
        print(said)
    return 0 if passed and all(passed) else 1


def _tested(windows: Sequence[int]) -> list[Trial]:
    before = running()
    lines = list(_in_own_excel() if not windows else _trials(session.at_window(windows[0]).api))
    session.let_go()
    return [*lines, _no_process_stays(before)]


def _in_own_excel() -> Iterator[Trial]:
    import xlwings

    excel = xlwings.App(visible=True, add_book=False).api
    yield from _trials(excel)
    excel.DisplayAlerts = False
    excel.Quit()


def _trials(excel: Any) -> Iterator[Trial]:
    """Tell the Excel, then try everything."""
    seen = f"{excel.Version}（{excel.Build}），{excel.OperatingSystem}"
    yield Trial("Excel", True, seen)
    with temp_dir.folder() as folder:
        site = Site(excel, str(places.addin(machine.environment())), folder)
        yield from (tried(site, name) for name in TRIALS)
        if site.book is not None:
            with contextlib.suppress(Exception):  # it has been told that this did not work
                site.book.Close(False)


def _no_process_stays(before: Processes) -> Trial:
    """No Excel and no Python may be there that was not there before; they take their time to end."""
    if not before:
        return Trial(_PROCESSES, False, "查不到进程：tasklist 没有回答")
    end = time.monotonic() + _PATIENCE
    while left := _left(before):
        if time.monotonic() > end:
            break
        time.sleep(0.5)
    names = "、".join(f"{name}（{pid}）" for pid, name in left.items())
    return Trial(_PROCESSES, not left, names or "没有多出 Excel 和 Python")


def _left(before: Processes) -> Processes:
    now = running().items()
    return {pid: name for pid, name in now if name.lower() in (_PYTHON, _EXCEL) and pid not in before}


def running() -> Processes:
    """Return the programs that run, by their numbers; none where Windows does not tell."""
    quiet = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    command = ["tasklist", "/FO", "CSV", "/NH"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        listed = subprocess.run(command, capture_output=True, check=True, creationflags=quiet, timeout=60)
        rows = csv.reader(listed.stdout.decode("mbcs" if os.name == "nt" else "utf-8", "replace").splitlines())
        return {int(row[1]): row[0] for row in rows if len(row) > 1 and row[1].isdecimal()}
    return {}


def _report(lines: Sequence[Trial]) -> str:
    failed = sum(not line.passed for line in lines)
    diagnosis = diagnose(probes.machine_facts(Path(tempfile.gettempdir())))
    head = [
        "绩效自评　验收",
        f"时间：{datetime.datetime.now():%Y-%m-%d %H:%M:%S}",
        f"程序：selfeval-xl {__version__}，Python {sys.version.split()[0]}，xlwings {session.XLWINGS}",
        f"结果：{len(lines)} 项，通过 {len(lines) - failed} 项，没有通过 {failed} 项",
        "",
    ]
    tests = [f"[{'通过' if line.passed else '没有通过'}] {line.name}：{line.seen}" for line in lines]
    checks = [f"[{STATES[line.level]}] {line.subject}：{line.message}" for line in diagnosis.lines]
    return "\r\n".join([*head, *tests, "", "自检", *checks, diagnosis.road, ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
