"""项目支出绩效运行监控表, as units hand it in during the year (domain facts, 2.1): what was done, expected, and why."""

from collections.abc import Iterator

from selfeval_xl.documents.amounts import in_unit, sum_whole
from selfeval_xl.documents.blocks import Form, Piece
from selfeval_xl.documents.forms import shape
from selfeval_xl.documents.forms.kinds import MONITORING, TITLES
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import rate_of
from selfeval_xl.domain.monitoring import FundProgress, Monitoring
from selfeval_xl.domain.place import Columns
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.scoring.lamps import by_row_key

_WIDTHS = (10, 12, 24, 14, 14, 14, 12, 26, 11, 16)
_LAST = len(_WIDTHS)
TOTAL = "年度资金总额"
_FUNDS = 5
_ROWS = ("done", "expected", "cause", "explanation", "likelihood", "remark")
_NOTHING = FundProgress(Columns("", 0, {}), 0, "")
"""What is known of a line that the sheet does not have."""
_Amounts = tuple[str, int | None, int | None, int | None]
"""A line of the funds: its name; 全年预算数, 执行数 and 全年预计 in 分."""


def form(card: Scorecard, monitoring: Monitoring) -> Form:
    """Return the form of a workbook's sheet 运行监控; ``card`` is that of the workbook."""
    lines = list(_lines(card, monitoring))
    caption = f"（{shape.year_shown(card)}年1-{monitoring.month}月）"
    pieces = [*shape.heading(TITLES[MONITORING], caption, _LAST)]
    pieces += shape.facts(card, 3, (2, 5, 7, _LAST), look="<")
    pieces += _funds(card, monitoring.month, lines)
    row = _FUNDS + len(lines) + 1
    goal = text_of(card.submission.project.annual_goal)
    pieces += shape.band(row, "#<", ("年度总体目标", goal), ends=(2, _LAST))
    pieces += _indicators(card, monitoring, row + 1)
    return Form("绩效运行监控表", _WIDTHS, tuple(pieces), shape.page(row + 1, landscape=True))


def _lines(card: Scorecard, monitoring: Monitoring) -> Iterator[_Amounts]:
    """Yield the lines of the funds, the total first where the workbook has no line for it."""
    lines = [(line, monitoring.fund(line.line.name) or _NOTHING) for line in card.budget.lines]
    top = min((line.depth for line, _ in lines), default=0)
    above = [each for line, each in lines if line.depth == top]
    if len(above) > 1:
        executed, expected = sum_whole([each.executed for each in above]), sum_whole([each.expected for each in above])
        yield TOTAL, card.budget.budget, executed, expected
    yield from ((line.line.name, line.budget, each.executed, each.expected) for line, each in lines)


def _funds(card: Scorecard, month: int | None, lines: list[_Amounts]) -> Iterator[Piece]:
    unit, ends = shape.unit_of(card), (3, 4, 6, 7, _LAST)
    yield shape.piece(_FUNDS, 1, f"项目资金\n（{unit}）", shape.LABEL, 2, _FUNDS + len(lines))
    titles = ("项目", "全年预算数", f"1-{month}月执行数", "执行率", "全年预计执行数")
    yield from shape.band(_FUNDS, "#####", titles, 3, ends)
    for row, (name, budget, executed, expected) in enumerate(lines, _FUNDS + 1):
        spent = (in_unit(budget, unit), in_unit(executed, unit), rate_of(executed, budget), in_unit(expected, unit))
        yield from shape.band(row, "#^^%^", (name, *spent), 3, ends)


def _indicators(card: Scorecard, monitoring: Monitoring, head: int) -> Iterator[Piece]:
    values = ("年度指标值", f"1-{monitoring.month}月执行情况", "全年预计完成情况")
    why = ("偏差原因", "原因说明", "完成目标可能性", "备注")
    yield from shape.labels(head, ("一级指标", "二级指标", "三级指标", *values, *why))
    known = by_row_key(card.indicators)
    yield from shape.level_pieces(head + 1, 1, [(each.level1, each.level2) for each in monitoring.rows])
    for number, each in enumerate(monitoring.rows, head + 1):
        row = known.get(each.key)
        said = (shape.figure(text_of(getattr(each, field))) for field in _ROWS)
        yield from shape.band(number, "<^^^^<^<", (each.name, shape.figure(row.wanted) if row else None, *said), 3)
