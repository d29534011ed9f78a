"""Functions for cells, on Windows: plain values in, a number or a short Chinese text out, never a stack trace."""

import functools
from collections.abc import Callable, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import xlwings

from selfeval_xl.checks import title
from selfeval_xl.domain.cells import CellValue, is_blank, parse_decimal, text_of
from selfeval_xl.domain.decimals import rate_of
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.layout import INDICATORS
from selfeval_xl.domain.place import Columns
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.domain.submission import Indicator, Project, Submission
from selfeval_xl.excel import session
from selfeval_xl.readers.headers import columns_of_header
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import score
from selfeval_xl.scoring.plausibility import is_plausible
from selfeval_xl.storage import standards

DEFAULT_STANDARD = "mof-2020"
_NOWHERE = Columns(INDICATORS, 0, MappingProxyType({}))
_FIELDS = ("target", "actual", "weight", "method", "parameter")
"""What is known of an indicator by its position in a call."""
Answer = float | str


def _spoken(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn trouble into its sentence, and a bug into a short text, since a cell shows whatever comes back."""

    @functools.wraps(function)
    def answered(*arguments: Any, **named: Any) -> Any:
        try:
            session.prepare()
            return function(*arguments, **named)
        except UserError as trouble:
            return trouble.message
        except Exception as bug:
            return f"算不出来（{type(bug).__name__}）"
        finally:
            session.forget_book()

    # xlwings takes type hints for orders to convert, and knows none of ours.
    answered.__annotations__ = {}
    return answered


@xlwings.func
@_spoken
def SE_EXECUTION_RATE(executed: CellValue, budget: CellValue) -> Answer:
    """预算执行率：全年执行数 ÷ 全年预算数，四位小数。"""
    spent, planned = parse_decimal(executed), parse_decimal(budget)
    if spent is None or planned is None:
        return "预算数和执行数要填数"
    if not is_plausible(planned, spent, _rules("").plausibility):
        return f"未计算：{title('B14')}"
    rate = rate_of(spent, planned)
    return "预算数为0，没有执行率" if rate is None else float(rate)


@xlwings.func
@_spoken
def SE_DEVIATION(target: CellValue, actual: CellValue) -> Answer:
    """偏差率：(完成值 − 指标值) ÷ 指标值，四位小数。"""
    row = _scored(_indicator(target, actual, 1), "")
    if row.deviation is not None:
        return float(row.deviation)
    return _why(row) or "指标值为0或不是数，没有偏差率"


@xlwings.func
@_spoken
def SE_SCORE(
    target: CellValue,
    actual: CellValue,
    weight: CellValue,
    method: CellValue = None,
    parameter: CellValue = None,
    standard: CellValue = None,
) -> Answer:
    """一项指标的得分，与“计算评分”相同。"""
    return _points(_scored(_indicator(target, actual, weight, method, parameter), text_of(standard)))


@xlwings.func
@xlwings.arg("rows", ndim=2)
@_spoken
def SE_SCORES(rows: Sequence[Sequence[CellValue]], standard: CellValue = None) -> list[list[Answer]]:
    """多项指标的得分：给出一片区域，返回一列得分。"""
    found = columns_of_header(INDICATORS, rows[0])
    if len(found) < 3:
        listed = [_indicator(*row[: len(_FIELDS)]) for row in rows]
        return [[_or_blank(row, text_of(standard))] for row in listed]
    fields = [field for field in Indicator._fields[2:] if field in found]
    answers: list[list[Answer]] = [["实时得分"]]
    for row in rows[1:]:
        values: dict[str, Any] = {field: row[found[field] - 1] for field in fields}
        values |= {field: text_of(values.get(field)) for field in ("level1", "level2", "name")}
        answers.append([_or_blank(Indicator(_NOWHERE, 0, **values), text_of(standard))])
    return answers


@xlwings.func
@_spoken
def SE_GRADE(total: CellValue, standard: CellValue = None) -> str:
    """总分对应的评价等级。"""
    points = parse_decimal(total)
    if points is None:
        return "总分要填数"
    return _rules(text_of(standard)).bands.grade(points)


@xlwings.func
@_spoken
def SE_EXPLAIN(
    target: CellValue,
    actual: CellValue,
    weight: CellValue,
    method: CellValue = None,
    parameter: CellValue = None,
    standard: CellValue = None,
) -> str:
    """一项指标的得分是怎么算出来的。"""
    row = _scored(_indicator(target, actual, weight, method, parameter), text_of(standard))
    return row.explanation if row.score is not None else _why(row)


def _indicator(*values: CellValue) -> Indicator:
    named: dict[str, Any] = dict(zip(_FIELDS, values, strict=False))
    return Indicator(_NOWHERE, 0, "", "", "", **named)


def _rules(standard: str) -> Standard:
    """Return a built-in standard: a formula came with the workbook, and must not have a file of its choice read."""
    name = standard or DEFAULT_STANDARD
    found = standards.built_in(name)
    if found is None:
        raise standards.unknown(name)
    return found


def _scored(indicator: Indicator, standard: str) -> IndicatorScore:
    submission = Submission(Project(MappingProxyType({})), (), (indicator,))
    return score(submission, _rules(standard)).indicators[0]


def _or_blank(indicator: Indicator, standard: str) -> Answer:
    blank = all(is_blank(value) for value in (indicator.target, indicator.actual, indicator.weight))
    return "" if blank else _points(_scored(indicator, standard))


def _points(row: IndicatorScore) -> Answer:
    if not row.applicable:
        return "不适用"
    return float(row.score) if isinstance(row.score, Decimal) else f"未计分：{_why(row)}"


def _why(row: IndicatorScore) -> str:
    return title(row.obstacle) if row.obstacle else ""
