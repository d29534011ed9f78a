"""What a user is told or asked in Excel, in Chinese, and where the technical details of a bug are kept."""

import contextlib
import datetime
import os
import time
import traceback
from collections.abc import Callable, Sequence

import xlwings

from selfeval_xl import __version__
from selfeval_xl.documents.findings import count_by_level
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.printed import UNGRADED
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.excel import session
from selfeval_xl.rollup.progress import READING

TITLE = "绩效自评"
WORKBOOK = "Excel 工作簿 (*.xlsx),*.xlsx"
WORKBOOK_OR_PDF = f"{WORKBOOK},PDF (*.pdf),*.pdf"
FORMS = "自评表 (*.xlsx;*.xlsm;*.xls;*.et;*.ods;*.docx),*.xlsx;*.xlsm;*.xls;*.et;*.ods;*.docx"
_FOLDER_PICKER, _CHOSEN = 4, -1
"""msoFileDialogFolderPicker, and what Show answers when something was chosen."""
_NUMBER = 1
"""What InputBox takes, and nothing else."""
_LOG_SIZE = 1_000_000
_TOLD = 5
"""How many findings are listed in a message; Excel cuts a message off at about a thousand characters."""
_EVERY = 0.5
"""Seconds between two messages in the status bar; each is some calls to Excel."""
_IN_FRONT = 0x40 | 0x10000
"""An information, in front of all other windows."""


def tell(text: str) -> None:
    """Show a message in front of all windows and wait until it has been read."""
    from win32api import MessageBox

    MessageBox(0, text, TITLE, _IN_FRONT)


def answered(work: Callable[[], str | None]) -> str:
    """Do the work and return what it says; any trouble becomes a message in Chinese."""
    try:
        return work() or ""
    except UserError as trouble:
        return _error_text(trouble)
    except Exception as bug:
        if session.is_busy(bug):
            return _error_text(session.BUSY)
        name = type(bug).__name__
        return f"程序出了意料之外的错（{name}），您填的内容没有改动。\n请把这个文件发给维护人员：{log(bug)}"


def _error_text(trouble: UserError) -> str:
    return f"{trouble.message}\n{trouble.in_window}\n（编号 {trouble.code}，点“问题说明”可以查看。）"


def listed(findings: Sequence[Finding], command: str) -> str:
    """Return how many findings there are and the first of them, and by which ``command`` one sees the others."""
    if not findings:
        return "没有发现问题。"
    lines = [f"  {each.level_name} {each.code} {each.message}" for each in findings[:_TOLD]]
    if len(findings) > _TOLD:
        lines.append(f"  其余 {len(findings) - _TOLD} 条用 selfeval-xl {command} 看。")
    return "\n".join([f"问题：{count_by_level(findings)}。", *lines])


def result(card: Scorecard) -> str:
    """Return what 计算评分 says when it is done: total, grade, how many problems."""
    total = (
        f"总分 {card.total} 分，等级：{card.grade}。" if card.total is not None else f"{UNGRADED}：还有内容没有填全。"
    )
    if not card.findings:
        return f"{total}\n没有发现问题。"
    return f"{total}\n问题：{count_by_level(card.findings)}。\n单元格已着色，详见“校验结果”，点位置可以跳到单元格。"


def saved(done: str, target: str, backup: str | None) -> str:
    """Return where a file is, and where the one is that was there before."""
    return f"{done}：{target}" + (f"\n原来的那一份留了备份：{backup}" if backup else "")


def ask_where_to_save(app: xlwings.App, suggestion: str, kinds: str = WORKBOOK) -> str | None:
    """Let the user choose a file to write; ``None`` when they think better of it."""
    chosen = app.api.GetSaveAsFilename(suggestion, kinds, 1, TITLE)
    return chosen if isinstance(chosen, str) else None


def ask_for_file(app: xlwings.App, kinds: str) -> str | None:
    """Let the user choose a file to read; ``None`` when they think better of it."""
    chosen = app.api.GetOpenFilename(kinds, 1, TITLE)
    return chosen if isinstance(chosen, str) else None


def ask_for_number(app: xlwings.App, question: str, usual: int) -> float | None:
    """Let the user type a number; ``None`` when they think better of it."""
    typed = app.api.InputBox(question, TITLE, usual, Type=_NUMBER)
    return None if isinstance(typed, bool) else float(typed)


class StatusBar:
    """Shows in the status bar of an Excel how far the work is, and gives the bar back at the end.

    Nothing is kept of that Excel between two messages, and one that does not listen, or is gone, is no trouble.
    """

    def __init__(self, window: int, about: str) -> None:
        self.window, self._about, self._last = window, about, 0.0

    def __call__(self, done: int, total: int, what: str = READING) -> None:
        now = time.monotonic()
        if done == total:
            self.show(False)
        elif now - self._last >= _EVERY:
            self._last = now
            self.show(f"{self._about}：{what} {done}/{total}")

    def show(self, text: str | bool) -> None:
        """Show the text, or with False whatever Excel shows itself."""
        with contextlib.suppress(Exception):
            session.at_window(self.window).api.StatusBar = text


def ask_for_folder(app: xlwings.App) -> str | None:
    """Let the user choose a folder; ``None`` when they think better of it."""
    picker = app.api.FileDialog(_FOLDER_PICKER)
    picker.Title = TITLE
    if picker.Show() != _CHOSEN:
        return None
    chosen: str = picker.SelectedItems(1)
    return chosen


def log(bug: BaseException) -> str:
    """Append a bug to the log file and return its path, or ``""`` when it cannot be written."""
    home = os.environ.get("LOCALAPPDATA") or os.path.join(os.path.expanduser("~"), ".local", "share")
    path = os.path.join(home, "selfeval-xl", "selfeval-xl.log")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        mode = "w" if os.path.exists(path) and os.path.getsize(path) > _LOG_SIZE else "a"
        with open(path, mode, encoding="utf-8") as file:
            file.write(f"\n{datetime.datetime.now():%Y-%m-%d %H:%M:%S} selfeval-xl {__version__}\n")
            file.writelines(traceback.format_exception(bug))
    except OSError:
        return ""
    return path
