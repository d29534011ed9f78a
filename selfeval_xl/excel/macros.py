"""What the buttons of the ribbon do.  Each is called by name from the add-in, and tells what happened in Chinese."""

import contextlib
import functools
import importlib
import os
import tempfile
from collections.abc import Callable

from selfeval_xl import __version__
from selfeval_xl.documents import findings
from selfeval_xl.documents.blocks import Output
from selfeval_xl.domain.layout import GUIDE, INDICATORS
from selfeval_xl.domain.place import column_letters
from selfeval_xl.excel import book as books
from selfeval_xl.excel import dialogs, sample, session, writing
from selfeval_xl.messages import codes, input_error
from selfeval_xl.storage import resources, saving, standards

SWITCH = "标记_开关"
"""The defined name of the cell that switches the colours of findings on and off."""
LIVE = "实时得分"
"""The column that the button 实时评分 puts beside the indicators."""
CODES = "A{row}:P{row}"
"""Where 校验结果, 汇总 and the tables of a roll-up have the codes of their findings."""


def _button(macro: Callable[..., str | None]) -> Callable[..., str]:
    """Give a macro the calling workbook; return what it says, and any trouble, as a message in Chinese.

    The add-in shows it after the call: while Python shows something, Excel would tell its user again and again that it
    waits for another program.  Nothing of Excel is kept, or it would not end with its last window.
    """

    @functools.wraps(macro)
    def pressed(*arguments: str) -> str:
        def work() -> str | None:
            session.prepare()
            return macro(session.calling(), *arguments)

        try:
            return dialogs.answered(work)
        finally:
            session.let_go()

    return pressed


def tell(said: str) -> None:
    """Show what a button said, where Python was started for one click and nobody waits for an answer."""
    if said:
        dialogs.tell(said)


@_button
def calculate(caller: session.Caller) -> str:
    """计算评分: back up, read, check, score, fill, colour, and go to 汇总."""
    with books.backed_up(caller.book, books.own) as done:
        writing.take_over(caller, done.document, done.output)
    return dialogs.result(done.card) + books.set_aside(done.document)


@_button
def check(caller: session.Caller) -> str:
    """校验: list every problem on 校验结果 and colour the cells, without touching any score."""
    done = books.assessed(caller.book)
    writing.take_over(caller, done.document, lambda: Output((done.results(),), ()))
    if not done.card.findings:
        return "没有发现问题。"
    return f"问题：{findings.count_by_level(done.card.findings)}。\n单元格已着色，点“位置”可以跳到单元格。"


@_button
def clear_marks(caller: session.Caller) -> str:
    """清除标记: switch the colours off; what users formatted was never touched and shows again."""
    if SWITCH not in caller.book.names:
        return "这个工作簿里没有着色的标记。"
    caller.book.names[SWITCH].refers_to_range.value = findings.MARKS_OFF
    return "标记的颜色已经去掉，单元格恢复原来的样子。再点“计算评分”或“校验”会重新着色。"


@_button
def live_scores(caller: session.Caller) -> str:
    """实时评分: put one array formula beside the indicators, or take it away again; inputs are not touched."""
    sheet = caller.book.sheets[INDICATORS]
    card = books.assessed(caller.book).card
    if not card.indicators:
        raise input_error(codes.NO_INDICATORS)
    first, last = card.indicators[0].indicator.columns.header_row, card.indicators[-1].indicator.row
    end = sheet.used_range.last_cell
    titles = sheet.range((first, 1), (first, end.column + 1)).value
    if LIVE in titles:
        column = titles.index(LIVE) + 1
        # Down to the end of the sheet, because Excel clears no part of an array formula.
        sheet.range((first, column), (max(end.row, first + 1), column)).clear()
        return "“实时得分”一列已经去掉。"
    target = sheet.range((first, end.column + 1), (last, end.column + 1))
    target.formula_array = f'=SE_SCORES(A{first}:{column_letters(end.column)}{last},"{card.standard_id}")'
    return (
        "已在右边加上“实时得分”一列，改动指标值或完成值时会跟着变。\n"
        "报送前请再点一次“实时评分”去掉它，最后以“计算评分”为准。"
    )


