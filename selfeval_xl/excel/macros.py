"""What the buttons of the ribbon do.  Each is called by name from the add-in, and tells what happened in Chinese."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable
from typing import Any

from selfeval_xl import __version__
from selfeval_xl.excel import book as books
from selfeval_xl.excel import dialogs, live, session
from selfeval_xl.files import carried, saving, standards
from selfeval_xl.sheets import summary
from selfeval_xl.sheets.grid import Output
from selfeval_xl.sheets.layout import GUIDE, RESULTS, SUMMARY
from selfeval_xl.trouble import Trouble

SWITCH = "标记_开关"
"""The defined name of the cell that switches the colours of findings on and off."""

Macro = Callable[..., str | None]


def _button(macro: Macro) -> Callable[..., None]:
    """Give a macro the calling workbook; show what it returns, and any trouble, as a message in Chinese."""

    @functools.wraps(macro)
    def pressed(*arguments: str) -> None:
        app = None
        try:
            session.prepare()
            book = session.calling_book()
            app = book.app
            session.wait_until_ready(app)
            said = macro(book, *arguments)
        except Trouble as trouble:
            said = f"{trouble.message}\n{trouble.remedy}"
        except Exception as bug:
            where = dialogs.log(bug)
            said = (
                f"程序出了意料之外的错（{type(bug).__name__}），您填的内容没有改动。\n请把这个文件发给维护人员：{where}"
            )
        if said:
            _say(app, said)

    return pressed


def _say(app: Any, text: str) -> None:
    if app is None:
        # There is no workbook to speak through; the add-in shows what an exception says.
        raise RuntimeError(text)
    dialogs.tell(app, text)


@_button
def calculate(book: Any) -> str:
    """计算评分: back up, read, check, score, fill, colour, and go to 汇总."""
    done = books.backed_up_and_assessed(book)
    output = done.output()
    with session.Quiet(book.app):
        books.take_over(book, done.filled(output), output)
    book.sheets[SUMMARY].activate()
    return dialogs.result(done.card)


@_button
def check(book: Any) -> str:
    """校验: list every problem on 校验结果 and colour the cells, without touching any score."""
    done = books.assessed(book)
    output = Output((summary.results(done.card),), ())
    with session.Quiet(book.app):
        books.take_over(book, done.filled(output), output)
    book.sheets[RESULTS].activate()
    if not done.card.findings:
        return "没有发现问题。"
    return f"问题：{summary.count_by_level(done.card.findings)}。\n单元格已着色，点“位置”可以跳到单元格。"


@_button
def clear_marks(book: Any) -> str:
    """清除标记: switch the colours off; what users formatted was never touched and shows again."""
    if SWITCH not in book.names:
        return "这个工作簿里没有着色的标记。"
    book.names[SWITCH].refers_to_range.value = summary.MARKS_OFF
    return "标记的颜色已经去掉，单元格恢复原来的样子。再点“计算评分”或“校验”会重新着色。"


@_button
def live_scores(book: Any) -> str:
    """实时评分: put a column of formulas beside the indicators, or take it away again."""
    return live.toggle(book)


@_button
def export_summary(book: Any) -> str | None:
    """导出汇总: write the summary alone into a file of the user's choice."""
    from selfeval_xl.files import export

    done = books.assessed(book)
    stem = os.path.splitext(os.path.basename(book.fullname))[0]
    target = dialogs.ask_where_to_save(book.app, f"{stem}-汇总.xlsx")
    if target is None:
        return None
    # Excel's own dialog has asked already whether an existing file may be replaced; a backup stays all the same.
    saving.save_new(target, export.WRITERS["xlsx"](summary.summary(done.card, done.stamp())), force=True)
    return f"已导出：{target}"


@_button
def new_workbook(book: Any, standard: str) -> str | None:
    """新建自评表: write an empty workbook where the user says, and open it."""
    target = dialogs.ask_where_to_save(book.app, f"绩效自评表-{standard}.xlsx")
    if target is None:
        return None
    saving.save_new(target, carried.read(f"{standard}.xlsx"), force=True)
    book.app.books.open(target)
    return None


@_button
def open_sample(book: Any) -> None:
    """打开样例: open a fresh copy of the filled sample from the folder for temporary files."""
    target = os.path.join(tempfile.mkdtemp(prefix="selfeval-"), carried.SAMPLE)
    saving.save_new(target, carried.read(carried.SAMPLE))
    book.app.books.open(target)


@_button
def explain_standard(book: Any) -> str | None:
    """评分说明: go to 填报说明, or list the standards when the workbook has no such sheet."""
    if GUIDE in [sheet.name for sheet in book.sheets]:
        book.sheets[GUIDE].activate()
        return None
    known = [f"{name}　{standards.load(name).name}" for name in standards.available()]
    return "\n".join(["程序里的评价标准：", *known, "新建自评表的“填报说明”里有每条规则和出处。"])


@_button
def doctor(book: Any) -> str:
    """自检: say which road is open on this machine, and what to do about what is not as it should be."""
    from pathlib import Path

    from selfeval_xl.setup import lines, probes
    from selfeval_xl.setup.doctor import diagnose

    folder = os.path.dirname(book.fullname)
    diagnosis = diagnose(probes.answers(Path(folder if os.path.isdir(folder) else tempfile.gettempdir())))
    amiss = [line for line in diagnosis.lines if line.state != lines.FINE]
    told = [f"[{line.state}] {line.name}：{line.text}\n　　→ {line.remedy}" for line in amiss]
    return "\n".join(
        [f"查了 {len(diagnosis.lines)} 项，{len(diagnosis.lines) - len(amiss)} 项正常。", *told, diagnosis.road]
    )


@_button
def about(_book: Any) -> str:
    """关于: version and where to read more."""
    return (
        f"selfeval-xl {__version__}\n项目支出绩效自评：核对、评分、汇总、导出。\n"
        "填的内容不会被改动；每次计算前先备份。\nMIT 许可证。"
    )


@_button
def show_help(_book: Any) -> str:
    """帮助: the steps in short."""
    return (
        "1. 填“项目信息”“预算”“指标”里浅黄色的单元格。\n2. 点“计算评分”。\n"
        "3. 看“校验结果”：必改的改好再算一次。\n4. “汇总”就是要上报的表，可打印或“导出汇总”。\n"
        "每个问题都写明在哪个单元格、为什么、怎么改；规则和出处见“填报说明”。"
    )


@_button
def write_report(_book: Any) -> str:
    """生成自评报告: not offered yet."""
    return "“生成自评报告”还没有做好，这一版请用“汇总”里的数字填写报告。"


@_button
def roll_up(_book: Any) -> str:
    """多项目汇总: not offered yet."""
    return "“多项目汇总”还没有做好，这一版请逐个工作簿计算。"
