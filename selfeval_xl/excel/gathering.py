"""多项目汇总 from the ribbon: a folder, a file to write, and the same roll-up as on the command line."""

from __future__ import annotations

import os

from selfeval_xl.cli.rollup import OUTPUT
from selfeval_xl.excel import dialogs, session
from selfeval_xl.rollup import job, journal
from selfeval_xl.rollup.combined import MergedProjects
from selfeval_xl.rollup.job import Plan, Tally
from selfeval_xl.writers.formats import sink_for

MOST = 3_000
"""Files that are read while Excel waits, which takes some ten seconds; more are for the command line."""


def roll_up(caller: session.Caller) -> str | None:
    """Ask for a folder and a file, roll the folder up, open the result; ``None`` when the user thinks better of it."""
    folder = dialogs.ask_for_folder(caller.app)
    target = folder and dialogs.ask_where_to_save(caller.app, os.path.join(folder, f"{OUTPUT}.xlsx"))
    if not folder or not target:
        return None
    # What did not change since the last click need not be read again.
    work = job.begin(Plan(folder, jobs=1, journal=target + journal.ENDING, resume=True, leave_out=(target,)))
    if work.found > MOST:
        work.outcomes.close()
        return _too_many(work.found, folder, target)
    # Excel's own dialog has asked already whether an existing file may be replaced; a backup stays all the same.
    sink = sink_for("xlsx", target, work.folder, force=True)
    tally = job.roll_up(
        work.outcomes, sink, work.found, [MergedProjects(work.folder)], dialogs.StatusBar(caller.app, "多项目汇总")
    )
    caller.app.books.open(target)
    return _result(tally, target)


def _too_many(found: int, folder: str, target: str) -> str:
    return (
        f"这个文件夹里有 {found:,} 个文件，要读一阵子，其间 Excel 不能用。\n"
        f'请打开命令提示符，运行：\nselfeval-xl rollup "{folder}" -o "{target}"\n做的时候可以照常用 Excel。'
    )


def _result(tally: Tally, target: str) -> str:
    refused = f"\n有 {tally.refused} 个文件没有读出来，原因见“未读文件”。" if tally.refused else ""
    return f"汇总好了：读出 {tally.read} 个，评出得分 {tally.scored} 个。{refused}\n已写入：{target}"
