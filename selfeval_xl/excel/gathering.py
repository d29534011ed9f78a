"""多项目汇总 from the ribbon: a folder, a file to write, and the same roll-up as on the command line.

It runs in a process of its own: Excel stays usable meanwhile, and its status bar tells how far the work is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from selfeval_xl.cli.rollup import OUTPUT
from selfeval_xl.excel import dialogs, session
from selfeval_xl.rollup import job, journal
from selfeval_xl.rollup.combined import MergedProjects
from selfeval_xl.rollup.job import Plan, Tally
from selfeval_xl.writers.formats import sink_for


def roll_up(caller: session.Caller) -> None:
    """Ask for a folder and a file, and start what rolls the folder up; nothing when the user thinks better of it."""
    folder = dialogs.ask_for_folder(caller.app)
    target = folder and dialogs.ask_where_to_save(caller.app, os.path.join(folder, f"{OUTPUT}.xlsx"))
    if folder and target:
        session.start_beside(__name__, folder, target, str(caller.app.hwnd))


def main(arguments: Sequence[str]) -> None:
    """Roll up the folder into the file, open that in the Excel of the window, and say what came of it."""
    folder, target, window = arguments
    bar = dialogs.StatusBar(int(window), "多项目汇总")
    said = dialogs.answered(lambda: _rolled_up(folder, target, bar))
    bar.show(False)
    dialogs.tell(said)


def _rolled_up(folder: str, target: str, bar: dialogs.StatusBar) -> str:
    session.prepare()
    # What did not change since the last click need not be read again.  One process: each more would import xlwings.
    work = job.begin(Plan(folder, jobs=1, journal=target + journal.ENDING, resume=True, leave_out=(target,)))
    # Excel's own dialog has asked already whether an existing file may be replaced; a backup stays all the same.
    sink = sink_for("xlsx", target, work.folder, force=True)
    tally = job.roll_up(work.outcomes, sink, work.found, [MergedProjects(work.folder)], bar)
    return _result(tally, target, session.open_there(bar.window, target))


def _result(tally: Tally, target: str, is_open: bool) -> str:
    refused = f"\n有 {tally.refused} 个文件没有读出来，原因见“未读文件”。" if tally.refused else ""
    where = "已写入" if is_open else "已写入（Excel 正忙，请自己打开）"
    return f"汇总好了：读出 {tally.read} 个，评出得分 {tally.scored} 个。{refused}\n{where}：{target}"


if __name__ == "__main__":
    main(sys.argv[1:])
