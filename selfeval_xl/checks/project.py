"""P: what the sheet 项目信息 must say, and whether its facts agree with one another."""

import datetime
import re
from collections.abc import Iterator

from selfeval_xl.checks.context import NOTHING, CheckContext
from selfeval_xl.checks.formatting import quoted
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import PROJECT_FIELDS, titles
from selfeval_xl.domain.money import FEN_PER
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import FORM_2020, PLATFORM, PUBLISHED, REPORT
from selfeval_xl.messages.template import error, notice, warning

TEXTS = {
    "P01 必填的项目信息没有填": error(
        "“{label}”没有填写。这是自评表的必填内容，上级汇总和公开时都要用到。",
        "请填写“{label}”。",
        "项目名称、主管部门、实施单位和年度是自评表的表头内容。",
        FORM_2020,
    ),
    "P02 项目信息不完整": warning(
        "“{label}”没有填写，汇总表和自评报告里这一项会空着。",
        "请填写“{label}”。",
        "自评表要求填写年度总体目标和实际完成情况，并由填报人署名。",
        FORM_2020,
    ),
    "P03 评价年度不合情理": error(
        "评价年度写的是 {year}，不像要评价的年度。",
        "请核对并填写四位年份，例如 2017。",
        "年度用来核对填报日期、完成时限和评价标准的适用期；太早或太远的年份多半是输错了。",
    ),
    "P04 填报日期早于评价年度": error(
        "填报日期是 {date}，评价年度是 {year} 年。那时这个年度还没有开始，不会有完成情况。",
        "请核对评价年度和填报日期，改正写错的一个。",
        "自评在年度预算执行之后进行。",
        FORM_2020,
    ),
    "P05 填报时年度尚未结束": notice(
        "填报日期是 {date}，评价年度 {year} 年还没有结束，执行数和完成值可能不是全年的数。",
        "请确认填的是全年数；若填报日期写错了，请改正。",
        "自评用的是全年预算数、全年执行数和全年完成值。",
        FORM_2020,
    ),
    "P06 填报日期看不懂": warning(
        "填报日期写的是“{shown}”，看不出年月日，无法与评价年度核对。",
        "请按 2018-03-15 或 2018年3月15日 的样式填写。",
        "填报日期是自评表的落款内容。",
        FORM_2020,
    ),
    "P07 留有占位符": warning(
        "“{label}”里还留着“{shown}”，像是模板里等待填写的占位符。",
        "请换成实际内容；用不到就删去。",
        "平台导入时会把 XX 之类的占位符当作 0，公开后也影响观感。",
        PLATFORM,
    ),
    "P08 有问题没有改进": warning(
        "写了“存在的问题”，但“改进建议”是空的。只说问题、没有打算，审核时容易被退回。",
        "请在“改进建议”里逐条写明怎么改、什么时候改完。",
        "自评报告要写明存在的问题和下一步的改进意见。",
        REPORT,
    ),
    "P09 有改进没有问题": notice(
        "写了“改进建议”，但“存在的问题”是空的，看不出要改进的是什么。",
        "请在“存在的问题”里写明对应的问题。",
        "自评报告要写明存在的问题和下一步的改进意见，两者要对得上。",
        REPORT,
    ),
    "P10 评价标准与本次所用不同": notice(
        "表里写的评价标准是“{shown}”，这一次按“{used}”评分。",
        "若表里写的才对，请不要另外指定标准，重新评分；否则请改写这一格。",
        "同一张表按不同标准评分，得分和等级会不同，事后说不清用的是哪一套。",
    ),
    "P11 金额单位看不懂": error(
        "金额单位{shown}，所有没有写明单位的金额都按万元计算了。",
        "请填“元”“千元”“万元”或“亿元”。",
        "有的地方用元，有的用万元，弄错会差一万倍。",
        PUBLISHED,
    ),
    "P12 评价年度不在标准适用期内": warning(
        "评价年度是 {year} 年，而“{used}”{period}，可能应当用另一套标准。",
        "请核对评价年度，或在“评价标准”里换一套标准。",
        "评价标准有施行日期，换了文件就应换标准。",
    ),
}
register(TEXTS)

LABELS = titles(PROJECT_FIELDS)
_TEXTS = (
    *("name", "department", "unit", "year", "annual_goal", "actual_result", "preparer", "prepared_on", "overview"),
    *("overall_goal", "business_management", "financial_management", "experience", "problems", "improvements"),
)
"""Fields in which a placeholder may have been left."""
REQUIRED = ("name", "department", "unit", "year")
ALWAYS = ("name", "year")
"""No form goes without its name and its year."""
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
            # A form without such a label asks nobody for it.
            if is_blank(getattr(project, field)) and (field in ALWAYS or project.has(field)):
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
    for field in _TEXTS:
        value = getattr(project, field)
        found = PLACEHOLDER.search(value) if isinstance(value, str) else None
        if found:
            yield finding("P07", project.place(field), label=LABELS[field], shown=found[0])


def check_problems(view: CheckContext) -> Iterator[Finding]:
    """Problems call for improvements, and improvements for problems; 无 is an answer to neither."""
    project = view.card.submission.project
    problems, improvements = _says(project.problems), _says(project.improvements)
    if problems and not improvements and project.has("improvements"):
        yield finding("P08", project.place("improvements"))
    if improvements and not problems and project.has("problems"):
        yield finding("P09", project.place("problems"))


def _says(value: CellValue) -> bool:
    return normalise(text_of(value)).rstrip("。") not in NOTHING


def check_standard(view: CheckContext) -> Iterator[Finding]:
    """The standard named on the sheet is the one used, and it was in force for the evaluated year."""
    project, standard, year = view.card.submission.project, view.standard, view.year
    typed = normalise(text_of(project.standard))
    names = (standard.id, *map(normalise, (standard.name, standard.region, *standard.aliases)))
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
