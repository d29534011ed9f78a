"""多项目汇总 and 复核 from the ribbon: a folder, a file to write, and the same work as on the command line.

Each runs in a process of its own: Excel stays usable meanwhile, and its status bar tells how far the work is.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence

from selfeval_xl.cli.rollup import OUTPUT
from selfeval_xl.excel import dialogs, session
from selfeval_xl.rollup import job, journal, reviewing
from selfeval_xl.rollup.combined import MergedProjects
from selfeval_xl.rollup.job import Plan
from selfeval_xl.writers.formats import sink_for


def roll_up(caller: session.Caller) -> None:
    """多项目汇总: ask for a folder and a file, and start what rolls the folder up; nothing when the user gives none."""
    folder = dialogs.ask_for_folder(caller.app)
    target = folder and dialogs.ask_where_to_save(caller.app, os.path.join(folder, f"{OUTPUT}.xlsx"))
    if folder and target:
        session.start_beside(__name__, _ROLLUP, folder, target, str(caller.app.hwnd))


def review(caller: session.Caller) -> None:
    """复核: ask for a folder, and start what reviews it; nothing when the user thinks better of it.

    The review sheet lies beside the folder.  Nobody is asked whether it may be replaced: what was typed stays in it.
    """
    folder = dialogs.ask_for_folder(caller.app)
    if folder:
        session.start_beside(__name__, _REVIEW, folder, _review_sheet(folder), str(caller.app.hwnd))


def _review_sheet(folder: str) -> str:
    """Return where the review sheet of a folder lies: beside it, under its name; a whole drive has it inside."""
    above, name = os.path.split(os.path.normpath(folder))
    return os.path.join(above, f"{name}-{reviewing.OUTPUT}" if name else reviewing.OUTPUT)


def main(arguments: Sequence[str]) -> None:
    """Work the folder up into the file, open that in the Excel of the window, and say what came of it."""
    what, folder, target, window = arguments
    about, work = _WORK[what]
    bar = dialogs.StatusBar(int(window), about)
    said = dialogs.answered(lambda: work(folder, target, bar))
    bar.show(False)
    dialogs.tell(said)


def _rolled_up(folder: str, target: str, bar: dialogs.StatusBar) -> str:
    session.prepare()
    # What did not change since the last click need not be read again.  One process: each more would import xlwings.
    work = job.begin(Plan(folder, jobs=1, journal=target + journal.ENDING, resume=True, leave_out=(target,)))
    # Excel's own dialog has asked already whether an existing file may be replaced; a backup stays all the same.
    sink = sink_for("xlsx", target, work.folder, force=True)
    tally = job.roll_up(work.outcomes, sink, work.found, [MergedProjects(work.folder)], bar)
    refused = f"\n有 {tally.refused} 个文件没有读出来，原因见“未读文件”。" if tally.refused else ""
    return f"汇总好了：读出 {tally.read} 个，评出得分 {tally.scored} 个。{refused}\n{_opened(bar, target)}"


def _opened(bar: dialogs.StatusBar, target: str, backup: str | None = None) -> str:
    """Open what was written in the Excel of the status bar, and return where it is."""
    is_open = session.open_there(bar.window, target)
    return dialogs.saved("已写入" if is_open else "已写入（Excel 正忙，请自己打开）", target, backup)


def _reviewed(folder: str, target: str, bar: dialogs.StatusBar) -> str:
    session.prepare()
    done = reviewing.review_folder(folder, target, tell=bar)
    return "\n".join([*reviewing.render(done), _opened(bar, target, done.write(target))])


_ROLLUP, _REVIEW = "rollup", "review"
_WORK: Mapping[str, tuple[str, Callable[[str, str, dialogs.StatusBar], str]]] = {
    _ROLLUP: ("多项目汇总", _rolled_up),
    _REVIEW: ("复核", _reviewed),
}
"""What is done with a folder: what the status bar calls it, and how."""


if __name__ == "__main__":
    main(sys.argv[1:])
