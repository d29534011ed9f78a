"""Scorecard -> the sheets 汇总 and 校验结果 and the computed columns, as plain values with the kind of each row.

The kinds are the names of the exemplar rows that our templates carry hidden at the top of the two sheets.  What is sent
is for the reader: it has no findings, no codes, no citations and nothing of the program.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents import charts, computed
from selfeval_xl.documents.amounts import full_marks, in_unit
from selfeval_xl.documents.blocks import Output, OutRow, OutSheet, OutValue, numeral
from selfeval_xl.documents.findings import count_by_level, render, results
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.computed import score_shown
from selfeval_xl.domain.decimals import rate_of
from selfeval_xl.domain.finding import Explained, Finding
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import PROJECT_FIELDS, SUMMARY, titles
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.printed import UNGRADED
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Project
from selfeval_xl.domain.written import COMPUTED_AT

_COMPUTED_AT = re.compile(f"{COMPUTED_AT}(.*?)　")
_PROJECT_TITLES = titles(PROJECT_FIELDS)
_HEADING = "heading"
_UNTOLD = "（未填写原因）"


class Stamp(NamedTuple):
    """What a summary says about itself: when it was computed, by which program, from which inputs."""

    computed_at: str
    program: str
    fingerprint: str


def output(card: Scorecard, stamp: Stamp, explained: Sequence[Explained] = ()) -> Output:
    """Return everything that 计算评分 writes into the workbook; ``explained`` are the codes of its findings."""
    filled, found = computed.fillings(card), results(card, explained)
    pages = computed.with_record(filled, summary(card, stamp), found, card.submission.printed.state), found
    return Output(pages, tuple(column for each in filled for column in each.columns()))


def summary(card: Scorecard, stamp: Stamp) -> OutSheet:
    """Return the sheet 汇总, in nine columns, with its charts as appendix."""
    project = card.submission.project
    result = ("问题", count_by_level(card.findings))
    end = (_findings(card.findings), _words(project), _signatures(project))
    rows = _numbered((_heading(card, result), *_middle(card, cited=True), *end))
    return OutSheet(SUMMARY, (*rows, *_notes(card, stamp)), *charts.appendix(card))


def sent(card: Scorecard, public: bool = False) -> OutSheet:
    """Return the summary as it is sent; the ``public`` one is without signatures and those who sign."""
    project = card.submission.project
    full = sum(1 for row in card.indicators if row.lost is not None and row.lost <= 0)
    count = sum(not row.is_detail for row in card.indicators)
    result = ("指标", f"{count}项，得满分{full}项")
    end = (_words(project), *(() if public else (_signatures(project),)))
    *rows, _gap = _numbered((_heading(card, result), *_middle(card, cited=False), *end))
    return OutSheet(SUMMARY, tuple(rows), *charts.appendix(card))


def _middle(card: Scorecard, cited: bool) -> tuple[Iterable[OutRow], ...]:
    """Return what every summary tells; ``cited`` derivations name the clause that they go by."""
    unit = money_unit(card.submission.project.money_unit)
    own = (_facts(card.submission.project), _budget(card, unit))
    return *own, _sections(card, cited), _indicators(card, cited), _losses(card, cited)


def _numbered(parts: Iterable[Iterable[OutRow]]) -> Iterator[OutRow]:
    """Yield the parts that there are, a gap below each, their headings numbered without gaps."""
    number = 0
    for part in parts:
        laid = list(part)
        if laid and laid[0].kind == _HEADING:
            number += 1
            laid[0] = _row(_HEADING, f"{numeral(number)}、{laid[0].values[0]}")
        yield from (*laid, _row("gap")) if laid else ()


def _row(kind: str, *values: OutValue) -> OutRow:
    return OutRow(kind, values)


def _heading(card: Scorecard, last: tuple[str, str]) -> Iterator[OutRow]:
    project = card.submission.project
    year, unit = year_of(project.year), money_unit(project.money_unit)
    yield _row("title", "项目支出绩效自评汇总表")
    yield OutRow("subtitle", (f"{f'{year}年度　' if year else ''}评价标准：{card.standard_name}　金额单位：{unit}",))
    total: OutValue = UNGRADED if card.total is None else card.total
    result = ("总分", total, "评价等级", card.grade or UNGRADED, "预算执行率", card.budget.rate)
    yield _row("result", *result, *last)


def _facts(project: Project) -> Iterator[OutRow]:
    yield _row(_HEADING, "项目基本信息")
    for left, right in (("name", "code"), ("department", "unit")):
        title, value = _fact(project, right)
        yield _row("facts", *_fact(project, left), None, None, title, None, value)
    for field in ("overview", "overall_goal", "annual_goal", "actual_result"):
        if text_of(getattr(project, field)):
            yield OutRow("text", _fact(project, field))


def _fact(project: Project, field: str) -> tuple[str, str]:
    return _PROJECT_TITLES[field], text_of(getattr(project, field))


def _budget(card: Scorecard, unit: str) -> Iterator[OutRow]:
    budget = card.budget
    yield _row(_HEADING, f"预算执行情况（{unit}）")
    titles = ("序号", "项目明细", None, "全年预算数", "全年执行数", "执行率", "差异额", "差异率", "差异说明")
    yield OutRow("budget-head", titles)
    for line, following in itertools.zip_longest(budget.lines, budget.lines[1:]):
        kind = "budget-group" if following and following.depth > line.depth else "budget-line"
        values = (in_unit(line.budget, unit), in_unit(line.executed, unit), line.rate, in_unit(line.difference, unit))
        name = "　" * line.depth + line.line.name
        yield OutRow(kind, (line.line.number, name, None, *values, line.deviation, text_of(line.line.reason)))
    is_open = budget.budget is None or budget.executed is None
    difference = None if is_open else (budget.executed or 0) - (budget.budget or 0)
    amounts = (in_unit(budget.budget, unit), in_unit(budget.executed, unit), budget.rate, in_unit(difference, unit))
    yield _row("budget-total", "合计", None, None, *amounts, rate_of(difference, budget.budget), None)


def _sections(card: Scorecard, cited: bool) -> Iterator[OutRow]:
    yield _row(_HEADING, "评价得分")
    yield _row("section-head", "序号", "指标", None, None, "分值", None, "评价得分", None, "评分结果级别")
    for number, section in enumerate(card.sections, 1):
        grade = (card.grade or UNGRADED) if number == 1 else None
        score: OutValue = section.score if section.score is not None else "未完"
        yield _row("section-line", number, section.name, None, None, section.weight, None, score, None, grade)
    total: OutValue = card.total if card.total is not None else UNGRADED
    explained = card.total_derivation.sentence(cited) if card.total_derivation else None
    yield _row("section-total", "合计", None, None, None, full_marks(card), None, total, None, explained)


def _indicators(card: Scorecard, cited: bool) -> Iterator[OutRow]:
    yield _row(_HEADING, "指标完成情况及得分")
    titles = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "偏差率", "分值", "得分", "计算说明")
    yield OutRow("indicator-head", titles)
    level1 = level2 = ""
    for row in card.indicators:
        indicator = row.indicator
        new1 = indicator.level1 != level1
        shown1 = indicator.level1 if new1 else None
        shown2 = indicator.level2 if new1 or indicator.level2 != level2 else None
        level1, level2 = indicator.level1, indicator.level2
        explained = row.explained(cited)
        values = (row.target_shown, row.actual_shown, row.deviation, row.weight, score_shown(row), explained)
        yield _row("indicator-line", shown1, shown2, indicator.name, *values)
    counted = [row for row in card.indicators if row.counts]
    weight = sum((row.weight for row in counted if row.weight is not None), Decimal(0))
    scores = [row.score for row in counted if row.score is not None]
    total: OutValue = sum(scores, Decimal(0)) if len(scores) == len(counted) else UNGRADED
    yield _row("indicator-total", "合计", None, None, None, None, None, weight, total, None)


def _losses(card: Scorecard, cited: bool) -> Iterator[OutRow]:
    untold = _UNTOLD if cited else ""
    losses = [
        (row.indicator.name, row.weight, row.score, row.lost, text_of(row.indicator.reason) or untold)
        for row in card.indicators
        if row.lost
    ]
    losses += [
        (
            section.name,
            section.weight,
            section.score,
            section.weight - section.score,
            section.derivation.sentence(cited),
        )
        for section in card.sections
        if section.derivation and section.score is not None and section.score < section.weight
    ]
    if losses:
        yield _row(_HEADING, "扣分情况")
        yield _row("loss-head", "序号", "指标", None, "分值", "得分", "扣分", "偏差原因及改进措施")
    for number, (name, weight, score, lost, reason) in enumerate(losses, 1):
        yield _row("loss-line", number, name, None, weight, score, lost, reason)


def _findings(findings: tuple[Finding, ...]) -> Iterator[OutRow]:
    if findings:
        yield _row(_HEADING, "校验发现的问题")
        yield _row("finding-head", "级别", "编号", "位置", "问题", None, None, None, "怎么改")
    for finding in findings:
        values = (finding.level_name, finding.code, finding.place.address, render(finding), None, None, None)
        yield OutRow(f"finding-{finding.level}", (*values, finding.remedy), finding.place)


def _words(project: Project) -> Iterator[OutRow]:
    fields = ("experience", "problems", "improvements")
    if any(text_of(getattr(project, field)) for field in fields):
        yield _row(_HEADING, "经验、问题与改进措施")
        for field in fields:
            yield OutRow("text", _fact(project, field))


def _signatures(project: Project) -> Iterator[OutRow]:
    preparer, phone = text_of(project.preparer), text_of(project.phone)
    yield _row("sign", "填报人", preparer, None, "联系电话", phone, None, "单位负责人（签字）", None, None)
    date = text_of(project.prepared_on).removesuffix(" 00:00:00")
    yield _row("sign", "填报日期", date, None, "单位（盖章）", None, None, "签批日期", None, None)


def _notes(card: Scorecard, stamp: Stamp) -> Iterator[OutRow]:
    unverified = f"，其中部分规则{card.standard_evidence}" if card.standard_evidence else ""
    by = f"评价标准：{card.standard_id}（{card.standard_version} 版{unverified}）"
    yield _row("note", f"{COMPUTED_AT}{stamp.computed_at}　程序：selfeval-xl {stamp.program}　{by}")
    yield _row("note", f"输入指纹：{stamp.fingerprint}")
    yield _row("note", "本页由程序生成，重新计算时整页更新；备注请写在右侧空白列。")


def unchanged_stamp(grid: Grid, card: Scorecard, stamp: Stamp) -> Stamp:
    """Return the stamp that the sheet 汇总 already carries if nothing changed since, else ``stamp``.

    Computing the same inputs again must give the same sheet, so the time stays that of the first computation.
    """
    written = {row[0] for row in grid.rows if row and isinstance(row[0], str)}
    for line in written:
        match = _COMPUTED_AT.match(line)
        if match:
            earlier = stamp._replace(computed_at=match[1])
            if {str(row.values[0]) for row in _notes(card, earlier)} <= written:
                return earlier
    return stamp
