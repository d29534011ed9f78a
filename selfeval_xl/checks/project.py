"""P: what the sheet 项目信息 must say, and whether its facts agree with one another."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from selfeval_xl.checks.catalogue import finding
from selfeval_xl.checks.context import NOTHING, CheckContext
from selfeval_xl.checks.formatting import quoted
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.money import FEN_PER

LABELS = {
    "name": "项目名称",
    "department": "主管部门",
    "unit": "实施单位",
    "year": "评价年度",
    "annual_goal": "年度绩效目标",
    "actual_result": "实际完成情况",
    "preparer": "填报人",
    "prepared_on": "填报日期",
    "overview": "项目概况",
    "overall_goal": "项目总目标",
    "business_management": "业务管理情况",
    "financial_management": "财务管理情况",
    "experience": "主要经验及做法",
    "problems": "存在的问题",
    "improvements": "改进建议",
}
REQUIRED = ("name", "department", "unit", "year")
EXPECTED = ("annual_goal", "actual_result", "preparer", "prepared_on")
FIRST_YEAR, LAST_YEAR = 2003, 2099
PLACEHOLDER = re.compile(r"[XxＸｘ×]{2,}|…{2,}|\.{6,}|某某|[○〇]{2,}")
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*(?:[-./月]\s*(\d{1,2})\s*日?)?月?")


def date_of(value: CellValue) -> datetime.date | None:
    """Read a 填报日期: a date cell, ``2018-03-15``, ``2018年3月15日`` or ``2018年3月``; ``None`` when it is none."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    match = _DATE.fullmatch(normalise(text_of(value)))
    if not match:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None


def check_filled(view: CheckContext) -> Iterator[Finding]:
    """Name, department, unit and year are a must; goals, results and signature are expected."""
    project = view.card.submission.project
    for code, fields in (("P01", REQUIRED), ("P02", EXPECTED)):
        for field in fields:
            if is_blank(getattr(project, field)):
                yield finding(code, project.place(field), label=LABELS[field])


def check_dates(view: CheckContext) -> Iterator[Finding]:
    """The evaluated year is a plausible one and the form was filled in after it."""
    project, year = view.card.submission.project, view.year
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        yield finding("P03", project.place("year"), year=year)
    if is_blank(project.prepared_on):
        return
    date, place = date_of(project.prepared_on), project.place("prepared_on")
    if date is None:
        yield finding("P06", place, shown=text_of(project.prepared_on))
    elif year is not None and date.year < year:
        yield finding("P04", place, date=date, year=year)
    elif date.year == year:
        yield finding("P05", place, date=date, year=year)


def check_placeholders(view: CheckContext) -> Iterator[Finding]:
    """No XX or …… of the template is left in the texts."""
    project = view.card.submission.project
    for field, label in LABELS.items():
        value = getattr(project, field)
        found = PLACEHOLDER.search(value) if isinstance(value, str) else None
        if found:
            yield finding("P07", project.place(field), label=label, shown=found[0])


def check_problems(view: CheckContext) -> Iterator[Finding]:
    """Problems call for improvements, and improvements for problems; 无 is an answer to neither."""
    project = view.card.submission.project
    problems, improvements = _says(project.problems), _says(project.improvements)
    if problems and not improvements:
        yield finding("P08", project.place("improvements"))
    if improvements and not problems:
        yield finding("P09", project.place("problems"))


def _says(value: CellValue) -> bool:
    return normalise(text_of(value)).rstrip("。") not in NOTHING


def check_standard(view: CheckContext) -> Iterator[Finding]:
    """The standard named on the sheet is the one used, and it was in force for the evaluated year."""
    project, standard, year = view.card.submission.project, view.standard, view.year
    typed = normalise(text_of(project.standard))
    names = (standard.id, normalise(standard.name))
    if typed and not any(typed in name or name in typed for name in names):
        yield finding("P10", project.place("standard"), shown=text_of(project.standard), used=standard.name)
    first, last = standard.effective.year, standard.expires.year if standard.expires else LAST_YEAR
    if year is not None and FIRST_YEAR <= year <= LAST_YEAR and not first <= year <= last:
        period = f"适用于 {first} 至 {last} 年度" if standard.expires else f"从 {first} 年度起适用"
        yield finding("P12", project.place("year"), year=year, used=standard.name, period=period)


def check_money_unit(view: CheckContext) -> Iterator[Finding]:
    """The 金额单位 is one that we know; otherwise 万元 was assumed."""
    project = view.card.submission.project
    if normalise(text_of(project.money_unit)).strip("()") not in FEN_PER:
        yield finding("P11", project.place("money_unit"), shown=quoted(project.money_unit))


CHECKS = (check_filled, check_dates, check_placeholders, check_problems, check_standard, check_money_unit)
