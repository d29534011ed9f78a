"""What a workbook goes through before it is evaluated: 目标检查 in autumn, 运行监控 in summer."""

from selfeval_xl.documents.findings import count_by_level
from selfeval_xl.domain.layout import MONITORING
from selfeval_xl.excel import book as books
from selfeval_xl.excel import dialogs, session, writing
from selfeval_xl.tasks import monitor as monitoring
from selfeval_xl.tasks.monitor import Monitored
from selfeval_xl.tasks.target import check_each

_YEAR = range(1, 13)
_WHICH = "监控到几月底？请写月份，1 到 12。"


def check_targets(caller: session.Caller) -> str:
    """目标检查: list what is wrong with the targets on 校验结果; of a 申报表, which has no such sheet, only tell it."""
    found = books.of_copy(caller.book, lambda path: check_each([path]))
    first = found[0]
    if first.card.submission.form:
        told = dialogs.listed([finding for each in found for finding in each.card.findings], "target")
        return f"{told}\n这是申报表，没有在上面写；用“导入官方表”可以变成工作簿。"
    writing.take_over(caller, first.document, first.output)
    if not first.card.findings:
        return "绩效目标没有发现问题。"
    note = f"“复核时可能扣”的分按“{first.review.name}”估计，供修改时参考。"
    return f"绩效目标的问题：{count_by_level(first.card.findings)}。\n{note}"


def monitor(caller: session.Caller) -> str | None:
    """运行监控: add the sheet for the month that the user says; where it is there, light the lamps."""
    month = None
    if MONITORING not in [sheet.name.strip() for sheet in caller.book.sheets]:
        month = _month(caller)
        if month is None:
            return None
    with books.backed_up(caller.book, lambda path: monitoring.monitor(path, month)) as done:
        if done.is_new:
            writing.add_sheet(caller, done.document, done.data, MONITORING)
        else:
            writing.take_over(caller, done.document, done.output)
    lit = f"{done.counted}\n{dialogs.listed(done.findings, 'monitor')}"
    return (_added(done) if done.is_new else lit) + books.set_aside(done.document)


def _month(caller: session.Caller) -> int | None:
    """Ask for the month until it is one; ``None`` when the user thinks better of it."""
    typed: float | None = 0.0
    while typed is not None and typed not in _YEAR:
        typed = dialogs.ask_for_number(caller.app, _WHICH, monitoring.MONTH_NOW)
    return None if typed is None else int(typed)


def _added(done: Monitored) -> str:
    rows, funds = len(done.monitoring.rows), len(done.monitoring.funds)
    return (
        f"已加上工作表“{MONITORING}”：1-{done.monitoring.month}月，{rows} 个指标、{funds} 行资金。\n"
        "请填写执行情况、全年预计、偏差原因和完成可能性，再点一次“运行监控”亮灯。"
    )