@_button
def new_workbook(caller: session.Caller, standard: str) -> str | None:
    """新建自评表: write an empty workbook where the user says, and open it."""
    from selfeval_xl.workbook.template import empty_workbook

    target = dialogs.ask_where_to_save(caller.app, f"绩效自评表-{standard}.xlsx")
    if target is None:
        return None
    backup = saving.save_new(target, empty_workbook(standards.load(standard)), force=True)
    caller.app.books.open(target)
    return dialogs.saved("已新建", target, backup) if backup else None


@_button
def open_sample(caller: session.Caller, standard: str) -> None:
    """打开样例: open a copy of the filled sample of a standard from the folder for temporary files."""
    caller.app.books.open(sample.copy(resources.SAMPLES[standard], [book.name for book in caller.app.books]))


@_button
def explain_standard(caller: session.Caller) -> str | None:
    """评分说明: go to 填报说明, or list the standards when the workbook has no such sheet."""
    if GUIDE in [sheet.name for sheet in caller.book.sheets]:
        # Not through xlwings: it fails when the window of another Excel is in front by now.
        caller.book.sheets[GUIDE].impl.activate()
        return None
    known = [f"{each.id}　{each.name}" for each in standards.offered()]
    return "\n".join(["程序里的评价标准：", *known, "新建自评表的“填报说明”里有每条规则和出处。"])


@_button
def explain_finding(caller: session.Caller) -> str | None:
    """问题说明: open the page of the code in the selected row, else all of them, in the browser."""
    from selfeval_xl.tasks import help as pages
    from selfeval_xl.tasks.help import opening

    cell = None
    with contextlib.suppress(Exception):  # a chart sheet has no cells, and Excel does not just say so
        cell = caller.app.api.ActiveCell
    values = cell.Worksheet.Range(CODES.format(row=cell.Row)).Value[0] if cell is not None else ()
    found = filter(None, (pages.find(value) for value in values if isinstance(value, str)))
    shown = opening.show(next((page.code for page in found), ""))
    return None if shown.opened else shown.message


@_button
def doctor(caller: session.Caller) -> str:
    """自检: say which road is open on this machine, and what to do about what is not as it should be."""
    from pathlib import Path

    from selfeval_xl.install import probes
    from selfeval_xl.install.doctor import FINE, STATES, diagnose

    path = books.path_of(caller.book)
    diagnosis = diagnose(probes.machine_facts(Path(path if os.path.isfile(path) else tempfile.gettempdir())))
    amiss = [line for line in diagnosis.lines if line.level != FINE]
    lines = [f"[{STATES[line.level]}] {line.subject}：{line.message}\n　　→ {line.remedy}" for line in amiss]
    return "\n".join(
        [f"查了 {len(diagnosis.lines)} 项，{len(diagnosis.lines) - len(amiss)} 项正常。", *lines, diagnosis.road]
    )


@_button
def about(_caller: session.Caller) -> str:
    """关于: version and where to read more."""
    return (
        f"selfeval-xl {__version__}\n项目支出绩效自评：核对、评分、汇总、导出。\n"
        "填的内容不会被改动；每次计算前先备份。\nMIT 许可证。"
    )


@_button
def show_help(_caller: session.Caller) -> str:
    """帮助: the steps in short."""
    return (
        "1. 填“项目信息”“预算”“指标”里浅黄色的单元格。\n2. 点“计算评分”。\n"
        "3. 看“校验结果”：必改的改好再算一次。\n4. 上报用“自评表”；“汇总”供本单位核对、存档。\n"
        "每个问题都写明在哪个单元格、为什么、怎么改；还不明白的，选中它再点“问题说明”。\n规则和出处见“填报说明”。"
    )


def _elsewhere(module: str, work: str) -> Callable[..., str]:
    """Return the button of what is done in a module of its own, which is imported when it is pressed."""

    def macro(caller: session.Caller) -> str | None:
        said: str | None = getattr(importlib.import_module(f"selfeval_xl.excel.{module}"), work)(caller)
        return said

    return _button(macro)


check_targets = _elsewhere("stages", "check_targets")
monitor = _elsewhere("stages", "monitor")
deliver = _elsewhere("handing_in", "deliver")
export_form = _elsewhere("handing_in", "export_official_form")
export_summary = _elsewhere("handing_in", "export_summary")
write_report = _elsewhere("handing_in", "write_report")
import_form = _elsewhere("handing_in", "import_official_form")
verify = _elsewhere("handing_in", "verify")
roll_up = _elsewhere("gathering", "roll_up")
review = _elsewhere("gathering", "review")
acceptance = _elsewhere("acceptance", "begin")
